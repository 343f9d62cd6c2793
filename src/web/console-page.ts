import type { Language } from '../kernel/localised.ts';

/**
 * The console is one empty page: scripts and styles of this origin fill it, by text nodes alone (Trusted Types: no policy, so that no text
 * can become markup). Nothing comes from elsewhere, and nobody may frame it.
 */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const notWithoutScripts = {
  en: 'This page checks the log by itself and needs JavaScript.',
  'zh-Hant': '本頁自行核驗日誌，需要 JavaScript。',
  'zh-Hans': '本页自行核验日志，需要 JavaScript。',
} as const satisfies Record<Language, string>;

export interface ConsolePage {
  readonly language: Language;
  /** Below which its files are. */
  readonly base: string;
  readonly side: string;
  readonly demonstration: boolean;
}

export function consolePage({ language, base, side, demonstration }: ConsolePage): string {
  const needs = Object.entries(notWithoutScripts).map(([lang, text]) => `<p lang="${lang}">${text}</p>`);
  return `<!doctype html>
<html lang="${language}" data-side="${side}" data-demonstration="${String(demonstration)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Wenjin 文錦</title>
<link rel="icon" type="image/svg+xml" href="${base}/icon.svg">
<link rel="stylesheet" href="${base}/console.css">
<script type="module" src="${base}/console.browser.ts"></script>
</head>
<body><noscript>${needs.join('')}</noscript></body>
</html>
`;
}

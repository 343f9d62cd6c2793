import { createHash } from 'node:crypto';
import type { Language, Localised } from '../kernel/localised.ts';
import { textIn } from '../kernel/localised.ts';

/** Pages for the browser of a person: they run nothing, load nothing, and no other site may frame them. */

export const style = `:root{color-scheme:light;--ink:#1d2430;--mute:#5b6675;--line:#d7dce3;--paper:#fff;--tint:#f5f7fa;--act:#15467a}
*{box-sizing:border-box}body{margin:0;background:var(--tint);color:var(--ink);font:16px/1.55 system-ui,"Noto Sans TC","Noto Sans SC","PingFang TC","Microsoft JhengHei",sans-serif}
main{max-width:34rem;margin:2rem auto;background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:2rem}
nav{text-align:end;font-size:.9rem}nav a{margin-inline-start:.75rem;color:var(--act)}h1{font-size:1.3rem;margin:.5rem 0 1rem}h2{font-size:1rem;margin:1.75rem 0 .5rem}
dl{border:1px solid var(--line);border-radius:.35rem;padding:.75rem 1rem;margin:1rem 0}dt{color:var(--mute);font-size:.9rem}dd{margin:0 0 .5rem;overflow-wrap:anywhere}
.care{border-inline-start:.25rem solid #8a5a00;padding-inline-start:.75rem}.small{font-size:.9rem;color:var(--mute)}code{overflow-wrap:anywhere}
button{font:inherit;padding:.55rem 1.1rem;border-radius:.35rem;border:1px solid var(--act);background:var(--act);color:#fff;cursor:pointer;margin:.25rem .5rem .25rem 0}a.button{display:inline-block;padding:.55rem 1.1rem;border-radius:.35rem;background:var(--act);color:#fff;text-decoration:none}button.plain{background:none;color:var(--act)}
textarea{width:100%;font:13px/1.4 ui-monospace,monospace}button:focus-visible,a:focus-visible,textarea:focus-visible{outline:3px solid #e0a100;outline-offset:2px}
@media(max-width:36rem){main{margin:0;border:0;padding:1rem}}`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Content-Security-Policy Level 3: `form-action` also names where a form is led on to. */
export function policyOf(formTargets: readonly string[] = []): string {
  const targets = ["'self'", ...new Set(formTargets)].join(' ');
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action ${targets}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

export interface Page {
  readonly title: Localised;
  /** HTML that was made here, with everything from outside escaped. */
  readonly body: string;
  /** Without it the page has no links to its other languages. */
  readonly path?: string;
}

const languageNames = { en: 'English', 'zh-Hant': '繁體', 'zh-Hans': '简体' } as const;

export function render({ title, body, path }: Page, language: Language): string {
  const links =
    path === undefined
      ? ''
      : `<nav>${Object.entries(languageNames)
          .map(([tag, name]) => `<a lang="${tag}" href="${path}?lang=${tag}">${name}</a>`)
          .join('')}</nav>`;
  const heading = escape(textIn(title, language));
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title><style>${style}</style></head>
<body><main>${links}
<h1>${heading}</h1>
${body}
</main></body></html>
`;
}

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

export interface Form {
  readonly action: string;
  readonly csrf: string;
  readonly content: string;
}

export function formOf({ action, csrf, content }: Form): string {
  return `<form method="post" action="${action}"><input type="hidden" name="csrf" value="${escape(csrf)}">${content}</form>`;
}

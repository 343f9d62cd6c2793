import { sha256 } from '../kernel/digest.ts';
import type { Localised } from '../kernel/localised.ts';
import { pagePolicy, resultPage, type VerificationResult } from '../verification/index.ts';

/** The page that a link or its picture leads to. It loads one script of this node, which moves the code from the address into the field. */

const texts = {
  title: { en: 'Verify by share code', zhHant: '以分享碼查核', zhHans: '以分享码核验' },
  what: {
    en: 'A banker has chosen to show you a qualification. The answer comes from the records of this node, as they stand now.',
    zhHant: '一位銀行從業員選擇向你出示其專業資格。結果來自本節點現時的紀錄。',
    zhHans: '一位银行从业人员选择向您出示其专业资格。结果来自本节点当前的记录。',
  },
  privacy: {
    en: 'Here the public is shown no name and no birth date. The holder sees that somebody looked, and when. Registered banks and employers use the API, which also tells them what the holder disclosed.',
    zhHant:
      '公眾在此不獲提供姓名或出生日期。持有人會知道有人查閱及其時間。已登記的銀行及僱主可使用 API，並獲提供持有人所披露的資料。',
    zhHans:
      '公众在此不获提供姓名或出生日期。持有人会知道有人查阅及其时间。已登记的银行及用人单位可使用 API，并获提供持有人所披露的信息。',
  },
  code: { en: 'Share code', zhHant: '分享碼', zhHans: '分享码' },
  look: { en: 'Verify', zhHant: '查核', zhHans: '核验' },
  mistyped: {
    en: 'This cannot be a share code: a character is missing or wrong. Compare it with what you were given.',
    zhHant: '此非有效分享碼：字元有缺漏或錯誤。請與所獲分享碼核對。',
    zhHans: '此非有效分享码：字符有缺漏或错误。请与所获分享码核对。',
  },
} as const satisfies Record<string, Localised>;

const style = `
:root{color-scheme:light dark;--ink:#1d2430;--mute:#5b6675;--line:#c8ced8;--paper:#fff;--tint:#f5f7fa;--act:#173f6d;--stop:#a1221a}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--mute:#a3aebd;--line:#3c4756;--paper:#171d26;--tint:#0f141b;--act:#9cc3f0;--stop:#ff9c92}}
*{box-sizing:border-box}body{margin:0;background:var(--tint);color:var(--ink);font:16px/1.6 system-ui,"Noto Sans TC","Noto Sans SC","PingFang TC","Microsoft JhengHei",sans-serif}
main{max-width:40rem;margin:8vh auto;background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:2rem}
h1{font-size:1.35rem;line-height:1.35;margin:0 0 1rem}h1 span{display:block}p{margin:.35rem 0}.mute{color:var(--mute);font-size:.9rem}
form{margin:1.5rem 0;display:grid;gap:.5rem}label{font-weight:600}
input{font:600 1.25rem/1.2 ui-monospace,monospace;letter-spacing:.04em;padding:.7rem .8rem;border:2px solid var(--line);border-radius:.35rem;background:transparent;color:inherit;width:100%}
button{font:inherit;font-weight:600;padding:.8rem 1rem;border:0;border-radius:.35rem;background:var(--act);color:var(--paper);cursor:pointer}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}[role=alert]{border-inline-start:4px solid var(--stop);padding-inline-start:.75rem}
@media(max-width:44rem){main{margin:0;border:0;min-height:100vh;border-radius:0;padding:1.25rem}}`;

const styleDigest = Buffer.from(sha256(style)).toString('base64');

const policy = `default-src 'none'; style-src 'sha256-${styleDigest}'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

export const scriptPath = '/share/fill-in.js';

/** Takes the code out of the address, so that neither history nor a copied address gives it away. */
export const fillInScript = `const code = decodeURIComponent(location.hash.slice(1));
const field = document.getElementById('code');
if (code !== '' && field instanceof HTMLInputElement) {
  field.value = code;
  history.replaceState(null, '', location.pathname);
}
field?.focus();
`;

export function sharePage({ mistyped }: { readonly mistyped: boolean }) {
  return asPage(pageText(mistyped), policy);
}

/** What the public is shown: the printable page of any verification. */
export function shareResultPage(result: VerificationResult) {
  return asPage(resultPage(result), pagePolicy);
}

function asPage(body: string, contentSecurityPolicy: string) {
  return {
    body,
    mediaType: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': contentSecurityPolicy },
  };
}

function pageText(mistyped: boolean): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title.en} · ${texts.title.zhHant}</title><style>${style}</style></head>
<body><main>
<h1>${spans(texts.title)}</h1>
${paragraphs(texts.what)}
${mistyped ? `<div role="alert">${paragraphs(texts.mistyped)}</div>` : ''}
<form method="post" action="/share">
<label for="code">${inline(texts.code)}</label>
<input id="code" name="code" required maxlength="64" autocomplete="off" autocapitalize="characters" spellcheck="false"${mistyped ? ' aria-invalid="true"' : ''} placeholder="XXXXX-XXXXX-XXXXX-XXXXX">
<button type="submit">${inline(texts.look)}</button>
</form>
<div class="mute">${paragraphs(texts.privacy)}</div>
</main><script src="${scriptPath}"></script></body></html>
`;
}

function spans({ en, zhHant, zhHans }: Localised): string {
  return `<span lang="en">${en}</span><span lang="zh-Hant">${zhHant}</span><span lang="zh-Hans">${zhHans}</span>`;
}

function paragraphs({ en, zhHant, zhHans }: Localised): string {
  return `<p lang="en">${en}</p><p lang="zh-Hant">${zhHant}</p><p lang="zh-Hans">${zhHans}</p>`;
}

function inline({ en, zhHant, zhHans }: Localised): string {
  const chinese = zhHant === zhHans ? '' : ` · <span lang="zh-Hans">${zhHans}</span>`;
  return `<span lang="en">${en}</span> · <span lang="zh-Hant">${zhHant}</span>${chinese}`;
}

import type { Localised } from '../kernel/localised.ts';
import type { VerificationResult } from './verification.schema.ts';

/** One page for the file of a person: three languages side by side, prints on A4, loads nothing and runs nothing. */

const labels = {
  title: { en: 'Verification result', zhHant: '查核結果', zhHans: '核验结果' },
  demonstration: {
    en: 'Demonstration. Fictional people and authorities; no real body has agreed these rules.',
    zhHant: '示範。人物及機構均屬虛構；並無任何真實機構同意此等規則。',
    zhHans: '演示。人物及机构均属虚构；并无任何真实机构同意此等规则。',
  },
  award: { en: 'Award', zhHant: '資格', zhHans: '资格' },
  homeStanding: { en: 'Home standing', zhHant: '原屬地狀態', zhHans: '原属地状态' },
  recognition: { en: 'Recognition', zhHant: '互認', zhHans: '互认' },
  conditions: { en: 'Conditions', zhHant: '條件', zhHans: '条件' },
  notConferred: { en: 'Not conferred', zhHant: '不授予', zhHans: '不授予' },
  checks: { en: 'Checks', zhHant: '查核項目', zhHans: '核验项目' },
  reference: { en: 'Reference', zhHant: '編號', zhHans: '编号' },
  caseReference: { en: 'Case', zhHant: '個案編號', zhHans: '个案编号' },
  purpose: { en: 'Purpose', zhHant: '用途', zhHans: '用途' },
  asOf: { en: 'As at', zhHant: '截至', zhHans: '截至' },
  nextReview: { en: 'Next review', zhHant: '下次覆核', zhHans: '下次复核' },
  expires: { en: 'Expires', zhHant: '到期', zhHans: '到期' },
} as const satisfies Record<string, Localised>;

/** States of the facets, and outcomes of the checks, for people. */
const states: Readonly<Record<string, Localised>> = {
  intact: { en: 'intact', zhHant: '維持有效', zhHans: '保持有效' },
  ended: { en: 'ended', zhHant: '已終止', zhHans: '已终止' },
  unknown: { en: 'unknown', zhHant: '未能確定', zhHans: '无法确定' },
  'not-shown': { en: 'not shown', zhHant: '未出示', zhHans: '未出示' },
  current: { en: 'current', zhHant: '良好', zhHans: '正常' },
  inactive: { en: 'inactive', zhHant: '非現行', zhHans: '非现行' },
  suspended: { en: 'suspended', zhHant: '暫停', zhHans: '中止' },
  'in-force': { en: 'in force', zhHant: '生效中', zhHans: '生效中' },
  superseded: { en: 'replaced', zhHant: '已被取代', zhHans: '已被替换' },
  expired: { en: 'expired', zhHant: '已到期', zhHans: '已到期' },
  'not-yet-effective': { en: 'not yet effective', zhHant: '尚未生效', zhHans: '尚未生效' },
};

const style = `
:root{color-scheme:light;--ink:#1d2430;--mute:#5b6675;--line:#d7dce3;--paper:#fff;--tint:#f5f7fa}
*{box-sizing:border-box}body{margin:0;background:var(--tint);color:var(--ink);font:15px/1.5 system-ui,"Noto Sans TC","Noto Sans SC","PingFang TC","Microsoft JhengHei",sans-serif}
main{max-width:60rem;margin:2rem auto;background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:2rem}
h1{font-size:1.1rem;margin:0 0 1rem;color:var(--mute);font-weight:600}h2{font-size:1rem;margin:1.75rem 0 .5rem}
.code{display:inline-block;font:600 1.35rem/1.2 ui-monospace,monospace;padding:.35rem .75rem;border:2px solid currentColor;border-radius:.35rem}
.good{color:#0b6b3a}.care{color:#8a5a00}.stop{color:#a1221a}.open{color:#34507a}
.three{display:grid;grid-template-columns:repeat(3,1fr);gap:1rem}.three p{margin:.25rem 0}
table{width:100%;border-collapse:collapse}th,td{text-align:start;vertical-align:top;padding:.4rem .5rem;border-bottom:1px solid var(--line)}th{font-weight:600}
.facts th{width:11rem}.small{font-size:.85rem;color:var(--mute)}.demo{border:2px dashed #8a5a00;padding:.5rem .75rem;margin-bottom:1.25rem}
@media(max-width:44rem){.three{grid-template-columns:1fr}main{margin:0;border:0;padding:1rem}}
@media print{body{background:none}main{border:0;margin:0;padding:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}`;

/** Content-Security-Policy of the page: its own style sheet by digest is not worth the trouble; nothing else is allowed. */
export const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export function resultPage(result: VerificationResult): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(labels.title.en)} ${escape(result.caseReference)}</title><style>${style}</style></head>
<body><main>
${result.demonstration ? `<div class="demo">${three(labels.demonstration)}</div>` : ''}
<h1>${inline(labels.title)}</h1>
<p class="code ${tone(result.result)}">${escape(result.result)}</p>
${three(result.messages.verdict)}
${facetTable(result)}
${codedList(labels.conditions, result.facets.conditions)}
${codedList(labels.notConferred, result.facets.notConferred)}
<h2>${inline(labels.checks)}</h2>
<table><thead><tr><th scope="col">#</th><th scope="col">Check</th><th scope="col">Outcome</th><th scope="col">Source</th></tr></thead><tbody>
${result.checks.map(checkRow).join('\n')}
</tbody></table>
<div class="small">${three(result.messages.scope)}${result.messages.query ? three(result.messages.query) : ''}</div>
</main></body></html>
`;
}

function facetTable({ facets, asOf, purpose, caseReference, id, nextReviewAt }: VerificationResult): string {
  const { award, homeStanding, recognition } = facets;
  const rows: [Localised, string][] = [
    [
      labels.award,
      [state(award.state), award.name && inline(award.name), award.awardDate && escape(award.awardDate)]
        .filter(Boolean)
        .join('<br>'),
    ],
    [
      labels.homeStanding,
      [state(homeStanding.state), homeStanding.lastConfirmedAt && escape(homeStanding.lastConfirmedAt)]
        .filter(Boolean)
        .join('<br>'),
    ],
    [
      labels.recognition,
      [
        state(recognition.state),
        recognition.targetName && inline(recognition.targetName),
        recognition.number && escape(recognition.number),
      ]
        .filter(Boolean)
        .join('<br>'),
    ],
    [labels.asOf, escape(asOf)],
    ...(recognition.expiresAt === undefined
      ? []
      : ([[labels.expires, escape(recognition.expiresAt)]] satisfies [Localised, string][])),
    ...(nextReviewAt === null
      ? []
      : ([[labels.nextReview, escape(nextReviewAt)]] satisfies [Localised, string][])),
    [labels.purpose, escape(purpose)],
    [labels.caseReference, escape(caseReference)],
    [labels.reference, escape(id)],
  ];
  return `<table class="facts"><tbody>${rows.map(([label, value]) => `<tr><th scope="row">${inline(label)}</th><td>${value}</td></tr>`).join('')}</tbody></table>`;
}

function codedList(label: Localised, items: VerificationResult['facets']['conditions']): string {
  if (items.length === 0) return '';
  return `<h2>${inline(label)}</h2>${items.map(({ text }) => three(text)).join('')}`;
}

function checkRow({
  credential,
  subject,
  code,
  outcome,
  detail,
  source,
}: VerificationResult['checks'][number]): string {
  const shown = detail === undefined ? outcome : `${outcome} (${detail})`;
  return `<tr><td>${credential === null ? '' : String(credential + 1)} ${escape(subject)}</td><td>${escape(code)}</td><td>${escape(shown)}</td><td class="small">${escape(source)}</td></tr>`;
}

function tone(result: VerificationResult['result']): string {
  if (result === 'VALID') return 'good';
  if (result === 'VALID_WITH_CONDITIONS') return 'care';
  return result === 'INCONCLUSIVE' || result === 'STALE' || result === 'NOT_FOUND_OR_NOT_SHARED'
    ? 'open'
    : 'stop';
}

function state(code: string): string {
  const text = states[code];
  return text ? inline(text) : escape(code);
}

function three({ en, zhHant, zhHans }: Localised): string {
  return `<div class="three"><p lang="en">${escape(en)}</p><p lang="zh-Hant">${escape(zhHant)}</p><p lang="zh-Hans">${escape(zhHans)}</p></div>`;
}

function inline({ en, zhHant, zhHans }: Localised): string {
  const chinese = zhHant === zhHans ? [zhHant] : [zhHant, zhHans];
  return escape([en, ...chinese.filter((text) => text !== en)].join(' · '));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

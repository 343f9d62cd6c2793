import { sha256 } from '../kernel/digest.ts';
import type { NormativePoint } from './conformance.ts';

/** Which points of which specification are kept, with the test that shows it, and which are left, with the reason. */

const style = `
:root{color-scheme:light dark;--ink:#1d2430;--mute:#5b6675;--line:#d7dce3;--paper:#fff;--good:#0b6b3a;--open:#8a5a00;--act:#173f6d}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--mute:#a3aebd;--line:#37424f;--paper:#12171e;--good:#7ad6a3;--open:#e8b860;--act:#9cc3f0}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.6rem;margin:0 0 .5rem}
h2{font-size:1.15rem;margin:2.5rem 0 .5rem;scroll-margin-top:1rem}p{max-width:48rem}a{color:var(--act)}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.35rem 1.25rem}
table{width:100%;border-collapse:collapse;table-layout:fixed}caption{text-align:start;color:var(--mute);padding-bottom:.35rem}
th,td{text-align:start;vertical-align:top;padding:.45rem .6rem .45rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.clause{width:6.5rem;font-variant-numeric:tabular-nums}.state{width:5rem;font-weight:600}.kept{color:var(--good)}.left{color:var(--open)}
.evidence{width:42%}td.evidence{color:var(--mute);font-size:.9rem}.evidence code{display:block;color:var(--ink)}
@media(max-width:44rem){table,tbody,tr,td{display:block;width:auto!important}thead{display:none}td{border:0;padding:.1rem 0}tr{border-bottom:1px solid var(--line);padding:.5rem 0;display:block}}`;

const styleDigest = Buffer.from(sha256(style)).toString('base64');

export const conformancePolicy = `default-src 'none'; style-src 'sha256-${styleDigest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function conformancePage(points: readonly NormativePoint[]): string {
  const specifications = [...Map.groupBy(points, ({ specification }) => specification)];
  const kept = points.filter(({ state }) => state === 'kept').length;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Conformance · Wenjin 文錦</title><style>${style}</style></head>
<body><main>
<h1>Conformance</h1>
<p>${String(points.length)} points of ${String(specifications.length)} specifications: ${String(kept)} are kept, each with the test that shows it; ${String(points.length - kept)} are left, each with the reason. The tests run with <code>npm test</code>.</p>
<nav aria-label="Specifications"><ul>${specifications.map(link).join('')}</ul></nav>
${specifications.map(section).join('\n')}
</main></body></html>
`;
}

type Group = readonly [string, readonly NormativePoint[]];

function link([specification]: Group): string {
  return `<li><a href="#${anchor(specification)}">${escape(specification)}</a></li>`;
}

function section([specification, points]: Group): string {
  const left = points.filter(({ state }) => state === 'left').length;
  return `<section aria-labelledby="${anchor(specification)}"><h2 id="${anchor(specification)}">${escape(specification)}</h2>
<table><caption>${String(points.length - left)} kept, ${String(left)} left</caption>
<thead><tr><th scope="col" class="clause">Clause</th><th scope="col">Point</th><th scope="col" class="state">State</th><th scope="col" class="evidence">Test or reason</th></tr></thead>
<tbody>${points.map(row).join('')}</tbody></table></section>`;
}

function row(point: NormativePoint): string {
  const evidence =
    point.state === 'kept'
      ? `<code>${escape(point.test.file)}</code>${escape(point.test.name)}`
      : escape(point.why);
  return `<tr><td class="clause">${escape(point.clause)}</td><td>${marked(point.point)}</td><td class="state ${point.state}">${point.state}</td><td class="evidence">${evidence}</td></tr>`;
}

/** Names of members and headers stand between backticks. */
function marked(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function anchor(specification: string): string {
  return specification.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

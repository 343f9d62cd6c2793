import {
  type AgreementComponent,
  type AgreementRow,
  conditionText,
  type GoverningAgreement,
  governs,
  isExemptionSigned,
  isLocal,
  listed,
  routeTexts,
  type Standing,
} from '../agreements/index.ts';
import type { AcquisitionRoute, Condition } from '../catalogue/index.ts';
import type { Localised } from '../kernel/localised.ts';
import type { DecisionDates, RecognitionEvidence } from './evidence.ts';
import { freshnessOf } from './freshness.ts';
import type { Finding, RuleNumber } from './trace.ts';
import { noneWord, ruleWords } from './trace-texts.ts';

/** Each rule of domain 5.4 as a function of values. A fact that is absent gives `unknown`, never `fail`. */

export interface RuleInput {
  readonly agreement: GoverningAgreement;
  readonly row: AgreementRow;
  readonly evidence: RecognitionEvidence;
  readonly dates: DecisionDates;
  readonly conditions: readonly { readonly condition: Condition; readonly standing: Standing }[];
  /** Codes of the components passed by bridging. */
  readonly passed: ReadonlySet<string>;
}

/** Where a row names no route: what was earned by being examined, not what was granted. */
const routesOfItself: readonly AcquisitionRoute[] = ['examination', 'assessment'];

const sourceMissing: Finding = { outcome: 'unknown', code: 'source-missing' };

export function governingVersion({ agreement }: RuleInput): Finding {
  const { version, date, newerVersion, state } = agreement;
  const { id, version: number, governingDate } = version.document;
  const values = { agreement: id, version: String(number) };
  if (state === 'unsigned') return { outcome: 'fail', code: 'agreement-unsigned', values };
  if (state === 'terminated') return { outcome: 'fail', code: 'agreement-terminated', values };
  const words = { rule: ruleWords[governingDate] };
  if (date === undefined) return { outcome: 'unknown', code: 'governing-date-unknown', values, words };
  const dated = { ...values, date, governedBy: governingDate };
  if (!governs(version, date)) return { outcome: 'fail', code: 'outside-term', values: dated, words };
  if (state === 'suspended') return { outcome: 'unknown', code: 'agreement-suspended', values };
  if (newerVersion === null) return { outcome: 'pass', code: 'version-governs', values: dated, words };
  const newer = { ...dated, newer: String(newerVersion) };
  return { outcome: 'pass', code: 'version-governs-newer-exists', values: newer, words };
}

export function direction({ row, evidence: { source } }: RuleInput): Finding {
  if (source === null) return sourceMissing;
  const { qualification } = source;
  const values = { row: row.id, qualification, target: row.target };
  if (row.from.includes(qualification)) return { outcome: 'pass', code: 'direction-of-row', values };
  const code = row.target === qualification ? 'against-direction' : 'other-qualification';
  return { outcome: 'fail', code, values };
}

export function noChaining({ row, evidence: { source } }: RuleInput): Finding {
  if (source === null) return sourceMissing;
  if (source.kind === 'recognition') return { outcome: 'fail', code: 'chained-recognition' };
  const accepted = row.conditions.flatMap((condition) => (condition.code === 'route' ? condition.anyOf : []));
  const routes = accepted.length > 0 ? accepted : routesOfItself;
  const words = { accepted: listed(routes.map((route) => routeTexts[route])) };
  const { route } = source;
  if (route === undefined) return { outcome: 'unknown', code: 'route-unknown', words };
  const named = { values: { routeCode: route }, words: { ...words, route: routeTexts[route] } };
  return routes.includes(route)
    ? { outcome: 'pass', code: 'home-award', ...named }
    : { outcome: 'fail', code: 'route-not-accepted', ...named };
}

export function localLaw({ row, passed }: RuleInput): Finding {
  const local = row.components.filter(isLocal);
  if (local.length === 0) return { outcome: 'not-applicable', code: 'no-local-law' };
  const exempt = local.filter(({ transfer }) => transfer === 'exempt');
  const unsigned = exempt.filter((component) => !isExemptionSigned(component));
  if (unsigned.length > 0)
    return { outcome: 'fail', code: 'local-law-exempt-unsigned', words: { exempt: namesOf(unsigned) } };
  const kept = local.filter(({ transfer }) => transfer !== 'exempt');
  if (kept.length === 0)
    return { outcome: 'pass', code: 'local-law-exempt-by-both', words: { exempt: namesOf(exempt) } };
  return {
    outcome: 'pass',
    code: 'local-law-kept',
    words: {
      passed: namesOf(kept.filter(({ code }) => passed.has(code))),
      outstanding: namesOf(kept.filter(({ code }) => !passed.has(code))),
    },
  };
}

export function awardWindow({ conditions, evidence: { source } }: RuleInput): Finding {
  const asked = conditions.filter(
    ({ condition }) => condition.code === 'award-date' || condition.code === 'accreditation-at-award',
  );
  if (asked.length === 0) return { outcome: 'not-applicable', code: 'no-award-window' };
  const date = source?.awardDate;
  const values = date === undefined ? {} : { date };
  const failed = asked.filter(({ standing }) => standing === 'not-met');
  if (failed.length > 0)
    return { outcome: 'fail', code: 'award-date-outside', values, words: { conditions: textsOf(failed) } };
  const unknown = asked.filter(({ standing }) => standing === 'unknown');
  if (unknown.length > 0)
    return { outcome: 'unknown', code: 'award-date-open', values, words: { conditions: textsOf(unknown) } };
  return { outcome: 'pass', code: 'award-date-accepted', values };
}

export function recency({ conditions, evidence: { source } }: RuleInput): Finding {
  const asked = conditions.find(({ condition }) => condition.code === 'recency');
  if (asked === undefined) return { outcome: 'not-applicable', code: 'no-recency' };
  if (source?.examination === false) return { outcome: 'not-applicable', code: 'recency-not-for-titles' };
  switch (asked.standing) {
    case 'met':
      return { outcome: 'pass', code: 'examination-recent' };
    case 'not-met':
      return { outcome: 'fail', code: 'examination-too-old', values: { date: source?.awardDate ?? '' } };
    case 'unknown':
      return { outcome: 'unknown', code: 'examination-date-open' };
  }
}

export function freshStanding(input: RuleInput): Finding {
  const { limit, last } = freshnessOf(input);
  if (last === undefined) return { outcome: 'unknown', code: 'freshness-unknown' };
  const values = { date: last.date, age: String(last.ageDays), limit: String(limit) };
  // Stale is not invalid: newer confirmation is needed, nothing is held against the person.
  return last.ageDays <= limit
    ? { outcome: 'pass', code: 'standing-fresh', values }
    : { outcome: 'unknown', code: 'standing-stale', values };
}

export function awardOrCertification({ row, evidence: { source, record } }: RuleInput): Finding {
  if (record?.value === 1) return { outcome: 'fail', code: 'award-ended' };
  if (row.standingRequired === 'certification') {
    if (record?.value === 2) return { outcome: 'fail', code: 'standing-suspended' };
    if (record?.value === 3 || source?.standing?.state === 'inactive')
      return { outcome: 'fail', code: 'standing-not-current' };
  }
  if (source === null) return sourceMissing;
  if (record === null) return { outcome: 'unknown', code: 'record-unknown' };
  if (row.standingRequired === 'award') return { outcome: 'pass', code: 'award-intact' };
  return source.standing === undefined
    ? { outcome: 'unknown', code: 'standing-unknown' }
    : { outcome: 'pass', code: 'certification-current' };
}

/** Ten: what the person must show beside the award, and that nothing was decided on evidence that is not there. */
export function evidence(
  { conditions }: RuleInput,
  before: readonly { readonly rule: RuleNumber; readonly outcome: string }[],
): Finding {
  const personal = conditions.filter(({ condition }) => personalConditions.includes(condition.code));
  const failed = personal.filter(({ standing }) => standing === 'not-met');
  if (failed.length > 0)
    return { outcome: 'fail', code: 'condition-not-met', words: { conditions: textsOf(failed) } };
  const unknown = personal.filter(({ standing }) => standing === 'unknown');
  const open = [
    ...before.filter(({ outcome }) => outcome === 'unknown').map(({ rule }) => `rule ${rule}`),
    ...unknown.map(({ condition }) => condition.code),
  ];
  return open.length === 0
    ? { outcome: 'pass', code: 'evidence-complete' }
    : { outcome: 'unknown', code: 'evidence-missing', values: { open: open.join(', ') } };
}

const personalConditions: readonly Condition['code'][] = [
  'experience',
  'cpd',
  'language',
  'stream-matches-specialism',
  'note',
];

export function notConferred({ row }: RuleInput): Finding {
  const codes = row.notConferred.map(({ code }) => code).join(', ');
  return {
    outcome: 'pass',
    code: 'not-conferred',
    values: { codes },
    words: { texts: sentences(row.notConferred.map(({ text }) => text)) },
  };
}

function namesOf(components: readonly AgreementComponent[]): Localised {
  if (components.length === 0) return noneWord;
  return enumerated(components.map(({ name }) => name));
}

function textsOf(conditions: RuleInput['conditions']): Localised {
  return sentences(conditions.map(({ condition }) => conditionText(condition)));
}

function enumerated(items: readonly Localised[]): Localised {
  return {
    en: items.map(({ en }) => en).join(', '),
    zhHant: items.map(({ zhHant }) => zhHant).join('、'),
    zhHans: items.map(({ zhHans }) => zhHans).join('、'),
  };
}

function sentences(items: readonly Localised[]): Localised {
  return {
    en: items.map(({ en }) => en).join(' '),
    zhHant: items.map(({ zhHant }) => zhHant).join(''),
    zhHans: items.map(({ zhHans }) => zhHans).join(''),
  };
}

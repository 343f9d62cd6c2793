import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgreementDocument, AgreementRow, GoverningAgreement } from '../../src/agreements/index.ts';
import { type Proposal, proposalOutcomes, propose, proposeBest } from '../../src/recognition/engine.ts';
import type {
  BridgingEvidence,
  RecognitionEvidence,
  SourceEvidence,
} from '../../src/recognition/evidence.ts';
import { noneWord, ruleWords, traceTexts } from '../../src/recognition/trace-texts.ts';
import { document, versionOf } from '../agreements/demo.ts';

const dates = { application: '2026-06-01', decision: '2026-06-10' };
const under = (
  changes: Partial<GoverningAgreement> = {},
  of: Partial<AgreementDocument> = {},
): GoverningAgreement => ({
  version: versionOf({ document: { ...document, ...of } }),
  date: '2026-06-01',
  newerVersion: null,
  state: 'in-force',
  ...changes,
});
const [row] = document.rows;
if (!row) throw new Error('DEMO-1 has no row');
const withRow = (changes: Partial<AgreementRow>): AgreementRow => ({ ...row, ...changes });
const conditions = (...all: AgreementRow['conditions']) => withRow({ conditions: all });

const needed = ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'];
const bridging: BridgingEvidence[] = [
  { agreement: 'DEMO-1', row: 'DEMO-1/i03', components: needed, providerMandated: true },
];
const shen: SourceEvidence = {
  kind: 'home-attestation',
  qualification: 'cn-qcbp-im-cc',
  route: 'examination',
  awardDate: '2019-12-02',
  specialisms: [{ code: 'cc', date: '2019-12-02' }],
  standing: { state: 'current', asOf: '2026-05-27' },
  attestedOn: '2026-05-27',
  examination: false,
};
const complete: RecognitionEvidence = {
  source: shen,
  record: { value: 0, statusOn: '2026-06-10' },
  bridging,
  experienceMonths: 36,
  cpd: { hours: 100, withinMonths: 24 },
  languages: ['zh-Hans'],
  targetSpecialism: 'cc',
};
const entry = ({ trace }: Proposal, rule: number) => {
  const found = trace.find((each) => each.rule === rule);
  return [found?.outcome, found?.code];
};
interface Given {
  agreement?: GoverningAgreement;
  row?: AgreementRow;
  source?: Partial<SourceEvidence>;
  evidence?: Partial<RecognitionEvidence>;
}
const proposed = (given: Given = {}): Proposal =>
  propose({
    agreement: given.agreement ?? under(),
    row: given.row ?? row,
    evidence: { ...complete, source: { ...shen, ...given.source }, ...given.evidence },
    dates,
  });

const accreditation = {
  conditions: [{ code: 'accreditation-at-award' as const }],
  accreditationWindows: [
    { qualification: 'cn-qcbp-im-cc', entry: 'X', from: '2019-01-01', until: '2020-01-01' },
  ],
};
const localExempt = (signedBy?: readonly ('HK' | 'CN-SZ')[]) =>
  withRow({
    components: row.components.map((component) =>
      component.kind === 'local-law' || component.kind === 'ethics'
        ? {
            ...component,
            transfer: 'exempt' as const,
            requiredBefore: false,
            ...(signedBy && { localLawExemptionSignedBy: [...signedBy] }),
          }
        : component,
    ),
  });

describe('each rule, by what it finds', () => {
  test.each<[string, number, Given, string, string]>([
    ['governs', 1, {}, 'pass', 'version-governs'],
    [
      'governs, though a newer version exists',
      1,
      { agreement: under({ newerVersion: 2 }) },
      'pass',
      'version-governs-newer-exists',
    ],
    ['date not known', 1, { agreement: under({ date: undefined }) }, 'unknown', 'governing-date-unknown'],
    ['before the term', 1, { agreement: under({ date: '2025-12-31' }) }, 'fail', 'outside-term'],
    [
      'on the end of the term',
      1,
      { agreement: under({}, { inForceUntil: '2026-06-01' }) },
      'fail',
      'outside-term',
    ],
    [
      'a term that has run out since is no matter',
      1,
      { agreement: under({ state: 'expired' }, { inForceUntil: '2026-06-05' }) },
      'pass',
      'version-governs',
    ],
    ['suspended', 1, { agreement: under({ state: 'suspended' }) }, 'unknown', 'agreement-suspended'],
    ['ended', 1, { agreement: under({ state: 'terminated' }) }, 'fail', 'agreement-terminated'],
    ['unsigned', 1, { agreement: under({ state: 'unsigned' }) }, 'fail', 'agreement-unsigned'],
    ['along the row', 2, {}, 'pass', 'direction-of-row'],
    ['against the row', 2, { source: { qualification: 'hk-ecf-crm-core' } }, 'fail', 'against-direction'],
    ['beside the row', 2, { source: { qualification: 'hk-cb' } }, 'fail', 'other-qualification'],
    ['an examination', 3, {}, 'pass', 'home-award'],
    [
      'an assessment, where the row names no route',
      3,
      { source: { route: 'assessment' } },
      'pass',
      'home-award',
    ],
    [
      'an exemption, where the row names no route',
      3,
      { source: { route: 'exemption' } },
      'fail',
      'route-not-accepted',
    ],
    [
      'grandfathering, where the row names no route',
      3,
      { source: { route: 'grandfathering' } },
      'fail',
      'route-not-accepted',
    ],
    [
      'grandfathering, where the row says so',
      3,
      { row: conditions({ code: 'route', anyOf: ['grandfathering'] }), source: { route: 'grandfathering' } },
      'pass',
      'home-award',
    ],
    ['a route not stated', 3, { source: { route: undefined } }, 'unknown', 'route-unknown'],
    ['a recognition', 3, { source: { kind: 'recognition' } }, 'fail', 'chained-recognition'],
    ['local law kept', 4, {}, 'pass', 'local-law-kept'],
    ['local law exempt by nobody', 4, { row: localExempt() }, 'fail', 'local-law-exempt-unsigned'],
    [
      'local law exempt by one side, twice',
      4,
      { row: localExempt(['HK', 'HK']) },
      'fail',
      'local-law-exempt-unsigned',
    ],
    [
      'local law exempt by both',
      4,
      { row: localExempt(['HK', 'CN-SZ']) },
      'pass',
      'local-law-exempt-by-both',
    ],
    [
      'no local law',
      4,
      { row: withRow({ components: row.components.filter(({ kind }) => kind === 'technical') }) },
      'not-applicable',
      'no-local-law',
    ],
    ['no window', 5, {}, 'not-applicable', 'no-award-window'],
    ['inside the register’s window', 5, { row: withRow(accreditation) }, 'pass', 'award-date-accepted'],
    [
      'outside it',
      5,
      { row: withRow(accreditation), source: { awardDate: '2020-01-01' } },
      'fail',
      'award-date-outside',
    ],
    [
      'no award date',
      5,
      { row: withRow(accreditation), source: { awardDate: undefined } },
      'unknown',
      'award-date-open',
    ],
    [
      'a window for another qualification',
      5,
      { row: withRow({ ...accreditation, accreditationWindows: [] }) },
      'unknown',
      'award-date-open',
    ],
    ['no recency', 6, {}, 'not-applicable', 'no-recency'],
    [
      'recency of a title',
      6,
      { row: conditions({ code: 'recency', maximumMonths: 36 }) },
      'not-applicable',
      'recency-not-for-titles',
    ],
    [
      'a recent examination',
      6,
      { row: conditions({ code: 'recency', maximumMonths: 120 }), source: { examination: true } },
      'pass',
      'examination-recent',
    ],
    [
      'an old examination',
      6,
      { row: conditions({ code: 'recency', maximumMonths: 36 }), source: { examination: true } },
      'fail',
      'examination-too-old',
    ],
    [
      'an examination not dated',
      6,
      {
        row: conditions({ code: 'recency', maximumMonths: 36 }),
        source: { examination: true, awardDate: undefined },
      },
      'unknown',
      'examination-date-open',
    ],
    [
      'an old attestation with a fresh record',
      7,
      { source: { attestedOn: '2025-01-01' } },
      'pass',
      'standing-fresh',
    ],
    [
      '30 days',
      7,
      { source: { attestedOn: '2026-05-11' }, evidence: { record: { value: 0, statusOn: '2026-05-01' } } },
      'pass',
      'standing-fresh',
    ],
    [
      '31 days',
      7,
      { source: { attestedOn: '2026-05-10' }, evidence: { record: { value: 0, statusOn: '2026-05-01' } } },
      'unknown',
      'standing-stale',
    ],
    [
      'what is dated after the decision',
      7,
      { source: { attestedOn: '2026-06-11' }, evidence: { record: null } },
      'unknown',
      'freshness-unknown',
    ],
    ['current standing', 8, {}, 'pass', 'certification-current'],
    [
      'suspended standing',
      8,
      { evidence: { record: { value: 2, statusOn: '2026-06-10' } } },
      'fail',
      'standing-suspended',
    ],
    [
      'ended standing',
      8,
      { evidence: { record: { value: 3, statusOn: '2026-06-10' } } },
      'fail',
      'standing-not-current',
    ],
    [
      'inactive standing',
      8,
      { source: { standing: { state: 'inactive', asOf: '2026-05-27' } } },
      'fail',
      'standing-not-current',
    ],
    ['standing not stated', 8, { source: { standing: undefined } }, 'unknown', 'standing-unknown'],
    ['record out of reach', 8, { evidence: { record: null } }, 'unknown', 'record-unknown'],
    [
      'an ended award',
      8,
      { evidence: { record: { value: 1, statusOn: '2026-06-10' } } },
      'fail',
      'award-ended',
    ],
    [
      'an ended award, where the award is all that is needed',
      8,
      {
        row: withRow({ standingRequired: 'award' }),
        evidence: { record: { value: 1, statusOn: '2026-06-10' } },
      },
      'fail',
      'award-ended',
    ],
    [
      'suspended standing, where the award is all that is needed',
      8,
      {
        row: withRow({ standingRequired: 'award' }),
        evidence: { record: { value: 2, statusOn: '2026-06-10' } },
      },
      'pass',
      'award-intact',
    ],
    ['one row', 9, {}, 'pass', 'only-row'],
    ['all there', 10, {}, 'pass', 'evidence-complete'],
    [
      'too little experience',
      10,
      { row: conditions({ code: 'experience', minimumMonths: 60 }) },
      'fail',
      'condition-not-met',
    ],
    [
      'experience not shown',
      10,
      {
        row: conditions({ code: 'experience', minimumMonths: 24 }),
        evidence: { experienceMonths: undefined },
      },
      'unknown',
      'evidence-missing',
    ],
    [
      'what no program can judge',
      10,
      { row: conditions({ code: 'note', text: { ...noneWord, zhStatus: 'translation-to-check' } }) },
      'unknown',
      'evidence-missing',
    ],
    ['a rule left open', 10, { evidence: { record: null } }, 'unknown', 'evidence-missing'],
    ['what it does not confer', 15, {}, 'pass', 'not-conferred'],
  ])('%s', (_name, rule, given, outcome, code) => {
    expect(entry(proposed(given), rule)).toEqual([outcome, code]);
  });

  test('a rule that fails refuses, one that is open leaves it open, and failing weighs more', () => {
    expect(proposed().outcome).toBe('recognised-with-conditions');
    expect(proposed({ evidence: { record: null } }).outcome).toBe('inconclusive');
    expect(proposed({ evidence: { record: null }, source: { route: 'exemption' } }).outcome).toBe('refuse');
    expect(proposed({ row: withRow({ imposedConditions: [] }) }).outcome).toBe('recognised');
  });

  test('part of the bridging leaves the rest missing, and says which', () => {
    const part = bridging.map((result) => ({ ...result, components: needed.slice(0, 1) }));
    const { outcome, bridged, missing } = proposed({ evidence: { bridging: part } });
    expect(outcome).toBe('bridging-required');
    expect(bridged.map(({ code }) => code)).toEqual(needed.slice(0, 1));
    expect(missing.map(({ code }) => code)).toEqual(needed.slice(1));
  });
});

describe('several rows', () => {
  const lesser = withRow({ id: 'DEMO-1/aa', conditions: [{ code: 'experience', minimumMonths: 60 }] });
  const input = (of: AgreementRow) => ({ agreement: under(), row: of, evidence: complete, dates });

  test('the best for the holder is proposed, the others are shown, in whatever order they come', () => {
    for (const rows of [
      [row, lesser],
      [lesser, row],
    ]) {
      const found = proposeBest(rows.map(input));
      expect(found?.best.agreement.row).toBe('DEMO-1/i03');
      expect(found?.others.map(({ agreement }) => agreement.row)).toEqual(['DEMO-1/aa']);
      expect(found && entry(found.best, 9)).toEqual(['pass', 'best-row']);
      expect(found?.others.map((other) => entry(other, 9))).toEqual([['pass', 'better-row']]);
    }
  });
  test('no row, no proposal', () => {
    expect(proposeBest([])).toBeUndefined();
  });
});

describe('in words', () => {
  test('every finding reads in three languages', () => {
    for (const text of [...Object.values(traceTexts), ...Object.values(ruleWords), noneWord])
      for (const words of Object.values(text)) expect(words).not.toBe('');
  });
  test('placeholders are the same in all three', () => {
    const names = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();
    for (const { en, zhHant, zhHans } of Object.values(traceTexts)) {
      expect(names(zhHant)).toEqual(names(en));
      expect(names(zhHans)).toEqual(names(en));
    }
  });
});

/** Facts that speak for the holder, each present or not. */
const partOfComplete = fc
  .record({
    route: fc.boolean(),
    awardDate: fc.boolean(),
    standing: fc.boolean(),
    attestedOn: fc.boolean(),
    examination: fc.boolean(),
    specialisms: fc.boolean(),
    record: fc.boolean(),
    experience: fc.boolean(),
    cpd: fc.boolean(),
    languages: fc.boolean(),
    bridged: fc.subarray(needed),
  })
  .map((has) => ({
    has,
    evidence: {
      source: {
        kind: shen.kind,
        qualification: shen.qualification,
        route: has.route ? shen.route : undefined,
        awardDate: has.awardDate ? shen.awardDate : undefined,
        standing: has.standing ? shen.standing : undefined,
        attestedOn: has.attestedOn ? shen.attestedOn : undefined,
        examination: has.examination ? shen.examination : undefined,
        specialisms: has.specialisms ? shen.specialisms : undefined,
      },
      record: has.record ? complete.record : null,
      bridging: has.bridged.map((code) => ({
        agreement: 'DEMO-1',
        row: 'DEMO-1/i03',
        components: [code],
        providerMandated: true,
      })),
      experienceMonths: has.experience ? complete.experienceMonths : undefined,
      cpd: has.cpd ? complete.cpd : undefined,
      languages: has.languages ? complete.languages : undefined,
      targetSpecialism: 'cc',
    } satisfies RecognitionEvidence,
  }));

const demanding = withRow({
  conditions: [
    { code: 'standing-age', maximumDays: 30 },
    { code: 'route', anyOf: ['examination'] },
    { code: 'award-date', from: '2014-01-01' },
    { code: 'recency', maximumMonths: 120 },
    { code: 'experience', minimumMonths: 24 },
    { code: 'cpd', minimumHours: 90, withinMonths: 24 },
    { code: 'language', anyOf: ['zh-Hans'] },
    { code: 'stream-matches-specialism' },
    { code: 'accreditation-at-award' },
  ],
  accreditationWindows: accreditation.accreditationWindows,
});

describe('laws', () => {
  const rankOf = (evidence: RecognitionEvidence) =>
    proposalOutcomes.indexOf(propose({ agreement: under(), row: demanding, evidence, dates }).outcome);

  test('evidence that does not fail never makes the outcome worse, and its absence never refuses', () => {
    fc.assert(
      fc.property(partOfComplete, partOfComplete, (less, other) => {
        const more = union(less.evidence, other.evidence);
        expect(rankOf(more)).toBeLessThanOrEqual(rankOf(less.evidence));
        expect(rankOf(less.evidence)).toBeLessThan(proposalOutcomes.indexOf('refuse'));
      }),
      { numRuns: 400 },
    );
  });

  test('no evidence is worth a recognition without local law and ethics that must come first', () => {
    fc.assert(
      fc.property(partOfComplete, ({ evidence, has }) => {
        const { outcome } = propose({ agreement: under(), row: demanding, evidence, dates });
        if (outcome.startsWith('recognised')) expect(has.bridged.toSorted()).toEqual(needed.toSorted());
      }),
    );
  });

  test('no row is walked backwards: what holds its target is refused', () => {
    fc.assert(
      fc.property(partOfComplete, fc.constantFrom(...document.rows), ({ evidence }, each) => {
        const source = { ...evidence.source, qualification: each.target };
        const { outcome } = propose({
          agreement: under(),
          row: each,
          evidence: { ...evidence, source },
          dates,
        });
        expect(outcome).toBe('refuse');
      }),
    );
  });
});

function union(
  a: RecognitionEvidence & { source: SourceEvidence },
  b: RecognitionEvidence & { source: SourceEvidence },
): RecognitionEvidence {
  return {
    source: {
      kind: a.source.kind,
      qualification: a.source.qualification,
      route: a.source.route ?? b.source.route,
      awardDate: a.source.awardDate ?? b.source.awardDate,
      standing: a.source.standing ?? b.source.standing,
      attestedOn: a.source.attestedOn ?? b.source.attestedOn,
      examination: a.source.examination ?? b.source.examination,
      specialisms: a.source.specialisms ?? b.source.specialisms,
    },
    record: a.record ?? b.record,
    bridging: [...a.bridging, ...b.bridging],
    experienceMonths: a.experienceMonths ?? b.experienceMonths,
    cpd: a.cpd ?? b.cpd,
    languages: a.languages ?? b.languages,
    targetSpecialism: 'cc',
  };
}

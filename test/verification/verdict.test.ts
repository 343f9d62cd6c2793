import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combine, type Findings, type Verdict, verdictOn } from '../../src/verification/verdict.ts';
import { resultCodes, verdictTexts } from '../../src/verification/verdict-texts.ts';

const home: Findings = {
  signature: 'good',
  trustReachable: true,
  mandated: true,
  keyCompromised: false,
  ownStatus: 'valid',
  effective: 'in-force',
  record: 'good',
  conditional: false,
};
const usual: NonNullable<Findings['recognition']> = {
  agreement: 'in-force',
  homeSuspension: 'propose',
  standingRequired: 'certification',
  homeConfirmed: 'fresh',
  homeLink: 'holds',
};
const recognition: Findings = { ...home, recognition: usual };
const on = (
  facts: Partial<NonNullable<Findings['recognition']>>,
  rest: Partial<Findings> = {},
): Findings => ({
  ...recognition,
  ...rest,
  recognition: { ...usual, ...facts },
});

describe('one credential', () => {
  test.each<[string, Findings, Verdict]>([
    ['a home credential in order', home, { result: 'VALID' }],
    [
      'a home credential that says its standing is inactive',
      { ...home, conditional: true },
      { result: 'VALID_WITH_CONDITIONS' },
    ],
    [
      'a home credential whose standing ended later',
      { ...home, record: 'standing-ended' },
      { result: 'VALID_WITH_CONDITIONS' },
    ],
    ['a recognition in order', recognition, { result: 'VALID' }],
    [
      'a recognition with conditions',
      { ...recognition, conditional: true },
      { result: 'VALID_WITH_CONDITIONS' },
    ],
    ['an altered copy', { ...home, signature: 'bad' }, { result: 'SIGNATURE_INVALID' }],
    [
      'an unknown issuer is not called revoked, nor forged',
      { ...home, signature: 'issuer-unknown', ownStatus: 'ended' },
      { result: 'ISSUER_NOT_MANDATED' },
    ],
    [
      'no mandate at issuance',
      { ...home, mandated: false, ownStatus: 'ended' },
      { result: 'ISSUER_NOT_MANDATED' },
    ],
    [
      'the other side’s trust list is out of reach',
      { ...home, trustReachable: false },
      { result: 'INCONCLUSIVE', reason: 'trust-out-of-reach' },
    ],
    [
      'a compromised key is never called a forgery',
      { ...home, keyCompromised: true },
      { result: 'INCONCLUSIVE', reason: 'key-compromised' },
    ],
    ['ended', { ...home, ownStatus: 'ended' }, { result: 'TERMINATED' }],
    [
      'ended counts before expired',
      { ...home, ownStatus: 'ended', effective: 'expired' },
      { result: 'TERMINATED' },
    ],
    ['replaced', { ...home, ownStatus: 'superseded' }, { result: 'SUPERSEDED' }],
    ['suspended', { ...home, ownStatus: 'suspended' }, { result: 'SUSPENDED' }],
    [
      'suspended counts before not yet effective',
      { ...home, ownStatus: 'suspended', effective: 'not-yet' },
      { result: 'SUSPENDED' },
    ],
    ['not yet effective', { ...home, effective: 'not-yet' }, { result: 'NOT_YET_EFFECTIVE' }],
    ['expired', { ...home, effective: 'expired' }, { result: 'EXPIRED' }],
    [
      'status out of reach is no answer in either direction',
      { ...home, ownStatus: 'unknown' },
      { result: 'INCONCLUSIVE', reason: 'status-out-of-reach' },
    ],
    [
      'record out of reach',
      { ...home, record: 'unknown' },
      { result: 'INCONCLUSIVE', reason: 'status-out-of-reach' },
    ],
    ['the award ended at home', { ...home, record: 'award-ended' }, { result: 'TERMINATED' }],
    [
      'a home suspension where the agreement acts at once',
      on({ homeSuspension: 'immediate' }, { record: 'standing-suspended' }),
      { result: 'SUSPENDED' },
    ],
    [
      'a home suspension that a person must decide on',
      on({}, { record: 'standing-suspended' }),
      { result: 'INCONCLUSIVE', reason: 'home-standing-changed' },
    ],
    [
      'standing ended where the row asks for the award alone',
      on({ standingRequired: 'award' }, { record: 'standing-ended', conditional: true }),
      { result: 'VALID_WITH_CONDITIONS' },
    ],
    [
      'the award ended at home, the host has not decided',
      on({}, { record: 'award-ended' }),
      { result: 'INCONCLUSIVE', reason: 'home-award-ended' },
    ],
    ['a terminated agreement that keeps', on({ agreement: 'kept' }), { result: 'VALID_WITH_CONDITIONS' }],
    [
      'a terminated agreement whose recognitions expire at its term',
      on({ agreement: 'at-term' }),
      { result: 'EXPIRED' },
    ],
    [
      'a terminated agreement under review',
      on({ agreement: 'under-review' }),
      { result: 'INCONCLUSIVE', reason: 'agreement-under-review' },
    ],
    [
      'an agreement that is not held here',
      on({ agreement: 'unknown' }),
      { result: 'INCONCLUSIVE', reason: 'agreement-unknown' },
    ],
    ['home not confirmed in time is stale, not adverse', on({ homeConfirmed: 'stale' }), { result: 'STALE' }],
    [
      'the two do not belong together',
      on({ homeLink: 'broken' }),
      { result: 'INCONCLUSIVE', reason: 'home-link' },
    ],
  ])('%s', (_name, found, verdict) => {
    expect(verdictOn(found)).toEqual(verdict);
  });
});

const anyFindings: fc.Arbitrary<Findings> = fc
  .record({
    signature: fc.constantFrom(...(['good', 'bad', 'issuer-unknown'] as const)),
    trustReachable: fc.boolean(),
    mandated: fc.boolean(),
    keyCompromised: fc.boolean(),
    ownStatus: fc.constantFrom(...(['valid', 'ended', 'suspended', 'superseded', 'unknown'] as const)),
    effective: fc.constantFrom(...(['not-yet', 'in-force', 'expired'] as const)),
    record: fc.constantFrom(
      'good',
      'award-ended',
      'standing-suspended',
      'standing-ended',
      'unknown',
      'not-referenced' as const,
    ),
    conditional: fc.boolean(),
    recognition: fc.option(
      fc.record({
        agreement: fc.constantFrom(...(['in-force', 'kept', 'at-term', 'under-review', 'unknown'] as const)),
        homeSuspension: fc.constantFrom(...(['immediate', 'propose'] as const)),
        standingRequired: fc.constantFrom(...(['award', 'certification'] as const)),
        homeConfirmed: fc.constantFrom(...(['fresh', 'stale', 'unknown'] as const)),
        homeLink: fc.constantFrom(...(['holds', 'broken', 'not-shown'] as const)),
      }),
      { nil: undefined },
    ),
  })
  .map(({ recognition: found, ...rest }): Findings => (found ? { ...rest, recognition: found } : rest));
const isGood = ({ result }: Verdict) => result === 'VALID' || result === 'VALID_WITH_CONDITIONS';

describe('laws', () => {
  test('nothing is good unless everything that must hold does', () => {
    fc.assert(
      fc.property(anyFindings, (found) => {
        if (!isGood(verdictOn(found))) return;
        expect(found).toMatchObject({
          signature: 'good',
          trustReachable: true,
          mandated: true,
          keyCompromised: false,
          ownStatus: 'valid',
          effective: 'in-force',
        });
        expect(['unknown', 'award-ended']).not.toContain(found.record);
        if (found.recognition) expect(['in-force', 'kept']).toContain(found.recognition.agreement);
        if (found.recognition) expect(found.recognition).toMatchObject({ homeConfirmed: 'fresh' });
      }),
      { numRuns: 5000 },
    );
  });

  test('an ended credential is never answered as anything better', () => {
    fc.assert(
      fc.property(anyFindings, (found) => {
        const { result } = verdictOn({ ...found, ownStatus: 'ended' });
        expect(['TERMINATED', 'SIGNATURE_INVALID', 'ISSUER_NOT_MANDATED', 'INCONCLUSIVE']).toContain(result);
      }),
    );
  });

  test('an answer that cannot be completed says why', () => {
    fc.assert(
      fc.property(anyFindings, (found) => {
        const verdict = verdictOn(found);
        expect(verdict.result === 'INCONCLUSIVE').toBe(verdict.reason !== undefined);
      }),
    );
  });
});

test('of credentials that are not surely one person’s nothing good is said', () => {
  const kinds = fc.constantFrom('home' as const, 'bridging' as const, 'recognition' as const);
  const each = fc.record({ kind: kinds, verdict: anyFindings.map(verdictOn) });
  fc.assert(
    fc.property(fc.array(each, { maxLength: 4 }), (verdicts) => {
      const { result } = combine(verdicts, { onePerson: false });
      expect(['SIGNATURE_INVALID', 'ISSUER_NOT_MANDATED', 'INCONCLUSIVE']).toContain(result);
    }),
  );
});

describe('several credentials', () => {
  const of = (kind: 'home' | 'recognition' | 'unknown', result: Verdict['result']) => ({
    kind,
    verdict: { result },
  });
  test.each<[string, Parameters<typeof combine>[0], Verdict['result']]>([
    [
      'the recognition speaks',
      [of('home', 'VALID'), of('recognition', 'VALID_WITH_CONDITIONS')],
      'VALID_WITH_CONDITIONS',
    ],
    ['also in the other order', [of('recognition', 'SUSPENDED'), of('home', 'VALID')], 'SUSPENDED'],
    ['the home credential alone', [of('home', 'SUSPENDED')], 'SUSPENDED'],
    [
      'a spoilt copy spoils the answer',
      [of('unknown', 'SIGNATURE_INVALID'), of('recognition', 'VALID')],
      'SIGNATURE_INVALID',
    ],
    [
      'an issuer without a mandate too',
      [of('home', 'ISSUER_NOT_MANDATED'), of('recognition', 'VALID')],
      'ISSUER_NOT_MANDATED',
    ],
    ['nothing that may be told', [], 'NOT_FOUND_OR_NOT_SHARED'],
  ])('%s', (_name, verdicts, result) => {
    expect(combine(verdicts, { onePerson: true }).result).toBe(result);
  });
});

test('every code has its words in three languages, as the story gives them', () => {
  expect(Object.keys(verdictTexts)).toEqual([...resultCodes]);
  expect(verdictTexts.SUSPENDED).toEqual({
    en: 'Suspended since {date}. Suspension alone is not a finding of misconduct.',
    zhHant: '自{date}起暫停。暫停本身並不代表裁定有不當行為。',
    zhHans: '自{date}起中止。中止本身不代表认定存在不当行为。',
  });
  for (const text of Object.values(verdictTexts))
    for (const words of Object.values(text)) expect(words).not.toMatch(/吊[銷销]/);
});

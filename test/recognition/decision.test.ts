import { describe, expect, test } from 'vitest';
import { buildView } from '../../src/agreements/index.ts';
import { changesForTheWorse } from '../../src/recognition/changed-evidence.ts';
import { isWrittenIn, judgeDecision } from '../../src/recognition/decision.ts';
import type { Decision } from '../../src/recognition/decision.schema.ts';
import { type Proposal, propose } from '../../src/recognition/engine.ts';
import type { RecognitionEvidence } from '../../src/recognition/evidence.ts';
import { demo1, now } from './border.ts';

const view = buildView([demo1]);
const dates = { application: '2026-06-01', decision: '2026-06-01' };
const components = ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'];

const complete: RecognitionEvidence = {
  source: {
    kind: 'home-attestation',
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    awardDate: '2019-12-02',
    standing: { state: 'current', asOf: '2026-05-27' },
    attestedOn: '2026-05-27',
    examination: false,
  },
  record: { value: 0, statusOn: '2026-06-01' },
  bridging: [{ agreement: 'DEMO-1', row: 'DEMO-1/i03', components, providerMandated: true }],
};

function proposalOf(evidence: Partial<RecognitionEvidence> = {}): Proposal {
  const agreement = view.governing('DEMO-1', { award: '2019-12-02', ...dates }, now);
  const row = view.row('DEMO-1', 1, 'DEMO-1/i03');
  if (!agreement || !row) throw new Error('The demonstration agreement is not there.');
  return propose({ agreement, row, evidence: { ...complete, ...evidence }, dates });
}

const decisionOf = (changes: Partial<Decision>): Decision => ({
  applicationId: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b',
  proposalId: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4c',
  outcome: 'recognised-with-conditions',
  override: false,
  ...changes,
});

const terms = view.terms('DEMO-1', 1, 'DEMO-1/i03', now);
const judge = (changes: Partial<Decision>, proposal = proposalOf(), language: 'en' | 'zh-Hans' = 'en') =>
  judgeDecision(decisionOf(changes), {
    proposal,
    language,
    isKnownCondition: (code) => terms?.conditionText(code) !== undefined,
  });
const condition = 'hk-engagement-for-certification';

describe('a decision', () => {
  test('as proposed carries the conditions of the proposal', () => {
    expect(judge({})).toEqual({ ok: true, conditions: [condition] });
    expect(judge({ conditions: [condition] })).toEqual({ ok: true, conditions: [condition] });
  });

  test.each<[string, Partial<Decision>, object]>([
    ['departing without saying so', { outcome: 'refused' }, { code: 'override-required' }],
    ['saying so without departing', { override: true, reasons: 'Because.' }, { code: 'override-not-meant' }],
    ['departing without reasons', { outcome: 'refused', override: true }, { code: 'reasons-required' }],
    ['dropping the conditions', { outcome: 'recognised' }, { code: 'override-required' }],
    ['with conditions of its own', { conditions: ['must-sing'] }, { code: 'conditions-not-accepted' }],
    ['with conditions but none', { conditions: [] }, { code: 'conditions-not-accepted' }],
    [
      'without conditions but some',
      { outcome: 'recognised', conditions: [condition] },
      { code: 'conditions-not-accepted' },
    ],
  ])('%s is refused', (_, changes, refusal) => {
    expect(judge(changes)).toEqual({ ok: false, refusal });
  });

  test('that departs with reasons is accepted, in the language of the holder only', () => {
    const refusing = { outcome: 'refused', override: true } as const;
    expect(judge({ ...refusing, reasons: 'The documents contradict one another.' }).ok).toBe(true);
    expect(judge({ ...refusing, reasons: '文件互相矛盾。' }, proposalOf(), 'zh-Hans').ok).toBe(true);
    expect(judge({ ...refusing, reasons: 'In English.' }, proposalOf(), 'zh-Hans')).toEqual({
      ok: false,
      refusal: { code: 'reasons-language' },
    });
    expect(isWrittenIn('en', '文件')).toBe(false);
  });

  test('to refuse as proposed still takes reasons', () => {
    const ended = proposalOf({ record: { value: 1, statusOn: '2026-06-01' } });
    expect(ended.outcome).toBe('refuse');
    expect(judge({ outcome: 'refused' }, ended)).toMatchObject({ refusal: { code: 'reasons-required' } });
    expect(judge({ outcome: 'refused', reasons: 'The award has ended.' }, ended)).toEqual({
      ok: true,
      conditions: [],
    });
  });

  test('cannot exempt local law or ethics: they were signed by both sides', () => {
    const missing = proposalOf({ bridging: [] });
    expect(missing.outcome).toBe('bridging-required');
    const positive = {
      outcome: 'recognised-with-conditions',
      override: true,
      reasons: 'Long experience.',
    } as const;
    expect(judge(positive, missing)).toEqual({
      ok: false,
      refusal: { code: 'override-not-allowed', rule: '4' },
    });
    expect(judge({ outcome: 'bridging-required' }, missing).ok).toBe(true);
  });

  test('cannot set aside what the row says of the route', () => {
    const { source } = complete;
    const grandfathered = proposalOf({ source: source && { ...source, route: 'grandfathering' } });
    expect(grandfathered.outcome).toBe('refuse');
    const positive = { outcome: 'recognised', override: true, reasons: 'Long experience.' } as const;
    expect(judge(positive, grandfathered)).toEqual({
      ok: false,
      refusal: { code: 'override-not-allowed', rule: '3' },
    });
  });

  test('upon evidence that is missing departs whatever it says', () => {
    const open = proposalOf({ record: null });
    expect(open.outcome).toBe('inconclusive');
    expect(judge({}, open)).toMatchObject({ refusal: { code: 'override-required' } });
    expect(judge({ override: true, reasons: 'The register was seen on paper.' }, open).ok).toBe(true);
  });
});

describe('between decision and approval', () => {
  test('nothing is worse when nothing has changed', () => {
    expect(changesForTheWorse(proposalOf(), proposalOf())).toEqual([]);
  });

  test.each<[string, Partial<RecognitionEvidence>, readonly string[]]>([
    ['the award ended', { record: { value: 1, statusOn: '2026-06-01' } }, ['award-ended']],
    ['standing was suspended', { record: { value: 2, statusOn: '2026-06-01' } }, ['standing-suspended']],
    ['the status list is out of reach', { record: null }, ['record-unknown', 'evidence-missing']],
    ['a bridging result was taken back', { bridging: [] }, ['bridging-result-lost']],
  ])('%s is seen', (_, evidence, codes) => {
    expect(changesForTheWorse(proposalOf(), proposalOf(evidence))).toEqual(codes);
  });

  test('what was seen and decided upon with reasons is no change, but freshness must hold at issuance whatever was decided', () => {
    const { source } = complete;
    const open = proposalOf({ record: null });
    expect(changesForTheWorse(open, open)).toEqual([]);
    const stale = proposalOf({ record: null, source: source && { ...source, attestedOn: '2026-04-01' } });
    expect(changesForTheWorse(stale, stale)).toEqual(['standing-stale']);
  });
});

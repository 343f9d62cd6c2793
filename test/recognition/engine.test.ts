import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRow } from '../../src/agreements/agreement.ts';
import { type ProposalOutcome, propose, proposalOutcomes } from '../../src/recognition/engine.ts';
import type {
  BridgingEvidence,
  RecognitionEvidence,
  SourceEvidence,
} from '../../src/recognition/evidence.ts';
import { document, versionOf } from '../agreements/demo.ts';

const dates = { application: '2026-06-01', decision: '2026-06-01' };
const agreement = {
  version: versionOf(),
  date: '2026-06-01',
  newerVersion: null,
  state: 'in-force',
} as const;

function row(id: string) {
  const found = findRow(document, id);
  if (!found) throw new Error(`no row ${id}`);
  return found;
}
const intoHongKong = row('DEMO-1/i03');
const intoShenzhen = row('DEMO-1/i08');

const shen: SourceEvidence = {
  kind: 'home-attestation',
  qualification: 'cn-qcbp-im-cc',
  route: 'examination',
  awardDate: '2019-12-02',
  specialisms: [],
  standing: { state: 'current', asOf: '2026-05-27' },
  attestedOn: '2026-05-27',
  examination: false,
};
const chan: SourceEvidence = {
  ...shen,
  qualification: 'hk-ecf-crm-core',
  awardDate: '2023-09-15',
  standing: { state: 'inactive', asOf: '2026-02-01' },
};
const wong: SourceEvidence = {
  ...chan,
  route: 'grandfathering',
  awardDate: '2022-05-16',
  standing: { state: 'current', asOf: '2026-05-27' },
};

const evidence = (
  source: SourceEvidence | null,
  more: Partial<RecognitionEvidence> = {},
): RecognitionEvidence => ({
  source,
  record: { value: 0, statusOn: '2026-06-01' },
  bridging: [],
  ...more,
});
const bridged = (components: readonly string[], providerMandated = true): BridgingEvidence => ({
  agreement: 'DEMO-1',
  row: 'DEMO-1/i03',
  components,
  providerMandated,
});
const all = ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'];

describe('the people of the story', () => {
  test('SHEN without bridging: bridging required, three components missing, every rule in the trace', () => {
    const proposal = propose({ agreement, row: intoHongKong, evidence: evidence(shen), dates });
    expect(proposal.outcome).toBe('bridging-required');
    expect(proposal.missing.map(({ code }) => code).toSorted()).toEqual(all.toSorted());
    expect(proposal.trace.map(({ rule }) => rule)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15]);
    for (const { text } of proposal.trace)
      expect(Object.values(text).every((words) => words.length > 0)).toBe(true);
  });

  test('SHEN with all three results: recognised with conditions, and told what is not conferred', () => {
    const proposal = propose({
      agreement,
      row: intoHongKong,
      evidence: evidence(shen, { bridging: [bridged(all)] }),
      dates,
    });
    expect(proposal.outcome).toBe('recognised-with-conditions');
    expect(proposal.notConferred[0]?.text.en).toBe(
      'ACRP title not conferred; certification requires engagement by a Hong Kong authorised institution.',
    );
  });

  test('CHAN: her award counts although her certification is inactive; the law paper is outstanding', () => {
    const found = evidence(chan, { record: { value: 3, statusOn: '2026-06-01' } });
    const proposal = propose({ agreement, row: intoShenzhen, evidence: found, dates });
    expect(proposal.outcome).toBe('recognised-with-conditions');
    expect(proposal.conditions.map(({ code }) => code)).toContain(
      'outstanding-qcbp-intermediate-laws-and-comprehensive-ability',
    );
    expect(proposal.notConferred[0]?.text.en).toBe(
      'Laws and comprehensive ability paper (Intermediate) outstanding. Does not award QCBP.',
    );
  });

  test('WONG: grandfathered, where the row asks for an examination', () => {
    expect(propose({ agreement, row: intoShenzhen, evidence: evidence(wong), dates }).outcome).toBe('refuse');
  });
});

describe('single rules', () => {
  const outcome = (
    source: SourceEvidence | null,
    more: Partial<RecognitionEvidence> = {},
    over: Partial<Parameters<typeof propose>[0]> = {},
  ) =>
    propose({
      agreement,
      row: intoHongKong,
      evidence: evidence(source, { bridging: [bridged(all)], ...more }),
      dates,
      ...over,
    });
  const failing = (proposal: ReturnType<typeof outcome>) =>
    proposal.trace.filter((entry) => entry.outcome === 'fail').map(({ rule }) => rule);

  test.each<[string, ReturnType<typeof outcome>, ProposalOutcome, number]>([
    [
      '1: an agreement that is terminated governs nothing',
      outcome(shen, {}, { agreement: { ...agreement, state: 'terminated' } }),
      'refuse',
      1,
    ],
    ['2: a row from A to B says nothing about B to A', outcome(shen, {}, { row: intoShenzhen }), 'refuse', 2],
    ['3: a recognition is never a source', outcome({ ...shen, kind: 'recognition' }), 'refuse', 3],
    [
      '8: standing is needed where the row says so',
      outcome(
        { ...shen, standing: { state: 'inactive', asOf: '2026-05-27' } },
        { record: { value: 3, statusOn: '2026-06-01' } },
      ),
      'refuse',
      8,
    ],
  ])('rule %s', (_name, proposal, expected, rule) => {
    expect(proposal.outcome).toBe(expected);
    expect(failing(proposal)).toContain(rule);
  });

  test('5: an award outside the accreditation window is refused where the row asks for it', () => {
    const early = evidence(
      { ...chan, awardDate: '2019-01-01' },
      { record: { value: 3, statusOn: '2026-06-01' } },
    );
    const proposal = propose({ agreement, row: intoShenzhen, evidence: early, dates });
    expect(proposal.outcome).toBe('refuse');
    expect(failing(proposal)).toContain(5);
  });

  test('7: standing older than 30 days is not refused but asked for anew', () => {
    const old = outcome(
      { ...shen, attestedOn: '2026-04-01', standing: { state: 'current', asOf: '2026-04-01' } },
      { record: { value: 0, statusOn: '2026-04-01' } },
    );
    expect(['inconclusive', 'refuse']).toContain(old.outcome);
    expect(old.trace.find(({ rule }) => rule === 7)?.outcome).not.toBe('pass');
  });

  test.each([
    ['no credential', evidence(null)],
    ['the record out of reach', evidence(shen, { record: null, bridging: [bridged(all)] })],
  ])('10: %s is inconclusive, never a silent refusal', (_name, found) => {
    expect(propose({ agreement, row: intoHongKong, evidence: found, dates }).outcome).toBe('inconclusive');
  });

  test('results of a provider without a mandate, or for another row, do not count and it is said why', () => {
    const proposal = propose({
      agreement,
      row: intoHongKong,
      evidence: evidence(shen, { bridging: [bridged(all, false), { ...bridged(all), row: 'DEMO-1/i08' }] }),
      dates,
    });
    expect(proposal.outcome).toBe('bridging-required');
    expect(proposal.ignoredBridging.map(({ reason }) => reason)).toEqual([
      'provider-not-mandated',
      'another-row',
    ]);
  });
});

const anyEvidence = fc.record({
  source: fc.option(
    fc.record({
      kind: fc.constantFrom(...(['home-attestation', 'recognition'] as const)),
      qualification: fc.constantFrom('cn-qcbp-im-cc', 'hk-ecf-crm-core', 'hk-cb'),
      route: fc.constantFrom(...(['examination', 'assessment', 'grandfathering', 'exemption'] as const)),
      awardDate: fc.constantFrom('2015-01-01', '2019-12-02', '2023-09-15'),
      standing: fc.record({
        state: fc.constantFrom(...(['current', 'inactive'] as const)),
        asOf: fc.constantFrom('2026-05-27', '2025-01-01'),
      }),
      attestedOn: fc.constantFrom('2026-05-27', '2025-01-01'),
    }),
  ),
  record: fc.option(
    fc.record({
      value: fc.constantFrom(...([0, 1, 2, 3] as const)),
      statusOn: fc.constantFrom('2026-06-01', '2025-01-01'),
    }),
  ),
  bridging: fc.array(
    fc.record({
      agreement: fc.constant('DEMO-1'),
      row: fc.constantFrom('DEMO-1/i03', 'DEMO-1/i08'),
      components: fc.subarray(all),
      providerMandated: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});
const rank = (outcome: ProposalOutcome) => proposalOutcomes.indexOf(outcome);

describe('laws', () => {
  test('the same input gives the same proposal', () => {
    fc.assert(
      fc.property(anyEvidence, (found) => {
        const input = { agreement, row: intoHongKong, evidence: found, dates };
        expect(propose(input)).toEqual(propose(structuredClone(input)));
      }),
    );
  });

  test('a bridging result that is added never makes the outcome worse', () => {
    fc.assert(
      fc.property(anyEvidence, fc.subarray(all), (found, components) => {
        const before = propose({ agreement, row: intoHongKong, evidence: found, dates });
        const more = { ...found, bridging: [...found.bridging, bridged(components)] };
        const after = propose({ agreement, row: intoHongKong, evidence: more, dates });
        expect(rank(after.outcome)).toBeLessThanOrEqual(rank(before.outcome));
      }),
    );
  });

  test('nothing is recognised while local law or ethics that must come first is missing', () => {
    fc.assert(
      fc.property(anyEvidence, fc.constantFrom(intoHongKong, intoShenzhen), (found, by) => {
        const { outcome, missing } = propose({ agreement, row: by, evidence: found, dates });
        if (outcome !== 'recognised' && outcome !== 'recognised-with-conditions') return;
        expect(missing.filter(({ requiredBefore }) => requiredBefore)).toEqual([]);
      }),
    );
  });

  test('nothing is recognised from an ended award, another qualification or a recognition', () => {
    fc.assert(
      fc.property(anyEvidence, (found) => {
        const { outcome } = propose({ agreement, row: intoHongKong, evidence: found, dates });
        if (outcome !== 'recognised' && outcome !== 'recognised-with-conditions') return;
        expect(found.source).toMatchObject({ kind: 'home-attestation', qualification: 'cn-qcbp-im-cc' });
        expect(found.record?.value).toBe(0);
      }),
    );
  });
});

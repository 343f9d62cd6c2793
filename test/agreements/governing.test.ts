import { describe, expect, test } from 'vitest';
import { governingAgreement, terminationAt } from '../../src/agreements/state.ts';
import { buildView } from '../../src/agreements/view.ts';
import type { AgreementDocument } from '../../src/agreements/index.ts';
import { document, versionOf } from './demo.ts';

const at = new Date('2026-06-01T02:00:00Z');
const dates = { award: '2019-12-02', application: '2026-05-20', decision: '2026-06-01' };
const numbered = (version: number, changes: Partial<AgreementDocument> = {}) =>
  versionOf({ document: { ...document, version, ...changes } });
const governing = (
  versions: readonly ReturnType<typeof versionOf>[],
  known: Partial<typeof dates> = dates,
) => {
  const found = governingAgreement(versions, {
    dates: { award: undefined, application: undefined, decision: undefined, ...known },
    at,
  });
  return found && [found.version.document.version, found.date, found.newerVersion, found.state];
};

describe('the version that governs', () => {
  test('is the newest signed one whose term holds its own governing date', () => {
    expect(governing([numbered(1), numbered(2)])).toEqual([2, '2026-05-20', null, 'in-force']);
  });

  test('is an older one where the newer begins after the date, and the newer is named', () => {
    const newer = numbered(2, { inForceFrom: '2026-05-25' });
    expect(governing([numbered(1), newer])).toEqual([1, '2026-05-20', 2, 'in-force']);
    const byDecision = numbered(2, { inForceFrom: '2026-05-25', governingDate: 'decision' });
    expect(governing([numbered(1), byDecision])).toEqual([2, '2026-06-01', null, 'in-force']);
  });

  test('each version is judged by its own rule', () => {
    const byAward = numbered(2, { governingDate: 'award' });
    expect(governing([numbered(1), byAward])).toEqual([1, '2026-05-20', 2, 'in-force']);
    expect(
      governing([numbered(1), numbered(2, { governingDate: 'award', inForceFrom: '2015-01-01' })]),
    ).toEqual([2, '2019-12-02', null, 'in-force']);
  });

  test('is never one that a side has not signed', () => {
    const half = versionOf({
      document: { ...document, version: 2 },
      signatures: versionOf().signatures.slice(0, 1),
    });
    expect(governing([numbered(1), half])).toEqual([1, '2026-05-20', null, 'in-force']);
    expect(governing([half])).toBeUndefined();
  });

  test('is the newest where no term holds the date, so that the rule fails in the open', () => {
    expect(governing([numbered(1, { inForceFrom: '2027-01-01' })])).toEqual([
      1,
      '2026-05-20',
      null,
      'not-yet-in-force',
    ]);
    expect(governing([numbered(1)], {})).toEqual([1, undefined, null, 'in-force']);
  });

  test('ends where its term ends, exclusive', () => {
    const ended = numbered(1, { inForceUntil: '2026-05-20' });
    const next = numbered(2, { inForceFrom: '2026-05-20' });
    expect(governing([ended, next])?.[0]).toBe(2);
  });
});

describe('the view', () => {
  const other = versionOf({
    document: {
      ...document,
      id: 'OTHER-1',
      rows: document.rows.map((row) => ({ ...row, id: row.id.replace('DEMO-1', 'OTHER-1') })),
    },
  });
  const view = buildView([numbered(2, { inForceFrom: '2026-06-02' }), other, numbered(1)]);

  test('has of each agreement the newest version in force, decided by the date at +08:00', () => {
    const inForce = (instant: string) =>
      view.inForce(new Date(instant)).map(({ document: { id, version } }) => `${id}/${version}`);
    expect(inForce('2026-06-01T15:59:59Z')).toEqual(['DEMO-1/1', 'OTHER-1/1']);
    expect(inForce('2026-06-01T16:00:00Z')).toEqual(['DEMO-1/2', 'OTHER-1/1']);
    expect(inForce('2025-12-31T15:59:59Z')).toEqual([]);
  });

  test('gives every row that could recognise, directed, under the version that governs', () => {
    const rows = (from: string, target?: string) =>
      view
        .candidates({ from, target, dates, at })
        .map(({ row, agreement }) => [row.id, agreement.version.document.version]);
    expect(rows('cn-qcbp-im-cc')).toEqual([
      ['DEMO-1/i03', 1],
      ['OTHER-1/i03', 1],
    ]);
    expect(rows('cn-qcbp-im-cc', 'hk-ecf-crm-core')).toHaveLength(2);
    expect(rows('cn-qcbp-im-cc', 'hk-cb')).toEqual([]);
    expect(rows('hk-ecf-crm-core').map(([id]) => id)).toEqual(['DEMO-1/i08', 'OTHER-1/i08']);
  });

  test('says what a recognition stands under, with words for each code that its credential can carry', () => {
    const terms = view.terms('DEMO-1', 1, 'DEMO-1/i08', at);
    expect(terms).toMatchObject({
      state: 'in-force',
      onTermination: 'review',
      onHomeSuspension: 'immediate',
      standingRequired: 'award',
    });
    expect(terms?.conditionText('outstanding-qcbp-intermediate-laws-and-comprehensive-ability')?.en).toBe(
      'Laws and comprehensive ability paper (Intermediate) outstanding.',
    );
    expect(terms?.conditionText('of-another-row')).toBeUndefined();
    expect(
      view.terms('DEMO-1', 1, 'DEMO-1/i03', at)?.conditionText('hk-engagement-for-certification')?.en,
    ).toBe('ACRP certification requires engagement by a Hong Kong authorised institution.');
    expect(view.terms('DEMO-1', 3, 'DEMO-1/i08', at)).toBeUndefined();
    expect(view.terms('DEMO-1', 1, 'DEMO-1/i99', at)).toBeUndefined();
  });

  test('knows the earliest ending that has taken effect', () => {
    const said = (id: string, effectiveAt: string) => ({
      id,
      jurisdiction: 'HK' as const,
      kind: 'terminated' as const,
      reasonCode: 'x',
      effectiveAt: new Date(effectiveAt),
      saidAt: new Date(effectiveAt),
      recordedAt: at,
      jws: 'x',
    });
    const both = [said('b', '2026-05-02T00:00:00Z'), said('a', '2026-05-01T00:00:00Z')];
    expect(terminationAt(both, at)?.id).toBe('a');
    expect(terminationAt(both, new Date('2026-04-30T00:00:00Z'))).toBeUndefined();
  });
});

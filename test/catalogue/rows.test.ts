import { expect, test } from 'vitest';
import { createCatalogue, type EquivalenceRow, rowKey } from '../../src/catalogue/index.ts';

const catalogue = createCatalogue();
const rows = catalogue.rows();
const names = (row: EquivalenceRow | undefined, transfer: string): readonly (string | undefined)[] =>
  (row?.components ?? []).filter((of) => of.transfer === transfer).map((of) => of.name.en);

test('exempts neither local law nor ethics in any row', () => {
  const exempt = rows.flatMap((row) => row.components).filter(({ transfer }) => transfer === 'exempt');
  expect(exempt.length).toBeGreaterThan(20);
  expect(exempt.filter(({ kind }) => kind === 'local-law' || kind === 'ethics')).toEqual([]);
});

test('never chains', () => {
  expect(new Set(rows.map(({ noChaining }) => noChaining))).toEqual(new Set([true]));
});

/** Proof of an award is not something to learn: that text became a condition. */
const requiredAsCondition: Readonly<Record<string, number>> = { i14: 1 };

test.each(rows.map((row) => [row.id, row] as const))('codes each text of %s', (id, row) => {
  const moved = requiredAsCondition[id] ?? 0;
  const exempt = row.components.filter(({ transfer }) => transfer === 'exempt');
  expect(exempt).toHaveLength(row.source.exempted.length);
  expect(row.components.length - exempt.length).toBe(row.source.required.length - moved);
  const spoken = row.source.conditions.filter((text) => !text.startsWith('never chain'));
  expect(row.conditions).toHaveLength(spoken.length + moved);
  expect(new Set(row.components.map(({ code }) => code)).size).toBe(row.components.length);
  if (row.outcome === 'none') expect(exempt).toEqual([]);
});

test('agrees with its kind about the sides that it joins', () => {
  const sides = (ids: readonly string[]) => new Set(ids.map((of) => catalogue.qualification(of)?.side));
  for (const row of rows) {
    const crosses = !sides(row.from).isSubsetOf(sides(row.to));
    expect([row.id, crosses]).toEqual([row.id, row.kind === 'cross-boundary']);
  }
});

test('marks what each row rests on', () => {
  expect(catalogue.rows({ basis: 'agreement' })).toEqual([]);
  expect(catalogue.rows({ basis: 'historical' }).map(({ id }) => id)).toEqual(['v02']);
  for (const row of catalogue.rows({ basis: 'illustrative' })) {
    expect(row).toMatchObject({ factStatus: 'illustrative', sources: [] });
  }
  for (const row of catalogue.rows({ basis: 'published-unilateral' })) {
    expect(row.sources).not.toEqual([]);
  }
});

test('says what the published row gives a QCBP holder: ten credits, never ethics', () => {
  const row = catalogue.row('v01');
  expect(names(row, 'exempt')).toEqual(['10 elective credits towards Certified Banker Stage I']);
  expect(names(row, 'never')).toEqual(['Core module Professional Ethics and Compliance']);
  expect(row?.components[0]?.credits).toBe(10);
  expect(row).toMatchObject({ recognitionEffect: 'credits', basis: 'published-unilateral' });
});

test('codes the two rows that the demonstration agreement is made from', () => {
  const toHongKong = catalogue.row('i03');
  expect(names(toHongKong, 'exempt')).toEqual(['Credit analysis', 'Corporate lending process']);
  expect(names(toHongKong, 'bridge')).toEqual([
    'Hong Kong securities over property and company law',
    'Hong Kong ethics and conduct',
    'Bridging assessment',
  ]);
  expect(toHongKong?.notConferred.map(({ en }) => en)).toEqual([
    'ACRP title not conferred; certification requires engagement by a Hong Kong authorised institution.',
  ]);
  const toShenzhen = catalogue.row('i08');
  expect(names(toShenzhen, 'never')).toEqual(['Laws and comprehensive ability paper (Intermediate)']);
  expect(toShenzhen?.conditions).toEqual([
    { code: 'standing-age', maximumDays: 30 },
    { code: 'route', anyOf: ['examination'] },
  ]);
  expect(toShenzhen?.standingRequired).toBe('award');
  expect(toShenzhen?.notConferred.map(({ en }) => en)).toEqual([
    'Laws and comprehensive ability paper (Intermediate) outstanding. Does not award QCBP.',
  ]);
});

test('codes dates, experience and streams', () => {
  expect(catalogue.row('i01')?.conditions).toContainEqual({ code: 'award-date', from: '2015-01-01' });
  expect(catalogue.row('i14')?.conditions).toContainEqual({ code: 'award-date', until: '2014-01-01' });
  expect(catalogue.row('i02')?.conditions).toContainEqual({ code: 'experience', minimumMonths: 24 });
  expect(catalogue.row('i11')?.conditions).toContainEqual({ code: 'stream-matches-specialism' });
});

test('is directed, and selects by source, target, side and kind', () => {
  const ids = (filter: Parameters<typeof catalogue.rows>[0]) => catalogue.rows(filter).map(({ id }) => id);
  expect(ids({ from: 'cn-qcbp-im-cc', side: 'HK' })).toEqual(['v01', 'i03']);
  expect(ids({ from: 'hk-ecf-crm-core' })).toEqual(['v07', 'i08']);
  expect(ids({ from: 'hk-ecf-crm-core', side: 'CN-SZ' })).toEqual(['i08']);
  expect(ids({ from: 'hk-ecf-crm-core', kind: 'cross-boundary' })).toEqual(['i08']);
  expect(ids({ to: 'hk-ecf-crm-core' })).toEqual(['i02', 'i03']);
  expect(ids({ from: 'hk-ecf-fintech-core', side: 'CN-SZ' })).toEqual(['i13']);
  expect(ids({ from: 'unknown' })).toEqual([]);
});

test('lists by basis, then best for the holder, then id', () => {
  const keys = rows.map(rowKey);
  expect(keys).toEqual(keys.toSorted());
  expect(rows.map(({ basis }) => basis).indexOf('historical')).toBe(9);
  const agreed = { id: 'a', basis: 'agreement', outcome: 'none' } as const;
  const published = { id: 'a', basis: 'published-unilateral', outcome: 'full' } as const;
  expect(rowKey(agreed) < rowKey(published)).toBe(true);
});

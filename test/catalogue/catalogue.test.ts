import { expect, test } from 'vitest';
import { accreditationAt, createCatalogue, type Translated } from '../../src/catalogue/index.ts';

const catalogue = createCatalogue();
const qualifications = catalogue.qualifications();
const rows = catalogue.rows();

function unique(codes: readonly string[]): void {
  expect(codes.filter((code, position) => codes.indexOf(code) !== position)).toEqual([]);
}

test('gives every entry a code of its own', () => {
  unique(qualifications.map(({ id }) => id));
  unique(rows.map(({ id }) => id));
  unique(catalogue.components().map(({ code }) => code));
  unique(catalogue.components().map(({ name }) => name.en));
  unique(catalogue.authorities().map(({ slug }) => slug));
  unique(catalogue.sources().map(({ id }) => id));
  unique(catalogue.levelMaps().map(({ id }) => id));
});

test('resolves every reference', () => {
  const cited = [
    ...qualifications.flatMap((of) => [
      ...of.sources,
      ...(of.validity.sources ?? []),
      ...of.qrEntries.flatMap((entry) => entry.sources),
    ]),
    ...rows.flatMap((of) => of.sources),
    ...catalogue.levelMaps().flatMap((of) => of.sources),
    ...catalogue.authorities().flatMap((of) => of.roles.flatMap((role) => role.sources)),
    ...catalogue.about.notCatalogued.flatMap((of) => of.sources),
  ];
  expect(cited.filter((id) => catalogue.source(id) === undefined)).toEqual([]);
  const named = [
    ...rows.flatMap((of) => [...of.from, ...of.to]),
    ...qualifications.flatMap((of) => of.lineage?.replacedBy ?? []),
  ];
  expect(named.filter((id) => catalogue.qualification(id) === undefined)).toEqual([]);
  const bodies = qualifications.map(({ awardingBody }) => catalogue.authority(awardingBody));
  expect(bodies.every((of) => of?.roles.some(({ role }) => role === 'awarding-body'))).toBe(true);
});

test('needs every component that it defines', () => {
  const used = new Set(rows.flatMap((row) => row.components.map(({ code }) => code)));
  expect(catalogue.components().filter(({ code }) => !used.has(code))).toEqual([]);
  for (const { code, kind } of rows.flatMap((row) => row.components)) {
    expect(catalogue.component(code)?.kind).toBe(kind);
  }
});

const texts: readonly Translated[] = [
  ...qualifications.map(({ name }) => name),
  ...catalogue.components().map(({ name }) => name),
  ...catalogue.authorities().map(({ name }) => name),
  ...rows.flatMap((row) => [...row.notConferred, ...(row.remark ? [row.remark] : [])]),
  ...rows.flatMap((row) => row.conditions.flatMap((of) => (of.code === 'note' ? [of.text] : []))),
  catalogue.about.notice,
  ...[...catalogue.about.factStatuses, ...catalogue.about.sides].map(({ meaning }) => meaning),
];

test('says everything in three languages', () => {
  for (const { en, zhHant, zhHans } of texts) {
    expect(en.trim()).not.toBe('');
    expect(zhHant).toMatch(/\p{Script=Han}/u);
    expect(zhHans).toMatch(/\p{Script=Han}/u);
  }
});

/** Forms that only one of the scripts has: a text in the wrong column shows. */
const simplifiedOnly = /[专业资证学银协会颁凭关导开务员审风险财后为发产单]/u;
const traditionalOnly = /[專業資證學銀協會頒憑關導開務員審風險財後為發產單]/u;

test('keeps Traditional and Simplified apart', () => {
  expect(texts.filter(({ zhHant }) => simplifiedOnly.test(zhHant))).toEqual([]);
  expect(texts.filter(({ zhHans }) => traditionalOnly.test(zhHans))).toEqual([]);
});

test('knows how each qualification stays good', () => {
  const models = Object.fromEntries(qualifications.map((of) => [of.id, of.validity]));
  expect(models['cn-qcbp-im-cc']).toMatchObject({
    model: 'perpetual',
    standing: 'registration',
    roleBound: false,
  });
  expect(models['hk-ecf-crm-core']).toMatchObject({
    model: 'standing-dependent',
    standing: 'certification',
    roleBound: true,
  });
  expect(models['hk-cfp']).toMatchObject({ model: 'periodic', months: 12 });
  expect(models['hk-hksi-le1']).toMatchObject({ model: 'perpetual', recencyMonths: 36 });
  expect(catalogue.qualification('cn-qcbp-im-cc')?.specialism?.name.zhHans).toBe('公司信贷');
  expect(catalogue.specialism('cc')).toEqual(catalogue.qualification('cn-qcbp-jr-cc')?.specialism);
  expect(catalogue.qualification('hk-ahkib')?.lineage).toEqual({ replacedBy: ['hk-cb'] });
});

test('names the bodies of each side with what each does', () => {
  expect(catalogue.authorities({ side: 'HK' })).toHaveLength(13);
  const cba = catalogue.authority('cba');
  expect(cba?.roles.map(({ role }) => role)).toContain('examiner');
  expect(catalogue.authorities({ side: 'JOINT' }).map(({ slug }) => slug)).toEqual(['shmftpp-committee']);
  for (const role of catalogue.authorities().flatMap(({ roles }) => roles)) {
    expect(role.sources.length === 0).toBe(role.evidence === 'memory');
  }
});

test('knows nothing of what it does not hold', () => {
  expect(catalogue.qualification('toString')).toBeUndefined();
  expect(catalogue.row('v99')).toBeUndefined();
  expect(catalogue.source('S99')).toBeUndefined();
  expect(catalogue.authority('nobody')).toBeUndefined();
  expect(catalogue.levelMap('gdqf')).toBeUndefined();
  expect(catalogue.source('S32c')?.url).toBeNull();
  expect(catalogue.source('S09a')?.url).toBe('https://hkib.org/page/76');
});

test('cannot be changed by whoever reads it', () => {
  expect(Object.isFrozen(catalogue.row('v01')?.components[0]?.name)).toBe(true);
  expect(Object.isFrozen(catalogue.qualification('hk-cb')?.validity)).toBe(true);
  expect(Object.isFrozen(catalogue.about.notice)).toBe(true);
});

test.each([
  ['hk-ecf-crm-core', '2020-07-31', 'outside'],
  ['hk-ecf-crm-core', '2020-08-01', 'inside'],
  ['hk-ecf-crm-core', '2023-09-15', 'inside'],
  ['hk-ecf-crm-core', '2025-07-31', 'inside'],
  ['hk-ecf-crm-core', '2025-08-01', 'outside'],
  ['hk-cb', '2021-01-01', 'inside'],
  ['hk-cb', '2017-01-01', 'unknown'],
  ['hk-ecf-rwm-core', '2021-01-01', 'unknown'],
  ['cn-qcbp-im-cc', '2021-01-01', 'unknown'],
])('judges the register window of %s on %s: %s', (id, date, expected) => {
  expect(accreditationAt(catalogue.qualification(id) ?? { qrEntries: [] }, date)).toBe(expected);
});

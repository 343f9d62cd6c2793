import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCatalogue, type QualificationFilter } from '../../src/catalogue/index.ts';
import {
  type AwardSide,
  awardSides,
  type ValidityModel,
  validityModels,
} from '../../src/catalogue/vocabulary.ts';

const catalogue = createCatalogue();
const ids = (filter: QualificationFilter) => catalogue.qualifications(filter).map(({ id }) => id);
const corporateCredit = ['cn-qcbp-im-cc', 'cn-qcbp-jr-cc'];
const creditRisk = ['hk-ecf-crm-cl', 'hk-ecf-crm-core', 'hk-ecf-crm-cpm'];

test.each([
  ['公司信贷', corporateCredit],
  ['公司信貸', corporateCredit],
  ['初級公司信貸', ['cn-qcbp-jr-cc']],
  ['公司信贷 中级', ['cn-qcbp-im-cc']],
  ['ACRP', ['hk-ecf-crm-core']],
  ['acrp', ['hk-ecf-crm-core']],
  ['ＡＣＲＰ', ['hk-ecf-crm-core']],
  ['Àcrp', ['hk-ecf-crm-core']],
  ['CCRP(CL)', ['hk-ecf-crm-cl']],
  ['credit', [...corporateCredit, ...creditRisk]],
  ['credit risk', creditRisk],
  ['risk credit', creditRisk],
  ['Treasury Markets', ['hk-ecf-tm-core']],
  ['財資市場公會', ['hk-ecf-tm-core']],
  ['hk-ecf-crm-cpm', ['hk-ecf-crm-cpm']],
  ['no such thing', []],
  ['()', []],
])('finds %s', (text, expected) => {
  expect(ids({ text })).toEqual(expected);
});

test('finds 銀行業 in every name that holds it', () => {
  expect(ids({ text: '銀行業' })).toHaveLength(11);
  expect(ids({ text: '银行业' })).toEqual(ids({ text: '銀行業' }));
});

test('puts the one that was named in full first', () => {
  expect(ids({ text: 'cb' })[0]).toBe('hk-cb');
  expect(ids({ text: 'CPFinT(A)' })[0]).toBe('hk-ecf-fintech-core');
  expect(ids({ text: 'CFP' })).toEqual(['hk-cfp']);
});

test('takes an empty text for no text', () => {
  expect(ids({ text: '  ' })).toEqual(ids({}));
});

test('filters, one by one and together', () => {
  expect(ids({ side: 'JOINT' })).toEqual(['joint-shmftpp-l1', 'joint-shmftpp-l2']);
  expect(ids({ framework: 'ecf-crm' })).toEqual(creditRisk);
  expect(ids({ framework: 'ecf-crm', level: 'core' })).toEqual(['hk-ecf-crm-core']);
  expect(ids({ awardingBody: 'cba' })).toHaveLength(11);
  expect(ids({ validityModel: 'periodic' })).toEqual(['hk-cfp']);
  expect(ids({ kind: 'regulatory-exam' })).toEqual(['hk-hksi-le1']);
  expect(ids({ text: 'credit', side: 'CN-SZ', level: 'junior' })).toEqual(['cn-qcbp-jr-cc']);
  expect(ids({ text: 'credit', side: 'JOINT' })).toEqual([]);
  expect(ids({ framework: 'unknown' })).toEqual([]);
});

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const filters: fc.Arbitrary<QualificationFilter> = fc.record({
  text: maybe(['credit', '銀行', '银行', 'hk', 'core cb', 'CB', '·', '']),
  side: maybe<AwardSide>(awardSides),
  framework: maybe(['ecf-crm', 'qcbp', 'certified-banker', 'none-such']),
  level: maybe(['core', 'professional', 'junior']),
  awardingBody: maybe(['hkib', 'cba']),
  validityModel: maybe<ValidityModel>(validityModels),
});

test('a walk over pages of any size gives every match once, in the order of the list', () => {
  fc.assert(
    fc.property(filters, fc.integer({ min: 1, max: 50 }), (filter, limit) => {
      const walked: string[] = [];
      let after: string | undefined;
      do {
        const page = catalogue.qualificationPage(filter, { after, limit });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        walked.push(...page.items.map(({ id }) => id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(walked).toEqual(ids(filter));
    }),
  );
});

test('a walk over rows gives every row once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), maybe<AwardSide>(awardSides), (limit, side) => {
      const walked: string[] = [];
      let after: string | undefined;
      do {
        const page = catalogue.rowPage({ side }, { after, limit });
        walked.push(...page.items.map(({ id }) => id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(walked).toEqual(catalogue.rows({ side }).map(({ id }) => id));
    }),
  );
});

test('a filter only ever narrows', () => {
  fc.assert(
    fc.property(filters, maybe<AwardSide>(awardSides), (filter, side) => {
      const wide = new Set(ids({ ...filter, side: undefined }));
      expect(ids({ ...filter, side }).every((id) => wide.has(id))).toBe(true);
    }),
  );
});

test('no text of any shape breaks the search', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      expect(ids({ text }).length).toBeLessThanOrEqual(39);
    }),
  );
});

test('searches the whole catalogue well under a millisecond', () => {
  const texts = ['credit', '公司信贷', 'certified professional', 'nothing at all'];
  const medians = texts.map((text) => {
    const samples = Array.from({ length: 201 }, () => {
      const began = performance.now();
      catalogue.qualifications({ text });
      return performance.now() - began;
    });
    return samples.toSorted((a, b) => a - b)[100] ?? Number.POSITIVE_INFINITY;
  });
  expect(Math.max(...medians)).toBeLessThan(1);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainEquivalence } from '../../src/agreements/equivalence.ts';
import { buildEquivalenceIndex, type EquivalenceQuestion } from '../../src/agreements/equivalence-index.ts';
import { equivalenceAnswer, equivalenceQuestion } from '../../src/agreements/equivalence.schema.ts';
import { bases, createCatalogue } from '../../src/catalogue/index.ts';
import { document, versionOf } from './demo.ts';

const catalogue = createCatalogue();
const at = new Date('2026-06-01T02:00:00Z');
const agreed = buildEquivalenceIndex(catalogue, [versionOf()]);
const unagreed = buildEquivalenceIndex(catalogue, []);
const explain = (question: EquivalenceQuestion, index = agreed) => explainEquivalence(index, question, at);
const rowsOf = (question: EquivalenceQuestion, index = agreed) =>
  explain(question, index).rows.map(({ row }) => row);

describe('step 2 of the story', () => {
  test('the agreement’s row first, then the published one; the illustrative row behind the agreement gives way', () => {
    const question = { qualification: 'cn-qcbp-im-cc', targetSide: 'HK' } as const;
    expect(rowsOf(question)).toEqual(['DEMO-1/i03', 'v01']);
    expect(rowsOf(question, unagreed)).toEqual(['v01', 'i03']);
  });

  test('what is exempt, what is missing, what it does not confer, and by whose word', () => {
    const [demo, published] = explain({ qualification: 'cn-qcbp-im-cc', targetSide: 'HK' }).rows;
    expect(demo).toMatchObject({
      basis: 'agreement',
      agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03', demonstration: true },
      sourceRow: 'i03',
      factStatus: 'illustrative',
      recognitionEffect: 'component',
      standingRequired: 'certification',
      exempt: [{ code: 'credit-analysis' }, { code: 'corporate-lending-process' }],
      missing: [
        { code: 'hk-security-and-company-law', transfer: 'bridge', requiredBefore: true },
        { code: 'hk-ethics-and-conduct', transfer: 'bridge', requiredBefore: true },
        { code: 'bridging-assessment', transfer: 'bridge', requiredBefore: true },
      ],
      notConferred: [{ code: 'acrp-title' }],
      from: [{ id: 'cn-qcbp-im-cc' }],
      to: [{ id: 'hk-ecf-crm-core' }],
    });
    expect(published).toMatchObject({
      basis: 'published-unilateral',
      agreement: null,
      factStatus: 'verified',
    });
    expect(published?.exempt).toMatchObject([{ credits: 10 }]);
    expect(published?.missing).toContainEqual(
      expect.objectContaining({ kind: 'ethics', transfer: 'never', requiredBefore: null }),
    );
    expect(published?.sources[0]?.url).toMatch(/^https:/);
  });
});

describe('conditions stand against what was given', () => {
  const question = { qualification: 'hk-ecf-crm-core', targetSide: 'CN-SZ' } as const;
  const standings = (more: Partial<EquivalenceQuestion>) =>
    Object.fromEntries(
      explain({ ...question, ...more }).rows[0]?.conditions.map(({ condition, standing }) => [
        condition.code,
        standing,
      ]) ?? [],
    );

  test('nothing given, nothing decided', () => {
    expect(standings({})).toEqual({
      'standing-age': 'unknown',
      route: 'unknown',
      'accreditation-at-award': 'unknown',
    });
  });
  test('CHAN: by examination, inside the window of the register', () => {
    expect(standings({ route: 'examination', awardDate: '2023-09-15' })).toMatchObject({
      route: 'met',
      'accreditation-at-award': 'met',
    });
  });
  test('WONG: by grandfathering', () => {
    expect(standings({ route: 'grandfathering' })).toMatchObject({ route: 'not-met' });
  });
  test.each([
    ['2020-07-31', 'not-met'],
    ['2020-08-01', 'met'],
    ['2025-07-31', 'met'],
    ['2025-08-01', 'not-met'],
  ])('an award of %s, by the window that both sides signed: %s', (awardDate, standing) => {
    expect(standings({ awardDate })).toMatchObject({ 'accreditation-at-award': standing });
  });
  test('a row whose condition is not met comes after one with nothing against it', () => {
    const both = {
      ...document,
      rows: document.rows.flatMap((row) =>
        row.id === 'DEMO-1/i08'
          ? [
              {
                ...row,
                conditions: [],
                accreditationWindows: [],
                id: 'DEMO-1/zz',
                outcome: 'partial' as const,
              },
              row,
            ]
          : [row],
      ),
    };
    const index = buildEquivalenceIndex(catalogue, [versionOf({ document: both })]);
    expect(rowsOf({ ...question, route: 'examination' }, index)).toEqual(['DEMO-1/i08', 'DEMO-1/zz']);
    expect(rowsOf({ ...question, route: 'grandfathering' }, index)).toEqual(['DEMO-1/zz', 'DEMO-1/i08']);
  });
});

describe('when nothing is recognised', () => {
  test('AML into QCBP: the row says so, and the nearest routes are named', () => {
    const answer = explain({ qualification: 'hk-ecf-aml-core', targetSide: 'CN-SZ' });
    expect(answer.result).toBe('none');
    expect(answer.rows).toMatchObject([{ row: 'i10', outcome: 'none' }]);
    expect(answer.rows[0]?.remark?.en).toContain('no specialism in anti-money laundering');
    expect(answer.none?.reason).toBe('nothing-recognised');
    expect(answer.none?.nearest.map(({ row }) => row)).toEqual(['i07', 'i09', 'DEMO-1/i08']);
    for (const { text } of answer.none?.nearest ?? [])
      for (const words of Object.values(text)) expect(words).not.toMatch(/[{}]/);
  });
  test('a qualification without any row', () => {
    const { rows, none } = explain({ qualification: 'hk-cpwp', targetSide: 'CN-SZ' });
    expect([rows, none?.reason]).toEqual([[], 'no-row']);
    expect(none?.nearest.length).toBeGreaterThan(0);
  });
  test('both on one side: same-side rows stay out', () => {
    const { rows, none } = explain({ qualification: 'hk-ecf-aml-core', targetSide: 'HK' });
    expect([rows, none]).toEqual([[], expect.objectContaining({ reason: 'same-side', nearest: [] })]);
  });
  test('words that name no qualification of the target side', () => {
    expect(explain({ targetRole: 'astronaut', targetSide: 'HK' }).none?.reason).toBe('role-unknown');
    expect(explain({ targetRole: 'ACRP', targetSide: 'CN-SZ' }).none?.reason).toBe('role-unknown');
  });
});

describe('asked by the target', () => {
  test('everything that counts towards it', () => {
    expect(rowsOf({ targetQualification: 'hk-ecf-crm-core', targetSide: 'HK' })).toEqual([
      'DEMO-1/i03',
      'i02',
    ]);
  });
  test.each(['ACRP', '信貸風險管理專業人員', '信贷风险管理专业人员', 'credit risk management professional'])(
    'by the words %s',
    (targetRole) => {
      expect(rowsOf({ targetRole, targetSide: 'HK' })).toContain('DEMO-1/i03');
      expect(rowsOf({ qualification: 'cn-qcbp-im-rm', targetRole, targetSide: 'HK' })).toEqual(['i02']);
    },
  );
});

test('a qualification that the catalogue does not know is refused, with its pointer', () => {
  for (const member of ['qualification', 'targetQualification'] as const)
    expect(() => explain({ [member]: 'no-such', targetSide: 'HK' })).toThrow(
      expect.objectContaining({
        code: 'qualification-unknown',
        errors: [{ pointer: `/body/${member}`, code: 'qualification-unknown' }],
      }),
    );
});

const ids = catalogue.qualifications().map(({ id }) => id);
const sideOf = (id: string) => catalogue.qualification(id)?.side;
const questions = fc
  .record(
    {
      qualification: fc.constantFrom(...ids),
      targetQualification: fc.constantFrom(...ids),
      targetSide: fc.constantFrom(...(['HK', 'CN-SZ'] as const)),
      route: fc.constantFrom(...(['examination', 'grandfathering'] as const)),
      awardDate: fc.constantFrom('2013-06-01', '2019-12-02', '2023-09-15'),
      experienceMonths: fc.integer({ min: 0, max: 60 }),
      language: fc.constantFrom(...(['en', 'zh-Hans'] as const)),
    },
    { requiredKeys: ['targetSide'] },
  )
  .filter((question) => equivalenceQuestion.safeParse(question).success);

describe('laws', () => {
  test('every answer fits the published contract, and the same question has the same answer', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const answer = explain(question);
        expect(equivalenceAnswer.parse(answer)).toEqual(answer);
        expect(explain(structuredClone(question))).toEqual(answer);
        expect(answer.result === 'none').toBe(answer.none !== null);
      }),
    );
  });

  test('rows cross the boundary towards the side that was asked for, and come by basis', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { rows } = explain(question);
        const order = rows.map(({ basis }) => bases.indexOf(basis));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        for (const { from, to } of rows) {
          expect(from.every(({ id }) => sideOf(id) !== question.targetSide)).toBe(true);
          expect(to.every(({ id }) => [question.targetSide, 'JOINT'].includes(sideOf(id) ?? ''))).toBe(true);
        }
      }),
    );
  });

  test('local law and ethics are exempt in no row of any answer', () => {
    fc.assert(
      fc.property(questions, (question) => {
        for (const { exempt } of explain(question).rows)
          expect(exempt.filter(({ kind }) => kind === 'local-law' || kind === 'ethics')).toEqual([]);
      }),
    );
  });

  test('more known about the holder takes no row away', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const {
          route: _route,
          awardDate: _date,
          experienceMonths: _months,
          language: _words,
          ...bare
        } = question;
        expect(rowsOf(question).toSorted()).toEqual(rowsOf(bare).toSorted());
      }),
    );
  });
});

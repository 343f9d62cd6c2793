import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rounded, type Suppressed, suppress } from '../../src/audit/statistic-suppression.ts';

const tables = (most: number) =>
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).chain(([height, width]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: most }), { minLength: width, maxLength: width }), {
      minLength: height,
      maxLength: height,
    }),
  );

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const all = (shown: Suppressed) => [
  ...shown.cells.flat(),
  ...shown.rowTotals,
  ...shown.columnTotals,
  shown.total,
];
const numbersOf = (table: readonly (readonly number[])[]) => [
  ...table.flat(),
  ...table.map(total),
  ...(table[0] ?? []).map((_, column) => total(table.map((row) => row[column] ?? 0))),
  total(table.flat()),
];

/** Every table that could be behind what is shown, as whoever reads it would reckon, by trying all; `most` bounds the search. */
function* candidates(shown: Suppressed, most: number): Generator<number[][]> {
  const width = shown.cells[0]?.length ?? 0;
  const open = shown.cells.flat();
  const values: number[] = [];
  function* fill(at: number): Generator<number[][]> {
    if (at === open.length) {
      const table = shown.cells.map((_, row) => values.slice(row * width, (row + 1) * width));
      const fits = all(shown).every((value, n) => {
        const own = numbersOf(table)[n] ?? 0;
        return value === null ? own > 0 : value === own;
      });
      if (fits) yield table;
      return;
    }
    const known = open[at] ?? null;
    const choices = known === null ? Array.from({ length: most }, (_, n) => n + 1) : [known];
    for (const choice of choices) {
      values[at] = choice;
      yield* fill(at + 1);
    }
  }
  yield* fill(0);
}

describe('what is published', () => {
  test('shows no count from 1 to 4, whatever line it stands in', () => {
    fc.assert(
      fc.property(tables(30), (table) => {
        for (const value of all(suppress(table)))
          expect(value === null || value === 0 || value >= 5).toBe(true);
      }),
    );
  });

  test('is true where it says anything, and says of zero that it is zero', () => {
    fc.assert(
      fc.property(tables(30), (table) => {
        const truth = numbersOf(table);
        for (const [n, value] of all(suppress(table)).entries()) {
          if (value !== null) expect(value).toBe(truth[n]);
          if (truth[n] === 0) expect(value).toBe(0);
        }
      }),
    );
  });

  test('hides nothing where nothing is small', () => {
    fc.assert(
      fc.property(tables(30), (table) => {
        fc.pre(numbersOf(table).every((value) => value === 0 || value >= 5));
        expect(all(suppress(table))).toEqual(numbersOf(table));
      }),
    );
  });

  test('leaves of every hidden count at least two values that it can have', () => {
    fc.assert(
      fc.property(tables(6), (table) => {
        const shown = suppress(table);
        const hidden = all(shown).flatMap((value, n) => (value === null ? [n] : []));
        fc.pre(shown.cells.flat().filter((value) => value === null).length <= 6);
        const seen = hidden.map(() => new Set<number>());
        for (const candidate of candidates(shown, 8)) {
          const numbers = numbersOf(candidate);
          for (const [place, n] of hidden.entries()) seen[place]?.add(numbers[n] ?? 0);
          if (seen.every((values) => values.size > 1)) break;
        }
        for (const values of seen) expect(values.size).toBeGreaterThan(1);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test.each<[string, number[][], Suppressed]>([
    [
      'one small count takes three others of a rectangle with it',
      [
        [3, 20],
        [30, 40],
      ],
      {
        cells: [
          [null, null],
          [null, null],
        ],
        rowTotals: [23, 70],
        columnTotals: [33, 60],
        total: 93,
      },
    ],
    [
      'a single count hides its total too',
      [[3]],
      { cells: [[null]], rowTotals: [null], columnTotals: [null], total: null },
    ],
    [
      'two ones whose total says that they are ones take a third with them',
      [[1, 1, 10]],
      { cells: [[null, null, null]], rowTotals: [12], columnTotals: [null, null, null], total: 12 },
    ],
    ['an empty table is empty', [], { cells: [], rowTotals: [], columnTotals: [], total: 0 }],
  ])('%s', (_name, table, expected) => {
    expect(suppress(table)).toEqual(expected);
  });

  test('stocks are rounded, so that no difference tells a single act', () => {
    expect([0, 2, 3, 7, 8, 102].map((count) => rounded(count))).toEqual([0, 0, 5, 5, 10, 100]);
  });
});

import { describe, expect, test } from 'vitest';
import { figureDefinitions, figureIds } from '../../src/audit/statistics-definitions.ts';
import {
  addMonths,
  monthOf,
  monthsFrom,
  settledQuarters,
  spanOfMonths,
} from '../../src/audit/statistics-periods.ts';

describe('months', () => {
  test('are civil months at +08:00', () => {
    expect(monthOf(new Date('2026-05-31T16:00:00Z'))).toBe('2026-06');
    expect(monthOf(new Date('2026-05-31T15:59:59Z'))).toBe('2026-05');
    expect(spanOfMonths({ from: '2026-01', until: '2026-02' })).toEqual({
      from: new Date('2025-12-31T16:00:00Z'),
      until: new Date('2026-01-31T16:00:00Z'),
    });
  });
  test('add up over years', () => {
    expect(addMonths('2026-01', -1)).toBe('2025-12');
    expect(addMonths('2026-11', 14)).toBe('2028-01');
    expect(monthsFrom('2025-12', '2026-02')).toBe(2);
  });
});

describe('a quarter is published', () => {
  test.each([
    ['2026-07-01T15:59:59.999Z', '2026-Q1', 'not within the first day after its end'],
    ['2026-07-01T16:00:00.000Z', '2026-Q2', 'once a day has passed'],
    ['2026-01-02T00:00:00.000Z', '2025-Q4', 'over the end of a year'],
  ])('at %s the newest is %s: %s', (now, name) => {
    expect(settledQuarters(new Date(now), 2)[0]?.name).toBe(name);
  });
  test('with its months, newest quarter first', () => {
    expect(settledQuarters(new Date('2026-08-15T00:00:00Z'), 2)).toEqual([
      { name: '2026-Q2', months: ['2026-04', '2026-05', '2026-06'] },
      { name: '2026-Q1', months: ['2026-01', '2026-02', '2026-03'] },
    ]);
  });
});

test.each(figureIds)('%s is defined in three languages', (id) => {
  for (const text of Object.values(figureDefinitions[id])) expect(text.length).toBeGreaterThan(10);
});

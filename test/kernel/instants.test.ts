import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  civilDate,
  daysBetween,
  instantText,
  isCivilDate,
  monthsBetween,
  startOfCivilDate,
} from '../../src/kernel/instants.ts';

describe('civil dates are those of +08:00', () => {
  test('the day changes at 16:00 UTC', () => {
    expect(civilDate(new Date('2026-01-31T15:59:59.999Z'))).toBe('2026-01-31');
    expect(civilDate(new Date('2026-01-31T16:00:00.000Z'))).toBe('2026-02-01');
    expect(startOfCivilDate('2026-02-01').toISOString()).toBe('2026-01-31T16:00:00.000Z');
  });
  test('a day later is never the same day, and back again', () => {
    const day = fc
      .date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map(civilDate);
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 5000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
        expect(addDays(addDays(date, days), -days)).toBe(date);
        expect(isCivilDate(addDays(date, days))).toBe(true);
      }),
    );
  });
  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '20260101', '2026-01-01T00:00:00Z', ''])(
    '%s is no date',
    (text) => {
      expect(isCivilDate(text)).toBe(false);
    },
  );
});

test('whole seconds in what is signed', () => {
  expect(instantText(new Date('2026-06-01T02:00:00.999Z'))).toBe('2026-06-01T02:00:00Z');
});

test.each([
  ['2024-01-31', '2024-02-29', 0],
  ['2024-01-31', '2024-03-01', 1],
  ['2022-05-10', '2024-05-09', 23],
  ['2022-05-10', '2024-05-10', 24],
])('from %s to %s are %i whole months', (from, to, months) => {
  expect(monthsBetween(from, to)).toBe(months);
});

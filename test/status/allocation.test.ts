import { describe, expect, test } from 'vitest';
import {
  type AllocatableList,
  isFull,
  listInUse,
  lockSpace,
  randomIndex,
} from '../../src/status/allocation.ts';
import { isDue } from '../../src/status/publication-due.ts';
import { seededEntropy } from '../support/world.ts';

const now = new Date('2026-06-01T02:00:00.000Z');
const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);

describe('a random index', () => {
  test('falls anywhere in the list, evenly', () => {
    const entropy = seededEntropy('indices');
    const buckets = Array.from({ length: 64 }, () => 0);
    const drawn = 64_000;
    let rising = 0;
    let last = 0;
    for (let n = 0; n < drawn; n += 1) {
      const idx = randomIndex(entropy, 131_072);
      expect(idx).toBeLessThan(131_072);
      const bucket = Math.floor(idx / 2048);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      if (idx > last) rising += 1;
      last = idx;
    }
    // Chi-squared with 63 degrees of freedom: 117 is passed by chance once in a hundred thousand times.
    const expected = drawn / 64;
    const chiSquared = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(117);
    expect(rising / drawn).toBeCloseTo(0.5, 1);
  });

  test('is uniform for sizes that do not divide 2^32', () => {
    const draws = [0xff_ff_ff_ff, 0xff_ff_ff_fe, 5];
    const entropy = {
      bytes: () => {
        const four = Buffer.alloc(4);
        four.writeUInt32BE(draws.shift() ?? 0);
        return four;
      },
    };
    expect(randomIndex(entropy, 3)).toBe(2);
    expect(draws).toEqual([5]);
    expect(randomIndex(entropy, 131_071)).toBe(5);
  });
});

describe('the list in use', () => {
  const list = (ordinal: number, ageSeconds: number) => ({
    id: `0000000${ordinal}-0000-4000-8000-000000000000`,
    ordinal,
    uri: `https://hk.wenjin.example/status-lists/${ordinal}`,
    size: 131_072,
    createdAt: before(ageSeconds * 1000),
  });

  test.each([
    ['the first, from its first moment', [list(1, 0)], 1],
    ['the old one until the new one is known abroad', [list(1, 9999), list(2, 299)], 1],
    ['the new one from then on', [list(1, 9999), list(2, 300)], 2],
    ['the newest that is known abroad', [list(1, 9999), list(2, 300), list(3, 1)], 2],
  ])('is %s', (_, lists, ordinal) => {
    expect(listInUse(lists, now)?.ordinal).toBe(ordinal);
  });

  test('is none where there is none', () => {
    const none: AllocatableList[] = [];
    expect(listInUse(none, now)).toBeUndefined();
  });

  test('is full at three quarters', () => {
    expect(isFull(98_303, 131_072)).toBe(false);
    expect(isFull(98_304, 131_072)).toBe(true);
  });
});

test('a lock space is a 32-bit integer with a sign, as Postgres wants it', () => {
  expect(lockSpace('ffffffff-0000-4000-8000-000000000000')).toBe(-1);
  expect(lockSpace('7fffffff-0000-4000-8000-000000000000')).toBe(2 ** 31 - 1);
});

describe('a list is published', () => {
  test.each([
    ['that never was', { pending: 0, publishedAt: null }, true],
    ['that changed', { pending: 1, publishedAt: before(300) }, true],
    ['that changed, but not many times a second', { pending: 9, publishedAt: before(299) }, false],
    ['that is two minutes old', { pending: 0, publishedAt: before(120_000) }, true],
    ['not before that', { pending: 0, publishedAt: before(119_999) }, false],
    ['that changed after a clock was set back', { pending: 1, publishedAt: before(-5000) }, true],
    ['not again and again until that clock has caught up', { pending: 0, publishedAt: before(-5000) }, false],
  ])('%s', (_, condition, due) => {
    expect(isDue(condition, now)).toBe(due);
  });
});

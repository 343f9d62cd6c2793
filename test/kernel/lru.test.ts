import { expect, test } from 'vitest';
import { createLru } from '../../src/kernel/lru.ts';

test('keeps the entries used last', () => {
  const lru = createLru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  expect(lru.get('a')).toBe(1);
  lru.set('c', 3);
  expect(lru.get('b')).toBeUndefined();
  expect([lru.get('a'), lru.get('c'), lru.size]).toEqual([1, 3, 2]);
});

test('replaces an entry without forgetting another', () => {
  const lru = createLru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.set('a', 3);
  expect([lru.get('a'), lru.get('b'), lru.size]).toEqual([3, 2, 2]);
});

test.each([0, -1, 1.5, Number.NaN])('refuses room for %d entries', (entriesMax) => {
  expect(() => createLru(entriesMax)).toThrow(RangeError);
});

import { describe, expect, test } from 'vitest';
import { readAhead } from '../../src/transparency/read-ahead.ts';

describe('reading ahead', () => {
  test('gives results in order, whichever comes first, and begins no more than it may', async () => {
    let open = 0;
    let most = 0;
    const results: number[] = [];
    const items = Array.from({ length: 20 }, (_, index) => index);
    const read = async (item: number) => {
      most = Math.max(most, (open += 1));
      for (let turn = 0; turn < 10 + ((item * 7) % 5); turn += 1) await Promise.resolve();
      open -= 1;
      return item * 2;
    };
    for await (const result of readAhead(items, 4, read)) results.push(result);
    expect(results).toEqual(items.map((item) => item * 2));
    expect(most).toBe(4);
  });

  test('fails when the turn of the failed one comes, and leaves no rejection behind', async () => {
    const results: number[] = [];
    const reading = async () => {
      for await (const result of readAhead([1, 2, 3, 4], 4, async (item) => {
        if (item > 1) throw new Error(`no ${item}`);
        return item;
      }))
        results.push(result);
    };
    await expect(reading()).rejects.toThrow('no 2');
    expect(results).toEqual([1]);
  });
});

import { expect, test } from 'vitest';
import { coalesce } from '../../src/status/coalesce.ts';

/** Runs that end when the test says so. */
function controlled() {
  const ends: PromiseWithResolvers<number>[] = [];
  const run = coalesce(() => {
    const end = Promise.withResolvers<number>();
    ends.push(end);
    return end.promise;
  });
  return { run, ends };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('who asks meanwhile gets the next run, all of them the same', async () => {
  const { run, ends } = controlled();
  const first = run();
  const [second, third] = [run(), run()];
  expect(ends).toHaveLength(1);
  ends[0]?.resolve(1);
  expect(await first).toBe(1);
  await turn();
  expect(ends).toHaveLength(2);
  ends[1]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
});

test('who asks during the next run gets the one after it', async () => {
  const { run, ends } = controlled();
  const first = run();
  const second = run();
  ends[0]?.resolve(1);
  await first;
  await turn();
  const third = run();
  ends[1]?.resolve(2);
  expect(await second).toBe(2);
  await turn();
  ends[2]?.resolve(3);
  expect(await third).toBe(3);
  expect(ends).toHaveLength(3);
});

test('a run that fails fails those who shared it, and not those after', async () => {
  const { run, ends } = controlled();
  const first = run();
  const second = run();
  ends[0]?.reject(new Error('No.'));
  await expect(first).rejects.toThrow('No.');
  await turn();
  ends[1]?.resolve(2);
  expect(await second).toBe(2);
  const third = run();
  ends[2]?.resolve(3);
  expect(await third).toBe(3);
});

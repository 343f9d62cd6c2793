import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PeerRefetch } from '../../src/status/index.ts';
import {
  createPeerStatusFetcher,
  createStatusPublisher,
  type StatusReference,
} from '../../src/status/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { realClock } from '../support/world.ts';
import { type StatusNode, statusNode } from './status-node.ts';

let database: TestDatabase;
let working: StatusNode;
let serving: StatusNode;

beforeAll(async () => {
  database = await createTestDatabase();
  const clock = { ...realClock, set: () => undefined, advance: () => undefined };
  const made = (seed: string) => statusNode({ url: database.appUrl, seed, clock });
  [working, serving] = [await made('working'), await made('serving')];
  await serving.snapshots.start();
});

afterAll(async () => {
  await serving.snapshots.stop();
  await Promise.all([working.close(), serving.close()]);
  await database.drop();
});

const valueOf = (ref: StatusReference) => {
  const answer = serving.status.lookup(ref, Math.floor(Date.now() / 1000));
  return answer.kind === 'known' ? answer.value : answer.reason;
};

async function millisecondsUntil(condition: () => boolean): Promise<number> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > 10_000) throw new Error('It did not happen.');
    await sleep(5);
  }
  return performance.now() - start;
}

/** Of the three each waits for seconds, and none meets another. */
test.concurrent('a change is published and in the memory of another process within the bound', async () => {
  const publisher = createStatusPublisher({
    status: working.status,
    onError: (error) => expect.fail(String(error)),
  });
  publisher.start();
  const ref = await serving.db.transaction((tx) => serving.status.allocate(tx, 'credential'));
  await millisecondsUntil(() => valueOf(ref) === 0);
  for (const value of [2, 0, 1] as const) {
    await serving.db.transaction((tx) => serving.status.set(tx, ref, value));
    expect(await millisecondsUntil(() => valueOf(ref) === value)).toBeLessThan(1500);
  }
  await publisher.stop();
  await serving.db.transaction((tx) => serving.status.set(tx, ref, 0));
  await sleep(600);
  expect(valueOf(ref)).toBe(1);
  await publisher.runOnce();
  await millisecondsUntil(() => valueOf(ref) === 0);
});

test.concurrent('a publisher that fails says so and tries again', async () => {
  const errors: unknown[] = [];
  let calls = 0;
  const status = {
    publishDue: async () => {
      calls += 1;
      if (calls === 1) throw new Error('The database is away.');
      return 0;
    },
  };
  const publisher = createStatusPublisher({ status, onError: (error) => errors.push(error) });
  publisher.start();
  await millisecondsUntil(() => calls > 2);
  await publisher.stop();
  expect(errors).toMatchObject([{ message: 'The database is away.' }]);
  const after = calls;
  await sleep(300);
  expect(calls).toBe(after);
});

test.concurrent('the fetcher tries every second until it has had every list, and then rests', async () => {
  const refusal = { uri: 'https://sz.wenjin.example/status-lists/1', reason: 'unknown-key' } as const;
  const outcomes: (PeerRefetch | Error)[] = [
    new Error('unreachable'),
    { verified: 1, kept: 1, refused: [] },
    { verified: 1, kept: 1, refused: [refusal] },
    { verified: 2, kept: 1, refused: [] },
  ];
  let calls = 0;
  const status = {
    refetchPeer: async () => {
      const outcome = outcomes[calls];
      calls += 1;
      if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('Once too often.');
      return outcome;
    },
  };
  const errors: unknown[] = [];
  const refused: unknown[] = [];
  const fetcher = createPeerStatusFetcher({
    status,
    onError: (error) => errors.push(error),
    onRefused: (lists) => refused.push(...lists),
  });
  fetcher.start();
  const took = await millisecondsUntil(() => calls === 4);
  expect(took).toBeGreaterThan(2500);
  await sleep(1300);
  await fetcher.stop();
  expect(calls).toBe(4);
  expect(errors).toMatchObject([{ message: 'unreachable' }]);
  expect(refused).toEqual([refusal]);
});

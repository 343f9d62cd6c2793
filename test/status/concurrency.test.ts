import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { StatusReference, StatusValue } from '../../src/status/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testClock } from '../support/world.ts';
import { allocatedRows, countOf, type StatusNode, statusNode } from './status-node.ts';

/** Two processes with 25 connections each; lists so small that they collide, fill and follow one another. */
const writers = 50;
const clock = testClock();
let database: TestDatabase;
let nodes: StatusNode[];

beforeAll(async () => {
  database = await createTestDatabase();
  const made = (seed: string) =>
    statusNode({ url: database.appUrl, seed, clock, connections: 25, listSize: 256 });
  nodes = [await made('writers 1'), await made('writers 2')];
});

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  await database.drop();
});

interface Step {
  /** What it writes to an entry that all of them write to. */
  readonly contended: StatusValue;
  readonly allocations: number;
  readonly values: readonly StatusValue[];
  readonly rollsBack: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  contended: fc.constantFrom(0, 1, 2, 3),
  allocations: fc.integer({ min: 1, max: 3 }),
  values: fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: 1, maxLength: 3 }),
  rollsBack: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

/** What a writer was told is so: its answers came after the commit. */
interface Outcome {
  readonly ref: StatusReference;
  readonly value: StatusValue;
}

class RolledBack extends Error {}

async function write(
  node: StatusNode,
  { allocations, values, rollsBack, contended }: Step,
  shared: StatusReference,
): Promise<Outcome[]> {
  const kind = allocations === 2 ? 'record' : 'credential';
  const work = node.db.transaction(async (tx) => {
    const refs: StatusReference[] = [];
    for (let n = 0; n < allocations; n += 1) refs.push(await node.status.allocate(tx, kind));
    if (rollsBack) throw new RolledBack();
    return refs;
  });
  const refs = await work.catch((error: unknown) => {
    if (error instanceof RolledBack) return [];
    throw error;
  });
  for (const value of values) {
    await node.db.transaction(async (tx) => {
      for (const ref of refs) await node.status.set(tx, ref, value);
    });
  }
  await node.db.transaction((tx) => node.status.set(tx, shared, contended));
  return refs.map((ref) => ({ ref, value: values.at(-1) ?? 0 }));
}

test('50 writers and two publishers: no index twice, no write lost, and what is published is what was written', async () => {
  const all: Outcome[] = [];
  const first = nodes[0] ?? expect.fail();
  const shared = await first.db.transaction((tx) => first.status.allocate(tx, 'record'));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: writers, maxLength: writers }), async (steps) => {
      let writing = true;
      const publishing = nodes.map(async (node) => {
        while (writing) {
          clock.advance(0.4);
          await node.status.publishDue();
        }
      });
      const outcomes = await Promise.all(
        steps.map((each, n) => write(nodes[n % 2] ?? expect.fail(), each, shared)),
      );
      writing = false;
      await Promise.all(publishing);
      all.push(...outcomes.flat());

      clock.advance(1);
      for (const node of nodes) await node.status.publishDue();
      await check(all, shared);
    }),
    { numRuns: 8, endOnFailure: true },
  );
  expect(all.length).toBeGreaterThan(400);
  expect(await countOf(first.db, 'status_lists')).toBeGreaterThan(3);
}, 120_000);

async function check(all: readonly Outcome[], shared: StatusReference): Promise<void> {
  const keyOf = ({ uri, idx }: StatusReference) => `${uri} ${idx}`;
  expect(new Set(all.map(({ ref }) => keyOf(ref))).size).toBe(all.length);
  for (const node of nodes) {
    await node.snapshots.refreshAll();
    const rows = await allocatedRows(node.db);
    const written = new Map(all.map(({ ref, value }) => [keyOf(ref), value]));
    expect(rows).toHaveLength(all.length + 1);
    const now = epochSeconds(clock.now());
    for (const row of rows) {
      if (keyOf(row) !== keyOf(shared)) expect(written.get(keyOf(row))).toBe(row.value);
      expect(node.status.lookup(row, now)).toMatchObject({ kind: 'known', value: row.value });
    }
    // And where nothing was given out, nothing is said.
    const given = new Set(rows.map(keyOf));
    for (const uri of node.status.publishedLists()) {
      for (let idx = 0; idx < 256; idx += 1) {
        if (given.has(keyOf({ uri, idx }))) continue;
        expect(node.status.lookup({ uri, idx }, now)).toMatchObject({ value: 0 });
      }
    }
    expect(await countOf(node.db, 'status_pending')).toBe(0);
  }
}

/** In a database of its own: of a list that others have half filled, the first, who holds back the next one, would leave too little. */
test('two who draw the same indices in opposite order neither wait nor fail', async () => {
  const own = await createTestDatabase();
  const made = (seed: string) => statusNode({ url: own.appUrl, seed, clock, listSize: 256 });
  const [one, other] = [await made('first'), await made('second')];
  // Or each would open a first list, and one of them wait.
  await one.db.transaction((tx) => one.status.allocate(tx, 'credential'));
  const held = Promise.withResolvers<undefined>();
  const first = one.db.transaction(async (tx) => {
    const refs: StatusReference[] = [];
    for (let n = 0; n < 40; n += 1) refs.push(await one.status.allocate(tx, 'credential'));
    await held.promise;
    for (let n = 0; n < 40; n += 1) refs.push(await one.status.allocate(tx, 'credential'));
    return refs;
  });
  const second = other.db
    .transaction(async (tx) => {
      const refs: StatusReference[] = [];
      for (let n = 0; n < 80; n += 1) refs.push(await other.status.allocate(tx, 'credential'));
      return refs;
    })
    .finally(() => {
      held.resolve(undefined);
    });
  const both = (await Promise.all([first, second])).flat();
  expect(new Set(both.map(({ uri, idx }) => `${uri} ${idx}`)).size).toBe(160);
  await Promise.all([one.close(), other.close()]);
  await own.drop();
});

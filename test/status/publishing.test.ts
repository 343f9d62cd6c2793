import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { StatusReference, StatusValue } from '../../src/status/index.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createProxy } from '../support/proxy.ts';
import { testClock } from '../support/world.ts';
import {
  countOf,
  publishedEvents,
  type StatusNode,
  statusNode,
  type StatusNodeOptions,
} from './status-node.ts';

let database: TestDatabase;
const nodes: StatusNode[] = [];
const signer = softwareSigner();
const clock = testClock();
let made = 0;
let node: StatusNode;

async function process(options: Partial<StatusNodeOptions> = {}): Promise<StatusNode> {
  made += 1;
  const seed = `publishing ${made}`;
  const one = await statusNode({ url: database.appUrl, seed, clock, signer, ...options });
  nodes.push(one);
  return one;
}

beforeAll(async () => {
  database = await createTestDatabase();
});

/** One database for all: time goes on, and each test looks at entries of its own. Nothing is left to be published. */
beforeEach(async () => {
  node = await process();
  clock.advance(121);
  await node.status.publishDue();
});

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((one) => one.close()));
});

afterAll(() => database.drop());

/** Rows that came to be since this was called. */
async function counter(table: string): Promise<() => Promise<number>> {
  const before = await countOf(node.db, table);
  return async () => (await countOf(node.db, table)) - before;
}

const allocate = (of = node) => of.db.transaction((tx) => of.status.allocate(tx, 'credential'));
const set = (ref: StatusReference, value: StatusValue, of = node) =>
  of.db.transaction((tx) => of.status.set(tx, ref, value));
const lookup = (ref: StatusReference, of = node) => of.status.lookup(ref, epochSeconds(clock.now()));

/** Time passes, so that a list may be published again, and what is due is published. */
async function publish(of = node): Promise<number> {
  clock.advance(1);
  return of.status.publishDue();
}

describe('lists are published', () => {
  test('from the start, one for credentials and one for records, all of it valid', async () => {
    expect(node.status.publishedLists()).toHaveLength(2);
    const ref = await allocate();
    expect(node.status.publishedLists()).toContain(ref.uri);
    expect(lookup(ref)).toEqual({
      kind: 'known',
      value: 0,
      uri: ref.uri,
      iat: epochSeconds(clock.now()),
      exp: epochSeconds(clock.now()) + 900,
      publishedAt: clock.now(),
    });
  });

  test('when an entry has changed, with an event, and not when none has', async () => {
    const ref = await allocate();
    expect(await publish()).toBe(0);
    await set(ref, 2);
    expect(lookup(ref)).toMatchObject({ value: 0 });
    const before = await publishedEvents(node.db);
    expect(await publish()).toBe(1);
    expect(lookup(ref)).toMatchObject({ value: 2 });
    expect(await publishedEvents(node.db)).toBe(before + 1);
    expect(await publish()).toBe(0);
  });

  test('every two minutes all the same, without an event, since nothing was said', async () => {
    const publications = await counter('status_publications');
    const before = await publishedEvents(node.db);
    clock.advance(118);
    expect(await publish()).toBe(0);
    expect(await publish()).toBe(2);
    expect(await publishedEvents(node.db)).toBe(before);
    expect(await publications()).toBe(2);
  });

  test('without an event when a value was put back before anybody saw it', async () => {
    const ref = await allocate();
    await publish();
    const before = await publishedEvents(node.db);
    await set(ref, 2);
    await set(ref, 0);
    expect(await publish()).toBe(1);
    expect(await publishedEvents(node.db)).toBe(before);
  });

  test('not for a change that was rolled back', async () => {
    const ref = await allocate();
    await publish();
    await expect(
      node.db.transaction(async (tx) => {
        await node.status.set(tx, ref, 1);
        throw new Error('No.');
      }),
    ).rejects.toThrow('No.');
    expect(await publish()).toBe(0);
    expect(lookup(ref)).toMatchObject({ value: 0 });
  });

  test('in the order of their seconds, even after the clock was set back', async () => {
    const ref = await allocate();
    const published = clock.now();
    clock.advance(-30);
    expect(await node.status.publishDue()).toBe(0);
    await set(ref, 1);
    expect(await node.status.publishDue()).toBe(1);
    expect(lookup(ref)).toMatchObject({ value: 1, iat: epochSeconds(published), publishedAt: published });
    expect(await node.status.lookupAt(node.db, ref, published)).toMatchObject({ value: 1 });
  });

  test('to the other processes of the node', async () => {
    const other = await process();
    const ref = await allocate();
    await set(ref, 3);
    await publish();
    await other.snapshots.refreshAll();
    expect(lookup(ref, other)).toMatchObject({ value: 3 });
  });
});

describe('no change is lost', () => {
  test('that is committed while a list is being signed', async () => {
    const ref = await allocate();
    const late = await allocate();
    await set(ref, 1);
    let signing = 0;
    const slow = await process({
      whileSigning: async () => {
        signing += 1;
        if (signing === 1) await set(late, 2);
      },
    });
    await publish(slow);
    expect(lookup(ref, slow)).toMatchObject({ value: 1 });
    expect(lookup(late, slow)).toMatchObject({ value: 0 });
    expect(await publish(slow)).toBe(1);
    expect(lookup(late, slow)).toMatchObject({ value: 2 });
    expect(await countOf(node.db, 'status_pending')).toBe(0);
  });

  test('when two publishers have signed the same list: one of them records it', async () => {
    const ref = await allocate();
    await publish();
    await set(ref, 1);
    clock.advance(1);
    let arrived = 0;
    const both = Promise.withResolvers<undefined>();
    const whileSigning = async () => {
      arrived += 1;
      if (arrived === 2) both.resolve(undefined);
      await both.promise;
    };
    const [one, other] = [await process({ whileSigning }), await process({ whileSigning })];
    const publications = await counter('status_publications');
    const published = await Promise.all([one.status.publishDue(), other.status.publishDue()]);
    expect(published.toSorted()).toEqual([0, 1]);
    expect(await publications()).toBe(1);
    expect(await countOf(node.db, 'status_pending')).toBe(0);
    await node.snapshots.refreshAll();
    expect(lookup(ref)).toMatchObject({ value: 1 });
  });

  test('to a slower publisher that read before it', async () => {
    const ref = await allocate();
    const late = await allocate();
    await publish();
    await set(ref, 1);
    const slow = await process({
      whileSigning: async () => {
        await set(late, 2);
        await publish();
      },
    });
    expect(await publish(slow)).toBe(0);
    await node.snapshots.refreshAll();
    expect(lookup(ref)).toMatchObject({ value: 1 });
    expect(lookup(late)).toMatchObject({ value: 2 });
    expect(await countOf(node.db, 'status_pending')).toBe(0);
  });

  test('by a publisher that is cut off between signing and recording', async () => {
    const ref = await allocate();
    await publish();
    await set(ref, 1);
    const publications = await counter('status_publications');
    const proxy = await createProxy(database.appUrl);
    const dying = await process({ url: proxy.url, whileSigning: () => proxy.close() });
    await expect(publish(dying)).rejects.toThrow();
    expect(await countOf(node.db, 'status_pending')).toBe(1);
    expect(await publications()).toBe(0);
    expect(await publish()).toBe(1);
    expect(lookup(ref)).toMatchObject({ value: 1 });
  });

  test('by a publisher whose signer fails, and other lists are published', async () => {
    const ref = await allocate();
    await publish();
    await set(ref, 1);
    const record = await node.db.transaction((tx) => node.status.allocate(tx, 'record'));
    await set(record, 3);
    const publications = await counter('status_publications');
    let signing = 0;
    const failing = await process({
      whileSigning: async () => {
        signing += 1;
        if (signing === 1) throw new Error('The signer is away.');
      },
    });
    await expect(publish(failing)).rejects.toThrow('not published');
    expect(await publications()).toBe(1);
    expect(await countOf(node.db, 'status_pending')).toBe(1);
    expect(await publish()).toBe(1);
    expect([lookup(ref), lookup(record)]).toMatchObject([{ value: 1 }, { value: 3 }]);
  });

  test('when very many change at once', async () => {
    const refs = await node.db.transaction(async (tx) => {
      const made: StatusReference[] = [];
      for (let n = 0; n < 300; n += 1) made.push(await node.status.allocate(tx, 'credential'));
      return made;
    });
    await node.db.transaction(async (tx) => {
      for (const ref of refs) await node.status.set(tx, ref, 2);
    });
    await publish();
    for (const ref of refs) expect(lookup(ref)).toMatchObject({ value: 2 });
    expect(await countOf(node.db, 'status_pending')).toBe(0);
  });
});

describe('what is looked up', () => {
  test('in a list of nobody, or outside its list, is unknown', async () => {
    await publish();
    const { uri } = await allocate();
    const unknown = (reason: string) => ({ kind: 'unknown', reason });
    expect(lookup({ uri: `${uri}x`, idx: 1 })).toEqual(unknown('list-unknown'));
    for (const idx of [-1, 131_072, 0.5]) expect(lookup({ uri, idx })).toEqual(unknown('out-of-range'));
  });

  test('goes stale with the list, also with our own when it could not be renewed', async () => {
    const ref = await allocate();
    clock.advance(899);
    expect(lookup(ref)).toMatchObject({ kind: 'known' });
    clock.advance(1);
    expect(lookup(ref)).toEqual({ kind: 'unknown', reason: 'list-stale' });
    await publish();
    expect(lookup(ref)).toMatchObject({ kind: 'known' });
  });

  test('as of an instant is what was published then, to the millisecond', async () => {
    const ref = await allocate();
    const beforeAny = new Date(testClock().now().getTime() - 1);
    const instants: [Date, StatusValue][] = [];
    for (const value of [2, 0, 1] as const) {
      await set(ref, value);
      clock.advance(0.417);
      await node.status.publishDue();
      instants.push([clock.now(), value]);
    }
    const at = (instant: Date, milliseconds = 0) =>
      node.status.lookupAt(node.db, ref, new Date(instant.getTime() + milliseconds));
    let before: StatusValue = 0;
    for (const [instant, value] of instants) {
      expect(await at(instant, -1)).toMatchObject({ kind: 'known', value: before });
      expect(await at(instant)).toMatchObject({ kind: 'known', value, publishedAt: instant });
      before = value;
    }
    expect(await at(beforeAny)).toEqual({ kind: 'unknown', reason: 'list-unknown' });
    clock.advance(2000);
    await publish();
    const last = instants.at(-1)?.[0] ?? beforeAny;
    expect(await at(last, 899_000)).toMatchObject({ kind: 'known', value: 1 });
    expect(await at(last, 901_000)).toEqual({ kind: 'unknown', reason: 'list-stale' });
    expect(await node.status.lookupAt(node.db, { ...ref, idx: 131_072 }, last)).toEqual({
      kind: 'unknown',
      reason: 'out-of-range',
    });
  });

  test('has the signed bytes that say so', async () => {
    await publish();
    const { uri } = await allocate();
    const token = await node.status.token(uri);
    expect(Buffer.from(token ?? []).toString()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await node.status.token(`${uri}x`)).toBeUndefined();
  });
});

describe('a status', () => {
  test('of an index that was never given out is not set', async () => {
    await publish();
    const { uri } = await allocate();
    await expect(set({ uri, idx: 131_072 }, 1)).rejects.toThrow('never allocated');
    await expect(set({ uri: `${uri}x`, idx: 0 }, 1)).rejects.toThrow('never allocated');
  });
});

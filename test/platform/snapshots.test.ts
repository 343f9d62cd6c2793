import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDatabase, openDatabase } from '../../src/platform/database.ts';
import { bumpSnapshot, readSnapshotVersions } from '../../src/platform/snapshots.store.ts';
import { createSnapshots } from '../../src/platform/snapshots.worker.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let opened: OpenDatabase;
const errors: unknown[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  opened = openDatabase(database.appUrl, { max: 4, onError: () => undefined });
});
afterAll(async () => {
  await opened.close();
  await database.drop();
});

const bump = (name: string) => opened.db.transaction((tx) => bumpSnapshot(tx, name));

test('what another process changed is seen within the revocation bound’s half second', async () => {
  const snapshots = createSnapshots(opened.db, (error) => errors.push(error));
  let loads = 0;
  const thing = snapshots.register('seen', async (reader) => {
    loads++;
    return (await readSnapshotVersions(reader)).get('seen') ?? 0;
  });
  await snapshots.start();
  expect(thing.current()).toBe(0);
  await bump('seen');
  const started = performance.now();
  while (thing.current() === 0 && performance.now() - started < 2000) await sleep(10);
  expect(performance.now() - started).toBeLessThan(500);
  await sleep(600);
  expect(loads).toBe(2);
  await snapshots.stop();
});

test('a refresh that is asked for after a commit sees it, also while another look is under way', async () => {
  const snapshots = createSnapshots(opened.db, (error) => errors.push(error));
  const thing = snapshots.register(
    'asked',
    async (reader) => (await readSnapshotVersions(reader)).get('asked') ?? 0,
  );
  await snapshots.refreshAll();
  for (let round = 1; round <= 20; round++) {
    const underWay = snapshots.refreshAll();
    await bump('asked');
    await thing.refresh();
    expect(thing.current()).toBe(round);
    await underWay;
  }
});

test('a load that fails keeps the old value and is tried again', async () => {
  const snapshots = createSnapshots(opened.db, (error) => errors.push(error));
  let fail = false;
  const thing = snapshots.register('failing', async (reader) => {
    if (fail) throw new Error('not now');
    return (await readSnapshotVersions(reader)).get('failing') ?? 0;
  });
  await snapshots.start();
  fail = true;
  await bump('failing');
  await expect(snapshots.refreshAll()).rejects.toThrow('not now');
  expect(thing.current()).toBe(0);
  fail = false;
  await snapshots.refreshAll();
  expect(thing.current()).toBe(1);
  await snapshots.stop();
});

test('nothing is given before it was loaded', () => {
  const snapshots = createSnapshots(opened.db, () => undefined);
  expect(() => snapshots.register('never', async () => 1).current()).toThrow(/before it was loaded/);
});

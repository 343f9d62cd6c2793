import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeBundle } from '../../src/transparency/entry-bundle.ts';
import { leafHash, rootOf } from '../../src/transparency/merkle.ts';
import { tilesOf } from '../../src/transparency/tile-path.ts';
import { createLogHealth } from '../../src/transparency/log-health.service.ts';
import { logHealth as logHealthAnswer } from '../../src/transparency/log.schema.ts';
import { realClock } from '../support/world.ts';
import { logNode, nodeOrigin } from './log-events.ts';
import { type LoggedNode, readStored, readTree, someAct, someEvent, startLog } from './log-support.ts';

let node: LoggedNode;
beforeAll(async () => {
  node = await startLog();
});
afterAll(() => node.close());

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let left = 400; left > 0; left -= 1) {
    if (await done()) return;
    await sleep(10);
  }
  throw new Error('it never came about');
}

const pending = async (): Promise<number> =>
  Number((await node.owner.query<{ n: number }>('select count(*)::int as n from log_pending')).rows[0]?.n);

/** The rows that are served, against a tree that is built from the events by the recursive definition. */
async function expectSound(): Promise<void> {
  const { size, root, entries } = await readTree(node.owner);
  const { bundles, tiles } = await readStored(node.owner);
  expect(entries).toHaveLength(size);
  expect(Buffer.from(rootOf(entries.map(leafHash)))).toEqual(root);
  expect(bundles.flatMap(({ data, width }) => decodeBundle(data, width) ?? [])).toEqual(entries);
  const names = [...tilesOf(size)];
  expect(tiles.map(({ level, n, width }) => ({ level, n: Number(n), width }))).toEqual(names);
  const leaves = tiles.filter(({ level }) => level === 0).map(({ data }) => data);
  expect(Buffer.concat(leaves)).toEqual(Buffer.concat(entries.map(leafHash)));
}

test('nothing but the genesis entry is sequenced first, whatever came before it', async () => {
  const early = await node.append();
  expect(await node.transparency.sequencing.drain()).toBe(0);
  await Promise.all([node.transparency.ensureGenesis(), node.another().ensureGenesis()]);
  await node.transparency.ensureGenesis();
  const { rows } = await node.owner.query(`select id from events where type = 'log.genesis'`);
  expect(rows).toHaveLength(1);
  expect(await node.transparency.sequencing.drain()).toBe(1);
  expect(await node.transparency.sequencing.drain()).toBe(1);
  expect((await readTree(node.owner)).order).toEqual([rows[0]?.id, early]);
});

test('one batch over several tiles gives the tree of its entries in order', async () => {
  const ids = await node.appendMany(1_500);
  expect(await node.transparency.sequencing.drain()).toBe(1_500);
  const { order } = await readTree(node.owner);
  expect(order.slice(-1_500)).toEqual(ids);
  await expectSound();
});

test('sequencers that compete while events come give each event one leaf', async () => {
  const sequencers = Array.from({ length: 6 }, () => node.another());
  const before = (await readTree(node.owner)).size;
  const acknowledged: string[] = [];
  const producers = Array.from({ length: 8 }, async () => {
    for (let at = 0; at < 40; at += 1) acknowledged.push(await node.append());
  });
  let producing = true;
  const draining = sequencers.map(async ({ sequencing }) => {
    while (producing) {
      await sequencing.drain();
      await sleep(1);
    }
  });
  await Promise.all(producers);
  producing = false;
  await Promise.all(draining);
  while ((await node.transparency.sequencing.drain()) > 0);
  const { order } = await readTree(node.owner);
  const added = order.slice(before);
  expect(added.toSorted()).toEqual(acknowledged.toSorted());
  expect(new Set(order).size).toBe(order.length);
  await expectSound();
});

test('an event that commits late is not skipped', async () => {
  let commit = (): void => undefined;
  const committing = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const opened = Promise.withResolvers<string>();
  const late = node.app.db.transaction(async (tx) => {
    opened.resolve(await node.events.append(tx, someAct, someEvent()));
    await committing;
  });
  const lateId = await opened.promise;
  const after = await node.append();
  expect(await node.transparency.sequencing.drain()).toBe(1);
  expect(await node.transparency.sequencing.drain()).toBe(0);
  commit();
  await late;
  expect(await node.transparency.sequencing.drain()).toBe(1);
  expect((await readTree(node.owner)).order.slice(-2)).toEqual([after, lateId]);
  await expectSound();
});

test('an event whose transaction fails leaves nothing behind', async () => {
  const before = await readTree(node.owner);
  const failing = node.app.db.transaction(async (tx) => {
    await node.events.append(tx, someAct, someEvent());
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await node.transparency.sequencing.drain()).toBe(0);
  expect(await readTree(node.owner)).toEqual(before);
});

test('an event that the log may not hold is refused where it is recorded, and its change with it', async () => {
  const before = await readTree(node.owner);
  for (const issuer of ['', 'http://hk.wenjin.example', `${nodeOrigin}/authorities/Not a name`])
    await expect(
      node.app.db.transaction(async (tx) => {
        await node.events.append(tx, someAct, someEvent());
        await node.events.append(tx, someAct, someEvent({ issuer }));
      }),
    ).rejects.toThrow('is no entry of the log: issuer');
  expect(await pending()).toBe(0);
  expect(await node.transparency.sequencing.drain()).toBe(0);
  expect(await readTree(node.owner)).toEqual(before);
});

test('what is no entry stops the log instead of becoming a leaf, and so does the entry of another event', async () => {
  const id = await node.append();
  const before = await readTree(node.owner);
  await node.owner.query('alter table events disable trigger all');
  const { rows } = await node.owner.query('select entry from events where id = $1', [id]);
  const write = (entry: Buffer) =>
    node.owner.query('update events set entry = $2 where id = $1', [id, entry]);
  for (const wrong of [
    Buffer.from('{}'),
    Buffer.from(`${rows[0].entry.toString()} `),
    Buffer.from(rows[0].entry.toString().replace('"wenjin.log/1"', '"wenjin.log/2"')),
    Buffer.from(rows[0].entry.toString().replace(id, '0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a4b')),
  ]) {
    await write(wrong);
    await expect(node.transparency.sequencing.drain()).rejects.toThrow(`Event ${id}`);
    expect(await readTree(node.owner)).toEqual(before);
    expect(await pending()).toBe(1);
  }
  await write(rows[0].entry);
  await node.owner.query('alter table events enable trigger all');
  expect(await node.transparency.sequencing.drain()).toBe(1);
});

test('what stands before an entry that is none is logged, what stands behind it waits, and the health says for what', async () => {
  const health = createLogHealth({ db: node.app.db, clock: realClock, node: logNode });
  const [first = '', bad = '', last = ''] = await node.appendMany(3);
  await node.owner.query('alter table events disable trigger all');
  const { rows } = await node.owner.query('select entry from events where id = $1', [bad]);
  const write = (entry: string | Buffer) =>
    node.owner.query('update events set entry = $2 where id = $1', [bad, entry]);
  await write(Buffer.from('{"name":"somebody"}'));
  expect((await health()).own.blocked).toBeNull();
  expect(await node.transparency.sequencing.drain()).toBe(1);
  expect((await readTree(node.owner)).order.at(-1)).toBe(first);
  for (const attempt of [1, 2])
    await expect(node.transparency.sequencing.drain(), `${attempt}`).rejects.toThrow(
      `Event ${bad} is no entry of the log: member-missing.`,
    );
  expect(logHealthAnswer.parse(await health()).own).toMatchObject({
    backlog: 2,
    blocked: { entry: bad, fault: 'member-missing', remedy: { en: expect.stringContaining('owner') } },
  });
  await write(rows[0].entry);
  await node.owner.query('alter table events enable trigger all');
  expect(await node.transparency.sequencing.drain()).toBe(2);
  expect((await readTree(node.owner)).order.slice(-2)).toEqual([bad, last]);
  expect((await health()).own.blocked).toBeNull();
});

test('a leader drains within a tenth of a second, and another takes over when it stops', async () => {
  const [one, other] = [node.another().sequencer, node.another().sequencer];
  one.start();
  other.start();
  const ids = [await node.append()];
  await until(async () => (await pending()) === 0);
  const started = performance.now();
  ids.push(await node.append());
  await until(async () => (await pending()) === 0);
  expect(performance.now() - started).toBeLessThan(500);
  const leaders = await node.owner.query(
    `select pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`,
  );
  expect(leaders.rows).toHaveLength(1);
  await one.stop();
  ids.push(await node.append());
  await until(async () => (await pending()) === 0);
  // The connection of whoever leads now is cut: the lock goes with it, and the work goes on.
  await node.owner.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`,
  );
  ids.push(await node.append());
  await until(async () => (await pending()) === 0);
  await other.stop();
  expect((await readTree(node.owner)).order.slice(-4)).toEqual(ids);
  await expectSound();
});

test.each([
  [
    'a byte of the last tile',
    `update log_tiles set data = set_byte(data, 0, get_byte(data, 0) # 1) where level = 0 and n = (select max(n) from log_tiles where level = 0)`,
  ],
  [
    'a byte of the tile above',
    `update log_tiles set data = set_byte(data, 5, get_byte(data, 5) # 128) where level = 1`,
  ],
  ['a byte of the head', `update log_head set root = set_byte(root, 31, get_byte(root, 31) # 1)`],
  [
    'a tile that has grown by another hand',
    `update log_tiles set data = data || sha256('x'), width = width + 1 where level = 1`,
  ],
  ['a head that goes back', `update log_head set size = size - 1`],
])('%s, changed past the triggers, stops a sequencer that starts and one that runs', async (_, change) => {
  const running = node.another();
  await node.append();
  expect(await running.sequencing.drain()).toBe(1);
  await node.append();
  const before = await readStored(node.owner);
  const head = await node.owner.query('select size, root from log_head');
  for (const table of ['log_tiles', 'log_head'])
    await node.owner.query(`alter table ${table} disable trigger all`);
  await node.owner.query(change);
  const damaged = await readTree(node.owner).catch(() => undefined);
  await expect(node.another().sequencing.drain()).rejects.toMatchObject({ name: 'LogDamage' });
  if (!change.includes('log_tiles'))
    await expect(running.sequencing.drain()).rejects.toMatchObject({ name: 'LogDamage' });
  expect(await readTree(node.owner).catch(() => undefined)).toEqual(damaged);
  for (const { level, n, width, data } of before.tiles)
    await node.owner.query('update log_tiles set width = $3, data = $4 where level = $1 and n = $2', [
      level,
      n,
      width,
      data,
    ]);
  await node.owner.query('update log_head set size = $1, root = $2', [head.rows[0].size, head.rows[0].root]);
  for (const table of ['log_tiles', 'log_head'])
    await node.owner.query(`alter table ${table} enable trigger all`);
  expect(await running.sequencing.drain()).toBe(1);
  await expectSound();
});

test('the role of the program can read the tree and write none of it', async () => {
  for (const statement of [
    `insert into log_entries values (gen_random_uuid(), 10000000)`,
    `update log_head set size = size + 1`,
    `update log_tiles set width = width`,
    `update log_bundles set width = width`,
    `delete from log_pending`,
  ])
    await expect(node.app.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
});

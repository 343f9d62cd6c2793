import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoggedNode, startLog } from './log-support.ts';

let node: LoggedNode;
beforeAll(async () => {
  node = await startLog();
  await node.transparency.ensureGenesis();
  for (const count of [0, 300, 1, 700]) {
    if (count > 0) await node.appendMany(count);
    while ((await node.transparency.sequencing.drain()) > 0);
  }
});
afterAll(() => node.close());

const tables = ['log_tiles', 'log_bundles', 'log_head', 'log_entries', 'events'];

/** As a superuser, past every trigger; afterwards everything is as it was. */
async function damaged(change: string, look: () => Promise<void>): Promise<void> {
  const client = await node.owner.connect();
  try {
    for (const table of tables) {
      await client.query(`create table kept_${table} as table ${table}`);
      await client.query(`alter table ${table} disable trigger all`);
    }
    const { rowCount } = await client.query(change);
    expect(rowCount).toBeGreaterThan(0);
    await look();
  } finally {
    for (const table of tables) {
      await client.query(`delete from ${table}`);
      await client.query(`insert into ${table} select * from kept_${table}`);
      await client.query(`drop table kept_${table}`);
      await client.query(`alter table ${table} enable trigger all`);
    }
    client.release();
  }
}

test('a log that nobody touched is sound', async () => {
  expect(await node.transparency.scrubbing.scrub()).toBe(1_002);
});

const flip = (table: string, column: string, at: number, where: string): string =>
  `update ${table} set ${column} = set_byte(${column}, ${at}, get_byte(${column}, ${at}) # 4) where ${where}`;

test.each([
  ['a byte of a full bundle', flip('log_bundles', 'data', 40, 'n = 1'), 'Entry 256 in bundle 1'],
  ['the length of an entry', flip('log_bundles', 'data', 0, 'n = 2'), 'Bundle 2 does not hold 256 entries'],
  ['a byte of the last bundle', flip('log_bundles', 'data', 1_000, 'n = 3'), 'in bundle 3'],
  ['a byte of a full tile', flip('log_tiles', 'data', 8_191, 'level = 0 and n = 0'), 'tile/0/000 is not'],
  ['a byte of the tile above', flip('log_tiles', 'data', 33, 'level = 1'), 'tile/1/000.p/3 is not'],
  ['a byte of the head', flip('log_head', 'root', 0, 'id = 1'), 'do not give the root of the head at 1002'],
  ['a head that went back', `update log_head set size = 1001`, 'do not give the root of the head at 1001'],
  [
    'a byte of an event',
    flip('events', 'entry', 20, `id = (select entry_id from log_entries where idx = 700)`),
    'Entry 700',
  ],
  ['a tile that is gone', `delete from log_tiles where level = 0 and n = 1`, 'tile/0/001 is not'],
  ['a bundle that is gone', `delete from log_bundles where n = 1`, 'Bundle 1 does not hold'],
  ['a place that is gone', `delete from log_entries where idx = 512`, 'No event has its place at 512'],
  [
    'two places that were exchanged',
    `update log_entries set idx = case idx when 5 then 1000006 when 6 then 5 end where idx in (5, 6)`,
    'Entry 5 in bundle 0',
  ],
])('%s, changed as a superuser, is found and named', async (_, change, finding) => {
  await damaged(change, async () => {
    await expect(node.transparency.scrubbing.scrub()).rejects.toThrow(finding);
  });
  expect(await node.transparency.scrubbing.scrub()).toBe(1_002);
});

test('the worker that finds damage stops the signing', async () => {
  await damaged(flip('log_tiles', 'data', 64, 'level = 0 and n = 2'), async () => {
    await expect(node.transparency.scrubber.runOnce()).rejects.toMatchObject({ name: 'LogDamage' });
  });
  const { rows } = await node.owner.query('select reason, detail from log_freezes');
  expect(rows).toEqual([{ reason: 'damage', detail: 'tile/0/002 is not the tile of its entries.' }]);
});

import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/platform/database.ts';
import { createTransparency } from '../../src/transparency/index.ts';
import type { TestDatabase } from '../support/database.ts';
import { realClock } from '../support/world.ts';
import { eventsOf, logNode, someAct, someEvent } from './log-events.ts';
import { serveAnswer } from './publication-support.ts';
import { publishingDesk } from './publishing-desk.ts';

/** When nothing may be signed any more, and that nothing is. */

const desk = publishingDesk();

/** Nothing more is signed: not now, not when the tree grows, not by another process. */
async function expectFrozen(reason: string): Promise<void> {
  const { clock, node, start, publish, signatures, shown } = desk();
  const before = await signatures();
  const published = await shown();
  await node.appendMany(3);
  await node.transparency.sequencer.runOnce().catch(() => undefined);
  clock.advance(40);
  expect(await publish()).toMatchObject({ kind: 'frozen', reason });
  const another = start();
  expect(await publish(another)).toMatchObject({ kind: 'frozen', reason });
  expect(await signatures()).toBe(before);
  expect(await shown()).toEqual(published);
  expect((await another.health()).own).toMatchObject({
    witness: 'frozen',
    frozenBecause: expect.stringContaining(reason),
  });
}

describe('freezes', () => {
  test('when the witness has cosigned more than there is', async () => {
    const { witness, line, grow, publish } = desk();
    await publish();
    await grow(1);
    const ahead = await serveAnswer(409, 'text/x.tlog.size', '1000\n');
    line.to = ahead.address;
    expect(await publish()).toMatchObject({ kind: 'frozen', reason: 'witness-ahead', isNew: true });
    line.to = witness.address;
    await expectFrozen('witness-ahead');
    await ahead.close();
  });

  test('when the witness refuses the tree as no continuation', async () => {
    const { witness, line, grow, publish } = desk();
    await publish();
    await grow(1);
    const refusing = await serveAnswer(422, 'text/plain', 'no\n');
    line.to = refusing.address;
    expect(await publish()).toMatchObject({ kind: 'frozen', reason: 'witness-rejected', isNew: true });
    line.to = witness.address;
    await expectFrozen('witness-rejected');
    await refusing.close();
  });

  test.each([
    ['text/plain; charset=utf-8', 'no\n'],
    ['text/x.tlog.size', '1\n'],
  ])(
    'when a witness of tlog-witness v1.0.0 refuses another root of the size it knows with 409, %s',
    async (type, body) => {
      const { clock, line, publish } = desk();
      await publish();
      const refusing = await serveAnswer(409, type, body);
      line.to = refusing.address;
      clock.advance(40);
      expect(await publish()).toMatchObject({ kind: 'frozen', reason: 'witness-rejected', isNew: true });
      await refusing.close();
    },
  );

  test('when the database was restored from an old copy: the copy never signs', async () => {
    const { node, start, grow, publish } = desk();
    await grow(300);
    await publish();
    const old = await copyOf(node.database);
    await grow(400);
    await publish();
    const before = await old.count();
    const restored = start({}, old.database);
    expect(await publish(restored)).toMatchObject({ kind: 'frozen', reason: 'witness-ahead', isNew: true });
    expect(await old.count()).toBe(before);
    const evidence = await old.query('select size::int, source from log_seen');
    expect(evidence).toEqual([
      {
        size: 701,
        source: expect.stringMatching(/^https:\/\/sz\.wenjin\.example\/witness\/[0-9a-f]{64}\/checkpoint$/),
      },
    ]);
    // It may grow past what the witness knows, into another history: still it does not.
    await old.grow(900);
    expect(await publish(start({}, old.database))).toMatchObject({ kind: 'frozen' });
    await old.query('delete from log_freezes');
    expect(await publish(start({}, old.database))).toMatchObject({
      kind: 'frozen',
      reason: 'witness-ahead',
      isNew: true,
    });
    expect(await old.count()).toBe(before);
    // The true one goes on.
    await grow(1);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 702 });
    await old.drop();
  });

  test('when it has signed more than its tree holds', async () => {
    const { node, start, publish } = desk();
    await publish();
    await node.owner.query(
      `insert into log_checkpoints (size, root, note, signed_at) select 50, root, note, now() from log_checkpoints`,
    );
    expect(await publish(start())).toMatchObject({ kind: 'frozen', reason: 'own-checkpoint-ahead' });
    await node.owner.query('delete from log_freezes');
    expect(await publish()).toMatchObject({ kind: 'frozen', reason: 'damage' });
  });

  test.each<[string, string]>([
    [
      'a new entry',
      `update log_bundles set data = overlay(data placing '\\x00'::bytea from length(data) - 20) where n = 1`,
    ],
    [
      'an entry of the bundle that grew',
      `update log_bundles set data = set_byte(data, 40, get_byte(data, 40) # 1) where n = 1`,
    ],
    [
      'a hash of a leaf',
      `update log_tiles set data = set_byte(data, 33, get_byte(data, 33) # 1) where level = 0 and n = 1`,
    ],
    [
      'a hash of an old tile on the way of the proof',
      `update log_tiles set data = set_byte(data, 5, get_byte(data, 5) # 1) where level = 1`,
    ],
    ['the head', `update log_head set root = set_byte(root, 7, get_byte(root, 7) # 1)`],
  ])('when somebody has changed %s', async (_, statement) => {
    const { node, grow, publish } = desk();
    await grow(299);
    await publish();
    await grow(20);
    await node.owner.query(
      `set session_replication_role = replica; ${statement}; set session_replication_role = origin`,
    );
    expect(await publish()).toMatchObject({ kind: 'frozen', reason: 'damage', isNew: true });
    await expectFrozen('damage');
  });

  test('when the scrubber finds an old entry changed', async () => {
    const { node, grow, publish } = desk();
    await grow(600);
    await publish();
    await node.owner.query(
      `set session_replication_role = replica; update log_bundles set data = set_byte(data, 40, get_byte(data, 40) # 1) where n = 0; set session_replication_role = origin`,
    );
    await expect(node.transparency.scrubber.runOnce()).rejects.toThrow('Entry 0');
    await expectFrozen('damage');
  });
});

interface Copy {
  readonly database: TestDatabase;
  query(statement: string): Promise<unknown[]>;
  count(): Promise<number>;
  grow(count: number): Promise<void>;
  drop(): Promise<void>;
}

/** As a dump and its restoration would give. */
async function copyOf(source: TestDatabase): Promise<Copy> {
  const admin = new pg.Client({ connectionString: inject('server').adminUrl });
  await admin.connect();
  const of = new URL(source.ownerUrl).pathname.slice(1);
  const name = `${of}_old`;
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [of]);
  await admin.query(`create database ${name} template ${of}`);
  await admin.end();
  const urlOf = (url: string): string => url.replace(`/${of}`, `/${name}`);
  const database: TestDatabase = {
    ownerUrl: urlOf(source.ownerUrl),
    appUrl: urlOf(source.appUrl),
    logUrl: urlOf(source.logUrl),
    drop: () => Promise.resolve(),
  };
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  const query = async (statement: string): Promise<unknown[]> => (await owner.query(statement)).rows;
  return {
    database,
    query,
    count: async () => Number((await owner.query('select count(*) from log_checkpoints')).rows[0].count),
    async grow(count) {
      await growIn(database, count);
    },
    async drop() {
      await owner.end();
    },
  };
}

/** New events in that database, and in its tree. */
async function growIn(database: TestDatabase, count: number): Promise<void> {
  const onError = (): void => undefined;
  const app = openDatabase(database.appUrl, { max: 2, onError });
  const log = openDatabase(database.logUrl, { max: 2, onError });
  const events = eventsOf('another history');
  const { sequencer } = createTransparency({
    db: app.db,
    logDb: log.db,
    clock: realClock,
    events,
    node: logNode,
    logKeyId: () => 'the-key-of-this-log',
    onError,
  });
  await app.db.transaction(async (tx) => {
    for (let at = 0; at < count; at += 1) await events.append(tx, someAct, someEvent());
  });
  await sequencer.runOnce();
  await Promise.all([app.close(), log.close()]);
}

import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { openDatabase, type OpenDatabase } from '../../src/platform/database.ts';
import { parsePolicy } from '../../src/transparency/log-policy.ts';
import { logOriginOf } from '../../src/transparency/log-names.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { judgeCheckpoint } from '../../src/transparency/signed-checkpoint.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type TestClock, testClock } from '../support/world.ts';
import { createTransparency } from '../../src/transparency/index.ts';
import { eventsOf, logNode, someAct, someEvent } from './log-events.ts';
import { type LoggedNode, startLog } from './log-support.ts';
import { signingKey, witnessKey } from './note-keys.ts';
import {
  hk,
  hkLog,
  keysOfHongKong,
  type Line,
  lineTo,
  publicationOf,
  serveAnswer,
  serveWitness,
  type ServedWitness,
  witnessOf,
} from './publication-support.ts';

type Publication = ReturnType<typeof publicationOf>;

let clock: TestClock;
let node: LoggedNode;
let peerDatabase: TestDatabase;
let peer: OpenDatabase;
let witness: ServedWitness;
let line: Line;
let publication: Publication;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  clock = testClock(new Date());
  node = await startLog();
  peerDatabase = await createTestDatabase();
  peer = openDatabase(peerDatabase.appUrl, { max: 4, onError: () => undefined });
  witness = await serveWitness(witnessOf(peer.db, { clock }));
  line = lineTo(witness.address);
  publication = start();
  await node.transparency.sequencer.runOnce();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await witness.close();
  await peer.close();
  await node.close();
  await peerDatabase.drop();
});

/** A process of Hong Kong; each is the first thing that such a process does. */
function start(
  options: Partial<Parameters<typeof publicationOf>[1]> = {},
  database = node.database,
): Publication {
  const made = publicationOf(
    { app: database.appUrl, log: database.logUrl },
    { clock, outbound: line, ...options },
  );
  closing.push(() => made.close());
  return made;
}

async function grow(count: number): Promise<void> {
  await node.appendMany(count);
  await node.transparency.sequencer.runOnce();
}

async function publish(by = publication) {
  clock.advance(1);
  return by.publisher.publishIfDue();
}

const signatures = async (): Promise<number> =>
  Number((await node.owner.query('select count(*) from log_checkpoints')).rows[0].count);

function judged(text: string | undefined, by = publication) {
  const policy = parsePolicy(by.serving.policy() ?? '');
  return policy.ok && text !== undefined ? judgeCheckpoint(policy.policy, text) : undefined;
}

/** The published checkpoint, after what is remembered of it for a moment has passed. */
async function shown(by = publication) {
  await new Promise((resolve) => setTimeout(resolve, 60));
  return judged(await by.serving.checkpoint(), by);
}

describe('publishing', () => {
  test('signs each head that grew, has it cosigned and shows it', async () => {
    expect(await publication.serving.checkpoint()).toBeUndefined();
    expect(await publish()).toEqual({ kind: 'cosigned', size: 1 });
    await grow(600);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 601 });
    await grow(3);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 604 });
    expect(await shown()).toMatchObject({
      ok: true,
      checkpoint: { origin: 'hk.wenjin.example/log', size: 604 },
    });
    expect(await signatures()).toBe(3);
    expect((await publication.health()).own).toMatchObject({ size: 604, witness: 'ok', frozenBecause: null });
  });

  test('signs no more than once a second, and again after half a minute though nothing happened', async () => {
    expect(await publish()).toMatchObject({ kind: 'cosigned' });
    await grow(1);
    expect(await publication.publisher.publishIfDue()).toEqual({ kind: 'not-due' });
    expect(await publish()).toEqual({ kind: 'cosigned', size: 2 });
    expect(await publish()).toEqual({ kind: 'not-due' });
    clock.advance(30);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 2 });
  });

  test('two processes at once, and a third behind them, never take one another for a fork', async () => {
    const others = [start(), start()];
    for (let round = 0; round < 8; round += 1) {
      await grow(50);
      clock.advance(1);
      const all = await Promise.all([publication, ...others].map((each) => each.publisher.publishIfDue()));
      expect(all.every(({ kind }) => kind !== 'frozen')).toBe(true);
    }
    expect(await shown()).toMatchObject({ ok: true, checkpoint: { size: 401 } });
  });

  test('asks again with the size that the witness knows, when it has another one', async () => {
    await publish();
    const behind = start();
    await publish(behind);
    await grow(20);
    await publish(behind);
    await grow(20);
    expect(await publish()).toEqual({ kind: 'cosigned', size: 41 });
  });

  test('signs by both keys while one takes the place of the other', async () => {
    const next = signingKey(logOriginOf(hk.origin), 1);
    const second = signingKey('second', 1);
    expect(next.key.id).toBe(hkLog.key.id);
    const both = start({
      keys: {
        ...keysOfHongKong,
        ownLogKeys: () => [hkLog.key.material, second.key.material],
        logSigners: () => [
          { signer: second.signer, material: second.key.material },
          { signer: hkLog.signer, material: hkLog.key.material },
        ],
      },
    });
    expect(await publish(both)).toMatchObject({ kind: 'cosigned' });
    const text = (await both.serving.checkpoint()) ?? '';
    expect(text.split('\n').filter((each) => each.startsWith('— hk.wenjin.example/log '))).toHaveLength(2);
    expect(text.split('\n').filter((each) => each.startsWith('— sz.wenjin.example/witness '))).toHaveLength(
      1,
    );
  });
});

describe('while the peer is away', () => {
  test('a process that has not asked it yet signs nothing', async () => {
    line.to = undefined;
    expect(await publish()).toEqual({ kind: 'waiting' });
    expect(await signatures()).toBe(0);
    line.to = witness.address;
    expect(await publish()).toEqual({ kind: 'cosigned', size: 1 });
  });

  test('the last cosigned checkpoint stays, health says pending and then alarms, and it heals by itself', async () => {
    await publish();
    line.to = undefined;
    await grow(5);
    expect(await publish()).toEqual({ kind: 'pending', size: 6, cosignings: ['away'] });
    clock.advance(5);
    expect((await publication.health()).own).toMatchObject({ size: 6, witness: 'pending' });
    expect(await publish()).toMatchObject({ kind: 'pending' });
    expect(await signatures()).toBe(2);
    expect(await shown()).toMatchObject({ ok: true, checkpoint: { size: 1 } });
    clock.advance(60);
    expect((await publication.health()).own).toMatchObject({ witness: 'alarm', cosignatureAgeSeconds: 67 });
    line.to = witness.address;
    expect(await publish()).toEqual({ kind: 'cosigned', size: 6 });
    expect((await publication.health()).own).toMatchObject({ witness: 'ok', cosignatureAgeSeconds: 0 });
    expect(await shown()).toMatchObject({ ok: true, checkpoint: { size: 6 } });
  });

  test('answers that are no cosignature leave it pending', async () => {
    await publish();
    await grow(1);
    for (const [status, type, body] of [
      [200, 'text/plain', ''],
      [200, 'text/plain', '— sz.wenjin.example/witness AAAAAAAA\n'],
      [200, 'text/plain', 'nonsense\n'],
      [403, 'text/plain', 'no\n'],
      [409, 'text/plain', '1\n'],
      [409, 'text/x.tlog.size', '01\n'],
      [409, 'text/x.tlog.size', '1'],
      [500, 'text/plain', 'broken\n'],
    ] as const) {
      const other = await serveAnswer(status, type, body);
      line.to = other.address;
      expect(await publish(), `${status} ${body}`).toMatchObject({ kind: 'pending' });
      await other.close();
    }
    line.to = witness.address;
    expect(await publish()).toEqual({ kind: 'cosigned', size: 2 });
  });
});

/** Nothing more is signed: not now, not when the tree grows, not by another process. */
async function expectFrozen(reason: string): Promise<void> {
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
    await publish();
    await grow(1);
    const refusing = await serveAnswer(422, 'text/plain', 'no\n');
    line.to = refusing.address;
    expect(await publish()).toMatchObject({ kind: 'frozen', reason: 'witness-rejected', isNew: true });
    line.to = witness.address;
    await expectFrozen('witness-rejected');
    await refusing.close();
  });

  test('when the database was restored from an old copy: the copy never signs', async () => {
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
    await grow(600);
    await publish();
    await node.owner.query(
      `set session_replication_role = replica; update log_bundles set data = set_byte(data, 40, get_byte(data, 40) # 1) where n = 0; set session_replication_role = origin`,
    );
    await expect(node.transparency.scrubber.runOnce()).rejects.toThrow('Entry 0');
    await expectFrozen('damage');
  });
});

describe('a policy with an outside witness', () => {
  test('asks it too, and counts only what the quorum needs', async () => {
    const outside = witnessKey('witness.example/w1');
    const policy = (quorum: string): string =>
      `witness outside ${formatVkey(outside.key)} https://witness.example\ngroup both all peer outside\nquorum ${quorum}\n`;
    const strict = start({ logPolicy: policy('both') });
    expect(await publish(strict)).toEqual({ kind: 'pending', size: 1, cosignings: ['cosigned', 'away'] });
    expect(await strict.serving.checkpoint()).toBeUndefined();
    const lenient = start({ logPolicy: policy('peer') });
    expect(await publish(lenient)).toEqual({ kind: 'cosigned', size: 1 });
    expect(await shown(lenient)).toMatchObject({ ok: true });
  });

  test('is refused at the start when it is none', () => {
    for (const logPolicy of ['quorum nobody\n', 'witness peer x\n', 'quorum peer\nquorum peer\n', ''])
      expect(() => start({ logPolicy })).toThrow('WENJIN_LOG_POLICY');
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
    clock,
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

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Act, DomainEvent } from '../../src/kernel/event.ts';
import { openDatabase, type OpenDatabase } from '../../src/platform/database.ts';
import { createEventLog, type EventLog } from '../../src/platform/events.store.ts';
import { createTransparency, type Transparency } from '../../src/transparency/index.ts';
import { createVault } from '../../src/vault/index.ts';
import { checkpointText } from '../../src/transparency/checkpoint.ts';
import { insertSigned, putCosigned } from '../../src/transparency/checkpoints.store.ts';
import { cosign } from '../../src/transparency/cosignature.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { formatNote, signNote } from '../../src/transparency/signed-note.ts';
import { readHead } from '../../src/transparency/tree.store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { realClock, seededEntropy } from '../support/world.ts';
import { logKey, witnessKey } from './note-keys.ts';

/** A log of its own: real events, sealed as those of a node are, and what turns them into a tree. */

export const nodeOrigin = 'https://hk.wenjin.example';
const peer = { origin: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ', anchors: [] } as const;
const node = {
  origin: nodeOrigin,
  jurisdiction: 'HK',
  peer,
  demonstration: true,
  contact: 'query@hk.wenjin.example',
} as const;

const act: Act = { by: { kind: 'rule', name: 'test' }, role: 'operator', requestId: 'test', purpose: 'test' };

export function someEvent(of: Partial<DomainEvent> = {}): DomainEvent {
  return {
    type: 'credential.issued',
    issuer: `${nodeOrigin}/authorities/hkib`,
    subjectId: null,
    objectType: 'credential',
    objectId: randomUUID(),
    ...of,
  };
}

export interface LoggedNode {
  readonly database: TestDatabase;
  readonly app: OpenDatabase;
  readonly log: OpenDatabase;
  readonly owner: pg.Pool;
  readonly events: EventLog;
  readonly transparency: Transparency;
  readonly errors: unknown[];
  /** One event in a transaction of its own. */
  append(event?: DomainEvent): Promise<string>;
  appendMany(count: number): Promise<string[]>;
  /** As a second process would be: nothing in common but the database. */
  another(): Transparency;
  close(): Promise<void>;
}

export const someAct = act;

/** Connections as a node has them, to any database that was migrated. */
export function eventsOf(seed: string): EventLog {
  const entropy = seededEntropy(seed);
  const vault = createVault({
    clock: realClock,
    entropy,
    masterKey: new Uint8Array(Buffer.alloc(32, 'log')),
    node,
  });
  return createEventLog({ clock: realClock, entropy, sealer: vault, nodeOrigin, jurisdiction: 'HK' });
}

export async function startLog(): Promise<LoggedNode> {
  const database = await createTestDatabase();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const app = openDatabase(database.appUrl, { max: 12, onError });
  const log = openDatabase(database.logUrl, { max: 16, onError });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  const events = eventsOf(randomUUID());
  const another = (): Transparency =>
    createTransparency({
      db: app.db,
      logDb: log.db,
      clock: realClock,
      events,
      node,
      logKeyId: () => 'the-key-of-this-log',
      onError,
    });
  const append = (event = someEvent()): Promise<string> =>
    app.db.transaction((tx) => events.append(tx, act, event));
  const transparency = another();
  return {
    database,
    app,
    log,
    owner,
    events,
    transparency,
    errors,
    append,
    another,
    async appendMany(count) {
      const ids: string[] = [];
      await app.db.transaction(async (tx) => {
        for (let at = 0; at < count; at += 1) ids.push(await events.append(tx, act, someEvent()));
      });
      return ids;
    },
    async close() {
      await transparency.sequencer.stop();
      await Promise.all([app.close(), log.close(), owner.end()]);
      await database.drop();
    },
  };
}

export interface StoredTree {
  readonly size: number;
  readonly root: Uint8Array;
  /** Entry identifiers by their index. */
  readonly order: readonly string[];
  /** The entries as their events hold them, in the order of the tree. */
  readonly entries: readonly Uint8Array[];
}

/** What the database holds, read without any code of the log. */
export async function readTree(owner: pg.Pool | pg.Client): Promise<StoredTree> {
  const head = await owner.query<{ size: string; root: Buffer }>('select size, root from log_head');
  const { rows } = await owner.query<{ idx: string; entry_id: string; entry: Buffer }>(
    'select l.idx, l.entry_id, e.entry from log_entries l join events e on e.id = l.entry_id order by l.idx',
  );
  rows.forEach(({ idx }, at) => {
    if (Number(idx) !== at) throw new Error(`no entry at ${at}`);
  });
  const [found] = head.rows;
  return {
    size: Number(found?.size ?? 0),
    root: found?.root ?? new Uint8Array(),
    order: rows.map((row) => row.entry_id),
    entries: rows.map((row) => row.entry),
  };
}

/** All bundles one behind the other, and all tiles of each level: the bytes that are served. */
export async function readStored(owner: pg.Pool | pg.Client) {
  const bundles = await owner.query<{ n: string; width: number; data: Buffer }>(
    'select n, width, data from log_bundles order by n',
  );
  const tiles = await owner.query<{ level: number; n: string; width: number; data: Buffer }>(
    'select level, n, width, data from log_tiles order by level, n',
  );
  return { bundles: bundles.rows, tiles: tiles.rows };
}

/** A head as the publisher leaves it: signed by the log and cosigned by a witness, both with keys of their own. */
export async function publishHead(node: LoggedNode): Promise<{ size: number; note: string }> {
  const { origin } = node.transparency;
  const [log, witness] = [logKey(origin), witnessKey('sz.wenjin.example/witness')];
  return node.log.db.transaction(async (tx) => {
    const head = await readHead(tx);
    const text = checkpointText({ origin, ...head });
    const lines = [await signNote(log, text), await cosign(witness, text, 1_795_000_000)];
    const note = formatNote(text, lines);
    const signedAt = realClock.now();
    const id = await insertSigned(tx, { ...head, note: formatNote(text, lines.slice(0, 1)), signedAt });
    await putCosigned(tx, id, { note, at: signedAt });
    return { size: head.size, note };
  });
}

/** What a verifier of these notes pins. */
export const policyText = (): string => {
  const [log, witness] = [logKey('hk.wenjin.example/log'), witnessKey('sz.wenjin.example/witness')];
  return `log ${formatVkey(log.key)}\nwitness sz ${formatVkey(witness.key)}\nquorum sz\n`;
};

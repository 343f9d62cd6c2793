import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DomainEvent } from '../../src/kernel/event.ts';
import { openDatabase, type OpenDatabase } from '../../src/platform/database.ts';
import type { EventLog } from '../../src/platform/events.store.ts';
import { createTransparency, type Transparency } from '../../src/transparency/index.ts';
import { checkpointText } from '../../src/transparency/checkpoint.ts';
import { insertSigned, putCosigned } from '../../src/transparency/checkpoints.store.ts';
import { cosign } from '../../src/transparency/cosignature.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { formatNote, signNote } from '../../src/transparency/signed-note.ts';
import { readHead } from '../../src/transparency/tree.store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { realClock } from '../support/world.ts';
import { eventsOf, logNode, someAct, someEvent } from './log-events.ts';
import { logKey, witnessKey } from './note-keys.ts';

export * from './log-events.ts';
export * from './log-tree.ts';

/** A log of its own: real events, sealed as those of a node are, and what turns them into a tree. */

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

export async function startLog(): Promise<LoggedNode> {
  const database = await createTestDatabase();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const app = openDatabase(database.appUrl, { max: 12, onError });
  const log = openDatabase(database.logUrl, { max: 16, onError });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  // The database is dropped while an idle connection is still saying goodbye.
  owner.on('error', () => undefined);
  const events = eventsOf(randomUUID());
  const another = (): Transparency =>
    createTransparency({
      db: app.db,
      logDb: log.db,
      clock: realClock,
      events,
      node: logNode,
      logKeyId: () => 'the-key-of-this-log',
      onError,
    });
  const append = (event = someEvent()): Promise<string> =>
    app.db.transaction((tx) => events.append(tx, someAct, event));
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
        for (let at = 0; at < count; at += 1) ids.push(await events.append(tx, someAct, someEvent()));
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

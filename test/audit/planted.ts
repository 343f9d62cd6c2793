import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../../src/platform/database.ts';
import { openDatabase } from '../../src/platform/database.ts';
import type { accessRecords } from '../../src/access/access-records.table.ts';
import { eventFacts, events } from '../../src/platform/events.table.ts';
import { logEntries, logHead } from '../../src/transparency/transparency.table.ts';
import { createTestDatabase } from '../support/database.ts';

/** A database as its owner fills it: what no service would write, in order to see that it is found. */
export interface Planted {
  readonly db: Database;
  stop(): Promise<void>;
}

export async function openPlanted(): Promise<Planted> {
  const database = await createTestDatabase();
  const { db, close } = openDatabase(database.ownerUrl, { max: 4, onError: () => undefined });
  return {
    db,
    async stop() {
      await close();
      await database.drop();
    },
  };
}

type Facts = typeof eventFacts.$inferInsert;

export type PlantedEvent = Partial<Facts> &
  Pick<Facts, 'type' | 'recordedAt'> & { readonly index?: number | null };

/** An event with its facts; at an index of the log, unless null. Gives its identifier. */
export async function plant(tx: Transaction, { index = null, ...facts }: PlantedEvent): Promise<string> {
  const id = facts.eventId ?? randomUUID();
  const { type, recordedAt, issuer = 'https://hk.wenjin.example/authorities/demo' } = facts;
  const bytes = new Uint8Array(32);
  await tx.insert(events).values({ id, type, issuer, recordedAt, commitment: bytes, entry: bytes });
  await tx.insert(eventFacts).values({
    effectiveAt: recordedAt,
    issuer,
    objectType: 'application',
    objectId: 'a1',
    actorId: 'officer:o1',
    actorRole: 'host-assessor',
    purpose: 'recognition',
    ...facts,
    eventId: id,
  });
  if (index !== null) await tx.insert(logEntries).values({ entryId: id, idx: index });
  return id;
}

/** Events one behind the other in the log, and the head behind them. */
export async function plantLog(db: Database, planted: readonly PlantedEvent[]): Promise<string[]> {
  return db.transaction(async (tx) => {
    const ids: string[] = [];
    for (const [index, event] of planted.entries()) ids.push(await plant(tx, { index, ...event }));
    await tx.insert(logHead).values({ id: 1, size: planted.length, root: new Uint8Array(32) });
    return ids;
  });
}

export type PlantedLook = Partial<typeof accessRecords.$inferInsert> & { readonly at: Date };

export function look({ at, ...rest }: PlantedLook): typeof accessRecords.$inferInsert {
  const milliseconds = at.getTime().toString(16).padStart(12, '0');
  const id = `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${randomUUID().slice(15)}`;
  return {
    id,
    at,
    kind: 'verification',
    callerName: 'client:c1',
    purpose: 'employment-screening',
    objectIds: ['HK-R-000001'],
    result: 'VALID',
    requestId: 'test',
    ...rest,
  };
}

import { asc, count, eq, min, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { events, logPending } from '../platform/events.table.ts';
import { type EventFault, eventFaultOf } from '../platform/log-entry.ts';

export interface PendingEntry {
  readonly entryId: string;
  /** The bytes that were stored with the event; what is hashed is these. */
  readonly entry: Uint8Array;
}

/** Costs nothing but a look: no lock, no row version. */
export async function isAnythingPending(reader: Reader): Promise<boolean> {
  const found = await reader.select({ id: logPending.id }).from(logPending).limit(1);
  return found.length > 0;
}

/**
 * Takes what is visible, in the order of its numbers. No watermark: an event that commits late with a low number is visible to the next
 * look. No SKIP LOCKED: it would let a later event pass an earlier one.
 */
export function takePending(tx: Transaction, limit: number): Promise<PendingEntry[]> {
  return take(tx, sql`select id from log_pending order by id limit ${limit}`);
}

/** The first entry of every log; there is one such event at most (unique index). */
export function takeGenesis(tx: Transaction): Promise<PendingEntry[]> {
  return take(
    tx,
    sql`select p.id from log_pending p join events e on e.id = p.entry_id where e.type = 'log.genesis'`,
  );
}

export async function hasGenesis(reader: Reader): Promise<boolean> {
  const found = await reader
    .select({ id: events.id })
    .from(events)
    .where(eq(events.type, 'log.genesis'))
    .limit(1);
  return found.length > 0;
}

export async function readGenesisTime(reader: Reader): Promise<Date | null> {
  const [found] = await reader
    .select({ at: events.recordedAt })
    .from(events)
    .where(eq(events.type, 'log.genesis'))
    .limit(1);
  return found?.at ?? null;
}

async function take(tx: Transaction, ids: ReturnType<typeof sql>): Promise<PendingEntry[]> {
  const { rows } = await tx.execute<{ entry_id: string; entry: Buffer }>(sql`
    with taken as (delete from log_pending where id = any(array(${ids})) returning id, entry_id)
    select taken.entry_id, events.entry from taken join events on events.id = taken.entry_id order by taken.id`);
  return rows.map(({ entry_id: entryId, entry }) => ({ entryId, entry }));
}

export interface RefusedEvent {
  readonly entryId: string;
  readonly fault: EventFault;
  readonly recordedAt: Date;
}

/** The event that stands first and cannot become a leaf, so that none behind it does; null where the first can, or none waits. */
export async function readRefused(reader: Reader): Promise<RefusedEvent | null> {
  const [first] = await reader
    .select({ entryId: events.id, entry: events.entry, recordedAt: events.recordedAt })
    .from(logPending)
    .innerJoin(events, eq(events.id, logPending.entryId))
    .orderBy(asc(logPending.id))
    .limit(1);
  if (!first) return null;
  const { entry, ...rest } = first;
  const fault = eventFaultOf(first.entryId, entry);
  return fault === undefined ? null : { ...rest, fault };
}

export interface Backlog {
  readonly entries: number;
  /** When the oldest of them was recorded; null where none waits. */
  readonly oldestAt: Date | null;
}

export async function readBacklog(reader: Reader): Promise<Backlog> {
  const [found] = await reader
    .select({ entries: count(), oldestAt: min(events.recordedAt) })
    .from(logPending)
    .innerJoin(events, eq(events.id, logPending.entryId));
  return found ?? { entries: 0, oldestAt: null };
}

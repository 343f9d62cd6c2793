import { alias, and, asc, eq, inArray, isNull, lt, lte, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { eventOpenings, events } from '../platform/events.table.ts';
import { noticeStreams, noticesIn, noticesOut } from './notices.table.ts';

const batch = 100;

export interface PendingEvent {
  readonly eventId: string;
  readonly type: string;
  readonly objectId: string;
}

/** Events that concern the other node and have no notice yet. Anti-join, not a watermark: transactions commit out of order. */
export function eventsWithoutNotice(reader: Reader, types: readonly string[]): Promise<PendingEvent[]> {
  return reader
    .select({ eventId: events.id, type: events.type, objectId: eventOpenings.objectId })
    .from(events)
    .innerJoin(eventOpenings, eq(eventOpenings.eventId, events.id))
    .leftJoin(noticesOut, eq(noticesOut.eventId, events.id))
    .where(and(inArray(events.type, [...types]), isNull(noticesOut.eventId)))
    .orderBy(asc(events.position))
    .limit(batch);
}

export async function addNotice(
  tx: Transaction,
  notice: { eventId: string; stream: string; sequence: number; jws: string; createdAt: Date },
): Promise<void> {
  await tx
    .insert(noticesOut)
    .values({ ...notice, nextAttemptAt: notice.createdAt })
    .onConflictDoNothing();
}

/** The next number of a stream that has no numbering of its own. */
export async function nextSequence(reader: Reader, stream: string): Promise<number> {
  const [row] = await reader
    .select({ last: sql<number>`coalesce(max(${noticesOut.sequence}), 0)::int` })
    .from(noticesOut)
    .where(eq(noticesOut.stream, stream));
  return (row?.last ?? 0) + 1;
}

export interface DueNotice {
  readonly eventId: string;
  readonly jws: string;
  readonly attempts: number;
}

/** The first undelivered notice of each stream, when its time has come: a later one never overtakes it. */
export function dueNotices(reader: Reader, at: Date): Promise<DueNotice[]> {
  const earlier = alias(noticesOut, 'earlier');
  const blocked = reader
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        eq(earlier.stream, noticesOut.stream),
        lt(earlier.sequence, noticesOut.sequence),
        isNull(earlier.deliveredAt),
      ),
    );
  return reader
    .select({ eventId: noticesOut.eventId, jws: noticesOut.jws, attempts: noticesOut.attempts })
    .from(noticesOut)
    .where(and(isNull(noticesOut.deliveredAt), lte(noticesOut.nextAttemptAt, at), sql`not exists ${blocked}`))
    .orderBy(asc(noticesOut.nextAttemptAt))
    .limit(batch);
}

export interface Delivery {
  readonly eventId: string;
  readonly createdAt: Date;
  /** Null while the other node has not taken it. */
  readonly deliveredAt: Date | null;
}

export function readDeliveries(reader: Reader, eventIds: readonly string[]): Promise<Delivery[]> {
  if (eventIds.length === 0) return Promise.resolve([]);
  return reader
    .select({
      eventId: noticesOut.eventId,
      createdAt: noticesOut.createdAt,
      deliveredAt: noticesOut.deliveredAt,
    })
    .from(noticesOut)
    .where(inArray(noticesOut.eventId, [...eventIds]));
}

export async function markDelivered(tx: Transaction, eventId: string, at: Date): Promise<void> {
  await tx.update(noticesOut).set({ deliveredAt: at }).where(eq(noticesOut.eventId, eventId));
}

export async function postpone(tx: Transaction, eventId: string, nextAttemptAt: Date): Promise<void> {
  await tx
    .update(noticesOut)
    .set({ attempts: sql`${noticesOut.attempts} + 1`, nextAttemptAt })
    .where(eq(noticesOut.eventId, eventId));
}

export interface Received {
  readonly origin: string;
  readonly id: string;
  readonly stream: string;
  readonly sequence: number;
  readonly jws: string;
  readonly receivedAt: Date;
  readonly outcome: string;
}

/** Locks the stream and gives how far it was applied; 0 for a new one. */
export async function lockStream(tx: Transaction, origin: string, stream: string): Promise<number> {
  await tx.insert(noticeStreams).values({ origin, stream, sequence: 0 }).onConflictDoNothing();
  const [row] = await tx
    .select({ sequence: noticeStreams.sequence })
    .from(noticeStreams)
    .where(and(eq(noticeStreams.origin, origin), eq(noticeStreams.stream, stream)))
    .for('update');
  return row?.sequence ?? 0;
}

export async function advanceStream(
  tx: Transaction,
  origin: string,
  stream: string,
  sequence: number,
): Promise<void> {
  await tx
    .update(noticeStreams)
    .set({ sequence })
    .where(and(eq(noticeStreams.origin, origin), eq(noticeStreams.stream, stream)));
}

/** False when this notice was received before. */
export async function keepReceived(tx: Transaction, received: Received): Promise<boolean> {
  const kept = await tx
    .insert(noticesIn)
    .values(received)
    .onConflictDoNothing()
    .returning({ id: noticesIn.id });
  return kept.length === 1;
}

import { and, asc, eq, gt, gte, lt } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { eventFacts, eventOpenings, events } from '../platform/events.table.ts';

export interface EventRow {
  readonly eventId: string;
  readonly position: number;
  readonly type: string;
  readonly issuer: string;
  readonly recordedAt: Date;
  readonly commitment: Uint8Array;
  readonly entry: Uint8Array;
  readonly direction: string | null;
  readonly subjectId: string | null;
  readonly sealed: Uint8Array | null;
}

export interface EventFilter {
  readonly after: number;
  readonly limit: number;
  readonly type?: string | undefined;
  readonly objectType?: string | undefined;
  readonly objectId?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Oldest first. An event that is older than the facts is found by its time and type alone. */
export function listEvents(reader: Reader, filter: EventFilter): Promise<EventRow[]> {
  const { after, limit, type, objectType, objectId, from, until } = filter;
  return reader
    .select({
      eventId: events.id,
      position: events.position,
      type: events.type,
      issuer: events.issuer,
      recordedAt: events.recordedAt,
      commitment: events.commitment,
      entry: events.entry,
      direction: eventFacts.direction,
      subjectId: eventOpenings.subjectId,
      sealed: eventOpenings.sealed,
    })
    .from(events)
    .leftJoin(eventFacts, eq(eventFacts.eventId, events.id))
    .leftJoin(eventOpenings, eq(eventOpenings.eventId, events.id))
    .where(
      and(
        gt(events.position, after),
        type === undefined ? undefined : eq(events.type, type),
        objectType === undefined ? undefined : eq(eventFacts.objectType, objectType),
        objectId === undefined ? undefined : eq(eventFacts.objectId, objectId),
        from && gte(events.recordedAt, from),
        until && lt(events.recordedAt, until),
      ),
    )
    .orderBy(asc(events.position))
    .limit(limit);
}

import { and, asc, eq, gt, gte, inArray, lt, or, type SQL } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { eventOpenings, events } from '../platform/events.table.ts';

const columns = {
  id: events.id,
  position: events.position,
  type: events.type,
  issuer: events.issuer,
  recordedAt: events.recordedAt,
  commitment: events.commitment,
  entry: events.entry,
  subjectId: eventOpenings.subjectId,
  sealed: eventOpenings.sealed,
};

export interface EventRow {
  readonly id: string;
  readonly position: number;
  readonly type: string;
  readonly issuer: string;
  readonly recordedAt: Date;
  readonly commitment: Uint8Array;
  readonly entry: Uint8Array;
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

export function listEvents(reader: Reader, filter: EventFilter): Promise<EventRow[]> {
  const conditions: (SQL | undefined)[] = [
    gt(events.position, filter.after),
    filter.type === undefined ? undefined : eq(events.type, filter.type),
    filter.objectType === undefined ? undefined : eq(eventOpenings.objectType, filter.objectType),
    filter.objectId === undefined ? undefined : eq(eventOpenings.objectId, filter.objectId),
    filter.from && gte(events.recordedAt, filter.from),
    filter.until && lt(events.recordedAt, filter.until),
  ];
  return reader
    .select(columns)
    .from(events)
    .leftJoin(eventOpenings, eq(eventOpenings.eventId, events.id))
    .where(and(...conditions))
    .orderBy(asc(events.position))
    .limit(filter.limit);
}

const storyMax = 500;

/** Everything that happened to any of these objects, in order. */
export function eventsOfObjects(
  reader: Reader,
  objects: readonly { type: string; ids: readonly string[] }[],
): Promise<EventRow[]> {
  const wanted = objects
    .filter(({ ids }) => ids.length > 0)
    .map(({ type, ids }) =>
      and(eq(eventOpenings.objectType, type), inArray(eventOpenings.objectId, [...ids])),
    );
  return reader
    .select(columns)
    .from(events)
    .innerJoin(eventOpenings, eq(eventOpenings.eventId, events.id))
    .where(or(...wanted))
    .orderBy(asc(events.position))
    .limit(storyMax);
}

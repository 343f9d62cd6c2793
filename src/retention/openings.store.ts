import { and, eq, inArray, max, notInArray } from '../platform/drizzle.ts';
import type { EventType } from '../kernel/event.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { eventFacts, eventOpenings } from '../platform/events.table.ts';

/** What retention itself records, or a person asks of it: by that nobody is kept longer. */
const ownTypes: EventType[] = [
  'subject.restricted',
  'subject.released',
  'hold.placed',
  'hold.lifted',
  'erasure.requested',
];

/** When an event last told of each of these persons. */
export async function lastTold(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await reader
    .select({ id: eventFacts.subjectId, at: max(eventFacts.recordedAt) })
    .from(eventFacts)
    .where(and(inArray(eventFacts.subjectId, [...subjectIds]), notInArray(eventFacts.type, ownTypes)))
    .groupBy(eventFacts.subjectId);
  return new Map(rows.flatMap(({ id, at }) => (id === null || at === null ? [] : [[id, at]])));
}

/** Salt and payload go; the entry, its commitment and its place in the log stay as they are. Gives how many went. */
export async function removeOpeningsOfSubjects(
  tx: Transaction,
  subjectIds: readonly string[],
): Promise<number> {
  if (subjectIds.length === 0) return 0;
  const removed = await tx
    .delete(eventOpenings)
    .where(inArray(eventOpenings.subjectId, [...subjectIds]))
    .returning({ id: eventOpenings.eventId });
  return removed.length;
}

export async function removeOpeningsOfApplications(
  tx: Transaction,
  applicationIds: readonly string[],
): Promise<number> {
  if (applicationIds.length === 0) return 0;
  const removed = await tx
    .delete(eventOpenings)
    .where(
      and(eq(eventOpenings.objectType, 'application'), inArray(eventOpenings.objectId, [...applicationIds])),
    )
    .returning({ id: eventOpenings.eventId });
  return removed.length;
}

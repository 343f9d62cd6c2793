import { and, eq, inArray } from 'drizzle-orm';
import type { Transaction } from '../platform/database.ts';
import { eventOpenings } from '../platform/events.table.ts';

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

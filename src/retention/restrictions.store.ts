import { and, asc, eq, inArray, isNotNull, isNull, max } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { retentionRestrictions } from './retention.table.ts';

export type RestrictionRow = typeof retentionRestrictions.$inferSelect;

/** False when one of that cause is open already. */
export async function insertRestriction(
  tx: Transaction,
  row: typeof retentionRestrictions.$inferInsert,
): Promise<boolean> {
  const inserted = await tx
    .insert(retentionRestrictions)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: retentionRestrictions.id });
  return inserted.length === 1;
}

export interface RestrictionEnd {
  readonly endedAt: Date;
  readonly endedBy: string;
  readonly endReason: string;
  readonly endedEntry: string;
}

export async function endRestrictions(
  tx: Transaction,
  ids: readonly string[],
  end: RestrictionEnd,
): Promise<void> {
  await tx
    .update(retentionRestrictions)
    .set(end)
    .where(and(inArray(retentionRestrictions.id, [...ids]), isNull(retentionRestrictions.endedAt)));
}

const historyMax = 200;

/** Of one person, from the first on. */
export function restrictionsOf(reader: Reader, subjectId: string): Promise<RestrictionRow[]> {
  return reader
    .select()
    .from(retentionRestrictions)
    .where(eq(retentionRestrictions.subjectId, subjectId))
    .orderBy(asc(retentionRestrictions.startedAt), asc(retentionRestrictions.id))
    .limit(historyMax);
}

export function openRestrictions(reader: Reader, subjectIds: readonly string[]): Promise<RestrictionRow[]> {
  if (subjectIds.length === 0) return Promise.resolve([]);
  return reader
    .select()
    .from(retentionRestrictions)
    .where(
      and(inArray(retentionRestrictions.subjectId, [...subjectIds]), isNull(retentionRestrictions.endedAt)),
    );
}

/** When what the schedule had restricted was last released, by person. */
export async function lastReleases(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await reader
    .select({ subjectId: retentionRestrictions.subjectId, at: max(retentionRestrictions.endedAt) })
    .from(retentionRestrictions)
    .where(
      and(
        inArray(retentionRestrictions.subjectId, [...subjectIds]),
        eq(retentionRestrictions.cause, 'schedule'),
        isNotNull(retentionRestrictions.endedAt),
      ),
    )
    .groupBy(retentionRestrictions.subjectId);
  return new Map(rows.flatMap(({ subjectId, at }) => (at ? [[subjectId, at]] : [])));
}

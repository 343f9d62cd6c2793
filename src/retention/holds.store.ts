import { and, asc, eq, gt, inArray, isNull, or } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { retentionHolds } from './retention.table.ts';
import type { LiftReason } from './vocabulary.ts';

export type HoldRow = typeof retentionHolds.$inferSelect;

export async function insertHold(tx: Transaction, row: typeof retentionHolds.$inferInsert): Promise<void> {
  await tx.insert(retentionHolds).values(row);
}

export async function readHold(reader: Reader, id: string): Promise<HoldRow | undefined> {
  const [row] = await reader.select().from(retentionHolds).where(eq(retentionHolds.id, id));
  return row;
}

export async function lockHold(tx: Transaction, id: string): Promise<HoldRow | undefined> {
  const [row] = await tx.select().from(retentionHolds).where(eq(retentionHolds.id, id)).for('update');
  return row;
}

export interface Lift {
  readonly liftedAt: Date;
  readonly liftedBy: string;
  readonly liftedByPerson: string;
  readonly liftReason: LiftReason;
  readonly liftedEntry: string;
}

export async function liftHold(tx: Transaction, id: string, lift: Lift): Promise<void> {
  await tx.update(retentionHolds).set(lift).where(eq(retentionHolds.id, id));
}

/** Those of these persons that were not lifted, also when their last day is past. */
export function standingHolds(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<Pick<HoldRow, 'id' | 'subjectId' | 'until'>[]> {
  if (subjectIds.length === 0) return Promise.resolve([]);
  return reader
    .select({ id: retentionHolds.id, subjectId: retentionHolds.subjectId, until: retentionHolds.until })
    .from(retentionHolds)
    .where(and(inArray(retentionHolds.subjectId, [...subjectIds]), isNull(retentionHolds.liftedAt)))
    .orderBy(asc(retentionHolds.id));
}

/** In the order in which they were placed. `standingOn`: only those that stand on that civil date. */
export function listHolds(
  reader: Reader,
  of: {
    readonly standingOn: string | undefined;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<HoldRow[]> {
  const { standingOn, after, limit } = of;
  const standing =
    standingOn === undefined
      ? undefined
      : and(
          isNull(retentionHolds.liftedAt),
          or(isNull(retentionHolds.until), gt(retentionHolds.until, standingOn)),
        );
  return reader
    .select()
    .from(retentionHolds)
    .where(and(standing, after === undefined ? undefined : gt(retentionHolds.id, after)))
    .orderBy(asc(retentionHolds.id))
    .limit(limit);
}

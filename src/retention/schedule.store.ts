import { and, asc, eq, gt, inArray, isNotNull, lt, or, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { retentionSchedule, retentionSweeps } from './retention.table.ts';
import type { ClassId, Standing } from './vocabulary.ts';

export type ScheduleRow = typeof retentionSchedule.$inferSelect;

export async function readSchedule(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, ScheduleRow>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await reader
    .select()
    .from(retentionSchedule)
    .where(inArray(retentionSchedule.subjectId, [...subjectIds]));
  return new Map(rows.map((row) => [row.subjectId, row]));
}

export async function writeSchedule(tx: Transaction, rows: readonly ScheduleRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(retentionSchedule)
    .values([...rows])
    .onConflictDoUpdate({
      target: retentionSchedule.subjectId,
      set: {
        standing: sql`excluded.standing`,
        class: sql`excluded.class`,
        dueOn: sql`excluded.due_on`,
        eraseOn: sql`excluded.erase_on`,
        held: sql`excluded.held`,
      },
    });
}

export async function forgetSchedule(tx: Transaction, subjectIds: readonly string[]): Promise<void> {
  if (subjectIds.length === 0) return;
  await tx.delete(retentionSchedule).where(inArray(retentionSchedule.subjectId, [...subjectIds]));
}

export async function listStanding(
  reader: Reader,
  of: { readonly standing: Standing; readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const rows = await reader
    .select({ id: retentionSchedule.subjectId })
    .from(retentionSchedule)
    .where(
      and(
        eq(retentionSchedule.standing, of.standing),
        of.after === undefined ? undefined : gt(retentionSchedule.subjectId, of.after),
      ),
    )
    .orderBy(asc(retentionSchedule.subjectId))
    .limit(of.limit);
  return rows.map(({ id }) => id);
}

export interface DuePosition {
  readonly dueOn: string;
  readonly subjectId: string;
}

/** Whom nothing keeps beyond a civil date, the longest due first. */
export function listDueBefore(
  reader: Reader,
  of: { readonly before: string; readonly after: DuePosition | undefined; readonly limit: number },
): Promise<ScheduleRow[]> {
  const { dueOn, subjectId } = retentionSchedule;
  return reader
    .select()
    .from(retentionSchedule)
    .where(
      and(
        lt(dueOn, of.before),
        of.after &&
          or(gt(dueOn, of.after.dueOn), and(eq(dueOn, of.after.dueOn), gt(subjectId, of.after.subjectId))),
      ),
    )
    .orderBy(asc(dueOn), asc(subjectId))
    .limit(of.limit);
}

export interface StandingCount {
  readonly class: ClassId | null;
  readonly standing: Standing;
  readonly count: number;
  /** Of those, past the bound that the schedule gives for doing it. */
  readonly overdue: number;
}

/** How persons stand now. `overdueBefore`: a civil date; whoever should have been restricted or erased before it is overdue. */
export function countStandings(reader: Reader, overdueBefore: string): Promise<StandingCount[]> {
  const late = sql<number>`(count(*) filter (where
    (${retentionSchedule.standing} = 'due' and ${retentionSchedule.dueOn} < ${overdueBefore})
    or (${retentionSchedule.standing} in ('restricted', 'erasable') and ${retentionSchedule.eraseOn} < ${overdueBefore})))::int`;
  return reader
    .select({
      class: retentionSchedule.class,
      standing: retentionSchedule.standing,
      count: sql<number>`count(*)::int`,
      overdue: late,
    })
    .from(retentionSchedule)
    .groupBy(retentionSchedule.class, retentionSchedule.standing);
}

export async function countDueBefore(reader: Reader, before: string): Promise<ReadonlyMap<ClassId, number>> {
  const rows = await reader
    .select({ class: retentionSchedule.class, count: sql<number>`count(*)::int` })
    .from(retentionSchedule)
    .where(and(lt(retentionSchedule.dueOn, before), isNotNull(retentionSchedule.class)))
    .groupBy(retentionSchedule.class);
  return new Map(rows.flatMap((row) => (row.class === null ? [] : [[row.class, row.count]])));
}

const only = 1;

export async function recordSweep(
  tx: Transaction,
  sweep: { readonly finishedAt: Date; readonly subjects: number },
): Promise<void> {
  await tx
    .insert(retentionSweeps)
    .values({ id: only, ...sweep })
    .onConflictDoUpdate({ target: retentionSweeps.id, set: sweep });
}

/** Undefined before the first. */
export async function readSweep(
  reader: Reader,
): Promise<{ readonly finishedAt: Date; readonly subjects: number } | undefined> {
  const [row] = await reader.select().from(retentionSweeps).where(eq(retentionSweeps.id, only));
  return row;
}

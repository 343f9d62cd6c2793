import type { RetentionDependencies } from './dependencies.ts';
import { rowOf, schedulesOf } from './facts.service.ts';
import { readSchedule, recordSweep, type ScheduleRow, writeSchedule } from './schedule.store.ts';

const batchMax = 500;

/**
 * Asks of every person how they stand towards the schedule, a batch at a time, and writes what changed. What it writes is derived: to act,
 * the facts are read again under a lock. Gives how many persons there are.
 */
export async function sweep(deps: RetentionDependencies): Promise<number> {
  const { db, vault, clock } = deps;
  let subjects = 0;
  for (let after: string | undefined; ; ) {
    const ids = await vault.subjects(db, { after, limit: batchMax });
    await sweepBatch(deps, ids);
    subjects += ids.length;
    after = ids.at(-1);
    if (ids.length < batchMax) break;
  }
  await db.transaction((tx) => recordSweep(tx, { finishedAt: clock.now(), subjects }));
  return subjects;
}

async function sweepBatch(deps: RetentionDependencies, ids: readonly string[]): Promise<void> {
  const known = await readSchedule(deps.db, ids);
  const rows = (await schedulesOf(deps.db, deps, ids)).map(rowOf);
  const changed = rows.filter((row) => !same(row, known.get(row.subjectId)));
  if (changed.length > 0) await deps.db.transaction((tx) => writeSchedule(tx, changed));
}

function same(a: ScheduleRow, b: ScheduleRow | undefined): boolean {
  return (
    b !== undefined &&
    a.standing === b.standing &&
    a.class === b.class &&
    a.dueOn === b.dueOn &&
    a.eraseOn === b.eraseOn &&
    a.held === b.held
  );
}

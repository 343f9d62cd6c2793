import { uuidV4, uuidV7 } from '../kernel/identifiers.ts';
import type { Transaction } from '../platform/database.ts';
import { insertAct } from './acts.store.ts';
import type { RetentionDependencies } from './dependencies.ts';
import { rowOf, schedulesOf } from './facts.service.ts';
import { removeOpeningsOfSubjects } from './openings.store.ts';
import { countsByClass, type Done, scheduleAct, tally, totalOf } from './run.ts';
import { forgetSchedule, writeSchedule } from './schedule.store.ts';

/**
 * Erases those of a batch that can be, by what stands under the lock: their keys and what these encrypted, the openings of their log
 * entries, how they signed in, and the applications that led to nothing. One entry says how many, and nothing by which one could be found again.
 */
export async function eraseDue(
  deps: RetentionDependencies,
  runId: string,
  subjectIds: readonly string[],
): Promise<Done[]> {
  const { db, vault } = deps;
  return db.transaction(async (tx) => {
    const locked = await vault.lockSubjects(tx, subjectIds);
    const present = locked.filter(({ erasedAt }) => erasedAt === null).map(({ id }) => id);
    const found = await schedulesOf(tx, deps, present);
    const going = found.filter(({ schedule }) => schedule.standing === 'erasable');
    const gone = going.map(({ subjectId }) => subjectId);
    await vault.eraseAll(tx, gone);
    await deps.forgetSignIns(tx, gone);
    await removeOpeningsOfSubjects(tx, gone);
    const closed = going.flatMap(({ facts }) => facts.applications.filter(({ state }) => state === 'closed'));
    await deps.applications.remove(
      tx,
      closed.map(({ id }) => id),
    );
    const known = new Set(present);
    await forgetSchedule(tx, [...gone, ...subjectIds.filter((id) => !known.has(id))]);
    await writeSchedule(tx, found.filter(({ subjectId }) => !gone.includes(subjectId)).map(rowOf));
    const done = tally(
      going.map(({ schedule }) => schedule.class),
      'erased',
    );
    if (done.length > 0) await record(tx, deps, runId, done);
    return done;
  });
}

async function record(
  tx: Transaction,
  { events, node, clock, entropy }: RetentionDependencies,
  runId: string,
  done: readonly Done[],
): Promise<void> {
  const entry = await events.append(tx, scheduleAct(runId), {
    type: 'subject.erased',
    issuer: node.origin,
    subjectId: null,
    objectType: 'erasure',
    objectId: uuidV4(entropy),
    facts: { count: totalOf(done) },
    details: { classes: countsByClass(done), count: totalOf(done) },
  });
  for (const each of done)
    await insertAct(tx, {
      ...each,
      id: uuidV7(clock, entropy),
      runId,
      at: clock.now(),
      entries: [entry],
    });
}

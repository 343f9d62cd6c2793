import { uuidV7 } from '../kernel/identifiers.ts';
import type { Transaction } from '../platform/database.ts';
import { insertAct } from './acts.store.ts';
import type { RetentionDependencies } from './dependencies.ts';
import { rowOf, type Scheduled, schedulesOf } from './facts.service.ts';
import { insertRestriction } from './restrictions.store.ts';
import { type Done, scheduleAct, tally } from './run.ts';
import { writeSchedule } from './schedule.store.ts';

/** Those of a batch that are due by what stands under the lock are restricted to storage, in one transaction. */
export async function restrictDue(
  deps: RetentionDependencies,
  runId: string,
  subjectIds: readonly string[],
): Promise<Done[]> {
  const { db, vault } = deps;
  return db.transaction(async (tx) => {
    const present = (await vault.lockSubjects(tx, subjectIds)).filter(({ erasedAt }) => erasedAt === null);
    const ids = present.map(({ id }) => id);
    const due = (await schedulesOf(tx, deps, ids)).filter(({ schedule }) => schedule.standing === 'due');
    const entries: string[] = [];
    for (const person of due) entries.push(await restrictOne(tx, deps, runId, person));
    await writeSchedule(tx, (await schedulesOf(tx, deps, ids)).map(rowOf));
    const done = tally(
      due.map(({ schedule }) => schedule.class),
      'restricted',
    );
    for (const each of done)
      await insertAct(tx, {
        ...each,
        id: uuidV7(deps.clock, deps.entropy),
        runId,
        at: deps.clock.now(),
        entries,
      });
    return done;
  });
}

async function restrictOne(
  tx: Transaction,
  { vault, events, clock, entropy, node }: RetentionDependencies,
  runId: string,
  { subjectId, schedule }: Scheduled,
): Promise<string> {
  const act = scheduleAct(runId);
  const reasonCode = schedule.class ?? 'unclassified';
  await vault.restrict(tx, subjectId);
  const entry = await events.append(tx, act, {
    type: 'subject.restricted',
    issuer: node.origin,
    subjectId,
    objectType: 'subject',
    objectId: subjectId,
    reasonCode,
    details: { dueOn: schedule.dueOn },
  });
  await insertRestriction(tx, {
    id: uuidV7(clock, entropy),
    subjectId,
    cause: 'schedule',
    reasonCode,
    startedAt: clock.now(),
    startedBy: 'rule:retention-schedule',
    startedEntry: entry,
  });
  return entry;
}

import { uuidV7 } from '../kernel/identifiers.ts';
import { civilDate } from '../kernel/instants.ts';
import type { Transaction } from '../platform/database.ts';
import { insertAct } from './acts.store.ts';
import type { RetentionDependencies } from './dependencies.ts';
import { begunBefore, type Schedule } from './due.ts';
import { schedulesOf } from './facts.service.ts';
import { removeOpeningsOfApplications } from './openings.store.ts';
import { countsByClass, type Done, scheduleAct, totalOf } from './run.ts';

export interface RemovingLimits {
  readonly applicationsMax: number;
  readonly consentsMax: number;
}

interface Candidate {
  readonly id: string;
  readonly subjectId: string;
}

const pageMax = 200;

/**
 * Who is themselves due takes their applications along when they are erased; who is held keeps everything. Somebody has to be kept by
 * another class: who was released past their last date would stay behind with nothing that says when they go.
 */
function isKeptFor({ standing, heldBy, reasons }: Schedule, today: string): boolean {
  const lasting = reasons.some(({ until }) => until === null || today < until);
  return (standing === 'in-use' || standing === 'kept') && heldBy.length === 0 && lasting;
}

/** Refused or withdrawn applications past their years, of persons who stay. */
export async function removableApplications(
  deps: RetentionDependencies,
  limit: number,
): Promise<Candidate[]> {
  const before = begunBefore('closed-application', deps.clock.now());
  const today = civilDate(deps.clock.now());
  const found: Candidate[] = [];
  for (let after: string | undefined; found.length < limit; ) {
    const page = await deps.applications.listClosedBefore(deps.db, { before, after, limit: pageMax });
    const subjects = [...new Set(page.map(({ subjectId }) => subjectId))];
    const staying = new Set(
      (await schedulesOf(deps.db, deps, subjects))
        .filter(({ schedule }) => isKeptFor(schedule, today))
        .map(({ subjectId }) => subjectId),
    );
    found.push(...page.filter(({ subjectId }) => staying.has(subjectId)));
    after = page.at(-1)?.id;
    if (page.length < pageMax) break;
  }
  return found.slice(0, limit);
}

/** The end of a round: rows go, and one entry tells what the whole round did to each class. Nothing done, nothing told. */
export async function closeRun(
  deps: RetentionDependencies,
  runId: string,
  { done, limits }: { readonly done: readonly Done[]; readonly limits: RemovingLimits },
): Promise<Done[]> {
  const candidates = await removableApplications(deps, limits.applicationsMax);
  return deps.db.transaction(async (tx) => {
    const removed: Done[] = [
      {
        class: 'closed-application' as const,
        deed: 'removed' as const,
        count: await remove(tx, deps, candidates),
      },
      {
        class: 'sharing-records' as const,
        deed: 'removed' as const,
        count: await deps.vault.removeStaleConsents(tx, {
          before: begunBefore('sharing-records', deps.clock.now()),
          limit: limits.consentsMax,
        }),
      },
    ].filter(({ count }) => count > 0);
    const all = [...done, ...removed];
    if (all.length === 0) return [];
    const entry = await deps.events.append(tx, scheduleAct(runId), {
      type: 'retention.executed',
      issuer: deps.node.origin,
      subjectId: null,
      objectType: 'retention-run',
      objectId: runId,
      facts: { count: totalOf(all) },
      details: { classes: countsByClass(all) },
    });
    for (const each of removed)
      await insertAct(tx, {
        ...each,
        id: uuidV7(deps.clock, deps.entropy),
        runId,
        at: deps.clock.now(),
        entries: [entry],
      });
    return all;
  });
}

async function remove(
  tx: Transaction,
  deps: RetentionDependencies,
  candidates: readonly Candidate[],
): Promise<number> {
  const subjects = [...new Set(candidates.map(({ subjectId }) => subjectId))];
  await deps.vault.lockSubjects(tx, subjects);
  const today = civilDate(deps.clock.now());
  const staying = new Set(
    (await schedulesOf(tx, deps, subjects))
      .filter(({ schedule }) => isKeptFor(schedule, today))
      .map(({ subjectId }) => subjectId),
  );
  const going = await deps.applications.remove(
    tx,
    candidates.filter(({ subjectId }) => staying.has(subjectId)).map(({ id }) => id),
  );
  await removeOpeningsOfApplications(tx, going);
  return going.length;
}

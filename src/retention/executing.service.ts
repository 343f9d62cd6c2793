import { uuidV7 } from '../kernel/identifiers.ts';
import { isUnavailable } from '../platform/database.ts';
import type { RetentionDependencies } from './dependencies.ts';
import { eraseDue } from './erasing.service.ts';
import { closeRun } from './removing.service.ts';
import { restrictDue } from './restricting.service.ts';
import { countsByClass, type Done, totalOf } from './run.ts';
import { listStanding } from './schedule.store.ts';
import { sweep } from './sweeping.service.ts';

export interface ExecutionLimits {
  /** Persons in one transaction. */
  readonly batchMax: number;
  /** Persons restricted, and persons erased, in one round. */
  readonly personsMax: number;
  readonly applicationsMax: number;
  readonly consentsMax: number;
}

export const usualLimits: ExecutionLimits = {
  batchMax: 50,
  personsMax: 1000,
  applicationsMax: 200,
  consentsMax: 500,
};

export interface RunOutcome {
  readonly runId: string;
  /** Persons that the schedule was asked about. */
  readonly subjects: number;
  readonly classes: ReturnType<typeof countsByClass>;
  readonly count: number;
  /** A limit was reached: another round would find more. */
  readonly more: boolean;
}

export interface Execution {
  /**
   * One round: restricts who is due, erases whose grace is over, removes what is past its years. Any number of processes may run it; what one
   * has done the other finds done. Every batch commits by itself, so that a stop in the middle loses nothing. A person with whom it fails
   * keeps nobody else from their turn: the round goes on and is told in the log.
   * @throws AggregateError at its end, of what failed
   */
  runOnce(): Promise<RunOutcome>;
}

export function createExecution(
  deps: RetentionDependencies,
  limits: Partial<ExecutionLimits> = {},
): Execution {
  const bounds = { ...usualLimits, ...limits };
  return {
    async runOnce() {
      const subjects = await sweep(deps);
      const runId = uuidV7(deps.clock, deps.entropy);
      // Erasing comes first: nobody is restricted and erased in the same round, whatever the clock does meanwhile.
      const erased = await inBatches(deps, bounds, {
        standing: 'erasable',
        work: (ids) => eraseDue(deps, runId, ids),
      });
      const restricted = await inBatches(deps, bounds, {
        standing: 'due',
        work: (ids) => restrictDue(deps, runId, ids),
      });
      const all = await closeRun(deps, runId, {
        done: [...erased.done, ...restricted.done],
        limits: bounds,
      });
      const failures = [...erased.failures, ...restricted.failures];
      if (failures.length > 0)
        throw new AggregateError(
          failures,
          `With ${String(failures.length)} persons retention run ${runId} failed.`,
        );
      const full = all.some(
        ({ class: id, deed, count }) =>
          deed === 'removed' &&
          count >= (id === 'sharing-records' ? bounds.consentsMax : bounds.applicationsMax),
      );
      return {
        runId,
        subjects,
        classes: countsByClass(all),
        count: totalOf(all),
        more: erased.more || restricted.more || full,
      };
    },
  };
}

async function inBatches(
  { db }: RetentionDependencies,
  { batchMax, personsMax }: ExecutionLimits,
  {
    standing,
    work,
  }: { readonly standing: 'due' | 'erasable'; readonly work: (ids: readonly string[]) => Promise<Done[]> },
): Promise<{ done: Done[]; more: boolean; failures: unknown[] }> {
  const done: Done[] = [];
  const failures: unknown[] = [];
  let after: string | undefined;
  for (let taken = 0; taken < personsMax; ) {
    const ids = await listStanding(db, { standing, after, limit: Math.min(batchMax, personsMax - taken) });
    if (ids.length === 0) return { done, more: false, failures };
    done.push(...(await eachInTurn(ids, work, failures)));
    taken += ids.length;
    after = ids.at(-1);
  }
  return { done, more: true, failures };
}

/** All at once, or one by one when that fails, so that one person's failure is theirs alone. */
async function eachInTurn(
  ids: readonly string[],
  work: (ids: readonly string[]) => Promise<Done[]>,
  failures: unknown[],
): Promise<Done[]> {
  try {
    return await work(ids);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    if (ids.length === 1) {
      failures.push(error);
      return [];
    }
  }
  const done: Done[] = [];
  for (const id of ids) done.push(...(await eachInTurn([id], work, failures)));
  return done;
}

import { addSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { atIntervals, type Worker } from '../platform/repeat.worker.ts';
import { removeOld } from './presentation.store.ts';

const everyMilliseconds = 60_000;
const resultSeconds = 86_400;
const requestSeconds = 30 * 86_400;

/** Removes keys, results and requests whose time is over; gives how many requests were forgotten. Any number of processes may run it. */
export function createPresentationWorker(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Worker<number> {
  const { db, clock, onError } = deps;
  const runOnce = (): Promise<number> => {
    const now = clock.now();
    const resultsBefore = addSeconds(now, -resultSeconds);
    const requestsBefore = addSeconds(now, -requestSeconds);
    return db.transaction((tx) => removeOld(tx, { now, resultsBefore, requestsBefore }));
  };
  return atIntervals({ everyMilliseconds, runOnce, onError });
}

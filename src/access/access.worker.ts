import { addSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { atIntervals, type Worker } from '../platform/repeat.worker.ts';
import { forgetExpired } from './single-use.store.ts';

const everyMilliseconds = 60_000;
/** Kept a little longer than they are good for, so that clocks may differ. */
const graceSeconds = 60;

/** Forgets used assertions and nonces that have expired by themselves; gives how many. Any number of processes may run it. */
export function createAccessWorker(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Worker<number> {
  const { db, clock, onError } = deps;
  const runOnce = (): Promise<number> =>
    db.transaction((tx) => forgetExpired(tx, addSeconds(clock.now(), -graceSeconds)));
  return atIntervals({ everyMilliseconds, runOnce, onError });
}

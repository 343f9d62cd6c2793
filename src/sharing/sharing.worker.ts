import { addSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { atIntervals, type Worker } from '../platform/repeat.worker.ts';
import { removeEnded } from './sharing.store.ts';

const everyMilliseconds = 60_000;
/** For so long after its end a holder sees who looked by a code. What it shared is gone at once. */
const rememberedSeconds = 365 * 86_400;

/** Removes what ended codes shared; gives how many codes were forgotten. Any number of processes may run it. */
export function createSharingWorker(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Worker<number> {
  const { db, clock, onError } = deps;
  const runOnce = (): Promise<number> => {
    const now = clock.now();
    return db.transaction((tx) =>
      removeEnded(tx, { now, forgetBefore: addSeconds(now, -rememberedSeconds) }),
    );
  };
  return atIntervals({ everyMilliseconds, runOnce, onError });
}

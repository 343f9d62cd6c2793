import type { Database } from './database.ts';
import { forgetOldClaims } from './idempotency.store.ts';
import { atIntervals, type Worker } from './repeat.worker.ts';

const everyMilliseconds = 600_000;

/** Forgets the outcomes of Idempotency-Keys past their time; gives how many. Any number of processes may run it. */
export function createIdempotencyWorker({
  db,
  onError,
}: {
  readonly db: Database;
  readonly onError: (error: unknown) => void;
}): Worker<number> {
  return atIntervals({ everyMilliseconds, runOnce: () => db.transaction(forgetOldClaims), onError });
}

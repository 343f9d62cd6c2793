import type { Database } from './database.ts';
import { forgetOldClaims } from './idempotency.store.ts';

const everyMilliseconds = 600_000;

export interface IdempotencyWorker {
  start(): void;
  stop(): Promise<void>;
  /** Gives how many outcomes were forgotten. */
  runOnce(): Promise<number>;
}

/** Forgets the outcomes of Idempotency-Keys past their time. Any number of processes may run it. */
export function createIdempotencyWorker(deps: {
  db: Database;
  onError: (error: unknown) => void;
}): IdempotencyWorker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const runOnce = (): Promise<number> => deps.db.transaction(forgetOldClaims);
  return {
    runOnce,
    start() {
      timer ??= setInterval(() => {
        running = runOnce().catch(deps.onError);
      }, everyMilliseconds);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}

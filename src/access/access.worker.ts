import { addSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { forgetExpired } from './single-use.store.ts';

const everyMilliseconds = 60_000;
/** Kept a little longer than they are good for, so that clocks may differ. */
const graceSeconds = 60;

export interface AccessWorker {
  start(): void;
  stop(): Promise<void>;
  /** Gives how many rows were forgotten. */
  runOnce(): Promise<number>;
}

/** Forgets used assertions and nonces that have expired by themselves. Any number of processes may run it. */
export function createAccessWorker(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): AccessWorker {
  const { db, clock, onError } = deps;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const runOnce = (): Promise<number> =>
    db.transaction((tx) => forgetExpired(tx, addSeconds(clock.now(), -graceSeconds)));
  return {
    start() {
      timer ??= setInterval(() => {
        running = runOnce().catch(onError);
      }, everyMilliseconds);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
    runOnce,
  };
}

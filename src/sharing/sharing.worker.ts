import { addSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { removeEnded } from './sharing.store.ts';

const everyMilliseconds = 60_000;
/** For so long after its end a holder sees who looked by a code. What it shared is gone at once. */
const rememberedSeconds = 365 * 86_400;

export interface SharingWorker {
  start(): void;
  stop(): Promise<void>;
  /** Gives how many codes were forgotten. */
  runOnce(): Promise<number>;
}

/** Removes what ended codes shared. Any number of processes may run it. */
export function createSharingWorker(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): SharingWorker {
  const { db, clock, onError } = deps;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const runOnce = (): Promise<number> => {
    const now = clock.now();
    return db.transaction((tx) =>
      removeEnded(tx, { now, forgetBefore: addSeconds(now, -rememberedSeconds) }),
    );
  };
  return {
    runOnce,
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
  };
}

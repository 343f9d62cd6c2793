import { addSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { removeOld } from './presentation.store.ts';

const everyMilliseconds = 60_000;
const resultSeconds = 86_400;
const requestSeconds = 30 * 86_400;

export interface PresentationWorker {
  start(): void;
  stop(): Promise<void>;
  /** Gives how many requests were forgotten. */
  runOnce(): Promise<number>;
}

/** Removes keys, results and requests whose time is over. Any number of processes may run it. */
export function createPresentationWorker(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): PresentationWorker {
  const { db, clock, onError } = deps;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const runOnce = (): Promise<number> => {
    const now = clock.now();
    const resultsBefore = addSeconds(now, -resultSeconds);
    const requestsBefore = addSeconds(now, -requestSeconds);
    return db.transaction((tx) => removeOld(tx, { now, resultsBefore, requestsBefore }));
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

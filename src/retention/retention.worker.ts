import type { Execution, RunOutcome } from './executing.service.ts';

export interface RetentionWorker {
  start(): void;
  stop(): Promise<void>;
  /** Rounds until nothing is left to do, or the limit of rounds. Gives what each of them did. */
  runOnce(): Promise<RunOutcome[]>;
}

const everyMilliseconds = 3_600_000;
/** After a start: what is restarted every night still gets to it. */
const firstMilliseconds = 60_000;
const roundsMax = 20;

/** Carries out the schedule once an hour. Any number of processes may run it. */
export function createRetentionWorker(deps: {
  readonly execution: Execution;
  readonly onError: (error: unknown) => void;
  readonly onRun?: (outcome: RunOutcome) => void;
}): RetentionWorker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopping = false;
  async function runOnce(): Promise<RunOutcome[]> {
    const outcomes: RunOutcome[] = [];
    for (let round = 0; round < roundsMax && !stopping; round++) {
      const outcome = await deps.execution.runOnce();
      deps.onRun?.(outcome);
      outcomes.push(outcome);
      if (!outcome.more) break;
    }
    return outcomes;
  }
  function schedule(milliseconds: number): void {
    timer = setTimeout(() => {
      running = runOnce()
        .catch(deps.onError)
        .finally(() => {
          if (!stopping) schedule(everyMilliseconds);
        });
    }, milliseconds);
  }
  return {
    runOnce,
    start() {
      schedule(firstMilliseconds);
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}

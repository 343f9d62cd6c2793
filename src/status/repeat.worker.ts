export interface Worker {
  start(): void;
  /** Waits for the run that is under way. */
  stop(): Promise<void>;
  runOnce(): Promise<void>;
}

/** Runs again and again, each time after the pause that the last run asked for; `run` never rejects. */
export function repeat(run: () => Promise<number>): Pick<Worker, 'start' | 'stop'> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = true;
  const schedule = (milliseconds: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = run().then(schedule);
    }, milliseconds);
  };
  return {
    start() {
      stopped = false;
      schedule(0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

export interface Worker<T = void> {
  start(): void;
  /** Waits for the run that is under way. */
  stop(): Promise<void>;
  runOnce(): Promise<T>;
}

/** Runs again and again, each time after the pause that the last run asked for; `run` never rejects. */
export function repeat(run: () => Promise<number>, firstMilliseconds = 0): Pick<Worker, 'start' | 'stop'> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = true;
  const launch = (): void => {
    running = run().then(schedule);
  };
  function schedule(milliseconds: number): void {
    if (!stopped) timer = setTimeout(launch, milliseconds);
  }
  return {
    start() {
      stopped = false;
      // Not by a timer, which a stop right afterwards would take away.
      if (firstMilliseconds === 0) launch();
      else schedule(firstMilliseconds);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** The usual kind: the same once in a while, never twice at once. What fails is told, and tried again at the next time. */
export function atIntervals<T>(worker: {
  readonly everyMilliseconds: number;
  /** After a start; as later when absent. */
  readonly firstMilliseconds?: number;
  readonly runOnce: () => Promise<T>;
  readonly onError: (error: unknown) => void;
}): Worker<T> {
  const { everyMilliseconds, firstMilliseconds = everyMilliseconds, runOnce, onError } = worker;
  const run = async (): Promise<number> => {
    await runOnce().catch(onError);
    return everyMilliseconds;
  };
  return { runOnce, ...repeat(run, firstMilliseconds) };
}

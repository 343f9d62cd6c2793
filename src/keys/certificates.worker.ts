import type { Keys } from './keys.ts';

export interface CertificatesWorker {
  start(): void;
  /** Waits for the run that is under way. */
  stop(): Promise<void>;
  runOnce(): Promise<void>;
}

const everyMilliseconds = 3_600_000;

/** Renews certificates before they end. Where an outside authority makes them it tells, each hour, whose are missing or end within a month. */
export function createCertificatesWorker(deps: {
  readonly keys: Pick<Keys, 'certify'>;
  readonly onError: (error: unknown) => void;
  /** RFC 7638 thumbprints of the keys that wait for a certificate from elsewhere. */
  readonly onWaiting: (kids: readonly string[]) => void;
}): CertificatesWorker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  async function runOnce(): Promise<void> {
    const waiting = await deps.keys.certify();
    if (waiting.length > 0) deps.onWaiting(waiting.map(({ kid }) => kid));
  }
  const run = (): void => {
    running = runOnce().catch(deps.onError);
  };
  return {
    runOnce,
    start() {
      run();
      timer ??= setInterval(run, everyMilliseconds);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kernel/ports.ts';
import { alarmSeconds } from './log-standing.ts';
import type { Publisher, Publishing } from './publishing.service.ts';

export interface PublisherWorkerDependencies {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  /** Told when the log has been without a new cosignature for a minute, and when that is over. */
  readonly onUnwitnessed: (seconds: number) => void;
  readonly onWitnessed: () => void;
  /** Told once, and again after a restart: no head is signed any more. */
  readonly onFrozen: (frozen: Extract<Publishing, { kind: 'frozen' }>) => void;
}

export interface PublisherWorker {
  start(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
  runOnce(): Promise<Publishing>;
}

const tickMilliseconds = 50;
const afterFailureMilliseconds = 1_000;

/** Looks twenty times a second whether a head is due; the service decides. Several processes may run one. */
export function createPublisherWorker(deps: PublisherWorkerDependencies): PublisherWorker {
  const { publisher, clock, onError } = deps;
  let stopping = new AbortController();
  let running: Promise<void> | undefined;
  let unwitnessedSince: number | undefined;
  let alarmed = false;
  let frozen = false;

  function note(publishing: Publishing): void {
    if (publishing.kind === 'frozen') {
      if (!frozen) deps.onFrozen(publishing);
      frozen = true;
      return;
    }
    if (publishing.kind === 'not-due') return;
    frozen = false;
    if (publishing.kind === 'cosigned') {
      if (alarmed) deps.onWitnessed();
      unwitnessedSince = undefined;
      alarmed = false;
      return;
    }
    const now = clock.now().getTime();
    unwitnessedSince ??= now;
    const seconds = (now - unwitnessedSince) / 1000;
    if (seconds < alarmSeconds || alarmed) return;
    deps.onUnwitnessed(Math.round(seconds));
    alarmed = true;
  }

  async function runOnce(): Promise<Publishing> {
    const publishing = await publisher.publishIfDue();
    note(publishing);
    return publishing;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const pause = await runOnce().then(
        ({ kind }) => (kind === 'frozen' || kind === 'waiting' ? afterFailureMilliseconds : tickMilliseconds),
        (error: unknown) => {
          onError(error);
          return afterFailureMilliseconds;
        },
      );
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    runOnce,
    start() {
      if (running) return;
      stopping = new AbortController();
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
      running = undefined;
    },
  };
}

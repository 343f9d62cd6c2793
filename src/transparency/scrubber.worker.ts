import { setTimeout as sleep } from 'node:timers/promises';
import { LogDamage } from './log-damage.ts';
import type { Scrub, Scrubbing } from './scrubbing.service.ts';

export interface ScrubberDependencies {
  readonly scrubbing: Scrubbing;
  readonly onError: (error: unknown) => void;
  /** What is stored is not the log any more: nothing may be signed until somebody looked. */
  readonly onDamage: (damage: LogDamage) => Promise<void>;
}

export interface Scrubber {
  start(): void;
  stop(): Promise<void>;
  /** A whole pass without pauses. */
  runOnce(): Promise<void>;
}

const betweenPassesMilliseconds = 86_400_000;
const betweenSlicesMilliseconds = 200;
const afterFailureMilliseconds = 60_000;

/** Reads the whole log once a day, a slice at a time, so that a bit that flipped is found by us and not by a regulator. Several may run. */
export function createScrubber({ scrubbing, onError, onDamage }: ScrubberDependencies): Scrubber {
  let stopping = new AbortController();
  let running: Promise<void> | undefined;

  const pause = (milliseconds: number): Promise<void> =>
    sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);

  /** Gives what the work gives, after whoever stops the signing was told of damage. */
  const telling = <T>(work: Promise<T>): Promise<T> =>
    work.catch(async (error: unknown) => {
      if (error instanceof LogDamage) await onDamage(error);
      throw error;
    });

  async function pass(): Promise<void> {
    let left: Scrub | undefined = await scrubbing.begin();
    while (left !== undefined && !stopping.signal.aborted) {
      left = await scrubbing.slice(left);
      await pause(betweenSlicesMilliseconds);
    }
  }

  async function passes(): Promise<void> {
    while (!stopping.signal.aborted) {
      const next = await telling(pass()).then(
        () => betweenPassesMilliseconds,
        (error: unknown) => {
          onError(error);
          return afterFailureMilliseconds;
        },
      );
      await pause(next);
    }
  }

  return {
    start() {
      if (running) return;
      stopping = new AbortController();
      running = passes();
    },
    async stop() {
      stopping.abort();
      await running;
      running = undefined;
    },
    async runOnce() {
      await telling(scrubbing.scrub());
    },
  };
}

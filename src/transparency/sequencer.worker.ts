import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Transaction } from '../platform/database.ts';
import { touchLeadership, tryLeaderLock } from './leadership.store.ts';
import { isAnythingPending } from './pending.store.ts';
import type { Sequencing } from './sequencing.service.ts';

export interface SequencerDependencies {
  /** As the role of the log. */
  readonly db: Database;
  readonly sequencing: Sequencing;
  readonly ensureGenesis: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export interface Sequencer {
  start(): void;
  /** Waits for the batch that is under way; whoever waits to lead takes over at once. */
  stop(): Promise<void>;
  /** Takes everything that is pending, leader or not. */
  runOnce(): Promise<void>;
}

const tickMilliseconds = 50;
const touchMilliseconds = 1_000;
const electionMilliseconds = 500;
const afterFailureMilliseconds = 1_000;

/**
 * Of several, one leads, so that they do not queue for the same lock; that no two of them ever give one place twice is the work of the
 * lock of the head. The leader's lock lives in one transaction that asks nothing of any table.
 */
export function createSequencer({
  db,
  sequencing,
  ensureGenesis,
  onError,
}: SequencerDependencies): Sequencer {
  let stopping = new AbortController();
  let running: Promise<void> | undefined;

  const pause = (milliseconds: number): Promise<void> =>
    sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);

  async function drainAll(): Promise<void> {
    while (!stopping.signal.aborted && (await isAnythingPending(db)) && (await sequencing.drain()) > 0);
  }

  async function lead(tx: Transaction): Promise<void> {
    let touched = performance.now();
    while (!stopping.signal.aborted) {
      const done = await drainAll().then(
        () => true,
        (error: unknown) => {
          onError(error);
          return false;
        },
      );
      await pause(done ? tickMilliseconds : afterFailureMilliseconds);
      if (performance.now() - touched < touchMilliseconds) continue;
      await touchLeadership(tx);
      touched = performance.now();
    }
  }

  async function campaign(): Promise<void> {
    while (!stopping.signal.aborted) {
      await db
        .transaction(async (tx) => {
          if (!(await tryLeaderLock(tx))) return;
          await ensureGenesis();
          await lead(tx);
        })
        .catch(onError);
      await pause(electionMilliseconds);
    }
  }

  return {
    start() {
      if (running) return;
      stopping = new AbortController();
      running = campaign();
    },
    async stop() {
      stopping.abort();
      await running;
      running = undefined;
    },
    async runOnce() {
      await ensureGenesis();
      while ((await sequencing.drain()) > 0);
    },
  };
}

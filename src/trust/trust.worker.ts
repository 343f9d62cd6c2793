import type { Keys } from '../keys/index.ts';
import type { PeerSync, Trust } from './trust.ts';

export interface TrustWorkerDependencies {
  readonly trust: Pick<Trust, 'view' | 'publishIfDue' | 'syncPeer'>;
  readonly keys: Pick<Keys, 'published'>;
  readonly onError: (error: unknown) => void;
  /** Told of a list that was not accepted; the former one stays in force until it is stale. */
  readonly onRefused: (refused: Extract<PeerSync, { kind: 'refused' }>) => void;
}

export interface TrustWorker {
  start(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
  /** Publishes if due, then asks the peer. */
  runOnce(): Promise<void>;
}

const tickMilliseconds = 250;
/** Between two looks that no change calls for: some things only time changes, as when a former key stops. */
const unpromptedTicks = 240;
const syncMilliseconds = 60_000;
const retryMilliseconds = 1_000;

/** Publishes within a second of a change, and fetches the peer's list each minute, each second until it is there. Several may run. */
export function createTrustWorker(deps: TrustWorkerDependencies): TrustWorker {
  const { trust, keys, onError, onRefused } = deps;
  let published: readonly unknown[] = [];
  let ticksLeft = 0;
  let hasPeer = false;

  async function publish(): Promise<void> {
    // Snapshots are made anew by every change, so their identity tells of one.
    const state = [trust.view(), keys.published()];
    ticksLeft -= 1;
    if (ticksLeft > 0 && state.every((one, index) => one === published[index])) return;
    ticksLeft = 0;
    const { kind } = await trust.publishIfDue();
    if (kind === 'overtaken') return;
    ticksLeft = unpromptedTicks;
    published = state;
  }

  async function sync(): Promise<void> {
    const outcome = await trust.syncPeer();
    if (outcome.kind === 'refused') onRefused(outcome);
    else hasPeer = true;
  }

  // Apart, so that a peer that does not answer holds up no publication.
  const loops = [
    repeat(async () => {
      await publish().catch(onError);
      return tickMilliseconds;
    }),
    repeat(async () => {
      await sync().catch(onError);
      return hasPeer ? syncMilliseconds : retryMilliseconds;
    }),
  ];
  return {
    async runOnce() {
      ticksLeft = 0;
      await publish();
      await sync();
    },
    start() {
      for (const loop of loops) loop.start();
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** Runs at once, then again after the pause that each run asks for; `run` never rejects. */
function repeat(run: () => Promise<number>): Pick<TrustWorker, 'start' | 'stop'> {
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

import type { PeerRefetch } from './peer-lists.service.ts';
import { repeat, type Worker } from '../platform/repeat.worker.ts';
import type { Status } from './status.service.ts';
import { listKinds } from './vocabulary.ts';

const tickMilliseconds = 100;
const afterFailureMilliseconds = 1_000;
const refetchMilliseconds = 60_000;

export interface StatusPublisherDependencies {
  readonly status: Pick<Status, 'publishDue'>;
  readonly onError: (error: unknown) => void;
}

/** Publishes what is due, ten times a second; several may run. */
export function createStatusPublisher({ status, onError }: StatusPublisherDependencies): Worker {
  const runOnce = async (): Promise<void> => {
    await status.publishDue();
  };
  return {
    runOnce,
    ...repeat(() =>
      runOnce().then(
        () => tickMilliseconds,
        (error: unknown) => {
          onError(error);
          return afterFailureMilliseconds;
        },
      ),
    ),
  };
}

export interface PeerStatusFetcherDependencies {
  readonly status: Pick<Status, 'refetchPeer'>;
  readonly onError: (error: unknown) => void;
  /** Told of lists that did not verify; the others were kept. */
  readonly onRefused: (refused: PeerRefetch['refused']) => void;
}

/** Fetches the peer's lists every minute; every second until it has had all of them once. */
export function createPeerStatusFetcher({
  status,
  onError,
  onRefused,
}: PeerStatusFetcherDependencies): Worker {
  let complete = false;
  const runOnce = async (): Promise<void> => {
    const { verified, refused } = await status.refetchPeer();
    if (refused.length > 0) onRefused(refused);
    // A peer that has just been set up has not published one of each kind yet.
    else if (verified >= listKinds.length) complete = true;
  };
  return {
    runOnce,
    ...repeat(() =>
      runOnce()
        .catch(onError)
        .then(() => (complete ? refetchMilliseconds : afterFailureMilliseconds)),
    ),
  };
}

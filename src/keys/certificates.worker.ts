import { atIntervals, type Worker } from '../platform/repeat.worker.ts';
import type { Keys } from './keys.ts';

const everyMilliseconds = 3_600_000;

/** Renews certificates before they end. Where an outside authority makes them it tells, each hour, whose are missing or end within a month. */
export function createCertificatesWorker(deps: {
  readonly keys: Pick<Keys, 'certify'>;
  readonly onError: (error: unknown) => void;
  /** RFC 7638 thumbprints of the keys that wait for a certificate from elsewhere. */
  readonly onWaiting: (kids: readonly string[]) => void;
}): Worker {
  const { keys, onError, onWaiting } = deps;
  async function runOnce(): Promise<void> {
    const waiting = await keys.certify();
    if (waiting.length > 0) onWaiting(waiting.map(({ kid }) => kid));
  }
  return atIntervals({ everyMilliseconds, firstMilliseconds: 0, runOnce, onError });
}

import { addSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { atIntervals, type Worker } from '../platform/repeat.worker.ts';
import { removeAuthorizationsBefore } from './authorization.store.ts';
import { removeOffersBefore } from './offer-codes.store.ts';
import { removeRefreshTokensBefore } from './refresh-tokens.store.ts';
import { grantDays } from './wallet-grant.ts';
import { removeGrantsBefore } from './wallet-grants.store.ts';

const everyMilliseconds = 60_000;
const graceSeconds = 60;

/**
 * Forgets what has expired by itself; gives how many rows. A code is remembered as long as its grant, so that its second use is known
 * for one. Any number of processes may run it.
 */
export function createSigninWorker(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Worker<number> {
  const { db, clock, onError } = deps;
  const runOnce = (): Promise<number> =>
    db.transaction(async (tx) => {
      const expired = addSeconds(clock.now(), -graceSeconds);
      const codes = addSeconds(expired, -grantDays * 86_400);
      return (
        (await removeAuthorizationsBefore(tx, { expired, codes })) +
        (await removeOffersBefore(tx, expired)) +
        (await removeRefreshTokensBefore(tx, expired)) +
        (await removeGrantsBefore(tx, expired))
      );
    });
  return atIntervals({ everyMilliseconds, runOnce, onError });
}

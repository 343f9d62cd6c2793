import { addSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { removeAuthorizationsBefore } from './authorization.store.ts';
import { removeOffersBefore } from './offer-codes.store.ts';
import { removeRefreshTokensBefore } from './refresh-tokens.store.ts';
import { grantDays } from './wallet-grant.ts';
import { removeGrantsBefore } from './wallet-grants.store.ts';

const everyMilliseconds = 60_000;
const graceSeconds = 60;

export interface SigninWorker {
  start(): void;
  stop(): Promise<void>;
  /** Gives how many rows were forgotten. */
  runOnce(): Promise<number>;
}

/** Forgets what has expired by itself. A code is remembered as long as its grant, so that its second use is known for one. Any number of processes may run it. */
export function createSigninWorker(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): SigninWorker {
  const { db, clock, onError } = deps;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
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
  return {
    start() {
      timer ??= setInterval(() => {
        running = runOnce().catch(onError);
      }, everyMilliseconds);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
    runOnce,
  };
}

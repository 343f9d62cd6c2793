import { encodeBase64url } from '../kernel/base64url.ts';
import { sha256 } from '../kernel/digest.ts';
import { addSeconds } from '../kernel/instants.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { insertNonce, takeNonce } from './single-use.store.ts';

const nonceSeconds = 600;

export interface Nonces {
  give(): Promise<{ readonly nonce: string; readonly expiresAt: Date }>;
  /**
   * True once for each nonce that was given and has not expired. The nonce is used up if the transaction commits; of two
   * transactions that try at once, one waits and then gets false.
   */
  consume(tx: Transaction, nonce: string): Promise<boolean>;
}

export function createNonces(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
}): Nonces {
  const { db, clock, entropy } = deps;
  return {
    async give() {
      const nonce = encodeBase64url(entropy.bytes(32));
      const expiresAt = addSeconds(clock.now(), nonceSeconds);
      await db.transaction((tx) => insertNonce(tx, { digest: sha256(nonce), expiresAt }));
      return { nonce, expiresAt };
    },
    consume: (tx, nonce) => takeNonce(tx, sha256(nonce), clock.now()),
  };
}

import { nowSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { isNonceAt, nonceAt } from './dpop-nonce.ts';
import { type DpopRefusal, readDpopProof } from './dpop-proof.ts';
import { useAssertions } from './single-use.store.ts';

export const dpopAlgorithms = ['ES256', 'Ed25519'] as const;

export interface DpopRequest {
  readonly proof: string;
  readonly method: string;
  /** As it was asked for; the query is passed over. */
  readonly path: string;
  readonly accessToken?: string;
  /** The key that the token is bound to. */
  readonly thumbprint?: string;
}

export interface Dpop {
  /** What a proof made now has to hold. */
  nonce(): string;
  /** Every check of RFC 9449 section 4.3. A proof that is good is used up, in every process, for as long as it could be sent again. */
  prove(request: DpopRequest): Promise<{ readonly thumbprint: string } | { readonly refusal: DpopRefusal }>;
}

export function createDpop(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: NodeIdentity;
  /** The same in every process of the node. */
  readonly key: Uint8Array;
}): Dpop {
  const { db, clock, node, key } = deps;
  return {
    nonce: () => nonceAt(key, nowSeconds(clock)),
    async prove({ proof: text, method, path, accessToken, thumbprint }) {
      const now = nowSeconds(clock);
      const read = readDpopProof(text, {
        method,
        url: node.origin + path,
        now,
        accessToken,
        isNonce: (nonce) => isNonceAt(key, nonce, now),
      });
      if (!read.ok) return { refusal: read.reason };
      const { proof } = read;
      if (thumbprint !== undefined && proof.thumbprint !== thumbprint) return { refusal: 'other-key' };
      const [first] = await db.transaction((tx) =>
        useAssertions(tx, [{ digest: proof.digest, expiresAt: proof.expiresAt }]),
      );
      return first === true ? { thumbprint: proof.thumbprint } : { refusal: 'replayed' };
    },
  };
}

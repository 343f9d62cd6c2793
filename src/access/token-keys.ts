import { Fault } from '../kernel/fault.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';

/** The keys that access tokens are signed with. */
export interface TokenKeys {
  /** @throws Fault `unavailable` when there is none. */
  current(): { readonly kid: string; readonly alg: SignatureAlgorithm; readonly privatePem: string };
  /** Undefined for a key that is unknown, or not trusted any more. */
  find(kid: string): { readonly alg: SignatureAlgorithm; readonly publicPem: string } | undefined;
}

export interface TokenKey {
  readonly kid: string;
  readonly alg: SignatureAlgorithm;
  readonly privatePem: string;
  readonly publicPem: string;
}

/** From whoever keeps them: the one that signs first, then those whose tokens may still be about. */
export function tokenKeysOf(source: { tokenKeys(): readonly TokenKey[] }): TokenKeys {
  return {
    current() {
      const [first] = source.tokenKeys();
      if (!first) throw new Fault('unavailable', { retryAfterSeconds: 2 });
      return first;
    },
    find: (kid) => source.tokenKeys().find((key) => key.kid === kid),
  };
}

import { hkdfSync } from 'node:crypto';
import type { ParallelSigner } from '../kernel/ports.ts';
import {
  type AkpPublicJwk,
  isSupported,
  mlDsaSigner,
  type ParallelSuite,
  type Sm2PublicKey,
  sm2Signer,
} from './parallel-suites.ts';

export interface ParallelKeys {
  /** What the configuration has switched on. */
  readonly suites: readonly ParallelSuite[];
  /** Undefined unless switched on. */
  mlDsa(issuer: string): (ParallelSigner & { readonly jwk: AkpPublicJwk }) | undefined;
  sm2(issuer: string): (ParallelSigner & { readonly publicKey: Sm2PublicKey }) | undefined;
}

/**
 * An authority's keys for parallel signatures. They come of the master key, so that there is nothing further to store or to lose, and are
 * the same for as long as it is; in production the port is the place for a module or a licensed service.
 * @throws an Error for a suite that this runtime does not have
 */
export function createParallelKeys({
  masterKey,
  suites,
}: {
  readonly masterKey: Uint8Array;
  readonly suites: readonly ParallelSuite[];
}): ParallelKeys {
  const missing = suites.filter((suite) => !isSupported(suite));
  if (missing.length > 0) throw new Error(`This runtime does not have ${missing.join(', ')}.`);
  const seed = (suite: ParallelSuite, issuer: string, length: number): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', masterKey, issuer, `wenjin parallel ${suite}`, length));
  const mlDsa = remembering((issuer) => mlDsaSigner(seed('ML-DSA-44', issuer, 32)));
  // Sixteen octets more than the order has: what is left of a bias cannot be seen (FIPS 186-5 appendix A.2.1).
  const sm2 = remembering((issuer) => sm2Signer(seed('SM2-SM3', issuer, 48)));
  return {
    suites,
    mlDsa: (issuer) => (suites.includes('ML-DSA-44') ? mlDsa(issuer) : undefined),
    sm2: (issuer) => (suites.includes('SM2-SM3') ? sm2(issuer) : undefined),
  };
}

/** There are as many issuers as a node has authorities. */
function remembering<Made>(make: (issuer: string) => Made): (issuer: string) => Made {
  const made = new Map<string, Made>();
  return (issuer) => {
    const known = made.get(issuer) ?? make(issuer);
    made.set(issuer, known);
    return known;
  };
}

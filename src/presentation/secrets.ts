import { createHmac, hkdfSync } from 'node:crypto';
import { encodeBase64url } from '../kernel/base64url.ts';
import { sha256 } from '../kernel/digest.ts';

/** What one request is known by, each value to somebody else and none to be told from another: 256 bits under the key of the node. */
export interface RequestSecrets {
  /** In the address where the wallet fetches the request. */
  readonly requestHandle: string;
  /** In the address where it sends its answer. */
  readonly responseHandle: string;
  readonly nonce: string;
  readonly state: string;
  /** What the browser brings back after the answer (OpenID4VP 1.0 section 8.2). */
  readonly responseCode: string;
}

export function secretsOf(key: Uint8Array, id: string): RequestSecrets {
  const of = (use: string): string =>
    encodeBase64url(
      new Uint8Array(createHmac('sha256', key).update(`wenjin-presentation/1\0${use}\0${id}`).digest()),
    );
  return {
    requestHandle: of('request'),
    responseHandle: of('response'),
    nonce: of('nonce'),
    state: of('state'),
    responseCode: of('response-code'),
  };
}

/** By which what was told is found again. */
export function digestOf(secret: string): Uint8Array {
  return sha256(secret);
}

/** Encrypts what is kept of one request: the seed of its key, and its result. */
export function sealKeyOf(key: Uint8Array, id: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, id, 'wenjin presentation seal/1', 32));
}

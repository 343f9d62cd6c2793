/** What the program borrows from the world. Real ones are made in `src/bin/`; tests bring fixed ones. */

export interface Clock {
  /** The present instant. */
  now(): Date;
}

export interface Entropy {
  /** Unpredictable bytes, fit for keys and salts. */
  bytes(length: number): Uint8Array;
}

export type SignatureAlgorithm = 'ES256' | 'Ed25519';

/** A private key that never leaves its holder. */
export interface Signer {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly alg: SignatureAlgorithm;
  /** The raw JOSE signature (64 bytes: r‖s for ES256, RFC 8032 for Ed25519) over exactly these bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** Signs beside a `Signer`, never in its place: what the configuration has switched on. */
export interface ParallelSigner {
  readonly alg: 'ML-DSA-44' | 'SM2-SM3';
  /** A thumbprint of the public key. */
  readonly kid: string;
  /** ML-DSA: as FIPS 204 encodes it, with an empty context. SM2: DER. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxBytes: number;
  readonly timeoutMilliseconds: number;
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Outbound {
  /**
   * One request to a permanent https address that configuration or the trust list names.
   * Redirects are refused, private addresses too (unless the configuration maps the origin), sizes and times bounded.
   * @throws OutboundFailure when no complete answer was had.
   */
  request(url: string, request: OutboundRequest): Promise<OutboundResponse>;
}

export class OutboundFailure extends Error {
  override readonly name = 'OutboundFailure';
}

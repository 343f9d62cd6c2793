import { type KeyObject, sign } from 'node:crypto';
import type { SignatureAlgorithm, Signer } from '../kernel/ports.ts';
import { rawSignature } from './raw-signature.ts';

export interface SigningKey {
  readonly kid: string;
  readonly suite: SignatureAlgorithm;
}

/** Signs in this process. One signature takes some 30 µs, less than handing it to another thread would. */
export function createSoftwareSigner({ kid, suite }: SigningKey, privateKey: KeyObject): Signer {
  return {
    kid,
    alg: suite,
    sign: async (bytes) =>
      suite === 'Ed25519'
        ? sign(null, bytes, privateKey)
        : // OpenSSL's own raw form is slower on some versions of Node (0.47 of DER on 24).
          rawSignature(sign('sha256', bytes, privateKey)),
  };
}

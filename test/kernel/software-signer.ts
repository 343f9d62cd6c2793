import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { importPublicKey, type PublicJwk, readPublicJwk, thumbprint } from '../../src/kernel/jwk.ts';
import type { SignatureAlgorithm, Signer } from '../../src/kernel/ports.ts';

export interface SoftwareSigner extends Signer {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
}

/** A new key pair in this process, for tests. */
export function softwareSigner(alg: SignatureAlgorithm = 'ES256'): SoftwareSigner {
  const pair =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const jwk = readPublicJwk(pair.publicKey.export({ format: 'jwk' }));
  const publicKey = importPublicKey(jwk);
  if (jwk === undefined || publicKey === undefined) throw new Error('The pair just made is not usable.');
  return {
    kid: thumbprint(jwk),
    alg,
    jwk,
    publicKey,
    privateKey: pair.privateKey,
    sign: async (bytes) => signRaw(pair.privateKey, bytes),
  };
}

/** The raw JOSE signature. */
export function signRaw(key: KeyObject, bytes: Uint8Array): Uint8Array {
  return key.asymmetricKeyType === 'ed25519'
    ? sign(null, bytes, key)
    : sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
}

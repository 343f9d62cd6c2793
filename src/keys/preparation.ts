import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { algorithmOf, type PublicJwk, readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';
import type { PrivateKeySeal } from './private-key-seal.ts';
import type { KeySlot } from './signing-key.ts';

/** A new key pair by the machine's own chance; made in `src/bin/`, since tests want fixed ones. */
export type KeyGenerator = (
  suite: SignatureAlgorithm,
) => Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }>;

export interface KeyRequest extends KeySlot {
  readonly suite: SignatureAlgorithm;
}

/** A key that exists nowhere but here yet. */
export interface PreparedKey extends KeyRequest {
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly privateSealed: Uint8Array;
}

export function createPreparation(
  generateKeys: KeyGenerator,
  seal: PrivateKeySeal,
): (request: KeyRequest) => Promise<PreparedKey> {
  return async ({ purpose, authority, suite }) => {
    const { publicKey, privateKey } = await generateKeys(suite);
    const jwk = readPublicJwk(publicKey.export({ format: 'jwk' }));
    assert.ok(jwk !== undefined && algorithmOf(jwk) === suite, 'a key pair of another suite was generated');
    const kid = thumbprint(jwk);
    const slot = { purpose, authority };
    return { ...slot, suite, kid, jwk, privateSealed: seal.seal(privateKey, { ...slot, kid }) };
  };
}

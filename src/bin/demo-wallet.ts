import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { presentation } from '../formats/index.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import { nowSeconds } from '../kernel/instants.ts';
import { type PublicJwk, readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import type { Signer } from '../kernel/ports.ts';
import type { KeyFile } from './demo-client.ts';
import { clock, generateKeys } from './world.ts';

/** What a professional carries: one key, and the credentials that were bound to it. */

export interface KeyPair {
  readonly file: KeyFile;
  readonly publicJwk: PublicJwk;
  readonly signer: Signer;
}

export async function newKeyPair(id?: string): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateKeys('ES256');
  const publicJwk = readPublicJwk(publicKey.export({ format: 'jwk' }));
  if (!publicJwk) throw new Error('a key of this machine is not one of ours');
  return keyPair(
    { id: id ?? thumbprint(publicJwk), privateJwk: privateKey.export({ format: 'jwk' }) },
    publicJwk,
    privateKey,
  );
}

export function keyPairOf(file: KeyFile): KeyPair {
  const { kty, crv, x, y } = file.privateJwk;
  const publicJwk = readPublicJwk({ kty, crv, x, y });
  if (!publicJwk) throw new Error(`the key of ${file.id} is damaged`);
  return keyPair(file, publicJwk, createPrivateKey({ key: { ...file.privateJwk }, format: 'jwk' }));
}

function keyPair(file: KeyFile, publicJwk: PublicJwk, privateKey: KeyObject): KeyPair {
  const signer: Signer = {
    kid: thumbprint(publicJwk),
    alg: 'ES256',
    sign: (bytes) =>
      Promise.resolve(new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }))),
  };
  return { file, publicJwk, signer };
}

export class Wallet {
  readonly key: KeyPair;
  readonly #held = new Map<string, string>();

  constructor(key: KeyPair) {
    this.key = key;
  }

  keep(name: string, credential: string): void {
    this.#held.set(name, credential);
  }

  held(name: string): string {
    const credential = this.#held.get(name);
    if (credential === undefined) throw new Error(`the wallet has no credential ${name}`);
    return credential;
  }

  /** Shows the chosen claims of one credential, bound to the holder's key for this verifier and this nonce. */
  present(name: string, chosen: readonly string[], audience: string, nonce: string): Promise<string> {
    return presentation(this.held(name), chosen, {
      audience,
      nonce,
      issuedAt: nowSeconds(clock),
      signer: this.key.signer,
    });
  }

  /** Without key binding: what is left with a verifier for its file. */
  show(name: string, chosen: readonly string[]): Promise<string> {
    return presentation(this.held(name), chosen);
  }

  /** A statement by the holder's key. */
  state(typ: string, payload: Record<string, unknown>): Promise<string> {
    return signCompactJws({ typ }, payload, this.key.signer);
  }
}

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { isBase64urlOf } from '../kernel/base64url.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { derSignature } from '../kernel/ecdsa-der.ts';
import type { ParallelSigner } from '../kernel/ports.ts';

/**
 * Signatures beside the one that counts: by an algorithm that is to outlast it, or by one that a counterpart asks for. Nothing here is
 * ever accepted in place of ES256 or Ed25519.
 */
export const parallelSuites = ['ML-DSA-44', 'SM2-SM3'] as const satisfies readonly ParallelSigner['alg'][];
export type ParallelSuite = (typeof parallelSuites)[number];

/** RFC 9964. */
export interface AkpPublicJwk {
  readonly kty: 'AKP';
  readonly alg: 'ML-DSA-44';
  readonly pub: string;
}

/** No JWK type is registered for SM2. The point is uncompressed, in hexadecimal digits. */
export interface Sm2PublicKey {
  readonly algorithm: 'SM2-SM3';
  readonly publicKey: string;
  readonly userId: typeof sm2UserId;
}

/** GM/T 0009: what everybody uses who has agreed on nothing else. Another one makes another signature. */
export const sm2UserId = '1234567812345678';

const publicBytes = 1312;
const signatureBytes = 2420;
const seedBytes = 32;

/** Can this runtime do it? OpenSSL 3.5 and later know ML-DSA; SM2 is a library's. */
export function isSupported(suite: ParallelSuite): boolean {
  if (suite === 'SM2-SM3') return true;
  try {
    mlDsaKey(new Uint8Array(seedBytes));
    return true;
  } catch {
    return false;
  }
}

/** PKCS #8 of RFC 9881 with the seed alone, from which the whole key follows. */
const seedInfo = Buffer.from('3034020100300b060960864801650304031104228020', 'hex');
const publicInfo = Buffer.from('30820532300b06096086480165030403110382052100', 'hex');

function mlDsaKey(seed: Uint8Array): KeyObject {
  assert.equal(seed.length, seedBytes);
  return createPrivateKey({ key: Buffer.concat([seedInfo, seed]), format: 'der', type: 'pkcs8' });
}

export function mlDsaJwk(seed: Uint8Array): AkpPublicJwk {
  const info = createPublicKey(mlDsaKey(seed)).export({ format: 'der', type: 'spki' });
  return { kty: 'AKP', alg: 'ML-DSA-44', pub: info.subarray(-publicBytes).toString('base64url') };
}

/** RFC 9964: the required members in lexicographic order. */
export function akpThumbprint({ alg, kty, pub }: AkpPublicJwk): string {
  return sha256Base64url(`{"alg":"${alg}","kty":"${kty}","pub":"${pub}"}`);
}

export function mlDsaSigner(seed: Uint8Array): ParallelSigner & { readonly jwk: AkpPublicJwk } {
  const key = mlDsaKey(seed);
  const jwk = mlDsaJwk(seed);
  return {
    alg: 'ML-DSA-44',
    kid: akpThumbprint(jwk),
    jwk,
    sign: async (bytes) => sign(null, bytes, key),
  };
}

/** Never throws. The context string is empty, as RFC 9964 has it. */
export function verifyMlDsa(bytes: Uint8Array, signature: Uint8Array, jwk: unknown): boolean {
  const pub = pubOf(jwk);
  if (pub === undefined || signature.length !== signatureBytes) return false;
  try {
    const info = Buffer.concat([publicInfo, Buffer.from(pub, 'base64url')]);
    return verify(null, bytes, createPublicKey({ key: info, format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
}

/** `alg` is required and says all; a private member is refused. */
function pubOf(jwk: unknown): string | undefined {
  if (typeof jwk !== 'object' || jwk === null || 'priv' in jwk) return undefined;
  if (!('kty' in jwk && 'alg' in jwk && 'pub' in jwk)) return undefined;
  const { kty, alg, pub } = jwk;
  if (kty !== 'AKP' || alg !== 'ML-DSA-44' || typeof pub !== 'string') return undefined;
  return isBase64urlOf(pub, publicBytes) ? pub : undefined;
}

/** The order of the curve of GB/T 32918.5. */
const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

/**
 * GB/T 32918.2 with SM3 and the usual identifier. Not by Node: its `sign('sm3', …)` on this curve is no SM2 signature, and a round trip
 * within Node does not show it.
 */
export function sm2Signer(seed: Uint8Array): ParallelSigner & { readonly publicKey: Sm2PublicKey } {
  // 1 to n - 2: at n - 1 the inverse of 1 + d does not exist.
  const secret = (BigInt(`0x${Buffer.from(seed).toString('hex')}`) % (order - 2n)) + 1n;
  const privateKey = secret.toString(16).padStart(64, '0');
  const publicKey = sm2.getPublicKeyFromPrivateKey(privateKey);
  return {
    alg: 'SM2-SM3',
    kid: sha256Base64url(Buffer.from(publicKey, 'hex')),
    publicKey: { algorithm: 'SM2-SM3', publicKey, userId: sm2UserId },
    sign: async (bytes) => Buffer.from(sm2.doSignature(bytes, privateKey, { ...sm2Form, publicKey }), 'hex'),
  };
}

/** SM3 over the identifier's hash and the message; r and s as a DER sequence (GM/T 0009), as other software has it. */
const sm2Form = { hash: true, der: true, userId: sm2UserId } as const;

/** Never throws. A signature has one form, which is DER: the library takes others, with more behind it or other tags, and we do not. */
export function verifySm2(bytes: Uint8Array, signature: Uint8Array, publicKey: string): boolean {
  if (!/^04[0-9a-f]{128}$/.test(publicKey)) return false;
  const der = derSignature(numbersIn(signature), orderOctets);
  if (der === undefined || Buffer.compare(der, signature) !== 0) return false;
  try {
    return (
      sm2.verifyPublicKey(publicKey) &&
      sm2.doVerifySignature(bytes, Buffer.from(signature).toString('hex'), publicKey, sm2Form)
    );
  } catch {
    return false;
  }
}

const orderOctets = Buffer.from(order.toString(16), 'hex');

/** r‖s where DER has them, of anything; whether they stood there in DER shows when they are written again. */
function numbersIn(der: Uint8Array): Uint8Array {
  const split = 4 + (der[3] ?? 0);
  const raw = new Uint8Array(64);
  for (const [number, end] of [
    [der.subarray(4, split), 32],
    [der.subarray(split + 2), 64],
  ] as const) {
    const octets = number.subarray(-32);
    raw.set(octets, end - octets.length);
  }
  return raw;
}

import { createECDH } from 'node:crypto';
import { encodeBase64url } from './base64url.ts';
import { sha256Base64url } from './digest.ts';

/** Order of the group of P-256 (SEC 2 section 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** 128 bits more than the order has, so that no scalar is likelier than another (FIPS 186-5 appendix A.2.1). */
export const p256SeedBytes = 48;

/** A key pair for key agreement. */
export interface AgreementKeyPair {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly publicJwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  readonly d: string;
}

/** From `p256SeedBytes` unpredictable bytes. */
export function p256KeyOf(seed: Uint8Array): AgreementKeyPair {
  const scalar = (BigInt(`0x${Buffer.from(seed).toString('hex')}`) % (order - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const [x, y] = [encodeBase64url(point.subarray(1, 33)), encodeBase64url(point.subarray(33))];
  const kid = sha256Base64url(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`);
  return { kid, publicJwk: { kty: 'EC', crv: 'P-256', x, y }, d: encodeBase64url(d) };
}

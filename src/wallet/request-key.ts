import { createECDH, hkdfSync } from 'node:crypto';
import { encodeBase64url } from '../kernel/base64url.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { epochSeconds } from '../kernel/instants.ts';

/** Order of the group of P-256 (SEC 2 section 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const periodSeconds = 30 * 86_400;

/** What wallets encrypt requests to: the key of a period of thirty days, which comes of the key of the node and is kept nowhere. */
export interface RequestKey {
  readonly kid: string;
  readonly publicJwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  readonly d: string;
}

/** Of this period and the one before: a wallet may have read the metadata some time ago. */
export function requestKeysAt(secret: Uint8Array, now: Date): readonly [RequestKey, RequestKey] {
  const period = Math.floor(epochSeconds(now) / periodSeconds);
  return [keyOf(secret, period), keyOf(secret, period - 1)];
}

/** FIPS 186-5 appendix A.2.1: 128 bits more than the order has, so that no scalar is likelier than another. */
function keyOf(secret: Uint8Array, period: number): RequestKey {
  const wide = hkdfSync('sha256', secret, '', `wenjin request encryption\0${String(period)}`, 48);
  const scalar = (BigInt(`0x${Buffer.from(wide).toString('hex')}`) % (order - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const [x, y] = [encodeBase64url(point.subarray(1, 33)), encodeBase64url(point.subarray(33))];
  const kid = sha256Base64url(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`);
  return { kid, publicJwk: { kty: 'EC', crv: 'P-256', x, y }, d: encodeBase64url(d) };
}

import { createPublicKey, type KeyObject } from 'node:crypto';
import { isBase64urlOf } from './base64url.ts';
import { sha256Base64url } from './digest.ts';
import type { SignatureAlgorithm } from './ports.ts';
import { isJsonObject, type JsonObject } from './strict-json.ts';

interface KeyUse {
  readonly kid?: string;
  readonly use?: 'sig';
  readonly alg?: SignatureAlgorithm;
}

export interface EcPublicJwk extends KeyUse {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

export interface OkpPublicJwk extends KeyUse {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}

export type PublicJwk = EcPublicJwk | OkpPublicJwk;

/** Each key serves one algorithm, named by its curve (RFC 9864 deprecates the polymorphic `EdDSA`). */
export function algorithmOf(jwk: PublicJwk): SignatureAlgorithm {
  return jwk.kty === 'EC' ? 'ES256' : 'Ed25519';
}

/** RFC 7638: the required members only, in lexicographic order, without white space. */
export function thumbprint(jwk: PublicJwk): string {
  return sha256Base64url(
    jwk.kty === 'EC'
      ? `{"crv":"P-256","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`
      : `{"crv":"Ed25519","kty":"OKP","x":"${jwk.x}"}`,
  );
}

/**
 * The key material of a JWK from outside, and nothing else of it. Refused: other key types and curves,
 * a private member, coordinates that are not 32 octets in canonical base64url, and a key meant for
 * another use (`use`, `key_ops`, `alg`). Whether the point lies on the curve only the import tells.
 */
export function readPublicJwk(value: unknown): PublicJwk | undefined {
  if (!isJsonObject(value) || value['d'] !== undefined || !isMeantForVerifying(value)) return undefined;
  const { kty, crv, x, y, alg } = value;
  if (kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y)) {
    return alg === undefined || alg === 'ES256' ? { kty, crv, x, y } : undefined;
  }
  if (kty === 'OKP' && crv === 'Ed25519' && isCoordinate(x) && y === undefined) {
    return alg === undefined || alg === 'Ed25519' ? { kty, crv, x } : undefined;
  }
  return undefined;
}

/** Undefined when the JWK is refused by `readPublicJwk` or its point is not a usable one. */
export function importPublicKey(value: unknown): KeyObject | undefined {
  const jwk = readPublicJwk(value);
  return jwk === undefined ? undefined : keyObjectOf(jwk);
}

/** The same for what `readPublicJwk` has let through already. */
export function keyObjectOf(jwk: PublicJwk): KeyObject | undefined {
  if (jwk.kty === 'OKP' && isSmallOrder(jwk.x)) return undefined;
  try {
    const key = createPublicKey(pemOf(jwk));
    algorithms.set(key, algorithmOf(jwk));
    return key;
  } catch {
    return undefined;
  }
}

/**
 * RFC 7468 section 13. A text, because of everything else Node 24 asks four times whether it is a key already, each time by an exception
 * with its stack: amid a verification those cost twice what OpenSSL does. What stands before the coordinates is the same for all keys of a
 * curve (RFC 5480 section 2, RFC 8410 section 4). A coordinate beyond the field or a point off the curve OpenSSL refuses.
 */
function pemOf(jwk: PublicJwk): string {
  const info = jwk.kty === 'EC' ? p256Info : ed25519Info;
  const place = info.length - (jwk.kty === 'EC' ? 64 : 32);
  info.write(jwk.x, place, 'base64url');
  if (jwk.kty === 'EC') info.write(jwk.y, place + 32, 'base64url');
  return `-----BEGIN PUBLIC KEY-----\n${info.toString('base64')}\n-----END PUBLIC KEY-----\n`;
}

/** SubjectPublicKeyInfo, written over for each key. The point is uncompressed, which 04 announces (SEC 1 section 2.3.3). */
const p256Info = Buffer.from(
  `3059301306072a8648ce3d020106082a8648ce3d03010703420004${'00'.repeat(64)}`,
  'hex',
);
const ed25519Info = Buffer.from(`302a300506032b6570032100${'00'.repeat(32)}`, 'hex');

/** The algorithm that a key serves; undefined for every other kind of key, private and secret ones too. */
export function algorithmOfKey(key: KeyObject): SignatureAlgorithm | undefined {
  const known = algorithms.get(key);
  if (known !== undefined) return known;
  const algorithm = inspectAlgorithm(key);
  if (algorithm !== undefined) algorithms.set(key, algorithm);
  return algorithm;
}

/** Remembers what a key object says of itself, since asking costs 4 µs; a key never changes. */
const algorithms = new WeakMap<KeyObject, SignatureAlgorithm>();

function inspectAlgorithm(key: KeyObject): SignatureAlgorithm | undefined {
  if (key.type !== 'public') return undefined;
  if (key.asymmetricKeyType === 'ed25519') return 'Ed25519';
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    ? 'ES256'
    : undefined;
}

/** RFC 7517 sections 4.2 and 4.3. */
function isMeantForVerifying({ use, key_ops: operations }: JsonObject): boolean {
  if (use !== undefined && use !== 'sig') return false;
  return (
    operations === undefined ||
    (Array.isArray(operations) && operations.length === 1 && operations[0] === 'verify')
  );
}

function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && isBase64urlOf(value, 32);
}

/**
 * The y coordinates of the eight points of small order, the non-canonical spellings included. Under
 * such a key anybody can make signatures that OpenSSL 3.0 accepts (RFC 8032 section 8.9 leaves the
 * check to the protocol).
 */
const smallOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

function isSmallOrder(x: string): boolean {
  const y = Buffer.from(x, 'base64url');
  // The highest bit is the sign of x.
  y.writeUInt8(y.readUInt8(31) & 0x7f, 31);
  return smallOrder.has(y.toString('hex'));
}

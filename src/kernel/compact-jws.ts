import assert from 'node:assert/strict';
import { type KeyObject, verify } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { canonicalBytes } from './canonical-json.ts';
import { derSignature } from './ecdsa-der.ts';
import { algorithmOfKey } from './jwk.ts';
import type { SignatureAlgorithm, Signer } from './ports.ts';
import { type JsonObject, parseStrictObject } from './strict-json.ts';

/** A JWS taken apart, RFC 7515 section 7.1. Nothing about its header or signature is believed yet. */
export interface CompactJws {
  readonly header: JsonObject;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** What the signature is over: the ASCII of header and payload as they came. */
  readonly signingInput: Uint8Array;
}

export type JwsRefusalReason =
  | 'too-large'
  | 'not-compact'
  | 'not-base64url'
  | 'header-not-json'
  | HeaderRefusalReason;

export type HeaderRefusalReason =
  | 'unknown-algorithm'
  | 'critical-extension'
  | 'unencoded-payload'
  | 'embedded-key'
  | 'malformed-member';

export interface JwsRefusal {
  readonly ok: false;
  readonly reason: JwsRefusalReason;
}

export const compactJwsLimits = { maxBytes: 65_536 } as const;

const headerLimits = { maxBytes: 16_384, maxDepth: 4 } as const;

/** The first step alone: form, encoding, size, and a header that is a JSON object by the strict rules. */
export function parseCompactJws(
  text: string,
  { maxBytes }: { readonly maxBytes: number } = compactJwsLimits,
): { readonly ok: true; readonly jws: CompactJws } | JwsRefusal {
  if (text.length > maxBytes) return refuse('too-large');
  const first = text.indexOf('.');
  const second = text.indexOf('.', first + 1);
  // An empty header or signature fails here; a further dot is not base64url and fails below.
  if (first < 1 || second === -1 || second === text.length - 1) return refuse('not-compact');
  const headerBytes = decodeBase64url(text.slice(0, first));
  const payload = decodeBase64url(text.slice(first + 1, second));
  const signature = decodeBase64url(text.slice(second + 1));
  if (headerBytes === undefined || payload === undefined || signature === undefined) {
    return refuse('not-base64url');
  }
  const header = parseStrictObject(headerBytes, headerLimits);
  if (!header.ok) return refuse('header-not-json');
  const signingInput = Buffer.from(text.slice(0, second), 'latin1');
  return { ok: true, jws: { header: header.value, payload, signature, signingInput } };
}

/**
 * The second step: refuses every header that changes what is verified or by which key. `x5c` passes,
 * since credentials carry it (HAIP 1.0), but nothing here ever takes a key from it.
 */
export function refusalOfHeader(header: JsonObject): HeaderRefusalReason | undefined {
  if (header['crit'] !== undefined) return 'critical-extension';
  if (header['b64'] !== undefined) return 'unencoded-payload';
  if (header['jwk'] !== undefined || header['jku'] !== undefined || header['x5u'] !== undefined) {
    return 'embedded-key';
  }
  if (!isAbsentOrText(header['typ']) || !isAbsentOrText(header['cty']) || !isAbsentOrText(header['kid'])) {
    return 'malformed-member';
  }
  return algorithmOfHeader(header) === undefined ? 'unknown-algorithm' : undefined;
}

/** Undefined for every algorithm but the two: no `none`, no HMAC, and not the polymorphic `EdDSA`. */
export function algorithmOfHeader(header: JsonObject): SignatureAlgorithm | undefined {
  const { alg } = header;
  return alg === 'ES256' || alg === 'Ed25519' ? alg : undefined;
}

/** The strict front door: both steps, before any library sees the token. */
export function splitCompactJws(
  text: string,
  limits: { readonly maxBytes: number } = compactJwsLimits,
): { readonly ok: true; readonly jws: CompactJws } | JwsRefusal {
  const parsed = parseCompactJws(text, limits);
  if (!parsed.ok) return parsed;
  const reason = refusalOfHeader(parsed.jws.header);
  return reason === undefined ? parsed : refuse(reason);
}

/**
 * True only if the header names the algorithm, the key serves that algorithm and no other, and the
 * signature is raw (RFC 7518 section 3.4, RFC 8037 section 3.1) and right. Never throws.
 *
 * High s is accepted for ES256: JOSE does not normalise it, FIPS 186-5 does not either, and nothing
 * here identifies a token by its signature.
 */
export function verifyCompactJws(jws: CompactJws, key: KeyObject, algorithm: SignatureAlgorithm): boolean {
  if (jws.header['alg'] !== algorithm || algorithmOfKey(key) !== algorithm) return false;
  if (jws.signature.length !== 64) return false;
  if (algorithm === 'Ed25519') return verify(null, jws.signingInput, key, jws.signature);
  // OpenSSL's own handling of the raw form is slower on some versions of Node (0.69 of DER on 24).
  const der = derSignature(jws.signature);
  return der !== undefined && verify('sha256', jws.signingInput, key, der);
}

/** The bytes to sign. Objects are written as canonical JSON, so that equal content gives equal bytes. */
export function signingInput(header: JsonObject, payload: Uint8Array | JsonObject): Uint8Array {
  return Buffer.from(signingText(header, payload), 'latin1');
}

/** Adds `alg`; the caller states `typ`, and `kid` where the verifier is to look a key up. */
export async function signCompactJws(
  header: JsonObject & { readonly alg?: never },
  payload: Uint8Array | JsonObject,
  signer: Signer,
): Promise<string> {
  const text = signingText({ ...header, alg: signer.alg }, payload);
  const signature = await signer.sign(Buffer.from(text, 'latin1'));
  assert.equal(signature.length, 64, 'a signer returned something other than a raw signature');
  return `${text}.${encodeBase64url(signature)}`;
}

function signingText(header: JsonObject, payload: Uint8Array | JsonObject): string {
  const bytes = payload instanceof Uint8Array ? payload : canonicalBytes(payload);
  return `${encodeBase64url(canonicalBytes(header))}.${encodeBase64url(bytes)}`;
}

function isAbsentOrText(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= 1024);
}

function refuse(reason: JwsRefusalReason): JwsRefusal {
  return { ok: false, reason };
}

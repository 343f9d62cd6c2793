import assert from 'node:assert/strict';
import { type KeyObject, verify } from 'node:crypto';
import { decodeBase64url, decodeBase64urlText, encodeBase64url } from './base64url.ts';
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
  const cut = cutCompactJws(text, maxBytes);
  if (typeof cut === 'string') return refuse(cut);
  const { header, signature } = cut;
  const payload = decodeBase64url(cut.payloadText);
  if (payload === undefined || signature === undefined) return refuse('not-base64url');
  if (header === 'header-not-json') return refuse(header);
  const signingInput = Buffer.from(cut.signingText, 'latin1');
  return { ok: true, jws: { header, payload, signature, signingInput } };
}

/**
 * A JWS as above whose payload is text, and whose octets are not copied: each copy of a kilobyte is a
 * share of a new buffer, and those cost verification more than all of its decoding.
 */
export interface TextualJws {
  readonly header: JsonObject;
  /** Undefined for octets that are not UTF-8. */
  readonly payload: string | undefined;
  readonly signature: Uint8Array;
  readonly signingText: string;
}

/** `parseCompactJws` for a payload that is to be JSON. */
export function parseTextualJws(
  text: string,
  { maxBytes }: { readonly maxBytes: number } = compactJwsLimits,
): { readonly ok: true; readonly jws: TextualJws } | JwsRefusal {
  const cut = cutCompactJws(text, maxBytes);
  if (typeof cut === 'string') return refuse(cut);
  const { header, payloadText, signature, signingText } = cut;
  const payload = decodeBase64urlText(payloadText);
  if (signature === undefined || (payload === undefined && decodeBase64url(payloadText) === undefined)) {
    return refuse('not-base64url');
  }
  if (header === 'header-not-json') return refuse(header);
  return { ok: true, jws: { header, payload, signature, signingText } };
}

interface CutJws {
  readonly header: JsonObject | 'header-not-json';
  readonly payloadText: string;
  /** Undefined if it is not base64url. */
  readonly signature: Uint8Array | undefined;
  readonly signingText: string;
}

function cutCompactJws(
  text: string,
  maxBytes: number,
): CutJws | 'too-large' | 'not-compact' | 'not-base64url' {
  if (text.length > maxBytes) return 'too-large';
  const first = text.indexOf('.');
  const second = text.indexOf('.', first + 1);
  // An empty header or signature fails here; a further dot is not base64url and fails in the signature.
  if (first < 1 || second === -1 || second === text.length - 1) return 'not-compact';
  const header = readHeader(text.slice(0, first));
  if (header === 'not-base64url') return header;
  return {
    header,
    payloadText: text.slice(first + 1, second),
    signature: decodeBase64url(text.slice(second + 1)),
    signingText: text.slice(0, second),
  };
}

/** Headers by their text: one issuer's are all alike, and so are those of key binding. */
const headersRead = new Map<string, JsonObject>();
/** Room for a chain of certificates on P-256. */
const remembered = { headersMax: 256, lengthMax: 6_144 } as const;

/** The same text gives the same header, which is frozen since it is shared. It is read, not believed. */
function readHeader(text: string): JsonObject | 'not-base64url' | 'header-not-json' {
  const known = headersRead.get(text);
  if (known !== undefined) return known;
  const bytes = decodeBase64url(text);
  if (bytes === undefined) return 'not-base64url';
  const parsed = parseStrictObject(bytes, headerLimits);
  if (!parsed.ok) return 'header-not-json';
  deepFreeze(parsed.value);
  if (text.length <= remembered.lengthMax) {
    // Emptied, not kept in the order of use, which costs more at each reading than it saves.
    if (headersRead.size === remembered.headersMax) headersRead.clear();
    // Encoded again, because a part cut from a token keeps the whole token in memory.
    headersRead.set(encodeBase64url(bytes), parsed.value);
  }
  return parsed.value;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const each of Object.values(value)) deepFreeze(each);
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
  return fits(jws, key, algorithm) && holds(jws.signature, jws.signingInput, key, algorithm);
}

/** The same for a JWS that was read as text. */
export function verifyTextualJws(jws: TextualJws, key: KeyObject, algorithm: SignatureAlgorithm): boolean {
  return fits(jws, key, algorithm) && holds(jws.signature, octetsToSign(jws.signingText), key, algorithm);
}

function fits(
  { header, signature }: Pick<CompactJws, 'header' | 'signature'>,
  key: KeyObject,
  algorithm: SignatureAlgorithm,
): boolean {
  return header['alg'] === algorithm && algorithmOfKey(key) === algorithm && signature.length === 64;
}

function holds(
  signature: Uint8Array,
  signingInput: Uint8Array,
  key: KeyObject,
  algorithm: SignatureAlgorithm,
): boolean {
  if (algorithm === 'Ed25519') return verify(null, signingInput, key, signature);
  // OpenSSL's own handling of the raw form is slower on some versions of Node (0.69 of DER on 24).
  const der = derSignature(signature);
  return der !== undefined && verify('sha256', signingInput, key, der);
}

/** Written anew by each call, and read before the next one. */
const workspace = Buffer.alloc(compactJwsLimits.maxBytes);

/** The text is ASCII, as its parts are base64url. */
function octetsToSign(text: string): Uint8Array {
  return text.length > workspace.length
    ? Buffer.from(text, 'latin1')
    : workspace.subarray(0, workspace.write(text, 'latin1'));
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

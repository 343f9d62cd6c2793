import { decodeBase64urlText, encodeBase64url } from '../kernel/base64url.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { parseStrictJson } from '../kernel/strict-json.ts';

interface DisclosureParts {
  /** What travels between tildes, and what the digest is over (RFC 9901 section 4.2.3). */
  readonly text: string;
  readonly digest: string;
  readonly salt: string;
  readonly value: unknown;
}

/** A name and value that an object hides, RFC 9901 section 4.2.1. */
export interface MemberDisclosure extends DisclosureParts {
  readonly kind: 'member';
  readonly name: string;
}

/** An element that an array hides, RFC 9901 section 4.2.2. */
export interface ElementDisclosure extends DisclosureParts {
  readonly kind: 'element';
}

export type Disclosure = MemberDisclosure | ElementDisclosure;

/** RFC 9901 section 9.3 recommends 128 bits; here they are required of what we issue. */
const saltBytesMin = 16;

const limits = { maxBytes: 16_384, maxDepth: 32 } as const;

/** Four characters for three octets. */
const textMax = Math.floor((limits.maxBytes * 4 + 2) / 3);

/**
 * Names that a disclosure may not carry and a payload may not use for its own ends: they would be read
 * as digests, change the algorithm, or, with `__proto__`, the object that they are written into.
 */
export function isReservedName(name: string): boolean {
  return name === '_sd' || name === '...' || name === '_sd_alg' || name === '__proto__';
}

export function digestOfDisclosure(text: string): string {
  return sha256Base64url(text);
}

/** For issuing. The salt must be fresh, unpredictable, and used for nothing else. */
export function makeDisclosure(content: {
  readonly salt: Uint8Array;
  readonly name?: string;
  readonly value: unknown;
}): Disclosure {
  const { name, value } = content;
  if (content.salt.length < saltBytesMin) throw new RangeError('A salt needs at least 128 bits.');
  if (name !== undefined && isReservedName(name)) throw new TypeError(`The name ${name} is reserved.`);
  const salt = encodeBase64url(content.salt);
  const text = encodeBase64url(canonicalBytes(name === undefined ? [salt, value] : [salt, name, value]));
  const parts = { text, digest: digestOfDisclosure(text), salt, value };
  return name === undefined ? { kind: 'element', ...parts } : { kind: 'member', name, ...parts };
}

/** Undefined unless the text is canonical base64url of strict JSON: salt, name if any, value. */
export function parseDisclosure(text: string): Disclosure | undefined {
  if (text.length > textMax) return undefined;
  const json = decodeBase64urlText(text);
  if (json === undefined) return undefined;
  const [, salt, name, value] = usualForm.exec(json) ?? [];
  if (salt === undefined || name === undefined) return readDisclosure(text, json);
  return { kind: 'member', text, digest: digestOfDisclosure(text), salt, name, value };
}

/**
 * Three strings without escapes, as most disclosures are: told apart here in a third of the time that
 * the general way takes. Every text of this form is JSON with exactly this reading.
 */
const usualForm = /^\["([^"\\\0-\x1f]*)", ?"([^"\\\0-\x1f]*)", ?"([^"\\\0-\x1f]*)"\]$/;

function readDisclosure(text: string, json: string): Disclosure | undefined {
  const parsed = parseStrictJson(json, limits);
  if (!parsed.ok || !Array.isArray(parsed.value)) return undefined;
  const content: readonly unknown[] = parsed.value;
  const [salt, second, third] = content;
  if (typeof salt !== 'string') return undefined;
  const digest = digestOfDisclosure(text);
  if (content.length === 2) return { kind: 'element', text, digest, salt, value: second };
  if (content.length !== 3 || typeof second !== 'string') return undefined;
  return { kind: 'member', text, digest, salt, name: second, value: third };
}

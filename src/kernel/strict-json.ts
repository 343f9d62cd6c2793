import { countMembers, duplicatePointer, pointerToken } from './json-text.ts';

export interface StrictJsonLimits {
  readonly maxDepth: number;
  readonly maxBytes: number;
}

export type StrictJsonReason =
  | 'too-large'
  | 'too-deep'
  | 'not-utf8'
  | 'syntax'
  | 'not-an-object'
  | 'duplicate-member'
  | 'forbidden-member'
  | 'forbidden-character'
  | 'number-out-of-range';

export interface StrictJsonRefusal {
  readonly ok: false;
  readonly reason: StrictJsonReason;
  /** RFC 6901, where the fault has a place of its own. */
  readonly pointer?: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const strictJsonLimits: StrictJsonLimits = { maxDepth: 32, maxBytes: 262_144 };

/**
 * JSON that cannot be read in two ways: fatal UTF-8, no byte order mark, no member twice (RFC 8259
 * section 4 leaves the outcome open, and parsers differ), no `__proto__`, no NUL and no lone surrogate
 * (Postgres refuses the one, encoders replace the other), no number beyond a double.
 *
 * `JSON.parse` does the parsing. A scan beside it counts the members that were written, a walk of the
 * result counts those that were kept: the counts differ exactly if some name stands twice.
 */
export function parseStrictJson(
  input: Uint8Array | string,
  limits: StrictJsonLimits = strictJsonLimits,
): { readonly ok: true; readonly value: unknown } | StrictJsonRefusal {
  if (octets(input, limits.maxBytes) > limits.maxBytes) return { ok: false, reason: 'too-large' };
  const text = typeof input === 'string' ? wellFormed(input) : decodeUtf8(input);
  if (text === undefined) return { ok: false, reason: 'not-utf8' };
  const written = countMembers(text, limits.maxDepth);
  if (written === undefined) return { ok: false, reason: 'too-deep' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'syntax' };
  }
  // Without a backslash in the text, no string in it can hold NUL or a lone surrogate.
  const walk: Walk = { kept: 0, escapes: text.includes('\\') };
  const refusal = inspect(value, walk);
  if (refusal !== undefined) return refusal;
  return walk.kept === written ? { ok: true, value } : duplicate(text);
}

/** The usual demand: an object, by the same rules. */
export function parseStrictObject(
  input: Uint8Array | string,
  limits: StrictJsonLimits = strictJsonLimits,
): { readonly ok: true; readonly value: JsonObject } | StrictJsonRefusal {
  const parsed = parseStrictJson(input, limits);
  if (!parsed.ok) return parsed;
  return isJsonObject(parsed.value)
    ? { ok: true, value: parsed.value }
    : { ok: false, reason: 'not-an-object', pointer: '' };
}

/** True of what JSON calls an object; an array or `null` is none. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Exact only where the number of UTF-16 units does not settle the question. */
function octets(input: Uint8Array | string, maxBytes: number): number {
  const units = input.length;
  return typeof input !== 'string' || units > maxBytes || units * 3 <= maxBytes
    ? units
    : Buffer.byteLength(input, 'utf8');
}

function wellFormed(text: string): string | undefined {
  return text.isWellFormed() ? text : undefined;
}

/** `ignoreBOM` means not to take a byte order mark away; JSON.parse then refuses it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined for octets that are not UTF-8; a byte order mark stays in the text. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

interface Walk {
  kept: number;
  readonly escapes: boolean;
}

function inspect(value: unknown, walk: Walk): StrictJsonRefusal | undefined {
  if (typeof value === 'string') {
    return walk.escapes && isForbidden(value) ? refusalHere('forbidden-character') : undefined;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : refusalHere('number-out-of-range');
  }
  if (Array.isArray(value)) return inspectElements(value, walk);
  return isJsonObject(value) ? inspectMembers(value, walk) : undefined;
}

function inspectElements(elements: readonly unknown[], walk: Walk): StrictJsonRefusal | undefined {
  for (let index = 0; index < elements.length; index += 1) {
    const refusal = inspect(elements[index], walk);
    if (refusal !== undefined) return below(String(index), refusal);
  }
  return undefined;
}

function inspectMembers(members: JsonObject, walk: Walk): StrictJsonRefusal | undefined {
  // Faster than a list of the names. An enumerable member of Object.prototype, were there one, would be
  // counted too, and everything refused.
  for (const name in members) {
    walk.kept += 1;
    if (name === '__proto__') return below(name, refusalHere('forbidden-member'));
    if (walk.escapes && isForbidden(name)) return refusalHere('forbidden-character');
    const refusal = inspect(members[name], walk);
    if (refusal !== undefined) return below(name, refusal);
  }
  return undefined;
}

function isForbidden(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

function duplicate(text: string): StrictJsonRefusal {
  const pointer = duplicatePointer(text);
  return { ok: false, reason: 'duplicate-member', ...(pointer !== undefined && { pointer }) };
}

function refusalHere(reason: StrictJsonReason): StrictJsonRefusal {
  return { ok: false, reason, pointer: '' };
}

function below(name: string, refusal: StrictJsonRefusal): StrictJsonRefusal {
  return { ...refusal, pointer: `${pointerToken(name)}${refusal.pointer ?? ''}` };
}

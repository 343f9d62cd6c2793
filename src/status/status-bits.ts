import assert from 'node:assert/strict';
import { deflateSync, inflateSync } from 'node:zlib';
import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';
import { listProfile, type StatusValue } from './vocabulary.ts';

/** Lists of a peer may be larger than ours, up to 2^20 entries. */
export const listBytesMax = 262_144;

/** How many bits an entry may have (Token Status List, section 4.1); ours have two. */
export type EntryBits = 1 | 2 | 4 | 8;

export interface StatusEntry<Value extends number = StatusValue> {
  readonly idx: number;
  readonly value: Value;
}

/** A whole list, from the least significant bit of the first byte on; entries that are not named are 0. */
export function packEntries(
  size: number,
  entries: readonly StatusEntry<number>[],
  bits: EntryBits = listProfile.bits,
): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((size * bits) / 8));
  for (const { idx, value } of entries) {
    assert(idx >= 0 && idx < size, `index ${idx} lies outside its list`);
    assert(value >= 0 && value < 2 ** bits, `value ${value} does not fit into ${bits} bits`);
    const at = Math.floor((idx * bits) / 8);
    bytes[at] = (bytes[at] ?? 0) | (value << shiftOf(idx, bits));
  }
  return bytes;
}

/** Undefined outside the list, which is not the same as 0. */
export function entryAt(bytes: Uint8Array, idx: number, bits: EntryBits): number | undefined {
  if (!Number.isInteger(idx) || idx < 0) return undefined;
  const byte = bytes[Math.floor((idx * bits) / 8)];
  return byte === undefined ? undefined : (byte >> shiftOf(idx, bits)) & (2 ** bits - 1);
}

/** Of a list of our profile. */
export function valueAt(bytes: Uint8Array, idx: number): StatusValue | undefined {
  const value = entryAt(bytes, idx, listProfile.bits);
  return value === undefined ? undefined : values[value];
}

const values = [0, 1, 2, 3] as const;

function shiftOf(idx: number, bits: EntryBits): number {
  return (idx * bits) % 8;
}

/** `lst`: DEFLATE in the ZLIB format (RFC 1950), base64url. */
export function compressList(bytes: Uint8Array): string {
  return encodeBase64url(deflateSync(bytes, { level: 9 }));
}

/** Undefined when it is no ZLIB stream, has anything behind its end, or would grow past the limit: a bomb is cut, not filled. */
export function inflateList(lst: string, bytesMax = listBytesMax): Uint8Array | undefined {
  const compressed = decodeBase64url(lst);
  if (compressed === undefined) return undefined;
  try {
    const result: unknown = inflateSync(compressed, { maxOutputLength: bytesMax, info: true });
    const complete = isInflated(result) && result.engine.bytesWritten === compressed.length;
    return complete ? new Uint8Array(result.buffer) : undefined;
  } catch {
    return undefined;
  }
}

/** With `info`, which the types of Node leave out: the output, and the engine that knows how much of the input it read. */
function isInflated(
  value: unknown,
): value is { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } } {
  if (typeof value !== 'object' || value === null || !('buffer' in value) || !('engine' in value))
    return false;
  const { buffer, engine } = value;
  return (
    buffer instanceof Uint8Array &&
    typeof engine === 'object' &&
    engine !== null &&
    'bytesWritten' in engine &&
    typeof engine.bytesWritten === 'number'
  );
}

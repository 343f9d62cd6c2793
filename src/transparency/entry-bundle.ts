import { entryBytesMax } from '../platform/log-entry.ts';

/** Entry bundles, C2SP tlog-tiles: each entry behind its length, a big-endian uint16. */

const lengthBytes = 2;

/** @throws RangeError for an entry that its length field could not state. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bundle = Buffer.allocUnsafe(entries.reduce((sum, entry) => sum + lengthBytes + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > entryBytesMax) throw new RangeError(`An entry is limited to ${entryBytesMax} octets.`);
    bundle.writeUInt16BE(entry.length, at);
    bundle.set(entry, at + lengthBytes);
    at += lengthBytes + entry.length;
  }
  return bundle;
}

/** The entries as views of the bundle; undefined unless it is exactly so many, to the last octet. */
export function decodeBundle(bundle: Uint8Array, count: number): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const end = endOfEntry(bundle, at);
    if (end === undefined) return undefined;
    entries.push(bundle.subarray(at + lengthBytes, end));
    at = end;
  }
  return at === bundle.length ? entries : undefined;
}

/** The bundle of the first entries: a bundle only grows, so each narrower one is its beginning. Undefined where it holds fewer. */
export function bundlePrefix(bundle: Uint8Array, count: number): Uint8Array | undefined {
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const end = endOfEntry(bundle, at);
    if (end === undefined) return undefined;
    at = end;
  }
  return bundle.subarray(0, at);
}

function endOfEntry(bundle: Uint8Array, at: number): number | undefined {
  const [high, low] = [bundle[at], bundle[at + 1]];
  if (high === undefined || low === undefined) return undefined;
  const end = at + lengthBytes + high * 256 + low;
  return end <= bundle.length ? end : undefined;
}

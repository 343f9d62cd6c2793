import { gunzipSync, gzipSync } from 'node:zlib';
import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';
import { valueAt } from './status-bits.ts';
import type { ListKind, StatusReference, StatusValue } from './vocabulary.ts';

/** Bitstring Status List 1.0: one bit an entry and one list for each purpose, in place of the two bits of a Token Status List. */

export const bitstringPurposes = ['revocation', 'suspension'] as const;
export type BitstringPurpose = (typeof bitstringPurposes)[number];

/** Section 2.1: where the status of a credential stands, as its `credentialStatus` says it. */
export interface BitstringEntry {
  readonly id: string;
  readonly type: 'BitstringStatusListEntry';
  readonly statusPurpose: BitstringPurpose;
  readonly statusListIndex: string;
  readonly statusListCredential: string;
}

/** Section 6.1: fewer would tell too much to who is asked for the list. */
const entriesMin = 131_072;

/** As many entries as a peer's Token Status List may have. */
export const bitstringBytesMax = 131_072;

/**
 * `revocation` is never taken back (section 2.1), `suspension` is. A credential that a newer one replaced (3) is not good again; but of a
 * record 3 says that standing has ended, and that may be regained.
 */
const setBy: Readonly<Record<ListKind, Readonly<Record<BitstringPurpose, readonly StatusValue[]>>>> = {
  credential: { revocation: [1, 3], suspension: [2] },
  record: { revocation: [1], suspension: [2, 3] },
};

export function bitstringUri(listUri: string, purpose: BitstringPurpose): string {
  return `${listUri}/${purpose}`;
}

/** The index is the one in the Token Status List; the `id` is not the address of the list, which section 2.1 forbids. */
export function bitstringEntries({
  uri,
  idx,
}: StatusReference): Readonly<Record<BitstringPurpose, BitstringEntry>> {
  const entry = (statusPurpose: BitstringPurpose): BitstringEntry => {
    const list = bitstringUri(uri, statusPurpose);
    return {
      id: `${list}#${String(idx)}`,
      type: 'BitstringStatusListEntry',
      statusPurpose,
      statusListIndex: String(idx),
      statusListCredential: list,
    };
  };
  return { revocation: entry('revocation'), suspension: entry('suspension') };
}

/** The bits of a purpose, from the bytes of a Token Status List. Index 0 is the most significant bit of the first byte (section 2.2). */
export function bitstringOf(
  listBytes: Uint8Array,
  { kind, purpose }: { readonly kind: ListKind; readonly purpose: BitstringPurpose },
): Uint8Array {
  const entries = listBytes.length * 4;
  const bits = new Uint8Array(Math.ceil(Math.max(entries, entriesMin) / 8));
  const wanted = setBy[kind][purpose];
  for (let idx = 0; idx < entries; idx += 1) {
    const value = valueAt(listBytes, idx);
    if (value !== undefined && wanted.includes(value))
      bits[idx >> 3] = (bits[idx >> 3] ?? 0) | (0x80 >> (idx & 7));
  }
  return bits;
}

/** Section 3.3: GZIP (RFC 1952), base64url, and the `u` of Multibase. */
export function encodeBitstring(bits: Uint8Array): string {
  return `u${encodeBase64url(gzipSync(bits, { level: 9 }))}`;
}

/** Section 3.4. Undefined when it is something else, is smaller than a list may be, or would grow past the limit. */
export function decodeBitstring(encodedList: string): Uint8Array | undefined {
  if (!encodedList.startsWith('u')) return undefined;
  const compressed = decodeBase64url(encodedList.slice(1));
  if (compressed === undefined) return undefined;
  try {
    const bits = new Uint8Array(gunzipSync(compressed, { maxOutputLength: bitstringBytesMax }));
    return bits.length * 8 < entriesMin ? undefined : bits;
  } catch {
    return undefined;
  }
}

/** Undefined outside the list: section 3.2 has the verifier raise an error there, and not believe a 0. */
export function bitAt(bits: Uint8Array, idx: number): 0 | 1 | undefined {
  if (!Number.isInteger(idx) || idx < 0) return undefined;
  const byte = bits[Math.floor(idx / 8)];
  if (byte === undefined) return undefined;
  return (byte & (0x80 >> (idx % 8))) === 0 ? 0 : 1;
}

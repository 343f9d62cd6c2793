import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import {
  compressList,
  entryAt,
  inflateList,
  listBytesMax,
  packEntries,
  type StatusEntry,
  valueAt,
} from '../../src/status/status-bits.ts';
import { listVectors } from './list-vectors.ts';

/** Token Status List (draft-ietf-oauth-status-list), section 4.1, the example with two bits. */
const example: StatusEntry[] = ([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3] as const).map((value, idx) => ({
  idx,
  value,
}));
const exampleList = 'eNo76fITAAPfAgc';

describe('the published vectors', () => {
  test('twelve entries are packed from the least significant bit on', () => {
    const bytes = packEntries(12, example);
    expect([...bytes]).toEqual([0xc9, 0x44, 0xf9]);
    expect(compressList(bytes)).toBe(exampleList);
    expect(inflateList(exampleList)).toEqual(bytes);
  });

  test('sixteen entries of one bit are packed so too', () => {
    const statuses = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
    const bytes = packEntries(
      16,
      statuses.map((value, idx) => ({ idx, value })),
      1,
    );
    expect([...bytes]).toEqual([0xb9, 0xa3]);
    expect(compressList(bytes)).toBe('eNrbuRgAAhcBXQ');
    expect(inflateList('eNrbuRgAAhcBXQ')).toEqual(bytes);
    expect(statuses.map((_, idx) => entryAt(bytes, idx, 1))).toEqual(statuses);
  });

  test.each(listVectors)(
    'a list of 2^20 entries of $bits bits reads as it was written',
    ({ bits, lst, entries }) => {
      const bytes = inflateList(lst, 2 ** 20) ?? new Uint8Array();
      expect(bytes).toHaveLength((2 ** 20 * bits) / 8);
      // Their zlib packs tighter in another way than ours, so the bytes are compared and not their compression.
      expect(Buffer.compare(bytes, packEntries(2 ** 20, entries, bits))).toBe(0);
      for (const { idx, value } of entries) expect(entryAt(bytes, idx, bits)).toBe(value);
      expect(entryAt(bytes, 2 ** 20, bits)).toBeUndefined();
    },
  );
});

test('what is packed is read, and all else is 0', () => {
  const lists = fc.integer({ min: 1, max: 2000 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      entries: fc.uniqueArray(fc.record({ idx: fc.nat(size - 1), value: fc.constantFrom(0, 1, 2, 3) }), {
        selector: (entry) => entry.idx,
      }),
    }),
  );
  fc.assert(
    fc.property(lists, ({ size, entries }) => {
      const bytes = inflateList(compressList(packEntries(size, entries))) ?? new Uint8Array();
      const written = new Map(entries.map(({ idx, value }) => [idx, value]));
      for (let idx = 0; idx < size; idx += 1) expect(valueAt(bytes, idx)).toBe(written.get(idx) ?? 0);
    }),
  );
});

test.each([-1, 12, 13, 1e9, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
  'index %s is outside the list, which is not 0',
  (idx) => {
    expect(valueAt(packEntries(12, example), idx)).toBeUndefined();
  },
);

test.each([1, 2, 4, 8] as const)('a value that does not fit into %i bits is not packed', (bits) => {
  expect(() => packEntries(1, [{ idx: 0, value: 2 ** bits }], bits)).toThrow('fit');
});

test.each([-1, 12])('index %i is not packed into a list of 12', (idx) => {
  expect(() => packEntries(12, [{ idx, value: 1 }])).toThrow('outside');
});

describe('a compressed list is refused when it', () => {
  const list = Buffer.alloc(1000, 1);
  test.each([
    ['is a bomb', deflateSync(Buffer.alloc(listBytesMax + 1))],
    ['is a large bomb', deflateSync(Buffer.alloc(100_000_000))],
    ['has anything behind its end', Buffer.concat([deflateSync(list), Buffer.from([0])])],
    ['has a second list behind its end', Buffer.concat([deflateSync(list), deflateSync(list)])],
    ['is cut', deflateSync(list).subarray(0, -1)],
    ['has another checksum', Buffer.concat([deflateSync(list).subarray(0, -1), Buffer.from([0])])],
    ['is raw DEFLATE', deflateRawSync(list)],
    ['is GZIP, as in the Bitstring Status List', gzipSync(list)],
    ['needs a dictionary', deflateSync(list, { dictionary: list })],
    ['is empty', Buffer.alloc(0)],
  ])('%s', (_, compressed) => {
    expect(inflateList(encodeBase64url(compressed))).toBeUndefined();
  });

  test.each(['eNo76fITAAPfAgc=', 'eNo76fITAAPfAgd', 'eNo76fITAAPfAgc ', 'eNo76fITAAPf+gc'])(
    'is not canonical base64url: %s',
    (text) => {
      expect(inflateList(text)).toBeUndefined();
    },
  );

  test('but not for being as large as is allowed', () => {
    expect(inflateList(compressList(new Uint8Array(listBytesMax)))).toHaveLength(listBytesMax);
  });
});

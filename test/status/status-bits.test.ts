import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import {
  compressList,
  inflateList,
  listBytesMax,
  packEntries,
  type StatusEntry,
  valueAt,
} from '../../src/status/status-bits.ts';

/** Token Status List (draft-ietf-oauth-status-list), section 4.1, the example with two bits. */
const example: StatusEntry[] = ([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3] as const).map((value, idx) => ({
  idx,
  value,
}));
const exampleList = 'eNo76fITAAPfAgc';

/** The same, appendix C.2: 2^20 entries. */
const appendix: StatusEntry[] = [
  { idx: 0, value: 1 },
  { idx: 1993, value: 2 },
  { idx: 25460, value: 1 },
  { idx: 159495, value: 3 },
  { idx: 495669, value: 1 },
  { idx: 554353, value: 1 },
  { idx: 645645, value: 2 },
  { idx: 723232, value: 1 },
  { idx: 854545, value: 1 },
  { idx: 934534, value: 2 },
  { idx: 1000345, value: 3 },
];
const appendixList = [
  'eNrt2zENACEQAEEuoaBABP5VIO01fCjIHTMStt9ovGVIAAAAAABAbiEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEB5',
  'WwIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAID0ugQAAAAAAAAAAAAAAAAAQG12SgAAAAAAAAAAAAAAAAAAAAAAAAAAAOCSIQEAAAAAAAAAAAAAAAAAAAAAAAD8ExIA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwJEuAQAAAAAAAAAAAAAAAAAAAAAAAMB9SwIAAAAAAAAAAAAAAAAAAACoYUoA',
  'AAAAAAAAAAAAAEBqH81gAQw',
].join('');

describe('the published vectors', () => {
  test('twelve entries are packed from the least significant bit on', () => {
    const bytes = packEntries(12, example);
    expect([...bytes]).toEqual([0xc9, 0x44, 0xf9]);
    expect(compressList(bytes)).toBe(exampleList);
    expect(inflateList(exampleList)).toEqual(bytes);
  });

  test('the one-bit example inflates to its bytes', () => {
    expect([...(inflateList('eNrbuRgAAhcBXQ') ?? [])]).toEqual([0xb9, 0xa3]);
  });

  test('a list of 2^20 entries reads as it was written', () => {
    const bytes = inflateList(appendixList);
    expect(bytes).toEqual(packEntries(2 ** 20, appendix));
    for (const { idx, value } of appendix) expect(valueAt(bytes ?? new Uint8Array(), idx)).toBe(value);
  });
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

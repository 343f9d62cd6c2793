import { gzipSync } from 'node:zlib';
import { decodeList } from '@digitalbazaar/vc-bitstring-status-list';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import {
  bitAt,
  bitstringBytesMax,
  bitstringEntries,
  bitstringOf,
  bitstringPurposes,
  decodeBitstring,
  encodeBitstring,
} from '../../src/status/bitstring.ts';
import { packEntries } from '../../src/status/status-bits.ts';
import { listKinds } from '../../src/status/vocabulary.ts';

/** Bitstring Status List 1.0, section 2.2, the example: 131 072 entries that are all unset. */
const published = 'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA';

test('the published list decodes to 131 072 entries that are not set', () => {
  const bits = decodeBitstring(published);
  expect(bits).toEqual(new Uint8Array(16_384));
  expect(bits).toEqual(bitstringOf(new Uint8Array(3), { kind: 'credential', purpose: 'revocation' }));
});

test('index 0 is the most significant bit of the first byte, and a list has 131 072 entries at least', () => {
  const bytes = packEntries(24, [
    { idx: 0, value: 1 },
    { idx: 9, value: 2 },
    { idx: 18, value: 3 },
  ]);
  const firstBytes = (kind: 'credential' | 'record', purpose: 'revocation' | 'suspension') => {
    const bits = bitstringOf(bytes, { kind, purpose });
    expect(bits).toHaveLength(16_384);
    return [...bits.subarray(0, 3)];
  };
  expect(firstBytes('credential', 'revocation')).toEqual([0b1000_0000, 0, 0b0010_0000]);
  expect(firstBytes('credential', 'suspension')).toEqual([0, 0b0100_0000, 0]);
  // Standing that has ended may be regained, so it is not revoked.
  expect(firstBytes('record', 'revocation')).toEqual([0b1000_0000, 0, 0]);
  expect(firstBytes('record', 'suspension')).toEqual([0, 0b0100_0000, 0b0010_0000]);
});

test('says the same as the Token Status List, also to a reader that is not ours', async () => {
  const size = 131_072;
  const set = fc.uniqueArray(
    fc.record({ idx: fc.nat(size - 1), value: fc.constantFrom(1 as const, 2 as const, 3 as const) }),
    { selector: ({ idx }) => idx, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(set, fc.constantFrom(...listKinds), async (entries, kind) => {
      const bytes = packEntries(size, entries);
      const lists = new Map(
        bitstringPurposes.map((purpose) => [purpose, encodeBitstring(bitstringOf(bytes, { kind, purpose }))]),
      );
      for (const purpose of bitstringPurposes) {
        const encodedList = lists.get(purpose) ?? '';
        const theirs = await decodeList({ encodedList });
        const bits = decodeBitstring(encodedList) ?? new Uint8Array();
        expect(theirs.length).toBe(size);
        const wanted = entries.filter(({ value }) => {
          if (purpose === 'revocation') return value === 1 || (value === 3 && kind === 'credential');
          return value === 2 || (value === 3 && kind === 'record');
        });
        for (const { idx } of wanted) {
          expect(theirs.getStatus(idx)).toBe(true);
          expect(bitAt(bits, idx)).toBe(1);
        }
        // Nothing else is set.
        expect(bits.reduce((count, byte) => count + byte.toString(2).replaceAll('0', '').length, 0)).toBe(
          wanted.length,
        );
      }
    }),
    { numRuns: 25 },
  );
});

test('an entry has a string for its index, and an id that is not the address of the list', () => {
  const uri = 'https://hk.wenjin.example/status-lists/7f1b7a52-2a3c-4c55-9f0f-3f4d8f9a1b2c';
  expect(bitstringEntries({ uri, idx: 94567 })).toEqual({
    revocation: {
      id: `${uri}/revocation#94567`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '94567',
      statusListCredential: `${uri}/revocation`,
    },
    suspension: {
      id: `${uri}/suspension#94567`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'suspension',
      statusListIndex: '94567',
      statusListCredential: `${uri}/suspension`,
    },
  });
});

describe('a list is refused when it', () => {
  const multibase = (bytes: Uint8Array) => `u${encodeBase64url(bytes)}`;
  test.each([
    ['has no prefix of Multibase', published.slice(1)],
    ['has another prefix', `z${published.slice(1)}`],
    ['is padded', `${published}=`],
    ['is ZLIB, as in the Token Status List', 'ueNo76fITAAPfAgc'],
    ['is not compressed', multibase(new Uint8Array(16_384))],
    ['has fewer entries than 131 072', multibase(gzipSync(new Uint8Array(16_383)))],
    ['is a bomb', multibase(gzipSync(new Uint8Array(bitstringBytesMax + 1)))],
    ['is a large bomb', multibase(gzipSync(new Uint8Array(100_000_000)))],
    ['is cut', multibase(gzipSync(new Uint8Array(16_384)).subarray(0, -1))],
    ['is empty', ''],
  ])('%s', (_, encodedList) => {
    expect(decodeBitstring(encodedList)).toBeUndefined();
  });
});

test.each([-1, 131_072, 0.5, Number.NaN])('index %s is outside the list, which is not 0', (idx) => {
  expect(bitAt(new Uint8Array(16_384), idx)).toBeUndefined();
});

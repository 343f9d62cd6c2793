import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  normalShareCode,
  shareCodeDigest,
  shareCodeOf,
  shareContentKey,
} from '../../src/sharing/share-code.ts';

const key = new Uint8Array(32).fill(7);
const codes = fc.uuid().map((id) => shareCodeOf(key, id));
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('a share code', () => {
  test('is read however it is typed: small, run together, with O for 0 and I or L for 1', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
        expect(normalShareCode(typed)).toBe(code);
        expect(normalShareCode(code.replaceAll('-', ''))).toBe(code);
      }),
    );
  });

  test('with any one character wrong is no code', () => {
    fc.assert(
      fc.property(codes, fc.nat(19), fc.integer({ min: 1, max: 31 }), (code, position, by) => {
        const plain = code.replaceAll('-', '');
        const wrong = alphabet.charAt((alphabet.indexOf(plain.charAt(position)) + by) % 32);
        expect(normalShareCode(plain.slice(0, position) + wrong + plain.slice(position + 1))).toBeUndefined();
      }),
    );
  });

  test.each(['', 'ABC', 'UUUUU-UUUUU-UUUUU-UUUUU', '7K9D0-M2QX4-6TVB8-Z1HN', '７K9D0-M2QX4-6TVB8-Z1HNE'])(
    'is not read from %j',
    (typed) => {
      expect(normalShareCode(typed)).toBeUndefined();
    },
  );

  test('comes of the key of the node: another key gives another code, digest and content key', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (id, other) => {
        fc.pre(Buffer.compare(other, key) !== 0);
        const code = shareCodeOf(key, id);
        expect(shareCodeOf(other, id)).not.toBe(code);
        expect(shareCodeDigest(other, code)).not.toEqual(shareCodeDigest(key, code));
        expect(shareContentKey(other, code)).not.toEqual(shareContentKey(key, code));
      }),
    );
  });
});

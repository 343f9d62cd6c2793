import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../../src/kernel/base64url.ts';

describe('base64url', () => {
  test('gives back every sequence of octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = encodeBase64url(bytes);
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
        expect([...(decodeBase64url(text) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  test('encodes a part of a larger buffer as that part only', () => {
    expect(encodeBase64url(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toBe('AgM');
  });

  test.each([
    ['padding', 'AgM='],
    ['padding alone', '='],
    ['a space', 'Ag M'],
    ['a newline at the end', 'AgM\n'],
    ['the other alphabet', 'A+/B'],
    ['trailing bits', 'AgN'],
    ['a single character', 'A'],
    ['an impossible length', 'AAAAA'],
    ['a dot', 'AgM.AgM'],
    ['a character above ASCII', 'AgMé'],
    ['NUL', 'AgM\0'],
  ])('refuses %s', (_title, text) => {
    expect(decodeBase64url(text)).toBeUndefined();
  });

  test('has one spelling for each sequence of octets', () => {
    const characters = 'ABCabc019-_+/= \n.é'.split('');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 }), (text) => {
        const bytes = decodeBase64url(text);
        expect(bytes === undefined || encodeBase64url(bytes) === text).toBe(true);
      }),
    );
  });
});

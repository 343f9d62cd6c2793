import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeBase64url,
  decodeBase64urlText,
  encodeBase64url,
  isBase64urlOf,
} from '../../src/kernel/base64url.ts';

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
    ['a character whose lower octet is a letter', 'AgM\u0141'],
    ['a lone surrogate', 'AgM\ud83d'],
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

  test('reads as Buffer does, checked by encoding again', () => {
    const slowly = (text: string) => {
      const bytes = Buffer.from(text, 'base64url');
      return bytes.toString('base64url') === text ? bytes : undefined;
    };
    const wordsOf = (octets: Uint8Array) => {
      try {
        return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(octets);
      } catch {
        return undefined;
      }
    };
    const texts = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text));
    const encoded = fc.oneof(fc.uint8Array({ maxLength: 60 }), texts).map(encodeBase64url);
    const disturbed = fc
      .tuple(encoded, fc.string({ unit: 'binary', maxLength: 2 }), fc.nat({ max: 80 }))
      .map(([text, other, at]) => text.slice(0, at) + other + text.slice(at));
    fc.assert(
      fc.property(fc.oneof(encoded, disturbed), (text) => {
        const expected = slowly(text);
        expect(decodeBase64url(text)).toEqual(expected);
        expect(isBase64urlOf(text, expected?.length ?? 0)).toBe(expected !== undefined);
        expect(decodeBase64urlText(text)).toBe(expected && wordsOf(expected));
      }),
      { numRuns: 2000 },
    );
  });

  test('reads text, and refuses octets that are not UTF-8', () => {
    for (const text of ['', 'plain', '陳嘉欣 é', '\ufeffmarked']) {
      expect(decodeBase64urlText(encodeBase64url(Buffer.from(text)))).toBe(text);
    }
    for (const octets of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80]]) {
      expect(decodeBase64urlText(encodeBase64url(Buffer.from(octets)))).toBeUndefined();
    }
  });

  test('reads texts of any length, one after the other', () => {
    const long = Buffer.alloc(60_000, 'abc');
    const first = decodeBase64url(encodeBase64url(long));
    expect(decodeBase64url('AgM')).toEqual(Buffer.from([2, 3]));
    expect(first).toEqual(long);
    expect(decodeBase64url(`${encodeBase64url(long)}é`)).toBeUndefined();
  });
});

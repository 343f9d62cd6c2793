import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseForm } from '../../src/kernel/form.ts';

const parse = (text: string) => parseForm(Buffer.from(text, 'latin1'));

describe('a form', () => {
  test.each([
    ['', {}],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1+2%2B3', { a: '1 2+3' }],
    ['a=%E9%8A%80', { a: '銀' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=', {}],
    ['a', {}],
  ])('%j is read', (text, form) => {
    expect(parse(text)).toEqual(form);
  });

  test.each([
    ['a parameter twice', 'a=1&a=1'],
    ['a parameter twice, once without value', 'a=1&a='],
    ['one name in two spellings', 'a=1&%61=1'],
    ['no name', '=1'],
    ['an empty pair', 'a=1&&b=2'],
    ['a stray percent', 'a=%'],
    ['bad UTF-8', 'a=%ff'],
    ['a lone surrogate', 'a=%ED%A0%80'],
    ['NUL', 'a=%00'],
    ['raw octets', 'a=\xe9'],
    ['a line break', 'a=1\n'],
    ['too many', Array.from({ length: 33 }, (_, n) => `p${String(n)}=1`).join('&')],
  ])('with %s is refused', (_name, text) => {
    expect(parse(text)).toBeUndefined();
  });

  test('gives back what URLSearchParams wrote', () => {
    const word = fc
      .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
      .filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.dictionary(word, word, { maxKeys: 10 }), (form) => {
        expect(parse(new URLSearchParams(form).toString())).toEqual({ ...form });
      }),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseForm(bytes);
      }),
    );
  });

  test('a name like a property of every object is a name', () => {
    const form = parse('__proto__=1&constructor=2');
    expect(Object.entries(form ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { makeDisclosure, parseDisclosure } from '../../src/formats/index.ts';
import { disclose, encodeJson, salt } from './sample.ts';

describe('a disclosure', () => {
  test('is read back as it was made', () => {
    const member = makeDisclosure({ salt: salt(1), name: 'name_zh', value: { zh: '陳', n: [1, null] } });
    expect(parseDisclosure(member.text)).toEqual(member);
    const element = makeDisclosure({ salt: salt(2), value: 'aml' });
    expect(parseDisclosure(element.text)).toEqual(element);
  });

  test('is the same for the same content, however its members were ordered', () => {
    const [one, other] = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ].map((value) => makeDisclosure({ salt: salt(1), name: 'x', value }));
    expect(one?.text).toBe(other?.text);
  });

  test.each([
    ['a short salt', { salt: new Uint8Array(15), name: 'x', value: 1 }],
    ['_sd', { salt: salt(1), name: '_sd', value: [] }],
    ['...', { salt: salt(1), name: '...', value: 1 }],
    ['_sd_alg', { salt: salt(1), name: '_sd_alg', value: 'sha-256' }],
    ['__proto__', { salt: salt(1), name: '__proto__', value: {} }],
    ['a value without JSON form', { salt: salt(1), name: 'x', value: undefined }],
    ['a lone surrogate', { salt: salt(1), name: 'x', value: '\ud800' }],
  ])('is not made with %s', (_title, content) => {
    expect(() => makeDisclosure(content)).toThrow(/./);
  });

  test.each([
    ['nothing', ''],
    ['one element', disclose(['s']).text],
    ['four elements', disclose(['s', 'n', 'v', 1]).text],
    ['no elements', disclose([]).text],
    ['an object', disclose({ 0: 's', 1: 'n', 2: 'v', length: 3 }).text],
    ['a salt that is no string', disclose([1, 'n', 'v']).text],
    ['a name that is no string', disclose(['s', 1, 'v']).text],
    ['a salt that is null', disclose([null, 'v']).text],
    ['a member twice in its value', encodeJson('["s","n",{"a":1,"a":2}]')],
    ['__proto__ in its value', encodeJson('["s","n",{"__proto__":1}]')],
    ['NUL', encodeJson('["s","n","\\u0000"]')],
    ['a lone surrogate', encodeJson('["s","n","\\ud800"]')],
    ['a raw control character', encodeJson('["s","n","\u0001"]')],
    ['a raw newline inside a string', encodeJson('["s","n","\n"]')],
    ['a number beyond a double', encodeJson('["s","n",1e999]')],
    ['a byte order mark', encodeJson('\ufeff["s","n","v"]')],
    ['more after the array', encodeJson('["s","n","v"]["s","n","v"]')],
    ['invalid UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x2c, 0x31, 0x5d]).toString('base64url')],
    ['padding', `${disclose(['s', 'n', 'v']).text}=`],
    ['a space', ` ${disclose(['s', 'n', 'v']).text}`],
    ['depth', encodeJson(`["s","n",${'['.repeat(32)}${']'.repeat(32)}]`)],
    ['size', encodeJson(['s', 'n', 'v'.repeat(16_384)])],
  ])('is not read from %s', (_title, text) => {
    expect(parseDisclosure(text)).toBeUndefined();
  });

  test.each([
    '["s","n","v"]',
    '["s", "n", "v"]',
    ' [ "s" ,\n"n","v"]',
    '["\\u0073","n","\\u0076"]',
    '["","",""]',
  ])('may be written as %j', (json) => {
    const [salt, name, value]: unknown[] = JSON.parse(json);
    expect(parseDisclosure(encodeJson(json))).toMatchObject({ kind: 'member', salt, name, value });
  });
});

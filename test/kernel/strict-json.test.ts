import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson, parseStrictObject, type StrictJsonReason } from '../../src/kernel/strict-json.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const refused: readonly [string, string | Uint8Array, StrictJsonReason, string?][] = [
  ['a member twice', '{"a":1,"a":1}', 'duplicate-member', '/a'],
  ['a member twice, once escaped', '{"a":1,"\\u0061":2}', 'duplicate-member', '/a'],
  ['a member twice with space before the colon', '{"a" : 1, "b":[2] ,\n"a"\t: 1}', 'duplicate-member', '/a'],
  [
    'a member twice far down',
    '{"x":[0,{"y/z":{"~":1,"q":"a:\\"b","~":2}}]}',
    'duplicate-member',
    '/x/1/y~1z/~0',
  ],
  ['a member twice whose first value held members', '{"a":{"b":1,"c":2},"a":3}', 'duplicate-member', '/a'],
  ['an empty name twice', '{"":1,"":2}', 'duplicate-member', '/'],
  ['a numeric name twice', '[[{"1":1,"0":2,"1":3}]]', 'duplicate-member', '/0/0/1'],
  ['__proto__', '{"a":{"__proto__":{"admin":true}}}', 'forbidden-member', '/a/__proto__'],
  ['__proto__ escaped', '{"\\u005f_proto__":1}', 'forbidden-member', '/__proto__'],
  ['NUL', '{"a":["b\\u0000"]}', 'forbidden-character', '/a/0'],
  ['NUL in a name', '{"a\\u0000":1}', 'forbidden-character', ''],
  ['a lone surrogate', '["\\ud83d"]', 'forbidden-character', '/0'],
  ['surrogates in the wrong order', '["\\ude02\\ud83d"]', 'forbidden-character', '/0'],
  ['a lone surrogate in a name', '{"\\udc00":1}', 'forbidden-character', ''],
  ['a lone surrogate, not escaped', '["\ud83d"]', 'not-utf8'],
  ['a number beyond a double', '{"exp":1e400}', 'number-out-of-range', '/exp'],
  ['a number far below', '[-1E+999]', 'number-out-of-range', '/0'],
  ['33 levels', nested(33), 'too-deep'],
  ['100,000 levels', nested(100_000), 'too-deep'],
  ['levels that never close', '{"a":'.repeat(5_000), 'too-deep'],
  ['a byte order mark', Buffer.from('\ufeff{}', 'utf8'), 'syntax'],
  ['a byte order mark in a string', '\ufeff{}', 'syntax'],
  ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not-utf8'],
  ['an over-long encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'not-utf8'],
  ['a surrogate encoded in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not-utf8'],
  ['UTF-16', Buffer.from('{}', 'utf16le'), 'syntax'],
  ['nothing', '', 'syntax'],
  ['two values', '{} {}', 'syntax'],
  ['a comma at the end', '[1,]', 'syntax'],
  ['a comment', '{}//', 'syntax'],
  ['single quotes', "{'a':1}", 'syntax'],
  ['NaN', '[NaN]', 'syntax'],
  ['a leading zero', '[01]', 'syntax'],
  ['an unfinished string', '["a', 'syntax'],
  ['a raw NUL', '["\0"]', 'syntax'],
  ['too many octets', `"${'a'.repeat(262_143)}"`, 'too-large'],
  ['too many octets in few characters', `"${'文'.repeat(90_000)}"`, 'too-large'],
];

const accepted = [
  nested(32),
  '{"a":"b:c","d":["e\\"f:","\\\\"],"g":{"a":1}}',
  '{"constructor":1,"toString":2,"hasOwnProperty":3}',
  ' \t\r\n{ "a" : [ ] , "b" : { } } ',
  '["\\ud83d\\ude02","😂","\\\\u0000","é"]',
  '":"',
  '-0.0e-400',
  'null',
];

describe('strict JSON', () => {
  test.each(refused)('refuses %s', (_title, input, reason, pointer) => {
    expect(parseStrictJson(input)).toEqual({ ok: false, reason, ...(pointer !== undefined && { pointer }) });
  });

  test.each(accepted)('reads %j as JSON.parse does', (text) => {
    const value: unknown = JSON.parse(text);
    expect(parseStrictJson(text)).toEqual({ ok: true, value });
    expect(parseStrictJson(new TextEncoder().encode(text))).toEqual({ ok: true, value });
  });

  test('reads the part of a larger buffer', () => {
    expect(parseStrictJson(Buffer.from('xx[1]xx').subarray(2, 5))).toEqual({ ok: true, value: [1] });
  });

  test('holds the limits that it is given', () => {
    expect(parseStrictJson('[[]]', { maxDepth: 1, maxBytes: 9 })).toMatchObject({ reason: 'too-deep' });
    expect(parseStrictJson('"文文"', { maxDepth: 1, maxBytes: 8 })).toMatchObject({ ok: true });
    expect(parseStrictJson('"文文"', { maxDepth: 1, maxBytes: 7 })).toMatchObject({ reason: 'too-large' });
  });

  test.each(['[]', 'null', '"a"', '1'])('asked for an object, refuses %s', (text) => {
    expect(parseStrictObject(text)).toEqual({ ok: false, reason: 'not-an-object', pointer: '' });
  });

  test('reads whatever serialisation writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        fc.pre(!/__proto__|\\u0000|\\ud[89a-f]/.test(JSON.stringify(value)));
        const text = JSON.stringify(value, null, space);
        expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  test('finds a member that was written a second time, wherever that is', () => {
    const name = fc.string({ maxLength: 4 }).filter((each) => each.isWellFormed() && !each.includes('\0'));
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 4 }),
        name,
        fc.dictionary(name, fc.nat()),
        (path, twice, others) => {
          fc.pre(![twice, ...path, ...Object.keys(others)].includes('__proto__'));
          const { [twice]: _removed, ...rest } = others;
          const key = JSON.stringify(twice);
          const inner = `{${key}:0,${JSON.stringify(rest).slice(1, -1)}${Object.keys(rest).length > 0 ? ',' : ''}${key}:0}`;
          const text = path.reduceRight((value, each) => `{${JSON.stringify(each)}:[${value}]}`, inner);
          expect(parseStrictJson(text)).toMatchObject({ ok: false, reason: 'duplicate-member' });
        },
      ),
    );
  });

  test('never accepts what JSON.parse refuses, and never reads it otherwise', () => {
    const tokens = ['{', '}', '[', ']', ':', ',', '"a"', '"b:"', '"\\""', '1', ' ', 'null', '"', '\\', 'e'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const parsed = parseStrictJson(text);
        if (!parsed.ok) return;
        expect(parsed.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 3000 },
    );
  });
});

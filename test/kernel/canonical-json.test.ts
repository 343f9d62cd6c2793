import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { canonicalBytes, canonicalize } from '../../src/kernel/canonical-json.ts';

const text = z.string();
const vectors = z
  .array(z.object({ name: text, input: text, output: text, octets: text }))
  .length(6)
  .parse(JSON.parse(readFileSync(new URL('vectors/jcs.json', import.meta.url), 'utf8')));

describe('canonical JSON, RFC 8785', () => {
  test.each([
    [
      'members by UTF-16 code unit',
      { '\u20ac': 1, '\ufb33': 2, '\ud83d\ude02': 3, '1': 4 },
      '{"1":4,"\u20ac":1,"\ud83d\ude02":3,"\ufb33":2}',
    ],
    [
      'numbers as ECMAScript writes them',
      [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0],
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    ],
    [
      'only the escapes that are needed',
      '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    ],
    ['literals', [null, true, false], '[null,true,false]'],
    ['nothing between the tokens', { b: [{}, []], a: '' }, '{"a":"","b":[{},[]]}'],
  ])('writes %s', (_title, value, text) => {
    expect(canonicalize(value)).toBe(text);
    expect(Buffer.from(canonicalBytes(value)).toString('utf8')).toBe(text);
  });

  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const sparse: unknown[] = [];
  sparse[1] = 1;
  test.each<[string, unknown]>([
    ['NaN', Number.NaN],
    ['Infinity', [Number.POSITIVE_INFINITY]],
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a hole', sparse],
    ['a bigint', { a: 1n }],
    ['a function', [() => 1]],
    ['a symbol', Symbol('a')],
    ['a date', { at: new Date(0) }],
    ['a map', new Map([['a', 1]])],
    ['bytes', new Uint8Array(1)],
    ['a boxed string', [Object('a')]],
    ['a lone surrogate', 'a\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['a cycle', cyclic],
  ])('refuses %s', (_title, value) => {
    expect(() => canonicalize(value)).toThrow(/./);
  });

  test('says the same of a value however its members were ordered, and is read back as that value', () => {
    const json = fc.json({ maxDepth: 5 }).map((text): unknown => JSON.parse(text));
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalize(value);
        const read: unknown = JSON.parse(text);
        expect(canonicalize(read)).toBe(text);
        expect(canonicalize(reversed(value))).toBe(text);
        expect(JSON.stringify(read).length).toBe(JSON.stringify(value).length);
      }),
    );
  });

  test.each(vectors)('gives what is published for $name', ({ input, output, octets }) => {
    const value: unknown = JSON.parse(input);
    expect(canonicalize(value)).toBe(output.trimEnd());
    expect(Buffer.from(canonicalBytes(value)).toString('hex')).toBe(octets);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalBytes, canonicalize } from '../../src/kernel/canonical-json.ts';

const vectors = new URL('../../../shared/vectors/jcs/testdata/', import.meta.url);

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

  test.skipIf(!existsSync(vectors))(
    'agrees with the published vectors (skipped when ../shared is not beside the checkout)',
    () => {
      const names = readdirSync(new URL('input/', vectors));
      expect(names.length).toBeGreaterThanOrEqual(6);
      for (const name of names) {
        const value: unknown = JSON.parse(readFileSync(new URL(`input/${name}`, vectors), 'utf8'));
        expect(canonicalize(value), name).toBe(
          readFileSync(new URL(`output/${name}`, vectors), 'utf8').trimEnd(),
        );
        const hex = readFileSync(new URL(`outhex/${name.replace('.json', '.txt')}`, vectors), 'utf8');
        expect(Buffer.from(canonicalBytes(value)).toString('hex'), name).toBe(hex.replaceAll(/\s/g, ''));
      }
    },
  );
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

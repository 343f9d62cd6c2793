import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundlePrefix, decodeBundle, encodeBundle } from '../../src/transparency/entry-bundle.ts';
import { hex } from './trees.ts';

const entries = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });

describe('a bundle', () => {
  test('is each entry behind its length', () => {
    expect(Buffer.from(encodeBundle([hex('aa'), hex(''), hex('bbcc')])).toString('hex')).toBe(
      '0001aa00000002bbcc',
    );
  });

  test('gives back its entries, and its beginnings are the narrower bundles', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (list, at) => {
        const bundle = encodeBundle(list);
        expect(decodeBundle(bundle, list.length)?.map((entry) => [...entry])).toEqual(
          list.map((entry) => [...entry]),
        );
        const width = at % (list.length + 1);
        expect(bundlePrefix(bundle, width)).toEqual(encodeBundle(list.slice(0, width)));
        expect(bundlePrefix(bundle, list.length + 1)).toBeUndefined();
      }),
    );
  });

  test('is refused when cut, continued, or counted wrongly', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (list, at) => {
        const bundle = encodeBundle(list);
        if (bundle.length > 0)
          expect(decodeBundle(bundle.subarray(0, at % bundle.length), list.length)).toBeUndefined();
        expect(decodeBundle(Buffer.concat([bundle, hex('00')]), list.length)).toBeUndefined();
        expect(decodeBundle(bundle, list.length + 1)).toBeUndefined();
        if (list.length > 0) expect(decodeBundle(bundle, list.length - 1)).toBeUndefined();
      }),
    );
  });

  test('takes entries up to what their length can state', () => {
    const longest = Buffer.alloc(65_535);
    expect(decodeBundle(encodeBundle([longest]), 1)).toEqual([longest]);
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  });
});

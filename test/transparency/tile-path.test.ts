import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bundlePath,
  bundlesOf,
  levelsOf,
  parseTilePath,
  partialWidth,
  tilePath,
  tilesOf,
  widthOf,
} from '../../src/transparency/tile-path.ts';

describe('the path of a tile', () => {
  test.each([
    [{ level: 0, n: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, n: 1_234_067, width: 8 }, 'tile/0/x001/x234/067.p/8'],
    [{ level: 63, n: 999, width: 1 }, 'tile/63/999.p/1'],
    [{ level: 2, n: 1000, width: 255 }, 'tile/2/x001/000.p/255'],
    [{ level: 0, n: 2 ** 53 - 1, width: 256 }, 'tile/0/x009/x007/x199/x254/x740/991'],
  ])('%j', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual({ kind: 'tile', ...tile });
  });

  test('of a bundle says entries', () => {
    expect(bundlePath({ n: 1_234_067, width: 8 })).toBe('tile/entries/x001/x234/067.p/8');
    expect(parseTilePath('tile/entries/000')).toEqual({ kind: 'entries', n: 0, width: 256 });
  });

  test('comes back from what it was made of', () => {
    const bundle = { n: fc.maxSafeNat(), width: fc.integer({ min: 1, max: 256 }) };
    fc.assert(
      fc.property(fc.record({ level: fc.integer({ min: 0, max: 63 }), ...bundle }), (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual({ kind: 'tile', ...tile });
      }),
    );
    fc.assert(
      fc.property(fc.record(bundle), (name) => {
        expect(parseTilePath(bundlePath(name))).toEqual({ kind: 'entries', ...name });
      }),
    );
  });

  test.each([
    '',
    'checkpoint',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/0',
    'tile/0/0000',
    'tile/00/000',
    'tile/01/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/x000/000',
    'tile/0/x000/001',
    'tile/0/001/000',
    'tile/0/x001/x000',
    'tile/0/X001/000',
    'tile/0/x001000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/0/000.p/1/',
    'tile/0/000.p/+1',
    'tile/0/x009/x007/x199/x254/x740/992',
    'tile/0/x001/x000/x000/x000/x000/x000/000',
    'tile/entries/00a',
    'tile/entries/../000',
    'tile/Entries/000',
    'tile/0/000\n',
    'tile/0/٠٠٠',
  ])('is not %j', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  test('has no second spelling', () => {
    const piece = fc.constantFrom(
      'tile/',
      'entries/',
      '0/',
      '63/',
      'x001/',
      'x000/',
      '067',
      '000',
      '.p/',
      '8',
      '08',
      '256',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = pieces.join('');
        const name = parseTilePath(path);
        if (name !== undefined) expect(name.kind === 'tile' ? tilePath(name) : bundlePath(name)).toBe(path);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the tiles of a tree', () => {
  test('of 70,000 leaves are those of the specification', () => {
    const tiles = [...tilesOf(70_000)];
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273);
    expect(tiles.filter(({ level, width }) => level > 0 || width < 256)).toEqual([
      { level: 0, n: 273, width: 112 },
      { level: 1, n: 0, width: 256 },
      { level: 1, n: 1, width: 17 },
      { level: 2, n: 0, width: 1 },
    ]);
  });

  test('of 256 leaves are a full one and one of a single hash', () => {
    expect([...tilesOf(256)]).toEqual([
      { level: 0, n: 0, width: 256 },
      { level: 1, n: 0, width: 1 },
    ]);
    expect([...bundlesOf(256)]).toEqual([{ n: 0, width: 256 }]);
    expect([...bundlesOf(257)]).toEqual([
      { n: 0, width: 256 },
      { n: 1, width: 1 },
    ]);
  });

  test('of no leaf are none', () => {
    expect([...tilesOf(0), ...bundlesOf(0)]).toEqual([]);
  });

  test('have widths that hold past 2^32 leaves', () => {
    expect(levelsOf(2 ** 53 - 1)).toBe(7);
    expect(partialWidth(0, 2 ** 40 + 3)).toBe(3);
    expect(partialWidth(5, 2 ** 40 + 3)).toBe(1);
    expect(widthOf({ level: 0, n: 2 ** 32 }, 2 ** 40 + 3)).toBe(3);
    expect(widthOf({ level: 0, n: 2 ** 32 + 1 }, 2 ** 40 + 3)).toBe(0);
  });
});

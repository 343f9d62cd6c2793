import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBundle } from '../../src/transparency/entry-bundle.ts';
import { emptyRoot, leafHash, rootOf } from '../../src/transparency/merkle.ts';
import {
  appendEntries,
  appendLeaves,
  edgeOf,
  edgeTilesOf,
  emptyEdge,
  rootOfEdge,
} from '../../src/transparency/tile-append.ts';
import { bundlePath, bundlesOf, tilePath, tilesOf, tileWidth } from '../../src/transparency/tile-path.ts';
import { append, emptyLog, readerOf } from './tiles-in-memory.ts';
import { treeHash } from './trees.ts';

const entriesFrom = (start: number, count: number) =>
  Array.from({ length: count }, (_, index) => Buffer.from(`entry ${start + index}`));

describe('appending', () => {
  test('in any batches gives the root, the tiles and the bundles of the whole', async () => {
    const batch = fc.oneof(
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom(255, 256, 257),
      fc.integer({ min: 0, max: 1500 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 8 }), async (batches) => {
        const log = emptyLog();
        for (const count of batches) append(log, entriesFrom(log.edge.size, count));
        const { size } = log.edge;
        const entries = entriesFrom(0, size);
        const leaves = entries.map(leafHash);
        if (batches.length > 0) expect(log.root).toEqual(treeHash(leaves));
        expect(rootOfEdge(log.edge)).toEqual(rootOf(leaves));

        const expected = [...tilesOf(size)].map((tile) => tilePath({ ...tile, width: tileWidth }));
        const bundles = [...bundlesOf(size)];
        expect([...log.rows.keys()].toSorted()).toEqual(
          [...expected, ...bundles.map(({ n }) => bundlePath({ n, width: tileWidth }))].toSorted(),
        );
        const read = readerOf(log);
        for (const tile of tilesOf(size)) {
          const span = tileWidth ** tile.level;
          const from = tile.n * tileWidth;
          const hashes = Array.from({ length: tile.width }, (_, at) =>
            rootOf(leaves.slice((from + at) * span, (from + at + 1) * span)),
          );
          expect(await read(tile)).toEqual(Buffer.concat(hashes));
        }
        for (const { n, width } of bundles) {
          const row = log.rows.get(bundlePath({ n, width: tileWidth })) ?? Buffer.alloc(0);
          expect(decodeBundle(row, width)).toEqual(entries.slice(n * tileWidth, n * tileWidth + width));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('goes on from a right edge that was read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 1, max: 600 }), (size, more) => {
        const leaf = leafHash(Buffer.from('one'));
        const whole = appendLeaves(
          emptyEdge,
          Array.from({ length: size }, () => leaf),
        );
        const read = edgeTilesOf(size).map((tile) => ({
          ...tile,
          data:
            whole.tiles.find(({ level, n }) => level === tile.level && n === tile.n)?.data ??
            new Uint8Array(),
        }));
        const edge = edgeOf(size, read);
        expect(rootOfEdge(edge)).toEqual(whole.root);
        expect(
          appendLeaves(
            edge,
            Array.from({ length: more }, () => leaf),
          ).root,
        ).toEqual(
          appendLeaves(
            emptyEdge,
            Array.from({ length: size + more }, () => leaf),
          ).root,
        );
      }),
      { numRuns: 8 },
    );
  });

  test('nothing changes nothing', () => {
    expect(appendLeaves(emptyEdge, [])).toEqual({ edge: { size: 0, tiles: [] }, root: emptyRoot, tiles: [] });
    const { edge, root } = appendLeaves(emptyEdge, [leafHash(Buffer.from('a'))]);
    expect(appendLeaves(edge, [])).toEqual({ edge, root, tiles: [] });
    expect(appendEntries(300, [])).toEqual([]);
  });

  test('says where each row stood before', () => {
    const leaf = leafHash(Buffer.from('one'));
    const { edge } = appendLeaves(
      emptyEdge,
      Array.from({ length: 250 }, () => leaf),
    );
    const { tiles } = appendLeaves(
      edge,
      Array.from({ length: 270 }, () => leaf),
    );
    expect(tiles.map(({ data: _, ...tile }) => tile)).toEqual([
      { level: 0, n: 0, width: 256, from: 250 },
      { level: 0, n: 1, width: 256, from: 0 },
      { level: 0, n: 2, width: 8, from: 0 },
      { level: 1, n: 0, width: 2, from: 0 },
    ]);
    expect(appendEntries(250, entriesFrom(0, 270)).map(({ appended: _, ...bundle }) => bundle)).toEqual([
      { n: 0, width: 256, from: 250 },
      { n: 1, width: 256, from: 0 },
      { n: 2, width: 8, from: 0 },
    ]);
  });

  test('is refused on an edge that lacks a tile or has too much of one', () => {
    const tile = { level: 0, n: 0, width: 2, data: new Uint8Array(64) };
    expect(() => edgeOf(3, [tile])).toThrow(RangeError);
    expect(() => edgeOf(2, [])).toThrow(RangeError);
    expect(() => edgeOf(257, [{ ...tile, width: 1, data: new Uint8Array(32) }])).toThrow(RangeError);
    expect(edgeOf(2, [tile]).size).toBe(2);
  });
});

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyRoot, leafHash, verifyConsistency, verifyInclusion } from '../../src/transparency/merkle.ts';
import { tilePath } from '../../src/transparency/tile-path.ts';
import { createTileTree, TileFault } from '../../src/transparency/tile-tree.ts';
import { append, emptyLog, readerOf } from './tiles-in-memory.ts';
import { provenConsistency, provenInclusion, treeHash } from './trees.ts';

const log = emptyLog();
const size = 66_000;
const entries = Array.from({ length: size }, (_, index) => Buffer.from(`entry ${index}`));
const leaves = entries.map(leafHash);
const tree = createTileTree(readerOf(log));

beforeAll(() => {
  for (let at = 0; at < size; at += 5000) append(log, entries.slice(at, at + 5000));
});

const small = fc.integer({ min: 0, max: 1200 });
const any = fc.integer({ min: 0, max: size });

describe('a tree in tiles', () => {
  test('has the root of each size it ever had', async () => {
    await expect(tree.rootAt(0)).resolves.toEqual(emptyRoot);
    await expect(tree.rootAt(size)).resolves.toEqual(log.root);
    await fc.assert(
      fc.asyncProperty(small, async (at) => {
        expect(await tree.rootAt(at)).toEqual(treeHash(leaves.slice(0, at)));
        expect(await tree.rootAt(at, size)).toEqual(treeHash(leaves.slice(0, at)));
      }),
    );
  });

  test('proves each leaf as the recursive definition does', async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.nat(), async (at, place) => {
        fc.pre(at > 0);
        const index = place % at;
        expect(await tree.inclusionProof({ index, size: at })).toEqual(
          provenInclusion(leaves.slice(0, at), index).proof,
        );
      }),
    );
  });

  test('proves growth as the recursive definition does', async () => {
    await fc.assert(
      fc.asyncProperty(small, small, async (one, other) => {
        const [oldSize, newSize] = [Math.min(one, other), Math.max(one, other)];
        expect(await tree.consistencyProof({ oldSize, newSize })).toEqual(
          provenConsistency(leaves.slice(0, newSize), oldSize).proof,
        );
      }),
    );
  });

  test('proves leaves and growth over three levels of tiles', async () => {
    await fc.assert(
      fc.asyncProperty(any, any, async (one, other) => {
        const [oldSize, newSize] = [Math.min(one, other), Math.max(one, other)];
        const [oldRoot, newRoot] = [await tree.rootAt(oldSize), await tree.rootAt(newSize)];
        const growth = await tree.consistencyProof({ oldSize, newSize });
        expect(verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof: growth })).toBe(true);
        if (oldSize === newSize) return;
        const leaf = leaves[oldSize] ?? new Uint8Array();
        const proof = await tree.inclusionProof({ index: oldSize, size: newSize });
        expect(verifyInclusion({ index: oldSize, size: newSize, leaf, root: newRoot, proof })).toBe(true);
      }),
    );
  });

  test('reads each tile once for a proof, and for proofs that are asked for together', async () => {
    const reads: string[] = [];
    const read = readerOf(log);
    const counting = createTileTree((tile) => {
      reads.push(tilePath(tile));
      return read(tile);
    });
    await counting.inclusionProof({ index: 70, size });
    expect(reads.toSorted()).toEqual(['tile/0/000', 'tile/0/257.p/208', 'tile/1/000', 'tile/1/001.p/1']);
    reads.length = 0;
    await Promise.all([1, 2, 3].map((index) => counting.inclusionProof({ index, size })));
    expect(reads).toHaveLength(4);
  });

  test('tries again what could not be read', async () => {
    let failures = 1;
    const read = readerOf(log);
    const failing = createTileTree(async (tile) => {
      if (failures-- > 0) throw new Error('away');
      return read(tile);
    });
    await expect(failing.rootAt(300)).rejects.toThrow('away');
    await expect(failing.rootAt(300)).resolves.toEqual(treeHash(leaves.slice(0, 300)));
  });

  test('refuses a tile of a wrong width', async () => {
    const read = readerOf(log);
    const cut = createTileTree(async (tile) => (await read(tile)).subarray(32));
    await expect(cut.rootAt(300)).rejects.toThrow(TileFault);
  });

  test.each([
    ['an index at the size', () => tree.inclusionProof({ index: 5, size: 5 })],
    ['a negative index', () => tree.inclusionProof({ index: -1, size: 5 })],
    ['no integer', () => tree.inclusionProof({ index: 0.5, size: 5 })],
    ['a tree that shrinks', () => tree.consistencyProof({ oldSize: 6, newSize: 5 })],
    ['a size past the safe integers', () => tree.rootAt(2 ** 53)],
    ['a negative size', () => tree.rootAt(-1)],
  ])('has no proof for %s', async (_, prove) => {
    await expect(prove()).rejects.toThrow(RangeError);
  });
});

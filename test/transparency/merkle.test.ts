import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  emptyRoot,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../src/transparency/merkle.ts';
import { base64, flipped, hex, leavesOf, provenConsistency, provenInclusion, treeHash } from './trees.ts';

const here = import.meta.dirname;

describe('the reference tree of RFC 6962', () => {
  const reference = z
    .object({
      leaves_hex: z.array(z.string()),
      leaf_hashes: z.array(z.string()),
      roots_by_size: z.array(z.string()),
    })
    .parse(JSON.parse(readFileSync(path.join(here, 'vectors/rfc6962/reference.json'), 'utf8')));
  const hashes = reference.leaves_hex.map((leaf) => leafHash(hex(leaf)));

  test('has these leaf hashes', () => {
    expect(hashes.map((hash) => Buffer.from(hash).toString('hex'))).toEqual(reference.leaf_hashes);
  });

  test.each(reference.roots_by_size.map((root, size) => ({ size, root })))(
    'has this root at size $size',
    ({ size, root }) => {
      expect(Buffer.from(rootOf(hashes.slice(0, size))).toString('hex')).toBe(root);
    },
  );

  test('of no leaf is the hash of nothing', () => {
    expect(rootOf([])).toEqual(emptyRoot);
  });
});

const shared = path.resolve(here, '../../../shared/vectors/merkle');
const vectorsOf = (kind: string) =>
  globSync(`${kind}/**/*.json`, { cwd: shared })
    .toSorted()
    .map((file) => ({ file }));

/** Roots of twelve octets: `verifyConsistency` takes hashes of SHA-256 only. */
const looser = 'consistency/additional/sizes-are-equal-one-and-proof-is-empty.json';

describe.runIf(existsSync(shared))('the vectors of transparency-dev/merkle', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(shared, file), 'utf8'));
  const proof = z
    .array(z.string())
    .nullable()
    .transform((hashes) => (hashes ?? []).map(base64));
  const bytes = z
    .string()
    .nullable()
    .transform((text) => base64(text ?? ''));

  test('are all there', () => {
    expect([vectorsOf('inclusion').length, vectorsOf('consistency').length]).toEqual([98, 98]);
  });

  test.each(vectorsOf('inclusion'))('$file', ({ file }) => {
    const vector = z
      .object({
        leafIdx: z.number(),
        treeSize: z.number(),
        root: bytes,
        leafHash: bytes,
        proof,
        wantErr: z.boolean(),
      })
      .parse(read(file));
    const { leafIdx: index, treeSize: size, leafHash: leaf, root } = vector;
    expect(verifyInclusion({ index, size, leaf, root, proof: vector.proof })).toBe(!vector.wantErr);
  });

  test.each(vectorsOf('consistency'))('$file', ({ file }) => {
    const vector = z
      .object({
        size1: z.number(),
        size2: z.number(),
        root1: bytes,
        root2: bytes,
        proof,
        wantErr: z.boolean(),
      })
      .parse(read(file));
    const { size1: oldSize, size2: newSize, root1: oldRoot, root2: newRoot } = vector;
    expect(verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof: vector.proof })).toBe(
      !vector.wantErr && file !== looser,
    );
  });
});

if (!existsSync(shared)) {
  test.skip(
    'the 196 vectors of transparency-dev/merkle do not lie in ../shared/vectors/merkle and were not run',
  );
}

const sizes = fc.integer({ min: 1, max: 300 });
const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('a tree', () => {
  test('has the root that the recursive definition gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), (size) => {
        expect(rootOf(leavesOf(size))).toEqual(treeHash(leavesOf(size)));
      }),
      { numRuns: 60 },
    );
  });

  test('hashes entries of every length, and keeps them apart from inner nodes', () => {
    const [left, right] = [leafHash(hex('00')), leafHash(hex('01'))];
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
    for (const length of [0, 1, 65_534, 65_535, 65_536, 70_000]) {
      expect(leafHash(new Uint8Array(length))).toEqual(treeHash([leafHash(new Uint8Array(length))]));
    }
  });
});

describe('an inclusion proof', () => {
  test('verifies for its leaf, and for no other leaf, index, size, root or path', () => {
    fc.assert(
      fc.property(sizes, at, fc.nat(), (size, place, bit) => {
        const index = Math.floor(place * size);
        const claim = provenInclusion(leavesOf(size), index);
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, leaf: flipped(claim.leaf, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipped(claim.root, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, index: index - 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, claim.root] })).toBe(false);
        // The size alone is not bound by the path (index 0 has one path of one shape in trees of 3 and of 4 leaves):
        // it is signed together with the root.
        const grown = provenInclusion(leavesOf(size + 1), index);
        expect(verifyInclusion({ ...claim, size: grown.size, root: grown.root })).toBe(false);
        if (claim.proof.length === 0) return;
        expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: claim.proof.slice(0, -1) })).toBe(false);
        const spoiled = bit % claim.proof.length;
        expect(
          verifyInclusion({
            ...claim,
            proof: claim.proof.map((hash, each) => (each === spoiled ? flipped(hash, bit) : hash)),
          }),
        ).toBe(false);
      }),
    );
  });

  test('holds in a tree of more than 2^32 leaves', () => {
    // A tree whose 2^40 first leaves hash to one subtree, with one leaf after them.
    const [subtree, leaf] = [leafHash(hex('aa')), leafHash(hex('bb'))];
    const claim = {
      index: 2 ** 40,
      size: 2 ** 40 + 1,
      leaf,
      root: nodeHash(subtree, leaf),
      proof: [subtree],
    };
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, index: 2 ** 40 - 1 })).toBe(false);
    expect(verifyInclusion({ ...claim, index: 0 })).toBe(false);
    expect(
      verifyConsistency({
        oldSize: 2 ** 40,
        newSize: 2 ** 40 + 1,
        oldRoot: subtree,
        newRoot: claim.root,
        proof: [leaf],
      }),
    ).toBe(true);
  });

  test.each([
    ['a negative index', { index: -1 }],
    ['an index that is no integer', { index: 0.5 }],
    ['an index at the size', { index: 1 }],
    ['a size past the safe integers', { size: 2 ** 53 }],
    ['a size that is no number', { size: Number.NaN }],
    ['a root of 31 octets', { root: new Uint8Array(31) }],
    ['a leaf of 33 octets', { leaf: new Uint8Array(33) }],
    ['a path of no hash', { proof: [new Uint8Array(0)] }],
  ])('is refused with %s', (_, change) => {
    const leaf = leafHash(hex('cc'));
    const claim = { index: 0, size: 1, leaf, root: leaf, proof: [] };
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, ...change })).toBe(false);
  });
});

describe('a consistency proof', () => {
  test('verifies between its two trees, and with no other root, size or path', () => {
    fc.assert(
      fc.property(sizes, at, fc.nat(), (newSize, place, bit) => {
        const oldSize = Math.floor(place * (newSize + 1));
        const claim = provenConsistency(leavesOf(newSize), oldSize);
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: flipped(claim.oldRoot, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...claim.proof, claim.newRoot] })).toBe(false);
        if (oldSize === 0) return;
        expect(verifyConsistency({ ...claim, newRoot: flipped(claim.newRoot, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, oldSize: oldSize - 1 })).toBe(false);
        if (oldSize === newSize) return;
        expect(verifyConsistency({ ...claim, proof: claim.proof.slice(0, -1) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
      }),
    );
  });

  test('from the empty tree is empty, and the old root is that of nothing', () => {
    const newRoot = rootOf(leavesOf(3));
    const claim = { oldSize: 0, newSize: 3, oldRoot: emptyRoot, newRoot, proof: [] };
    expect(verifyConsistency(claim)).toBe(true);
    expect(verifyConsistency({ ...claim, oldRoot: newRoot })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: [newRoot] })).toBe(false);
    expect(verifyConsistency({ ...claim, newSize: 0 })).toBe(false);
    expect(verifyConsistency({ ...claim, newSize: 0, newRoot: emptyRoot })).toBe(true);
  });

  test('does not lead back', () => {
    const leaves = leavesOf(7);
    const { oldRoot, newRoot, proof } = provenConsistency(leaves, 4);
    expect(verifyConsistency({ oldSize: 7, newSize: 4, oldRoot: newRoot, newRoot: oldRoot, proof })).toBe(
      false,
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRootStack } from '../../src/transparency/root-stack.ts';
import { leavesOf, treeHash } from './trees.ts';

describe('a stack of subtrees', () => {
  test('has the root of the tree at every size, and goes on from what it gave', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 600 }), (first, more) => {
        const leaves = leavesOf(first + more);
        const one = createRootStack();
        for (const leaf of leaves.slice(0, first)) one.push(leaf);
        expect(one.root()).toEqual(treeHash(leaves.slice(0, first)));
        const two = createRootStack(one.size, one.subtrees());
        for (const leaf of leaves.slice(first)) two.push(leaf);
        expect(two.size).toBe(first + more);
        expect(two.root()).toEqual(treeHash(leaves));
      }),
      { numRuns: 50 },
    );
  });

  test('is not made of another number of subtrees than its size has', () => {
    expect(() => createRootStack(3, leavesOf(1))).toThrow(RangeError);
    expect(() => createRootStack(0, leavesOf(1))).toThrow(RangeError);
    expect(createRootStack(2 ** 40 + 1, leavesOf(2)).size).toBe(2 ** 40 + 1);
  });
});

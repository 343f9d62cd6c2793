import { emptyRoot, nodeHash } from './merkle.ts';

/**
 * The root of a tree from its leaves alone, one after the other, in the space of one hash for each level: the roots of the
 * complete subtrees that the leaves so far make, largest first, one for each binary digit 1 of their number. It knows
 * nothing of tiles, so that what it says of a log does not rest on the code that wrote the log.
 */
export interface RootStack {
  readonly size: number;
  push(leaf: Uint8Array): void;
  root(): Uint8Array;
  /** What a later stack goes on from. */
  subtrees(): readonly Uint8Array[];
}

/** @throws RangeError unless there is one subtree for each binary digit 1 of the size. */
export function createRootStack(size = 0, subtrees: readonly Uint8Array[] = []): RootStack {
  const stack = [...subtrees];
  let count = size;
  if (stack.length !== onesOf(size)) throw new RangeError(`${stack.length} subtrees for ${size} leaves.`);
  return {
    get size() {
      return count;
    },
    push(leaf) {
      let node = leaf;
      // Each digit 1 at the end of the number is a subtree on the left that the new one completes.
      for (let rest = count; rest % 2 === 1; rest = Math.floor(rest / 2)) {
        node = nodeHash(stack.pop() ?? emptyRoot, node);
      }
      stack.push(node);
      count += 1;
    },
    root: () => (stack.length === 0 ? emptyRoot : stack.reduceRight((right, left) => nodeHash(left, right))),
    subtrees: () => [...stack],
  };
}

function onesOf(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}

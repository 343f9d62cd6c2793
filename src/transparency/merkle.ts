import { hash } from 'node:crypto';

/** The Merkle tree of RFC 6962 section 2.1 with SHA-256: what every other file here agrees on. */

export const hashBytes = 32;

/** Written for each hash and read before the next: a fresh buffer per node would be most of what hashing costs. */
const leafScratch = new Uint8Array(1 + 65_535);
const nodeScratch = new Uint8Array(1 + 2 * hashBytes);
nodeScratch[0] = 1;

/** `SHA-256(0x00 entry)`. The prefix keeps an entry from passing for an inner node. */
export function leafHash(entry: Uint8Array): Uint8Array {
  if (entry.length >= leafScratch.length)
    return hash('sha256', Buffer.concat([Uint8Array.of(0), entry]), 'buffer');
  leafScratch.set(entry, 1);
  return hash('sha256', leafScratch.subarray(0, 1 + entry.length), 'buffer');
}

/** `SHA-256(0x01 left right)`, each of 32 octets. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeScratch.set(left, 1);
  nodeScratch.set(right, 1 + hashBytes);
  return hash('sha256', nodeScratch, 'buffer');
}

/** The root of the tree of no leaf: `SHA-256()`. */
export const emptyRoot: Uint8Array = hash('sha256', '', 'buffer');

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/**
 * The root over hashes of leaves, or of full subtrees of one height. Joining neighbours level by level, with an odd
 * last one passed up as it is, gives the split at the largest power of two of RFC 6962 section 2.1.
 */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index], level[index + 1]];
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
    }
    level = above;
  }
  return level[0] ?? emptyRoot;
}

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 section 2.1.3.2. Sizes are safe integers, so halves are taken by division: `>>` would cut them to 32 bits. */
export function verifyInclusion({ index, size, leaf, root, proof }: InclusionClaim): boolean {
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  let [fn, sn] = [index, size - 1];
  let reached = leaf;
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      reached = nodeHash(sibling, reached);
      [fn, sn] = pastRightEdge(fn, sn);
    } else {
      reached = nodeHash(reached, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && sameHash(reached, root);
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * RFC 9162 section 2.1.4.2. Every tree continues the empty one: from size 0 the proof is empty and the old root that of
 * the empty tree (C2SP tlog-witness). Equal sizes need equal roots and no proof.
 */
export function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  if (newSize === 0 && !sameHash(newRoot, emptyRoot)) return false;
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, emptyRoot);
  if (oldSize === newSize) return proof.length === 0 && sameHash(oldRoot, newRoot);
  let [fn, sn] = [oldSize - 1, newSize - 1];
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  // A complete old tree is a node of the new one, and its root need not be repeated.
  const [first, ...rest] = fn === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined || proof.length === 0) return false;
  let [oldReached, newReached] = [first, first];
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      oldReached = nodeHash(sibling, oldReached);
      newReached = nodeHash(sibling, newReached);
      [fn, sn] = pastRightEdge(fn, sn);
    } else {
      newReached = nodeHash(newReached, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && sameHash(oldReached, oldRoot) && sameHash(newReached, newRoot);
}

/** Levels at which the node has no sibling, being the last of an uneven level. */
function pastRightEdge(fn: number, sn: number): [number, number] {
  let [left, last] = [fn, sn];
  while (!isOdd(left) && left !== 0) [left, last] = [half(left), half(last)];
  return [left, last];
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(value: Uint8Array): boolean {
  return value.length === hashBytes;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

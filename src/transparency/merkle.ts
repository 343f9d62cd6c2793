import { hash } from 'node:crypto';

/** The Merkle tree of RFC 6962 section 2.1 with SHA-256: what every other file here agrees on. */

export const hashBytes = 32;

/** Written for each hash and read before the next: a fresh buffer per node would be most of what hashing costs. */
const leafScratch = Buffer.alloc(1 + 65_535);
const nodeScratch = Buffer.alloc(1 + 2 * hashBytes, 1);

/** As a string of one character per octet: Node makes one in half the time that a buffer of its own takes. */
function digest(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'latin1');
}

/** `SHA-256(0x00 entry)`. The prefix keeps an entry from passing for an inner node. */
export function leafHash(entry: Uint8Array): Uint8Array {
  const scratch = entry.length < leafScratch.length ? leafScratch : Buffer.alloc(1 + entry.length);
  scratch.set(entry, 1);
  return Buffer.from(digest(scratch.subarray(0, 1 + entry.length)), 'latin1');
}

/** `SHA-256(0x01 left right)`, each of 32 octets. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeScratch.set(left, 1);
  nodeScratch.set(right, 1 + hashBytes);
  return Buffer.from(digest(nodeScratch), 'latin1');
}

/** The root of the tree of no leaf: `SHA-256()`. */
export const emptyRoot: Uint8Array = hash('sha256', '', 'buffer');

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/**
 * The root over hashes of leaves, or of full subtrees of one height; the last may be of a smaller one. Joining neighbours
 * level by level, with an odd last one passed up as it is, gives the split at the largest power of two of RFC 6962 section 2.1.
 */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  return rootInPlace(Buffer.concat(hashes));
}

/** The root over the entries themselves, for whoever has them all at hand. */
export function treeRoot(entries: readonly Uint8Array[]): Uint8Array {
  return rootOf(entries.map(leafHash));
}

/** The same over hashes that stand one behind the other, as in a tile. */
export function rootOfTile(hashes: Uint8Array): Uint8Array {
  return rootInPlace(Buffer.from(hashes));
}

function rootInPlace(level: Buffer): Uint8Array {
  let count = level.length / hashBytes;
  if (count === 0) return emptyRoot;
  while (count > 1) {
    const pairs = Math.floor(count / 2);
    for (let pair = 0; pair < pairs; pair += 1) {
      level.copy(nodeScratch, 1, pair * 2 * hashBytes, (pair + 1) * 2 * hashBytes);
      level.write(digest(nodeScratch), pair * hashBytes, 'latin1');
    }
    if (count % 2 === 1) level.copy(level, pairs * hashBytes, (count - 1) * hashBytes, count * hashBytes);
    count = Math.ceil(count / 2);
  }
  return level.subarray(0, hashBytes);
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

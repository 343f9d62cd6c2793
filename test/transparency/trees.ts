/** Trees by the recursive definitions of RFC 6962 section 2.1, which share no code with the sources. */
import { createHash } from 'node:crypto';
import type { ConsistencyClaim, InclusionClaim } from '../../src/transparency/merkle.ts';

export const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');
export const base64 = (text: string): Uint8Array => Buffer.from(text, 'base64');

const node = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();

/** Hashes of the leaves 0, 1, 2…, each of them its number as text. */
export function leavesOf(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, index) => createHash('sha256').update(`\0leaf ${index}`).digest());
}

function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** MTH(D[n]) over hashes of leaves. */
export function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0] ?? new Uint8Array();
  const split = splitOf(leaves.length);
  return node(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

/** PATH(m, D[n]), section 2.1.1. */
export function pathOf(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  return index < split
    ? [...pathOf(leaves.slice(0, split), index), treeHash(leaves.slice(split))]
    : [...pathOf(leaves.slice(split), index - split), treeHash(leaves.slice(0, split))];
}

/** SUBPROOF(m, D[n], b), section 2.1.2. */
function subproof(leaves: readonly Uint8Array[], old: number, whole: boolean): Uint8Array[] {
  if (old === leaves.length) return whole ? [] : [treeHash(leaves)];
  const split = splitOf(leaves.length);
  return old <= split
    ? [...subproof(leaves.slice(0, split), old, whole), treeHash(leaves.slice(split))]
    : [...subproof(leaves.slice(split), old - split, false), treeHash(leaves.slice(0, split))];
}

export function provenInclusion(leaves: readonly Uint8Array[], index: number): InclusionClaim {
  return {
    index,
    size: leaves.length,
    leaf: leaves[index] ?? new Uint8Array(),
    root: treeHash(leaves),
    proof: pathOf(leaves, index),
  };
}

export function provenConsistency(leaves: readonly Uint8Array[], oldSize: number): ConsistencyClaim {
  return {
    oldSize,
    newSize: leaves.length,
    oldRoot: treeHash(leaves.slice(0, oldSize)),
    newRoot: treeHash(leaves),
    proof: oldSize === 0 ? [] : subproof(leaves, oldSize, true),
  };
}

/** With one bit changed. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = Math.floor(bit / 8) % bytes.length;
  changed[at] = (changed[at] ?? 0) ^ (1 << (bit % 8));
  return changed;
}

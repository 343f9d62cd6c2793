import { emptyRoot, hashBytes, nodeHash, rootOfTile } from './merkle.ts';
import { tilePath, type TileName, tileWidth, widthOf } from './tile-path.ts';

/** Roots and proofs of a tree that is kept in tiles, for any size that it ever had. */

/** Gives the first `width` hashes of a tile, octet for octet. A cache of full tiles is its own business. */
export type ReadTile = (tile: TileName) => Promise<Uint8Array>;

export interface TileTree {
  /** Of the first `size` leaves, by the tiles of a tree of `within` where only those are to be had. */
  rootAt(size: number, within?: number): Promise<Uint8Array>;
  /** RFC 6962 section 2.1.1, from the leaf's sibling up to the child of the root. */
  inclusionProof(leaf: { readonly index: number; readonly size: number }): Promise<Uint8Array[]>;
  /** RFC 6962 section 2.1.2; empty for equal sizes and from the empty tree. */
  consistencyProof(sizes: { readonly oldSize: number; readonly newSize: number }): Promise<Uint8Array[]>;
}

/** Leaves `start` to `end`, the end exclusive. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** A tile came with another number of hashes than it has in a tree of this size. */
export class TileFault extends Error {
  override readonly name = 'TileFault';
}

/** Its functions throw a RangeError for an index or size outside the tree, a TileFault for a tile of a wrong width, and what `read` throws. */
export function createTileTree(read: ReadTile): TileTree {
  const inFlight = new Map<string, Promise<Uint8Array>>();

  /** All that a proof needs of a tile is asked for at once; without this, each node of it would be a read of its own. */
  function readOnce(tile: TileName): Promise<Uint8Array> {
    const key = tilePath(tile);
    const pending = inFlight.get(key);
    if (pending) return pending;
    const reading = readWhole(tile).finally(() => inFlight.delete(key));
    inFlight.set(key, reading);
    return reading;
  }

  async function readWhole(tile: TileName): Promise<Uint8Array> {
    const hashes = await read(tile);
    if (hashes.length === tile.width * hashBytes) return hashes;
    throw new TileFault(`${tilePath(tile)} holds ${hashes.length} octets.`);
  }

  async function rootOfSubtree({ start, end }: Range, size: number): Promise<Uint8Array> {
    const level = tileLevelOf(end - start);
    const leavesPerHash = tileWidth ** level;
    const first = start / leavesPerHash;
    const n = Math.floor(first / tileWidth);
    const tile = await readOnce({ level, n, width: widthOf({ level, n }, size) });
    const at = (first % tileWidth) * hashBytes;
    const hashes = tile.subarray(at, at + ((end - start) / leavesPerHash) * hashBytes);
    return hashes.length === hashBytes ? hashes : rootOfTile(hashes);
  }

  async function rootOfRange(range: Range, size: number): Promise<Uint8Array> {
    const roots = await Promise.all(subtreesOf(range).map((subtree) => rootOfSubtree(subtree, size)));
    return roots.reduceRight((right, left) => nodeHash(left, right));
  }

  return {
    async rootAt(size, within = size) {
      assertWithin(size, within);
      return size === 0 ? emptyRoot : rootOfRange({ start: 0, end: size }, within);
    },
    async inclusionProof({ index, size }) {
      assertWithin(index, size - 1);
      return Promise.all(inclusionRanges(index, size).map((range) => rootOfRange(range, size)));
    },
    async consistencyProof({ oldSize, newSize }) {
      assertWithin(oldSize, newSize);
      return Promise.all(consistencyRanges(oldSize, newSize).map((range) => rootOfRange(range, newSize)));
    },
  };
}

function assertWithin(part: number, size: number): void {
  const fits = Number.isSafeInteger(part) && Number.isSafeInteger(size) && part >= 0 && part <= size;
  if (!fits) throw new RangeError(`${part} is not between 0 and ${size}.`);
}

/** The highest level whose hashes are of subtrees no larger. */
function tileLevelOf(leaves: number): number {
  let level = 0;
  while (tileWidth ** (level + 1) <= leaves) level += 1;
  return level;
}

/** The complete subtrees that a range is made of, from the left. Its start is that of a subtree at least as large. */
function subtreesOf({ start, end }: Range): Range[] {
  const subtrees: Range[] = [];
  for (let at = start; at < end; ) {
    const next = at + largestPower(end - at);
    subtrees.push({ start: at, end: next });
    at = next;
  }
  return subtrees;
}

/** The largest power of two that is not larger. */
function largestPower(count: number): number {
  let power = 1;
  while (power * 2 <= count) power *= 2;
  return power;
}

/** Where a tree of more than one leaf divides: the largest power of two that is smaller. */
function splitOf({ start, end }: Range): number {
  return start + largestPower(end - start - 1);
}

/** PATH of RFC 6962 section 2.1.1, as the ranges whose roots it lists. */
function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  let whole: Range = { start: 0, end: size };
  while (whole.end - whole.start > 1) {
    const middle = splitOf(whole);
    const [left, right] = [
      { start: whole.start, end: middle },
      { start: middle, end: whole.end },
    ];
    ranges.push(index < middle ? right : left);
    whole = index < middle ? left : right;
  }
  return ranges.reverse();
}

/** SUBPROOF of RFC 6962 section 2.1.2, likewise. */
function consistencyRanges(oldSize: number, newSize: number): Range[] {
  const ranges: Range[] = [];
  if (oldSize === 0) return ranges;
  let whole: Range = { start: 0, end: newSize };
  while (whole.end !== oldSize) {
    const middle = splitOf(whole);
    const [left, right] = [
      { start: whole.start, end: middle },
      { start: middle, end: whole.end },
    ];
    ranges.push(oldSize <= middle ? right : left);
    whole = oldSize <= middle ? left : right;
  }
  // An old tree that is itself a subtree of the new one: its root is known to who asks.
  if (whole.start > 0) ranges.push(whole);
  return ranges.reverse();
}

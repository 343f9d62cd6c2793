import { hashBytes, emptyRoot, rootOf, rootOfTile } from './merkle.ts';
import { encodeBundle } from './entry-bundle.ts';
import { hashesAt, levelsOf, partialWidth, type TileName, tileWidth } from './tile-path.ts';

/** Growing a tree of tiles: which rows a batch of leaves touches and what they hold then. */

/** What an appender must know of a tree: its size, and the partial tile of each level. */
export interface RightEdge {
  readonly size: number;
  /** Hashes of the partial tile of each level, one behind the other; empty where the last tile is full. */
  readonly tiles: readonly Uint8Array[];
}

export const emptyEdge: RightEdge = { size: 0, tiles: [] };

export interface TileGrowth extends TileName {
  /** Its width before; 0 for a new tile. */
  readonly from: number;
  /** All of it. What is new begins at octet 32·`from`. */
  readonly data: Uint8Array;
}

export interface BundleGrowth {
  readonly n: number;
  readonly width: number;
  /** Its width before; 0 for a new bundle. */
  readonly from: number;
  /** What is new: it follows what the bundle held. */
  readonly appended: Uint8Array;
}

export interface TreeGrowth {
  readonly edge: RightEdge;
  readonly root: Uint8Array;
  readonly tiles: readonly TileGrowth[];
}

/** The tiles to read in order to know the right edge of a tree, one for each level that ends in a partial tile. */
export function edgeTilesOf(size: number): TileName[] {
  return Array.from({ length: levelsOf(size) }, (_, level) => ({
    level,
    n: Math.floor(hashesAt(level, size) / tileWidth),
    width: partialWidth(level, size),
  })).filter(({ width }) => width > 0);
}

/** @throws RangeError unless there is a tile of the right width for every level. */
export function edgeOf(size: number, read: readonly (TileName & { readonly data: Uint8Array })[]): RightEdge {
  const tiles = Array.from({ length: levelsOf(size) }, (_, level) => {
    const data = read.find((tile) => tile.level === level)?.data ?? new Uint8Array();
    if (data.length === partialWidth(level, size) * hashBytes) return data;
    throw new RangeError(`The last tile of level ${level} does not fit a tree of ${size} leaves.`);
  });
  return { size, tiles };
}

/** The root that the tiles of the right edge give: each level is joined with what is left over on its right from below. */
export function rootOfEdge({ tiles }: RightEdge): Uint8Array {
  let below: Uint8Array | undefined;
  for (const tile of tiles) {
    const hashes = below === undefined ? [tile] : [tile, below];
    below = tile.length === 0 && below === undefined ? undefined : rootOf(hashes);
  }
  return below ?? emptyRoot;
}

export function appendLeaves(edge: RightEdge, leaves: readonly Uint8Array[]): TreeGrowth {
  const size = edge.size + leaves.length;
  const tiles: TileGrowth[] = [];
  const partials: Uint8Array[] = [];
  let added = Buffer.concat(leaves);
  for (let level = 0; level < levelsOf(size); level += 1) {
    const before = edge.tiles[level] ?? new Uint8Array();
    const grown = growLevel({ level, size: edge.size, before, added });
    tiles.push(...grown.tiles);
    partials.push(grown.partial);
    added = grown.above;
  }
  const grownEdge = { size, tiles: partials };
  return { edge: grownEdge, root: rootOfEdge(grownEdge), tiles };
}

interface LevelGrowth {
  readonly level: number;
  /** Of the tree before. */
  readonly size: number;
  readonly before: Uint8Array;
  readonly added: Uint8Array;
}

/** The tiles that new hashes on one level touch, the partial one that is left, and a hash for the level above from each that is full. */
function growLevel({ level, size, before, added }: LevelGrowth) {
  const tileBytes = tileWidth * hashBytes;
  const all = Buffer.concat([before, added]);
  const first = Math.floor(hashesAt(level, size) / tileWidth);
  const tiles: TileGrowth[] = [];
  const full: Uint8Array[] = [];
  for (let at = 0; at < all.length && added.length > 0; at += tileBytes) {
    const data = all.subarray(at, at + tileBytes);
    const from = at === 0 ? before.length / hashBytes : 0;
    tiles.push({ level, n: first + at / tileBytes, width: data.length / hashBytes, from, data });
    if (data.length === tileBytes) full.push(rootOfTile(data));
  }
  // A copy: a view would keep a whole batch in memory for as long as the edge is.
  const partial = Buffer.from(all.subarray(full.length * tileBytes));
  return { tiles, partial, above: Buffer.concat(full) };
}

/** The bundles that new entries touch. @throws RangeError for an entry of more than 65,535 octets. */
export function appendEntries(size: number, entries: readonly Uint8Array[]): BundleGrowth[] {
  const bundles: BundleGrowth[] = [];
  for (let at = 0; at < entries.length; ) {
    const from = (size + at) % tileWidth;
    const some = entries.slice(at, at + tileWidth - from);
    const n = Math.floor((size + at) / tileWidth);
    bundles.push({ n, width: from + some.length, from, appended: encodeBundle(some) });
    at += some.length;
  }
  return bundles;
}

import { emptyRoot, hashBytes, rootOf, rootOfTile, sameHash } from './merkle.ts';
import { edgeTilesOf } from './tile-append.ts';
import { tilePath, type TileName, tileWidth, widthOf } from './tile-path.ts';
import type { ReadTile } from './tile-tree.ts';

/**
 * Tiles from the signed root down: the rightmost ones must give the root, every full one the hash that the tile above holds
 * for it. Tiles are asked for from left to right, so that one tile of each level is all that is kept.
 */
export interface TileChain {
  /** Do the rightmost tiles of all levels give this root? */
  edgeGives(root: Uint8Array): Promise<boolean>;
  /**
   * The hash that the tile above has for a full tile; undefined for the last tile of a level, which has none, and below a
   * tile that could not be had.
   */
  hashOf(tile: { readonly level: number; readonly n: number }): Promise<Uint8Array | undefined>;
  readonly tiles: number;
}

export interface TileChainDependencies {
  readonly size: number;
  readonly read: ReadTile;
  /** A tile that is not there, or of another size: what `read` threw. */
  readonly unreadable: (error: unknown) => void;
  /** A tile that does not hash to what stands above it. */
  readonly spoiled: (path: string) => void;
}

interface Kept {
  readonly n: number;
  readonly hashes: Uint8Array | undefined;
}

export function createTileChain({ size, read, unreadable, spoiled }: TileChainDependencies): TileChain {
  const kept = new Map<number, Kept>();
  let tiles = 0;

  async function hashOf({ level, n }: { level: number; n: number }): Promise<Uint8Array | undefined> {
    if (widthOf({ level, n }, size) < tileWidth) return undefined;
    const above = await load(level + 1, Math.floor(n / tileWidth));
    const at = (n % tileWidth) * hashBytes;
    return above?.subarray(at, at + hashBytes);
  }

  async function load(level: number, n: number): Promise<Uint8Array | undefined> {
    const last = kept.get(level);
    if (last?.n === n) return last.hashes;
    const hashes = await readChecked({ level, n, width: widthOf({ level, n }, size) });
    kept.set(level, { n, hashes });
    return hashes;
  }

  async function readChecked(tile: TileName): Promise<Uint8Array | undefined> {
    const expected = await hashOf(tile);
    try {
      const hashes = await read(tile);
      tiles += 1;
      if (expected !== undefined && !sameHash(rootOfTile(hashes), expected)) spoiled(tilePath(tile));
      return hashes;
    } catch (error) {
      unreadable(error);
      return undefined;
    }
  }

  return {
    async edgeGives(root) {
      const edge = await Promise.all(edgeTilesOf(size).map(read));
      // What is left over below, being a smaller tree on the right, joins the hashes of a level as their last.
      const given = edge.reduce((below, tile) => rootOf([tile, below]), new Uint8Array());
      return sameHash(size === 0 ? emptyRoot : given, root);
    },
    hashOf,
    get tiles() {
      return tiles;
    },
  };
}

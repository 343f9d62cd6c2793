import type { Reader } from '../platform/database.ts';
import type { Head } from './add-checkpoint.ts';
import { decodeBundle, bundlePrefix } from './entry-bundle.ts';
import { LogDamage } from './log-damage.ts';
import { hashBytes, leafHash, rootOfTile, sameHash, verifyConsistency } from './merkle.ts';
import { hashesAt, levelsOf, type TileName, tilePath, tileWidth, widthOf } from './tile-path.ts';
import { createTileTree, type TileTree } from './tile-tree.ts';
import { readBundles, readTile } from './tree.store.ts';

/** Bundles in memory at once: 16,384 entries. */
const bundlesAtOnce = 64;

/** The stored tree, by bytes as they are now: nothing is remembered from one question to the next. */
export function storedTree(reader: Reader): TileTree {
  return createTileTree((tile) => readStored(reader, tile));
}

async function readStored(reader: Reader, tile: TileName): Promise<Uint8Array> {
  const data = await readTile(reader, tile);
  if (data === undefined) throw new LogDamage(`${tilePath(tile)} is missing or too narrow.`);
  return data;
}

/**
 * What must hold before the second head is signed, from the bytes that are stored: its root is that of the tiles, it continues the first
 * one, and every entry between them is the one of its leaf. A flipped bit has cost logs their lives.
 * @throws LogDamage
 */
export async function assertContinues(reader: Reader, from: Head, to: Head): Promise<void> {
  const tree = storedTree(reader);
  if (!sameHash(await tree.rootAt(to.size), to.root))
    throw new LogDamage(`The tiles do not give the root of the head at ${to.size} entries.`);
  if (!(await continues(tree, from, to)))
    throw new LogDamage(`The head at ${to.size} entries does not continue the one at ${from.size}.`);
  await assertEntries(reader, from.size, to.size);
  await assertInnerHashes(reader, from.size, to.size);
}

/** Is the one tree the beginning of the other, by what is stored? */
export async function continues(tree: TileTree, from: Head, to: Head): Promise<boolean> {
  if (from.size > to.size) return false;
  const proof = await tree.consistencyProof({ oldSize: from.size, newSize: to.size });
  const [oldSize, newSize, oldRoot, newRoot] = [from.size, to.size, from.root, to.root];
  return verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof });
}

/** Of each bundle that grew, the entries of before too: its bytes are read anyway. */
async function assertEntries(reader: Reader, from: number, to: number): Promise<void> {
  const end = Math.ceil(to / tileWidth);
  for (let n = Math.floor(from / tileWidth); n < end; n += bundlesAtOnce) {
    const until = Math.min(n + bundlesAtOnce, end);
    const bundles = await readBundles(reader, { from: n, until });
    if (bundles.length !== until - n) throw new LogDamage(`A bundle before ${until} is missing.`);
    for (const bundle of bundles) await assertBundle(reader, bundle, to);
  }
}

async function assertBundle(
  reader: Reader,
  { n, data }: { readonly n: number; readonly data: Uint8Array },
  size: number,
): Promise<void> {
  const tile = { level: 0, n, width: widthOf({ level: 0, n }, size) };
  const prefix = bundlePrefix(data, tile.width);
  const entries = prefix && decodeBundle(prefix, tile.width);
  if (entries === undefined) throw new LogDamage(`Bundle ${n} holds fewer than ${tile.width} entries.`);
  if (!sameHash(Buffer.concat(entries.map(leafHash)), await readStored(reader, tile)))
    throw new LogDamage(`An entry of bundle ${n} is not the one of its leaf.`);
}

/** Every hash above the leaves that came with the growth is the root of the full tile below it. */
async function assertInnerHashes(reader: Reader, from: number, to: number): Promise<void> {
  for (let level = 1; level < levelsOf(to); level += 1) {
    for (let at = hashesAt(level, from); at < hashesAt(level, to); at += 1) {
      const below = await readStored(reader, { level: level - 1, n: at, width: tileWidth });
      const n = Math.floor(at / tileWidth);
      const place = at % tileWidth;
      const tile = await readStored(reader, { level, n, width: place + 1 });
      if (!sameHash(rootOfTile(below), tile.subarray(place * hashBytes)))
        throw new LogDamage(`Hash ${at} of level ${level} is not the root of the tile below it.`);
    }
  }
}

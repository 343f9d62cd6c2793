import type { Bytes } from './bytes.browser.ts';
import { hashBytes, nodeHash } from './merkle.browser.ts';

/** C2SP tlog-tiles: where hashes and entries lie, and the path of a leaf put together from them. */

export const tileWidth = 256;

export interface Tile {
  readonly level: number;
  readonly n: number;
  readonly width: number;
}

export type ReadTile = (tile: Tile) => Promise<Bytes>;

export const tilePath = (tile: Tile): string => `tile/${String(tile.level)}/${indexPath(tile)}`;

export const bundlePath = (bundle: Omit<Tile, 'level'>): string => `tile/entries/${indexPath(bundle)}`;

/** In groups of three digits, all but the last after an `x`; the width where it is not whole. */
function indexPath({ n, width }: Omit<Tile, 'level'>): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return width === tileWidth ? path : `${path}.p/${String(width)}`;
}

export function widthOf(level: number, n: number, size: number): number {
  return Math.min(tileWidth, Math.max(0, Math.floor(size / tileWidth ** level) - n * tileWidth));
}

/** The siblings of a leaf from below up, RFC 6962 section 2.1.1. Whether they prove anything is for `verifyInclusion` to say. */
export async function inclusionPath(read: ReadTile, index: number, size: number): Promise<Bytes[]> {
  const path: Bytes[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    const isLeft = index < middle;
    path.unshift(await rangeHash(read, isLeft ? [middle, end] : [start, middle], size));
    [start, end] = isLeft ? [start, middle] : [middle, end];
  }
  return path;
}

/** The largest power of two below a count of two or more. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

type Range = readonly [start: number, end: number];

async function rangeHash(read: ReadTile, [start, end]: Range, size: number): Promise<Bytes> {
  const count = end - start;
  const split = count === 1 ? 1 : splitOf(count);
  if (count === 1 || split * 2 === count) return fullHash(read, [start, end], size);
  const [left, right] = await Promise.all([
    rangeHash(read, [start, start + split], size),
    rangeHash(read, [start + split, end], size),
  ]);
  return nodeHash(left, right);
}

/** Of a full subtree: up to 128 neighbours of one tile, joined. */
async function fullHash(read: ReadTile, [start, end]: Range, size: number): Promise<Bytes> {
  let [level, joined] = [0, end - start];
  while (joined >= tileWidth) [level, joined] = [level + 1, joined / tileWidth];
  const first = start / tileWidth ** level;
  const n = Math.floor(first / tileWidth);
  const tile = await read({ level, n, width: widthOf(level, n, size) });
  const from = first - n * tileWidth;
  let hashes = Array.from({ length: joined }, (_, at) =>
    tile.slice((from + at) * hashBytes, (from + at + 1) * hashBytes),
  );
  while (hashes.length > 1) {
    const pairs = hashes.flatMap((left, at) =>
      at % 2 === 0 ? [[left, hashes[at + 1] ?? left] as const] : [],
    );
    hashes = await Promise.all(pairs.map(([left, right]) => nodeHash(left, right)));
  }
  return hashes[0] ?? new Uint8Array();
}

/** The entries of a bundle, each behind its length in two octets; undefined unless it is exactly so many. */
export function entriesOf(bundle: Bytes, count: number): Bytes[] | undefined {
  const entries: Bytes[] = [];
  let at = 0;
  while (at + 2 <= bundle.length) {
    const length = (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0);
    const end = at + 2 + length;
    if (end > bundle.length) return undefined;
    entries.push(bundle.slice(at + 2, end));
    at = end;
  }
  return at === bundle.length && entries.length === count ? entries : undefined;
}

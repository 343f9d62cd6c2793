/** Names and widths of tiles and entry bundles, C2SP tlog-tiles. */

/** Hashes in a full tile, entries in a full bundle. */
export const tileWidth = 256;
const levelMax = 63;

export interface BundleName {
  readonly n: number;
  /** 1 to 255 for a partial one, 256 for a full one. */
  readonly width: number;
}

export interface TileName extends BundleName {
  /** 0 holds leaf hashes; each hash of a level above is the root of a full tile below. */
  readonly level: number;
}

export type TilePath = ({ readonly kind: 'tile' } & TileName) | ({ readonly kind: 'entries' } & BundleName);

/** `tile/0/x001/x234/067.p/8`, below the prefix of the log. */
export function tilePath({ level, ...bundle }: TileName): string {
  return `tile/${level}/${indexPath(bundle)}`;
}

/** `tile/entries/x001/x234/067.p/8`, below the prefix of the log. */
export function bundlePath(bundle: BundleName): string {
  return `tile/entries/${indexPath(bundle)}`;
}

function indexPath({ n, width }: BundleName): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return width === tileWidth ? path : `${path}.p/${width}`;
}

const pattern =
  /^tile\/(?:(?<kind>entries)|(?<level>\d{1,2}))\/(?<index>(?:x\d{3}\/){0,5}\d{3})(?:\.p\/(?<width>\d{1,3}))?$/;

/** Undefined for anything but the one spelling that the functions above give: a second name of a tile would be a second cache entry. */
export function parseTilePath(path: string): TilePath | undefined {
  const { kind, level: levelText, index = '', width: widthText } = pattern.exec(path)?.groups ?? {};
  const n = Number(index.replaceAll(/[x/]/g, ''));
  const level = Number(levelText ?? 0);
  const width = widthText === undefined ? tileWidth : Number(widthText);
  if (!Number.isSafeInteger(n) || level > levelMax || width > tileWidth) return undefined;
  const name: TilePath =
    kind === undefined ? { kind: 'tile', level, n, width } : { kind: 'entries', n, width };
  return (name.kind === 'tile' ? tilePath(name) : bundlePath(name)) === path && width > 0 ? name : undefined;
}

/** Hashes on one level of a tree: of leaves, or of full subtrees of 256 to the power `level` leaves. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** Of the rightmost tile of a level; 0 where the last tile is full or the level empty. */
export function partialWidth(level: number, size: number): number {
  return hashesAt(level, size) % tileWidth;
}

/** Of one tile in a tree of that size; 0 where the tree does not reach it. */
export function widthOf({ level, n }: { readonly level: number; readonly n: number }, size: number): number {
  return Math.min(tileWidth, Math.max(0, hashesAt(level, size) - n * tileWidth));
}

/** How many levels of tiles a tree has: 0 for the empty one, 2 from the 256th leaf on. */
export function levelsOf(size: number): number {
  let levels = 0;
  while (hashesAt(levels, size) > 0) levels += 1;
  return levels;
}

/** Every tile of a tree, from the leaves up, each with its width at that size. */
export function* tilesOf(size: number): Generator<TileName> {
  for (let level = 0; level < levelsOf(size); level += 1) {
    for (const bundle of bundlesOf(hashesAt(level, size))) yield { level, ...bundle };
  }
}

/** Every bundle of a tree, each with its width at that size. */
export function* bundlesOf(size: number): Generator<BundleName> {
  for (let n = 0; n * tileWidth < size; n += 1) yield { n, width: widthOf({ level: 0, n }, size) };
}

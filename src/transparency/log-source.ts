import { entryBytesMax } from '../platform/log-entry.ts';
import { bundlePrefix } from './entry-bundle.ts';
import { hashBytes } from './merkle.ts';
import { type BundleName, bundlePath, type TileName, tilePath, tileWidth } from './tile-path.ts';

/** Where a verifier reads a log: a live one, a copy on an object store, a folder of files. */
export interface LogSource {
  /** For people: the address or the folder. */
  readonly name: string;
  /**
   * What stands at a path below the prefix of the log; undefined where the source says that nothing does.
   * @throws SourceFailure when it cannot be known: not reached, not allowed, larger than the limit.
   */
  read(path: string, bytesMax: number): Promise<Uint8Array | undefined>;
}

/** Says nothing of the log, only that it could not be read. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
}

export type ResourceFaultKind = 'missing' | 'malformed';

/** The log does not serve what it must for a tree of this size. */
export class ResourceFault extends Error {
  override readonly name = 'ResourceFault';
  readonly kind: ResourceFaultKind;
  readonly path: string;
  constructor(kind: ResourceFaultKind, path: string, message: string) {
    super(message);
    this.kind = kind;
    this.path = path;
  }
}

export const checkpointPath = 'checkpoint';
export const checkpointBytesMax = 1_000_000;
const tileBytes = tileWidth * hashBytes;
const bundleBytesMax = tileWidth * (2 + entryBytesMax);

/**
 * Exactly the hashes that the tile has at its width. A partial tile may be gone once the full one is there, whose beginning
 * it is (C2SP tlog-tiles, partial tiles).
 * @throws ResourceFault, SourceFailure
 */
export async function readTileOf(source: LogSource, tile: TileName): Promise<Uint8Array> {
  const path = tilePath(tile);
  const octets = tile.width * hashBytes;
  const partial = await source.read(path, tileBytes);
  const full =
    partial === undefined && tile.width < tileWidth
      ? (await source.read(tilePath({ ...tile, width: tileWidth }), tileBytes))?.subarray(0, octets)
      : undefined;
  const hashes = partial ?? full;
  if (hashes === undefined) throw new ResourceFault('missing', path, 'The tile is not there.');
  if (hashes.length === octets) return hashes;
  throw new ResourceFault('malformed', path, `The tile has ${hashes.length} octets, not ${octets}.`);
}

/** The octets of a bundle, cut to its width where only the full one is there. @throws ResourceFault, SourceFailure */
export async function readBundleOf(source: LogSource, bundle: BundleName): Promise<Uint8Array> {
  const path = bundlePath(bundle);
  const exact = await source.read(path, bundleBytesMax);
  if (exact !== undefined) return exact;
  const full =
    bundle.width < tileWidth
      ? await source.read(bundlePath({ ...bundle, width: tileWidth }), bundleBytesMax)
      : undefined;
  if (full === undefined) throw new ResourceFault('missing', path, 'The entry bundle is not there.');
  const cut = bundlePrefix(full, bundle.width);
  if (cut === undefined) throw new ResourceFault('malformed', path, 'The entry bundle is cut short.');
  return cut;
}

import type { EntryCheck } from './entry-check.ts';
import { decodeBundle } from './entry-bundle.ts';
import type { Findings } from './log-finding.ts';
import { type LogSource, readBundleOf, readTileOf, ResourceFault } from './log-source.ts';
import { hashBytes, leafHash, rootOfTile, sameHash } from './merkle.ts';
import { readAhead } from './read-ahead.ts';
import type { RootStack } from './root-stack.ts';
import { createTileChain, type TileChain } from './tile-chain.ts';
import { type BundleName, bundlePath, tilePath, tileWidth, widthOf } from './tile-path.ts';

/** Files that are asked for before their turn. */
const aheadMax = 16;

export interface Scan {
  readonly source: LogSource;
  /** The head that was signed. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Where to begin; the leaves are added to it. */
  readonly stack: RootStack;
  /** Undefined to read tiles only. */
  readonly entries: EntryCheck | undefined;
  readonly findings: Findings;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Walks the tree from left to right in the space of a few tiles, and holds three things against each other: the tiles of all
 * levels against the signed root, each entry against the tile that has its hash, and the tree rebuilt from the entries
 * against the signed root. Gives the number of tiles that were read.
 */
export async function scanTree(scan: Scan): Promise<number> {
  const { source, size, root, stack, findings, progress } = scan;
  const unreadable = (error: unknown) => addFault(findings, error);
  const chain = createTileChain({
    size,
    read: (tile) => readTileOf(source, tile),
    unreadable,
    spoiled: (path) =>
      findings.add({ kind: 'tile', path, detail: 'The tile does not hash to the one above it.' }),
  });
  await checkEdge(scan, chain);
  const first = stack.size;
  let tiles = 0;
  let whole = true;
  for await (const part of readAhead(partsOf(first, size), aheadMax, (name) => readPart(scan, name))) {
    const leaves = await checkPart(scan, chain, part);
    if (part.tile !== undefined) tiles += 1;
    whole &&= leaves !== undefined;
    if (leaves !== undefined && whole) pushFrom(stack, leaves, part.name.n * tileWidth);
    progress?.(part.name.n * tileWidth + part.name.width - first, size - first);
  }
  if (whole && !sameHash(stack.root(), root))
    findings.add({
      kind: 'root',
      detail: `The tree of the first ${size} entries has not the root that was signed.`,
    });
  return chain.tiles + tiles;
}

async function checkEdge({ size, root, findings }: Scan, chain: TileChain): Promise<void> {
  try {
    if (await chain.edgeGives(root)) return;
    findings.add({
      kind: 'head',
      detail: `The tiles of ${size} entries do not give the root that was signed.`,
    });
  } catch (error) {
    addFault(findings, error);
  }
}

/** Each fault once: the last tiles of a tree are read twice. */
function addFault(findings: Findings, error: unknown): void {
  if (!(error instanceof ResourceFault)) throw error;
  const { kind, path, message } = error;
  if (!findings.list.some((one) => one.path === path)) findings.add({ kind, path, detail: message });
}

function* partsOf(first: number, size: number): Generator<BundleName> {
  for (let n = Math.floor(first / tileWidth); n * tileWidth < size; n += 1)
    yield { n, width: widthOf({ level: 0, n }, size) };
}

interface Part {
  readonly name: BundleName;
  /** Hashes of the leaves as the tree has them; undefined when they could not be had, which has been reported. */
  readonly tile: Uint8Array | undefined;
  readonly entries: readonly Uint8Array[] | undefined;
}

async function readPart({ source, entries, findings }: Scan, name: BundleName): Promise<Part> {
  const orReport = async <T>(reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      addFault(findings, error);
      return undefined;
    }
  };
  const [tile, list] = await Promise.all([
    orReport(readTileOf(source, { level: 0, ...name })),
    entries && orReport(readEntries(source, name)),
  ]);
  return { name, tile, entries: list };
}

async function readEntries(source: LogSource, name: BundleName): Promise<Uint8Array[]> {
  const entries = decodeBundle(await readBundleOf(source, name), name.width);
  if (entries !== undefined) return entries;
  throw new ResourceFault(
    'malformed',
    bundlePath(name),
    `The bundle is not ${name.width} entries with their lengths.`,
  );
}

/** Gives the leaf hashes: of the entries where they are read, else those of the tile. Undefined where there are none to be had. */
async function checkPart(scan: Scan, chain: TileChain, part: Part): Promise<Uint8Array | undefined> {
  const { name, tile, entries } = part;
  const expected = await chain.hashOf({ level: 0, n: name.n });
  const tileHolds = tile !== undefined && (expected === undefined || sameHash(rootOfTile(tile), expected));
  if (tile !== undefined && !tileHolds) {
    const path = tilePath({ level: 0, ...name });
    scan.findings.add({ kind: 'tile', path, detail: 'The tile does not hash to the one above it.' });
  }
  if (scan.entries === undefined) return tile;
  if (entries === undefined) return undefined;
  const leaves = Buffer.concat(entries.map(leafHash));
  const start = name.n * tileWidth;
  for (const [at, entry] of entries.entries())
    if (start + at >= scan.stack.size) scan.entries.check(start + at, entry);
  if (tileHolds) compareLeaves(scan, name, { leaves, tile });
  else if (expected !== undefined && !sameHash(rootOfTile(leaves), expected)) {
    const detail = `The entries from ${start} on do not hash to what the tree has for them.`;
    scan.findings.add({ kind: 'entry', index: start, path: bundlePath(name), detail });
  }
  return leaves;
}

interface Leaves {
  readonly leaves: Uint8Array;
  readonly tile: Uint8Array;
}

function compareLeaves({ findings }: Scan, name: BundleName, { leaves, tile }: Leaves): void {
  if (sameHash(leaves, tile)) return;
  for (let at = 0; at < name.width; at += 1) {
    const [from, to] = [at * hashBytes, (at + 1) * hashBytes];
    if (sameHash(leaves.subarray(from, to), tile.subarray(from, to))) continue;
    const index = name.n * tileWidth + at;
    findings.add({
      kind: 'entry',
      index,
      path: bundlePath(name),
      detail: `Entry ${index} is not the one of its leaf.`,
    });
  }
}

function pushFrom(stack: RootStack, leaves: Uint8Array, start: number): void {
  for (let at = (stack.size - start) * hashBytes; at < leaves.length; at += hashBytes)
    stack.push(leaves.subarray(at, at + hashBytes));
}

import { decodeBundle } from './entry-bundle.ts';
import { parseEntry } from '../platform/log-entry.ts';
import type { LogPolicy } from './log-policy.ts';
import { formatLogProof } from './log-proof.ts';
import {
  checkpointBytesMax,
  checkpointPath,
  type LogSource,
  readBundleOf,
  readTileOf,
  ResourceFault,
  SourceFailure,
} from './log-source.ts';
import { hashBytes, sameHash } from './merkle.ts';
import { readAhead } from './read-ahead.ts';
import { judgeCheckpoint, type SignedCheckpointRefusal } from './signed-checkpoint.ts';
import { type BundleName, bundlePath, bundlesOf, tileWidth, widthOf } from './tile-path.ts';
import { createTileTree } from './tile-tree.ts';

/** Proofs made by who wants them, from the tiles of a log, without asking the log for anything else. */

/** An entry by its place, by the hash of its octets, or by its identifier. The last one needs the bundles. */
export type Wanted =
  | { readonly by: 'index'; readonly index: number }
  | { readonly by: 'leaf'; readonly leaf: Uint8Array }
  | { readonly by: 'id'; readonly id: string };

export type ProofMaking =
  | { readonly ok: true; readonly index: number; readonly leaf: Uint8Array; readonly proof: string }
  | { readonly ok: false; readonly reason: SignedCheckpointRefusal | 'not-in-the-log' };

const aheadMax = 16;

/** The text of a tlog-proof, not yet verified. @throws SourceFailure, ResourceFault */
export async function makeProof(source: LogSource, policy: LogPolicy, wanted: Wanted): Promise<ProofMaking> {
  const bytes = await source.read(checkpointPath, checkpointBytesMax);
  if (bytes === undefined) throw new SourceFailure(`There is no checkpoint at ${source.name}.`);
  const head = judgeCheckpoint(policy, bytes);
  if (!head.ok) return { ok: false, reason: head.reason };
  const { size } = head.checkpoint;
  const index = await indexOf(source, size, wanted);
  if (index === undefined || index >= size) return { ok: false, reason: 'not-in-the-log' };
  const n = Math.floor(index / tileWidth);
  const tile = await readTileOf(source, { level: 0, n, width: widthOf({ level: 0, n }, size) });
  const at = (index % tileWidth) * hashBytes;
  const path = await createTileTree((name) => readTileOf(source, name)).inclusionProof({ index, size });
  const proof = formatLogProof({ index, path, checkpoint: Buffer.from(bytes).toString('utf8') });
  return { ok: true, index, leaf: tile.subarray(at, at + hashBytes), proof };
}

async function indexOf(source: LogSource, size: number, wanted: Wanted): Promise<number | undefined> {
  if (wanted.by === 'index') return wanted.index;
  const places = async (name: BundleName) => {
    const at =
      wanted.by === 'leaf'
        ? await placeOfLeaf(source, name, wanted.leaf)
        : await placeOfId(source, name, wanted.id);
    return at < 0 ? undefined : name.n * tileWidth + at;
  };
  for await (const index of readAhead(bundlesOf(size), aheadMax, places))
    if (index !== undefined) return index;
  return undefined;
}

async function placeOfLeaf(source: LogSource, name: BundleName, leaf: Uint8Array): Promise<number> {
  const tile = await readTileOf(source, { level: 0, ...name });
  for (let at = 0; at < name.width; at += 1)
    if (sameHash(tile.subarray(at * hashBytes, (at + 1) * hashBytes), leaf)) return at;
  return -1;
}

async function placeOfId(source: LogSource, name: BundleName, id: string): Promise<number> {
  const entries = decodeBundle(await readBundleOf(source, name), name.width);
  if (entries === undefined)
    throw new ResourceFault('malformed', bundlePath(name), 'The bundle is no bundle.');
  return entries.findIndex((bytes) => {
    const reading = parseEntry(bytes);
    return reading.ok && reading.entry.id === id;
  });
}

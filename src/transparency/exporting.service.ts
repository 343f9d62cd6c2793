import type { Reader } from '../platform/database.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { readPublished } from './checkpoints.store.ts';
import { continues, storedTree } from './continuity.service.ts';
import { bundlePrefix } from './entry-bundle.ts';
import { LogDamage } from './log-damage.ts';
import { checkpointPath } from './log-source.ts';
import { parseNote } from './signed-note.ts';
import { bundlePath, bundlesOf, hashesAt, tilePath, tilesOf, tileWidth } from './tile-path.ts';
import { emptyHead, readBundles, readTile, type TreeHead } from './tree.store.ts';

/** The published log as files, for a CDN or an object store: what is served under its address, path for path. */

export interface ExportedFile {
  /** Below the prefix of the log. */
  readonly path: string;
  readonly data: Uint8Array;
}

export interface LogExport {
  readonly from: number;
  readonly size: number;
  /** In the order in which they have to become visible: bundles, then tiles, then the checkpoint, which nothing may be missing behind. */
  files(): AsyncGenerator<ExportedFile>;
}

/** The copy is of another log, or of more than there is: one of the two is not what it was. */
export class ExportRefused extends Error {
  override readonly name = 'ExportRefused';
}

const bundlesAtOnce = 64;

/**
 * What a copy lacks that has the checkpoint `existing`; all of it where there is none. Undefined before anything was published.
 * @throws ExportRefused when the log does not continue the copy, LogDamage when its rows do not hold what they should
 */
export async function prepareExport(
  reader: Reader,
  existing: string | undefined,
): Promise<LogExport | undefined> {
  const published = await readPublished(reader);
  if (published === undefined) return undefined;
  const copied = existing === undefined ? emptyHead : headOf(existing);
  if (!(await continues(storedTree(reader), copied, published)))
    throw new ExportRefused(
      `The copy has ${copied.size} entries; the log has ${published.size} and does not continue it.`,
    );
  const { size, note } = published;
  return { from: copied.size, size, files: () => filesOf(reader, { from: copied.size, size, note }) };
}

function headOf(note: string): TreeHead {
  const reading = parseNote(note);
  const parsed = reading.ok ? parseCheckpoint(reading.note.text) : undefined;
  if (!parsed?.ok) throw new ExportRefused('What the copy has as its checkpoint is none.');
  return parsed.checkpoint;
}

interface Part {
  readonly from: number;
  readonly size: number;
  readonly note: string;
}

async function* filesOf(reader: Reader, { from, size, note }: Part): AsyncGenerator<ExportedFile> {
  yield* bundleFiles(reader, from, size);
  for (const tile of tilesOf(size)) {
    // Full ones of the copy are there; of the last one more hashes than before, or the same again.
    if ((tile.n + 1) * tileWidth <= hashesAt(tile.level, from)) continue;
    const data = await readTile(reader, tile);
    if (data === undefined) throw new LogDamage(`${tilePath(tile)} is missing or too narrow.`);
    yield { path: tilePath(tile), data };
  }
  yield { path: checkpointPath, data: Buffer.from(note) };
}

async function* bundleFiles(reader: Reader, from: number, size: number): AsyncGenerator<ExportedFile> {
  const names = [...bundlesOf(size)].slice(Math.floor(from / tileWidth));
  for (let at = 0; at < names.length; at += bundlesAtOnce) {
    const some = names.slice(at, at + bundlesAtOnce);
    const first = some[0]?.n ?? 0;
    const rows = await readBundles(reader, { from: first, until: first + some.length });
    for (const [place, name] of some.entries()) {
      const row = rows[place];
      const data = row?.n === name.n ? bundlePrefix(row.data, name.width) : undefined;
      if (data === undefined) throw new LogDamage(`${bundlePath(name)} is missing or too narrow.`);
      yield { path: bundlePath(name), data };
    }
  }
}

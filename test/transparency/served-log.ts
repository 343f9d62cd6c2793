/** A log as its readers see it: files by their paths, in memory or in a folder, good until a test spoils them. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { canonicalBytes } from '../../src/kernel/canonical-json.ts';
import type { EventType } from '../../src/kernel/event.ts';
import { commitmentOf } from '../../src/platform/event-entry.ts';
import { checkpointText } from '../../src/transparency/checkpoint.ts';
import { cosign } from '../../src/transparency/cosignature.ts';
import { bundlePrefix } from '../../src/transparency/entry-bundle.ts';
import { type LogPolicy, parsePolicy } from '../../src/transparency/log-policy.ts';
import type { LogSource } from '../../src/transparency/log-source.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { formatNote, signNote } from '../../src/transparency/signed-note.ts';
import { bundlePath, bundlesOf, tilePath, tilesOf, tileWidth } from '../../src/transparency/tile-path.ts';
import { logKey, witnessKey } from './note-keys.ts';
import { append, emptyLog, type MemoryLog } from './tiles-in-memory.ts';

export const origin = 'hk.wenjin.example/log';
export const log = logKey(origin);
export const witness = witnessKey('sz.wenjin.example/witness');
export const policyText = `log ${formatVkey(log.key)}\nwitness sz ${formatVkey(witness.key)}\nquorum sz\n`;
export const cosignedAt = Date.UTC(2026, 0, 1) / 1000;

export function policyOf(text: string): LogPolicy {
  const reading = parsePolicy(text);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.policy;
}
export const policy = policyOf(policyText);

export interface TestEntry {
  readonly id: string;
  readonly salt: string;
  readonly payload: { readonly [member: string]: string };
  readonly bytes: Uint8Array;
}

/** The entry of one index, always the same; another `seed` is another log. */
export function entryAt(index: number, seed = 'one', type?: EventType): TestEntry {
  const digest = createHash('sha256').update(`${seed} ${index}`).digest();
  const hex = digest.toString('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  const payload = { action: type ?? 'credential.issued', object: `credential ${index}` };
  const entry = {
    commitment: encodeBase64url(commitmentOf(digest, canonicalBytes(payload))),
    id,
    issuer: 'https://hk.wenjin.example/authorities/registrar',
    jurisdiction: 'HK',
    schema: 'wenjin.log/1',
    time: '2026-01-01T00:00:00Z',
    type: type ?? (index === 0 ? 'log.genesis' : 'credential.issued'),
  };
  return { id, salt: encodeBase64url(digest), payload, bytes: canonicalBytes(entry) };
}

export function entriesOf(count: number, { from = 0, seed = 'one' } = {}): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => entryAt(from + at, seed).bytes);
}

export interface NoteOf {
  readonly size: number;
  readonly root: Uint8Array;
}

export async function noteOf({ size, root }: NoteOf, of = origin, signer = log): Promise<string> {
  const text = checkpointText({ origin: of, size, root });
  return formatNote(text, [await signNote(signer, text), await cosign(witness, text, cosignedAt)]);
}

export type Files = Map<string, Buffer>;

/** Everything that a reader of the tree at this size needs, and no more. */
export async function filesOf(tree: MemoryLog): Promise<Files> {
  const { size } = tree.edge;
  const files: Files = new Map();
  for (const tile of tilesOf(size)) {
    const row = tree.rows.get(tilePath({ ...tile, width: tileWidth })) ?? Buffer.alloc(0);
    files.set(tilePath(tile), row.subarray(0, tile.width * 32));
  }
  for (const bundle of bundlesOf(size)) {
    const row = tree.rows.get(bundlePath({ ...bundle, width: tileWidth })) ?? Buffer.alloc(0);
    files.set(bundlePath(bundle), Buffer.from(bundlePrefix(row, bundle.width) ?? []));
  }
  files.set('checkpoint', Buffer.from(await noteOf({ size, root: tree.root })));
  return files;
}

export async function servedLog(entries: readonly Uint8Array[]): Promise<Files> {
  const tree = emptyLog();
  append(tree, entries);
  return filesOf(tree);
}

/** Counts what is asked of it. */
export function sourceOf(files: Files): LogSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: 'memory',
    asked,
    read: async (file) => {
      asked.push(file);
      return files.get(file);
    },
  };
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, bytes] of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/** One octet of a file changed, from the start or, with a negative number, from the end. */
export function spoil(files: Files, name: string, at: number): void {
  const bytes = Buffer.from(files.get(name) ?? Buffer.alloc(0));
  if (bytes.length === 0) throw new Error(`There is no ${name} to spoil.`);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  files.set(name, bytes);
}

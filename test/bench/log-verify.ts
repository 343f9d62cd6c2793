/** How long a regulator's check of a million entries takes, from a static export, and in how much memory. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { leafHash } from '../../src/transparency/merkle.ts';
import { encodeBundle } from '../../src/transparency/entry-bundle.ts';
import {
  appendLeaves,
  emptyEdge,
  type RightEdge,
  type TileGrowth,
} from '../../src/transparency/tile-append.ts';
import { bundlePath, tilePath, tileWidth } from '../../src/transparency/tile-path.ts';
import { entriesOf, noteOf, policyText } from '../transparency/served-log.ts';

const size = Number(process.env['WENJIN_BENCH_ENTRIES'] ?? 1_000_000);
const secondsMax = 60;
const memoryMax = 400_000_000;
const folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-log-verify-'));
const program = path.resolve(import.meta.dirname, '../../src/bin/wenjin.ts');

function write(name: string, bytes: Uint8Array | string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

async function writeLog(): Promise<void> {
  let edge: RightEdge = emptyEdge;
  let root = new Uint8Array();
  // Only the last growth of a tile is a file of the export; those that are full are written as they fill.
  const partial = new Map<number, TileGrowth>();
  while (edge.size < size) {
    const count = Math.min(tileWidth, size - edge.size);
    const entries = entriesOf(count, { from: edge.size });
    write(bundlePath({ n: Math.floor(edge.size / tileWidth), width: count }), encodeBundle(entries));
    const grown = appendLeaves(edge, entries.map(leafHash));
    for (const tile of grown.tiles) {
      if (tile.width === tileWidth) write(tilePath(tile), tile.data);
      if (tile.width === tileWidth) partial.delete(tile.level);
      else partial.set(tile.level, tile);
    }
    edge = grown.edge;
    root = Uint8Array.from(grown.root);
  }
  for (const tile of partial.values()) write(tilePath(tile), tile.data);
  write('checkpoint', await noteOf({ size, root }));
  write('policy', policyText);
}

interface Measured {
  readonly code: number | null;
  readonly out: string;
  readonly seconds: number;
  readonly residentMax: number;
}

/** The command as anybody runs it; its largest resident set is what Node itself reports at its end. */
function verify(): Promise<Measured> {
  const watch = `process.on('exit', () => process.stderr.write('rss ' + process.resourceUsage().maxRSS + '\\n'))`;
  const begun = performance.now();
  const child = spawn(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(watch)}`,
    program,
    ...['log', 'verify', folder, '--policy', path.join(folder, 'policy'), '--json'],
  ]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const residentMax = Number(/rss (\d+)/.exec(err)?.[1] ?? Number.NaN) * 1024;
      resolve({ code, out, seconds: (performance.now() - begun) / 1000, residentMax });
    });
  });
}

try {
  await writeLog();
  const { code, out, seconds, residentMax } = await verify();
  const good = code === 0 && seconds < secondsMax && residentMax < memoryMax;
  console.log(
    `${size} entries verified in ${seconds.toFixed(1)} s (${Math.round(size / seconds)}/s), at most ${secondsMax} s; ` +
      `${Math.round(residentMax / 1e6)} MB resident, at most ${memoryMax / 1e6}: ${good ? 'met' : 'NOT MET'}`,
  );
  if (!good) console.log(out);
  process.exitCode = good ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

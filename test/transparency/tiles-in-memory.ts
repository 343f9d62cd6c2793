/** The rows of a log in memory, written as the database would be: by appending to what is there. */
import assert from 'node:assert/strict';
import { leafHash } from '../../src/transparency/merkle.ts';
import {
  appendEntries,
  appendLeaves,
  emptyEdge,
  type RightEdge,
} from '../../src/transparency/tile-append.ts';
import { bundlePath, tilePath, tileWidth } from '../../src/transparency/tile-path.ts';
import type { ReadTile } from '../../src/transparency/tile-tree.ts';

export interface MemoryLog {
  edge: RightEdge;
  root: Uint8Array;
  /** By the path of the full tile or bundle. */
  readonly rows: Map<string, Buffer>;
}

export function emptyLog(): MemoryLog {
  return { edge: emptyEdge, root: new Uint8Array(), rows: new Map() };
}

export function append(log: MemoryLog, entries: readonly Uint8Array[]): void {
  const { tiles, edge, root } = appendLeaves(log.edge, entries.map(leafHash));
  for (const { level, n, width, from, data } of tiles) {
    const path = tilePath({ level, n, width: tileWidth });
    const before = log.rows.get(path) ?? Buffer.alloc(0);
    assert.equal(before.length, from * 32);
    assert.deepEqual(Buffer.from(data.subarray(0, from * 32)), before);
    assert.equal(data.length, width * 32);
    log.rows.set(path, Buffer.from(data));
  }
  for (const { n, appended } of appendEntries(log.edge.size, entries)) {
    const path = bundlePath({ n, width: tileWidth });
    log.rows.set(path, Buffer.concat([log.rows.get(path) ?? Buffer.alloc(0), appended]));
  }
  log.edge = edge;
  log.root = root;
}

export function readerOf(log: MemoryLog): ReadTile {
  return async ({ level, n, width }) => {
    const row = log.rows.get(tilePath({ level, n, width: tileWidth }));
    if (row === undefined || row.length < width * 32)
      throw new Error(`no tile ${tilePath({ level, n, width })}`);
    return row.subarray(0, width * 32);
  };
}

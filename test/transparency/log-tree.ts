import type pg from 'pg';

/** What the database holds of a log, read without any code of the log. */

export interface StoredTree {
  readonly size: number;
  readonly root: Uint8Array;
  /** Entry identifiers by their index. */
  readonly order: readonly string[];
  /** The entries as their events hold them, in the order of the tree. */
  readonly entries: readonly Uint8Array[];
}

/** What the database holds, read without any code of the log. */
export async function readTree(owner: pg.Pool | pg.Client): Promise<StoredTree> {
  const head = await owner.query<{ size: string; root: Buffer }>('select size, root from log_head');
  const { rows } = await owner.query<{ idx: string; entry_id: string; entry: Buffer }>(
    'select l.idx, l.entry_id, e.entry from log_entries l join events e on e.id = l.entry_id order by l.idx',
  );
  rows.forEach(({ idx }, at) => {
    if (Number(idx) !== at) throw new Error(`no entry at ${at}`);
  });
  const [found] = head.rows;
  return {
    size: Number(found?.size ?? 0),
    root: found?.root ?? new Uint8Array(),
    order: rows.map((row) => row.entry_id),
    entries: rows.map((row) => row.entry),
  };
}

/** All bundles one behind the other, and all tiles of each level: the bytes that are served. */
export async function readStored(owner: pg.Pool | pg.Client) {
  const bundles = await owner.query<{ n: string; width: number; data: Buffer }>(
    'select n, width, data from log_bundles order by n',
  );
  const tiles = await owner.query<{ level: number; n: string; width: number; data: Buffer }>(
    'select level, n, width, data from log_tiles order by level, n',
  );
  return { bundles: bundles.rows, tiles: tiles.rows };
}

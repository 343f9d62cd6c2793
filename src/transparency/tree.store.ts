import { and, asc, eq, gte, inArray, lt, or, sql } from 'drizzle-orm';
import type { Reader, Transaction } from '../platform/database.ts';
import { emptyRoot, hashBytes } from './merkle.ts';
import type { BundleGrowth, TileGrowth } from './tile-append.ts';
import type { TileName } from './tile-path.ts';
import { logBundles, logEntries, logHead, logTiles } from './transparency.table.ts';

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

export const emptyHead: TreeHead = { size: 0, root: emptyRoot };

const one = eq(logHead.id, 1);
const headColumns = { size: logHead.size, root: logHead.root };

/** How far the tree has grown; empty before the first entry. */
export async function readHead(reader: Reader): Promise<TreeHead> {
  const [head] = await reader.select(headColumns).from(logHead).where(one);
  return head ?? emptyHead;
}

/** Until the transaction ends nobody else grows the tree: this lock, not any election, is what makes several sequencers safe. */
export async function lockHead(tx: Transaction): Promise<TreeHead> {
  const [head] = await tx.select(headColumns).from(logHead).where(one).for('update');
  if (head) return head;
  await tx
    .insert(logHead)
    .values({ id: 1, ...emptyHead })
    .onConflictDoNothing();
  const [made] = await tx.select(headColumns).from(logHead).where(one).for('update');
  return made ?? emptyHead;
}

/** Only from the head that was locked. Gives whether that is how it still stood. */
export async function moveHead(tx: Transaction, from: TreeHead, to: TreeHead): Promise<boolean> {
  const { rowCount } = await tx
    .update(logHead)
    .set(to)
    .where(and(one, eq(logHead.size, from.size)));
  return rowCount === 1;
}

/** Tiles of exactly these widths; one that is absent, narrower or wider is not in the answer. */
export async function readTiles(
  reader: Reader,
  names: readonly TileName[],
): Promise<(TileName & { data: Uint8Array })[]> {
  const asked = names.map(({ level, n, width }) =>
    and(eq(logTiles.level, level), eq(logTiles.n, n), eq(logTiles.width, width)),
  );
  if (asked.length === 0) return [];
  return reader
    .select({ level: logTiles.level, n: logTiles.n, width: logTiles.width, data: logTiles.data })
    .from(logTiles)
    .where(or(...asked));
}

/** Undefined where the tile is absent or narrower. */
export async function readTile(
  reader: Reader,
  { level, n, width }: TileName,
): Promise<Uint8Array | undefined> {
  const [row] = await reader
    .select({
      data: sql<Uint8Array>`substring(${logTiles.data} for ${width * hashBytes})`.mapWith(logTiles.data),
    })
    .from(logTiles)
    .where(and(eq(logTiles.level, level), eq(logTiles.n, n), gte(logTiles.width, width)));
  return row?.data;
}

export interface StoredBundle {
  readonly n: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/** From bundle `from` to before bundle `until`, each as it is now, which may be wider than it was. */
export function readBundles(
  reader: Reader,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<StoredBundle[]> {
  return reader
    .select({ n: logBundles.n, width: logBundles.width, data: logBundles.data })
    .from(logBundles)
    .where(and(gte(logBundles.n, from), lt(logBundles.n, until)))
    .orderBy(asc(logBundles.n));
}

/**
 * Tiles and bundles at their new width, one statement each. A row is grown only from the width that the tree says it has.
 * Gives how many rows were written: fewer than were given means that the stored tree is not the one of the head.
 */
export async function growTiles(tx: Transaction, tiles: readonly TileGrowth[]): Promise<number> {
  const { rows } = await tx.execute<{ written: number }>(sql`
    with growth as materialized (
      select * from unnest(${column(tiles.map(({ level }) => level))}::smallint[], ${column(tiles.map(({ n }) => n))}::bigint[],
        ${column(tiles.map(({ from }) => from))}::smallint[], ${column(tiles.map(({ width }) => width))}::smallint[],
        ${column(tiles.map(({ data, from }) => data.subarray(from * hashBytes)))}::bytea[]) as g(level, n, was, width, appended)
    ), grown as (
      update log_tiles t set width = g.width, data = t.data || g.appended from growth g
      where g.was > 0 and t.level = g.level and t.n = g.n and t.width = g.was returning 1
    ), added as (
      insert into log_tiles (level, n, width, data) select level, n, width, appended from growth where was = 0 returning 1
    )
    select ((select count(*) from grown) + (select count(*) from added))::int as written`);
  return rows[0]?.written ?? 0;
}

/** As {@link growTiles}. */
export async function growBundles(tx: Transaction, bundles: readonly BundleGrowth[]): Promise<number> {
  const { rows } = await tx.execute<{ written: number }>(sql`
    with growth as materialized (
      select * from unnest(${column(bundles.map(({ n }) => n))}::bigint[], ${column(bundles.map(({ from }) => from))}::smallint[],
        ${column(bundles.map(({ width }) => width))}::smallint[],
        ${column(bundles.map(({ appended }) => appended))}::bytea[]) as g(n, was, width, appended)
    ), grown as (
      update log_bundles b set width = g.width, data = b.data || g.appended from growth g
      where g.was > 0 and b.n = g.n and b.width = g.was returning 1
    ), added as (
      insert into log_bundles (n, width, data) select n, width, appended from growth where was = 0 returning 1
    )
    select ((select count(*) from grown) + (select count(*) from added))::int as written`);
  return rows[0]?.written ?? 0;
}

/** Where each entry stands, one behind the other from `first`. */
export async function insertPositions(
  tx: Transaction,
  first: number,
  entryIds: readonly string[],
): Promise<void> {
  await tx.execute(sql`
    insert into log_entries (entry_id, idx)
    select id, ${first}::bigint + position - 1 from unnest(${column(entryIds)}::uuid[]) with ordinality as e(id, position)`);
}

/** One array as one parameter: Drizzle would make a list of it. */
function column(values: readonly (string | number | Uint8Array)[]) {
  return sql.param(values.map((value) => (typeof value === 'object' ? bufferOf(value) : value)));
}

/** The same memory; the driver knows buffers only. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

export async function readPositions(
  reader: Reader,
  entryIds: readonly string[],
): Promise<{ entryId: string; idx: number }[]> {
  if (entryIds.length === 0) return [];
  return reader
    .select({ entryId: logEntries.entryId, idx: logEntries.idx })
    .from(logEntries)
    .where(inArray(logEntries.entryId, [...entryIds]));
}

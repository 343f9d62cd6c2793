import { and, asc, eq, gte, inArray, lt, or, sql } from '../platform/drizzle.ts';
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

export interface StoredGrowth {
  readonly from: TreeHead;
  readonly to: TreeHead;
  /** One behind the other from the size of the head before. */
  readonly entryIds: readonly string[];
  readonly bundles: readonly BundleGrowth[];
  readonly tiles: readonly TileGrowth[];
}

/**
 * Bundles, tiles, positions and head in one statement. A row is grown only from the width that it has to have, and the head moved only
 * from where it was; false says that the stored tree is not the one of the head, and the transaction must not commit.
 */
export async function growTree(tx: Transaction, growth: StoredGrowth): Promise<boolean> {
  const { from, to, entryIds, bundles, tiles } = growth;
  const { rows } = await tx.execute<{ bundles: number; tiles: number; heads: number }>(sql`
    with bundle_growth as materialized (${bundleGrowth(bundles)}), tile_growth as materialized (${tileGrowth(tiles)}),
    grown_bundles as (
      update log_bundles b set width = g.width, data = b.data || g.appended from bundle_growth g
      where g.was > 0 and b.n = g.n and b.width = g.was returning 1
    ), new_bundles as (
      insert into log_bundles (n, width, data) select n, width, appended from bundle_growth where was = 0 returning 1
    ), grown_tiles as (
      update log_tiles t set width = g.width, data = t.data || g.appended from tile_growth g
      where g.was > 0 and t.level = g.level and t.n = g.n and t.width = g.was returning 1
    ), new_tiles as (
      insert into log_tiles (level, n, width, data) select level, n, width, appended from tile_growth where was = 0 returning 1
    ), positions as (
      insert into log_entries (entry_id, idx)
      select id, ${from.size}::bigint + place - 1 from unnest(${column(entryIds)}::uuid[]) with ordinality as e(id, place)
    ), head as (
      update log_head set size = ${to.size}, root = ${sql.param(Buffer.from(to.root))} where id = 1 and size = ${from.size} returning 1
    )
    select (select count(*) from grown_bundles)::int + (select count(*) from new_bundles)::int as bundles,
      (select count(*) from grown_tiles)::int + (select count(*) from new_tiles)::int as tiles,
      (select count(*) from head)::int as heads`);
  const [written] = rows;
  return written?.bundles === bundles.length && written.tiles === tiles.length && written.heads === 1;
}

function bundleGrowth(bundles: readonly BundleGrowth[]) {
  const appended = bundles.map((bundle) => bundle.appended);
  return sql`select n, was, width, ${piece(appended)} as appended
    from unnest(${column(bundles.map(({ n }) => n))}::bigint[], ${column(bundles.map(({ from }) => from))}::smallint[],
      ${column(bundles.map(({ width }) => width))}::smallint[], ${extents(appended)}) as g(n, was, width, start, length)`;
}

function tileGrowth(tiles: readonly TileGrowth[]) {
  const appended = tiles.map(({ data, from }) => data.subarray(from * hashBytes));
  return sql`select level, n, was, width, ${piece(appended)} as appended
    from unnest(${column(tiles.map(({ level }) => level))}::smallint[], ${column(tiles.map(({ n }) => n))}::bigint[],
      ${column(tiles.map(({ from }) => from))}::smallint[], ${column(tiles.map(({ width }) => width))}::smallint[],
      ${extents(appended)}) as g(level, n, was, width, start, length)`;
}

/** All pieces as one binary parameter, to be cut up there: an array of octets would travel as text twice as long, and be parsed. */
function piece(pieces: readonly Uint8Array[]) {
  return sql`substring(${sql.param(Buffer.concat(pieces))}::bytea from start for length)`;
}

/** Where each piece begins, counted from 1, and how long it is. */
function extents(pieces: readonly Uint8Array[]) {
  let next = 1;
  const starts = pieces.map(({ length }) => {
    next += length;
    return next - length;
  });
  return sql`${column(starts)}::int[], ${column(pieces.map(({ length }) => length))}::int[]`;
}

/** One array as one parameter: Drizzle would make a list of it. */
function column(values: readonly (string | number)[]) {
  return sql.param(values);
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

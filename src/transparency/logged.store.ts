import {
  alias,
  and,
  type AnyColumn,
  asc,
  desc,
  eq,
  gt,
  lte,
  ne,
  type SQL,
  sql,
} from '../platform/drizzle.ts';
import type { EventType } from '../kernel/event.ts';
import type { Reader } from '../platform/database.ts';
import { events, logPending } from '../platform/events.table.ts';
import { createTileTree, TileFault } from './tile-tree.ts';
import { logCheckpoints, logEntries, logSeen } from './transparency.table.ts';
import { readTile, type TreeHead } from './tree.store.ts';

/** What others count by: which entries are in the log at a size, and which sizes and roots it had. */

/** Is the entry of this column among the first `size`? For the questions of other contexts, which know no table of the log. */
export type Logged = (entryId: AnyColumn) => SQL;

export function loggedBelow(size: number): Logged {
  return (entryId) =>
    sql`exists (select 1 from ${logEntries} where ${logEntries.entryId} = ${entryId} and ${logEntries.idx} < ${size})`;
}

/** So few that it costs next to nothing to pass over them. */
const passedOverMax = 1_000;

/** What the log holds at a size, found once for all questions of one snapshot. */
export interface LoggedAt {
  /** For columns that always name an event. */
  readonly event: Logged;
  /** For columns that name an event of this type, or nothing. */
  ofType(type: EventType): Logged;
}

/** Nearly every event stands in the log: the few that do not are looked for, instead of each of a million that do. */
export async function readLoggedAt(reader: Reader, size: number): Promise<LoggedAt> {
  const { rows } = await reader.execute<{ id: string }>(sql`
    select e.id from ${events} e
    where not exists (select 1 from ${logEntries} l where l.entry_id = e.id and l.idx < ${size}) limit ${passedOverMax + 1}`);
  const event = rows.length > passedOverMax ? loggedBelow(size) : noneOf(rows.map(({ id }) => id));
  return {
    event,
    ofType: (type) => (entryId) =>
      sql`${entryId} in (select ${events.id} from ${events} where ${events.type} = ${type} and ${event(events.id)})`,
  };
}

function noneOf(ids: readonly string[]): Logged {
  if (ids.length === 0) return () => sql`true`;
  return (entryId) => sql`${entryId} <> all(${sql.param([...ids])}::uuid[])`;
}

/** The same as a relation, `entry_id` and `idx`, to be joined where the order of the log counts. */
export function placesBelow(size: number): SQL {
  return sql`(select entry_id, idx from ${logEntries} where idx < ${size})`;
}

/** Reckoned from the stored tiles. @throws RangeError beyond what they hold, TileFault where they are damaged */
export function readRootAt(reader: Reader, size: number): Promise<Uint8Array> {
  const tree = createTileTree(async (name) => {
    const tile = await readTile(reader, name);
    if (tile === undefined) throw new TileFault(`A tile of level ${name.level} is not there.`);
    return tile;
  });
  return tree.rootAt(size);
}

/** The largest head that had been signed by then; undefined before the first. */
export async function readSignedBy(reader: Reader, at: Date): Promise<TreeHead | undefined> {
  const [found] = await reader
    .select({ size: logCheckpoints.size, root: logCheckpoints.root })
    .from(logCheckpoints)
    .where(lte(logCheckpoints.signedAt, at))
    .orderBy(desc(logCheckpoints.size), desc(logCheckpoints.id))
    .limit(1);
  return found;
}

export interface CountedEntries {
  readonly held: number;
  /** The latest instant that an entry bears; null of an empty log. */
  readonly latest: Date | null;
  readonly byType: readonly { readonly type: string; readonly count: number }[];
}

/** The entries themselves, counted by what they say they are. */
export async function countEntries(reader: Reader, size: number): Promise<CountedEntries> {
  const { rows } = await reader.execute<{ type: string; count: number; latest: string }>(sql`
    select e.type, count(*)::int as count, (extract(epoch from max(e.recorded_at)) * 1000)::float8 as latest
    from ${logEntries} l join ${events} e on e.id = l.entry_id where l.idx < ${size} group by e.type order by e.type`);
  const latest = rows.reduce((last, row) => Math.max(last, Number(row.latest)), 0);
  return {
    held: rows.reduce((sum, { count }) => sum + count, 0),
    latest: rows.length === 0 ? null : new Date(latest),
    byType: rows.map(({ type, count }) => ({ type, count })),
  };
}

export interface DisorderedEntry {
  readonly entry: string;
  readonly index: number;
  readonly type: string;
  readonly recordedAt: Date;
  /** The latest instant that an entry before it bears. */
  readonly latestBefore: Date;
}

/** Entries of the window that stand behind one that is later by more than the seconds. `span` bounds how many are looked through, the last ones. */
export async function readDisorder(
  reader: Reader,
  window: {
    readonly from: Date;
    readonly until: Date;
    readonly seconds: number;
    readonly span: number;
    readonly limit: number;
  },
): Promise<{ examined: number; rows: DisorderedEntry[] }> {
  const { from, until, seconds, span, limit } = window;
  const { rows } = await reader.execute<{
    entry: string | null;
    index: string;
    type: string;
    recorded: number;
    latest: number;
    examined: string;
  }>(sql`
    with looked as materialized (
      select l.entry_id, l.idx, e.type, e.recorded_at from ${logEntries} l join ${events} e on e.id = l.entry_id
      where e.recorded_at >= ${from.toISOString()} and e.recorded_at < ${until.toISOString()} order by l.idx desc limit ${span}
    ), ordered as (
      select *, max(recorded_at) over (order by idx rows between unbounded preceding and 1 preceding) as latest from looked
    )
    select entry_id as entry, idx as index, type, (extract(epoch from recorded_at) * 1000)::float8 as recorded,
      (extract(epoch from latest) * 1000)::float8 as latest, (select count(*) from looked) as examined
    from (select 1) one left join (
      select * from ordered where latest - recorded_at > make_interval(secs => ${seconds}) order by idx limit ${limit}
    ) behind on true`);
  return {
    examined: Number(rows[0]?.examined ?? 0),
    rows: rows.flatMap(({ entry, index, type, recorded, latest }) =>
      entry === null
        ? []
        : [
            {
              entry,
              index: Number(index),
              type,
              recordedAt: new Date(recorded),
              latestBefore: new Date(latest),
            },
          ],
    ),
  };
}

export interface Placement {
  readonly held: number;
  readonly gaps: readonly {
    readonly before: { entry: string; index: number } | null;
    readonly next: number;
  }[];
  readonly beyond: readonly { readonly entry: string; readonly index: number }[];
}

/** Does every index below the size hold an entry, and none at it or beyond? */
export async function readPlacement(reader: Reader, size: number, limit: number): Promise<Placement> {
  const counted = await reader.execute<{ held: string }>(
    sql`select count(*) as held from ${logEntries} where idx < ${size}`,
  );
  const held = Number(counted.rows[0]?.held ?? 0);
  const beyond = await reader.execute<{ entry: string; index: string }>(
    sql`select entry_id as entry, idx as index from ${logEntries} where idx >= ${size} order by idx limit ${limit}`,
  );
  return {
    held,
    // Indices are unique: as many as there should be are all of them.
    gaps: held === size ? [] : await readGaps(reader, size, limit),
    beyond: beyond.rows.map(({ entry, index }) => ({ entry, index: Number(index) })),
  };
}

async function readGaps(reader: Reader, size: number, limit: number): Promise<Placement['gaps']> {
  const { rows } = await reader.execute<{ before: string | null; index: string; next: string }>(sql`
    select before, index, next from (
      select lag(entry_id) over w as before, lag(idx, 1, -1::bigint) over w as index, idx as next
      from (select entry_id, idx from ${logEntries} where idx < ${size} union all select null, ${size}::bigint) placed
      window w as (order by idx)
    ) pairs where next <> index + 1 order by next limit ${limit}`);
  return rows.map(({ before, index, next }) => ({
    before: before === null ? null : { entry: before, index: Number(index) },
    next: Number(next),
  }));
}

/** Events of the window without a leaf, whether they wait for it or were lost on the way; oldest first. */
export async function readUnlogged(
  reader: Reader,
  { from, until, limit }: { readonly from: Date; readonly until: Date; readonly limit: number },
): Promise<{ entry: string; recordedAt: Date; pending: boolean }[]> {
  const { rows } = await reader.execute<{ entry: string; recorded: number; pending: boolean }>(sql`
    select e.id as entry, (extract(epoch from e.recorded_at) * 1000)::float8 as recorded,
      exists (select 1 from ${logPending} p where p.entry_id = e.id) as pending
    from ${events} e where e.recorded_at >= ${from.toISOString()} and e.recorded_at < ${until.toISOString()}
      and not exists (select 1 from ${logEntries} l where l.entry_id = e.id)
    order by e.recorded_at limit ${limit}`);
  return rows.map(({ entry, recorded, pending }) => ({ entry, recordedAt: new Date(recorded), pending }));
}

export interface Contradiction {
  readonly origin: string;
  readonly size: number;
  /** Two notes of one log and one size with different roots: together they prove the fork to anybody. */
  readonly notes: readonly [string, string];
  readonly seenAt: Date;
}

/** Among all the heads of both logs that were ever seen here. */
export async function readContradictions(reader: Reader, limit: number): Promise<Contradiction[]> {
  const other = alias(logSeen, 'other');
  const rows = await reader
    .select({
      origin: logSeen.origin,
      size: logSeen.size,
      first: logSeen.note,
      second: other.note,
      seenAt: other.seenAt,
    })
    .from(logSeen)
    .innerJoin(
      other,
      and(
        eq(other.origin, logSeen.origin),
        eq(other.size, logSeen.size),
        gt(other.id, logSeen.id),
        ne(other.root, logSeen.root),
      ),
    )
    .orderBy(asc(other.id))
    .limit(limit);
  return rows.map(({ first, second, ...rest }) => ({ ...rest, notes: [first, second] as const }));
}

import { and, asc, gte, lt, type SQL, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { eventFacts } from '../platform/events.table.ts';
import type { ExportedFacts } from './export-rows.ts';

export interface ExportScope {
  readonly from: Date;
  readonly until: Date;
  /** The entries that the log had at the size, as the transparency context states them. */
  readonly places: SQL;
}

export interface ExportPosition {
  readonly recordedAt: Date;
  readonly eventId: string;
}

const idx = sql<number>`place.idx`.mapWith(Number);

const within = ({ from, until }: ExportScope): SQL | undefined =>
  and(gte(eventFacts.recordedAt, from), lt(eventFacts.recordedAt, until));

/** In the order of their time and identifier, after that of the page before. Facts never change, so a page is the same whenever it is read. */
export async function listExportFacts(
  reader: Reader,
  scope: ExportScope,
  { after, limit }: { readonly after: ExportPosition | undefined; readonly limit: number },
): Promise<ExportedFacts[]> {
  const later =
    after &&
    sql`(${eventFacts.recordedAt}, ${eventFacts.eventId}) > (${after.recordedAt.toISOString()}::timestamptz, ${after.eventId}::uuid)`;
  const rows = await reader
    .select({ facts: eventFacts, index: idx })
    .from(eventFacts)
    .innerJoin(sql`${scope.places} as place`, sql`place.entry_id = ${eventFacts.eventId}`)
    .where(and(within(scope), later))
    .orderBy(asc(eventFacts.recordedAt), asc(eventFacts.eventId))
    .limit(limit);
  return rows.map(({ facts, index }) => ({ ...facts, index }));
}

/** How many rows, and between which leaves of the log they lie. */
export async function countExportFacts(
  reader: Reader,
  scope: ExportScope,
): Promise<{ readonly count: number; readonly first: number | null; readonly last: number | null }> {
  const [row] = await reader
    .select({
      count: sql<number>`count(*)::int`,
      first: sql<number | null>`min(place.idx)::float8`,
      last: sql<number | null>`max(place.idx)::float8`,
    })
    .from(eventFacts)
    .innerJoin(sql`${scope.places} as place`, sql`place.entry_id = ${eventFacts.eventId}`)
    .where(within(scope));
  return row ?? { count: 0, first: null, last: null };
}

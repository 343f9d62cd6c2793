import { type AnyColumn, type SQL, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { lowestId } from './access-record.ts';
import { organisations } from './access.table.ts';
import { accessRecords } from './access-records.table.ts';

/** What supervision counts of who asked what: organisations, officers and numbers, never what was answered of a person. */

/** Is the entry of this column in the log, as far as it is counted? */
type Logged = (entryId: AnyColumn) => SQL;

export interface AccessWindow {
  readonly from: Date;
  /** Exclusive. */
  readonly until: Date;
}

/** Entries that are named with a row; who wants all of them reads the records. */
const entriesMax = 20;

const inWindow = ({ from, until }: AccessWindow): SQL =>
  sql`${accessRecords.id} >= ${lowestId(from)} and ${accessRecords.id} < ${lowestId(until)}`;
const localDay = sql`to_char(${accessRecords.at} at time zone interval '8 hours', 'YYYY-MM-DD')`;
const localMonth = sql`to_char(${accessRecords.at} at time zone interval '8 hours', 'YYYY-MM')`;
const entries = sql`coalesce((array_agg(distinct ${accessRecords.batchEntryId}) filter (where ${accessRecords.batchEntryId} is not null))[1:${sql.raw(String(entriesMax))}], '{}')`;
const lastAt = sql`(extract(epoch from max(${accessRecords.at})) * 1000)::float8`;
const verification = sql`${accessRecords.kind} = 'verification'`;

/** By month at +08:00 and result; only what the log holds. */
export async function countVerifications(
  reader: Reader,
  window: AccessWindow,
  logged: Logged,
): Promise<{ month: string; result: string; count: number }[]> {
  const { rows } = await reader.execute<{ month: string; result: string; count: number }>(sql`
    select ${localMonth} as month, ${accessRecords.result} as result, count(*)::int as count from ${accessRecords}
    where ${verification} and ${inWindow(window)} and ${logged(accessRecords.batchEntryId)}
    group by 1, 2 order by 1, 2`);
  return rows;
}

/** Records of verifications that stand in no entry of the log as far as it is counted. */
export async function countUnlogged(reader: Reader, window: AccessWindow, logged: Logged): Promise<number> {
  const { rows } = await reader.execute<{ count: number }>(sql`
    select count(*)::int as count from ${accessRecords}
    where ${verification} and ${inWindow(window)} and (${accessRecords.batchEntryId} is null or not ${logged(accessRecords.batchEntryId)})`);
  return rows[0]?.count ?? 0;
}

/** How many different numbers of a series banks and employers verified and found good. */
export async function countVerifiedNumbers(
  reader: Reader,
  { series, ...window }: AccessWindow & { readonly series: string },
  logged: Logged,
): Promise<number> {
  const { rows } = await reader.execute<{ count: number }>(sql`
    select count(distinct number)::int as count
    from ${accessRecords} join ${organisations} on ${organisations.id} = ${accessRecords.organisationId},
      unnest(${accessRecords.objectIds}) as number
    where ${verification} and ${inWindow(window)} and ${organisations.kind} in ('bank', 'employer')
      and ${accessRecords.result} in ('VALID', 'VALID_WITH_CONDITIONS') and starts_with(number, ${series})
      and ${logged(accessRecords.batchEntryId)}`);
  return rows[0]?.count ?? 0;
}

/** Who looked at at least so many different things in one day at +08:00; the person where known, else who called. */
export async function readDayLooks(
  reader: Reader,
  { atLeast, limit, ...window }: AccessWindow & { readonly atLeast: number; readonly limit: number },
) {
  const actor = sql`coalesce(${accessRecords.personId}::text, ${accessRecords.callerName})`;
  const { rows } = await reader.execute<{
    actor: string;
    organisationId: string | null;
    day: string;
    looks: number;
    objects: number;
    entries: string[];
  }>(sql`
    select ${actor} as actor, ${accessRecords.organisationId} as "organisationId", ${localDay} as day,
      count(distinct ${accessRecords.id})::int as looks, count(distinct object)::int as objects, ${entries} as entries
    from ${accessRecords}, unnest(${accessRecords.objectIds}) as object where ${inWindow(window)}
    group by 1, 2, 3 having count(distinct object) >= ${atLeast} order by 5 desc, 1, 3 limit ${limit}`);
  return rows;
}

/** What came of each organisation's verifications. */
export async function readVerifierResults(
  reader: Reader,
  {
    notFound,
    limit,
    ...window
  }: AccessWindow & { readonly notFound: readonly string[]; readonly limit: number },
) {
  const isNotFound = sql`${accessRecords.result} = any(${sql.param([...notFound])}::text[])`;
  const { rows } = await reader.execute<{
    organisationId: string;
    verifications: number;
    notFound: number;
    lastAt: number;
    entries: string[];
  }>(sql`
    select ${accessRecords.organisationId} as "organisationId", count(*)::int as verifications,
      (count(*) filter (where ${isNotFound}))::int as "notFound", ${lastAt} as "lastAt",
      coalesce((array_agg(distinct ${accessRecords.batchEntryId}) filter (where ${isNotFound} and ${accessRecords.batchEntryId} is not null))[1:${sql.raw(String(entriesMax))}], '{}') as entries
    from ${accessRecords} where ${verification} and ${inWindow(window)} and ${accessRecords.organisationId} is not null
    group by 1 order by 3 desc, 1 limit ${limit}`);
  return rows.map((row) => ({ ...row, lastAt: new Date(row.lastAt) }));
}

/** Verifications of these numbers after the instant that stands with each, by who asked. */
export async function readUsesAfter(
  reader: Reader,
  {
    numbers,
    limit,
    ...window
  }: AccessWindow & {
    readonly numbers: readonly { readonly number: string; readonly endedAt: Date }[];
    readonly limit: number;
  },
) {
  if (numbers.length === 0) return [];
  const verifier = sql`coalesce(${accessRecords.organisationId}::text, ${accessRecords.callerName})`;
  const names = sql.param(numbers.map(({ number }) => number));
  const instants = sql.param(numbers.map(({ endedAt }) => endedAt.toISOString()));
  const { rows } = await reader.execute<{
    number: string;
    verifier: string;
    verifications: number;
    lastAt: number;
    entries: string[];
  }>(sql`
    select ended.number, ${verifier} as verifier, count(*)::int as verifications, ${lastAt} as "lastAt", ${entries} as entries
    from ${accessRecords}, unnest(${names}::text[], ${instants}::timestamptz[]) as ended(number, at)
    where ${verification} and ${inWindow(window)} and ended.number = any(${accessRecords.objectIds}) and ${accessRecords.at} >= ended.at
    group by 1, 2 order by 4 desc, 1, 2 limit ${limit}`);
  return rows.map((row) => ({ ...row, lastAt: new Date(row.lastAt) }));
}

export interface Reliance {
  readonly number: string;
  /** Organisations that had verified it here and found it good. */
  readonly relied: number;
  /** Of them, those that have asked here again since and had another answer. */
  readonly toldSince: number;
  /** When the last of them first had it. */
  readonly lastToldAt: Date | null;
}

/** Of each of these numbers, who relied on it before it ended and has learnt of it by asking again. Numbers that nobody relied on are left out. */
export async function readReliance(
  reader: Reader,
  numbers: readonly { readonly number: string; readonly endedAt: Date }[],
): Promise<Reliance[]> {
  if (numbers.length === 0) return [];
  const names = sql.param(numbers.map(({ number }) => number));
  const instants = sql.param(numbers.map(({ endedAt }) => endedAt.toISOString()));
  const isGood = sql`${accessRecords.result} in ('VALID', 'VALID_WITH_CONDITIONS')`;
  const { rows } = await reader.execute<{
    number: string;
    relied: number;
    toldSince: number;
    lastToldAt: number | null;
  }>(sql`
    with verifiers as (
      select ended.number, ${accessRecords.organisationId} as verifier,
        bool_or(${accessRecords.at} < ended.at and ${isGood}) as relied,
        min(${accessRecords.at}) filter (where ${accessRecords.at} >= ended.at and not ${isGood}) as told
      from unnest(${names}::text[], ${instants}::timestamptz[]) as ended(number, at)
        join ${accessRecords} on ${accessRecords.objectIds} @> array[ended.number]
      where ${verification} and ${accessRecords.organisationId} is not null group by 1, 2
    )
    select number, count(*)::int as relied, count(told)::int as "toldSince",
      (extract(epoch from max(told)) * 1000)::float8 as "lastToldAt"
    from verifiers where relied group by 1`);
  return rows.map(({ lastToldAt, ...row }) => ({
    ...row,
    lastToldAt: lastToldAt === null ? null : new Date(lastToldAt),
  }));
}

/** What purposes were stated, by whom, with what their organisation is registered for now; null for one that has ended. */
export async function readStatedPurposes(
  reader: Reader,
  { limit, ...window }: AccessWindow & { readonly limit: number },
) {
  const { rows } = await reader.execute<{
    caller: string;
    organisationId: string | null;
    kind: string;
    purpose: string;
    looks: number;
    lastAt: number;
    entries: string[];
    registeredFor: string[] | null;
  }>(sql`
    select ${accessRecords.callerName} as caller, ${accessRecords.organisationId} as "organisationId", ${accessRecords.kind} as kind,
      ${accessRecords.purpose} as purpose, count(*)::int as looks, ${lastAt} as "lastAt", ${entries} as entries,
      (select ${organisations.purposes} from ${organisations}
        where ${organisations.id} = ${accessRecords.organisationId} and ${organisations.endedAt} is null) as "registeredFor"
    from ${accessRecords} where ${inWindow(window)}
    group by 1, 2, 3, 4 order by 1, 3, 4 limit ${limit}`);
  return rows.map((row) => ({ ...row, lastAt: new Date(row.lastAt) }));
}

import { and, eq, gte, lt, or, type SQL, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { eventFacts } from '../platform/events.table.ts';
import type { FactsFilter } from './facts.store.ts';

export interface Percentiles {
  readonly applications: number;
  readonly p50Seconds: number | null;
  readonly p90Seconds: number | null;
  readonly p99Seconds: number | null;
}

function ofThese({ issuer, qualification, direction, route }: FactsFilter): SQL | undefined {
  return and(
    eq(eventFacts.objectType, 'application'),
    issuer === undefined ? undefined : eq(eventFacts.issuer, issuer),
    qualification === undefined
      ? undefined
      : or(eq(eventFacts.qualification, qualification), eq(eventFacts.target, qualification)),
    direction === undefined ? undefined : eq(eventFacts.direction, direction),
    route === undefined ? undefined : eq(eventFacts.route, route),
  );
}

/**
 * Of the applications that a refusal or a recognition closed in the window, for the first time: an appeal has a time of its own. The clock stands still from the event that leaves an application
 * waiting for its holder until the next one. Percentiles are observed values, so that anybody can find the application that has one.
 */
export async function readDecisionTimes(
  reader: Reader,
  filter: FactsFilter & { readonly from: Date; readonly until: Date },
): Promise<{ readonly decision: Percentiles; readonly stopped: Percentiles }> {
  const closing = and(
    ofThese(filter),
    gte(eventFacts.recordedAt, filter.from),
    lt(eventFacts.recordedAt, filter.until),
    sql`${eventFacts.after} in ('issued', 'refused')`,
    sql`not exists (select 1 from ${eventFacts} earlier where earlier.object_type = 'application'
      and earlier.object_id = ${eventFacts.objectId} and earlier.recorded_at < ${eventFacts.recordedAt} and earlier.after in ('issued', 'refused'))`,
  );
  const { rows } = await reader.execute<{ name: string; count: number; p: number[] | null }>(sql`
    with closed as (
      select ${eventFacts.objectId} as id, max(${eventFacts.recordedAt}) as at from ${eventFacts}
      where ${closing} group by 1
    ), acts as (
      select id, ${eventFacts.type} as type, ${eventFacts.recordedAt} as at, closed.at as closed_at,
        case when ${eventFacts.after} = 'information-requested'
          then lead(${eventFacts.recordedAt}) over (partition by id order by ${eventFacts.recordedAt}) - ${eventFacts.recordedAt}
        end as stopped
      from ${eventFacts} join closed on ${eventFacts.objectType} = 'application' and ${eventFacts.objectId} = id
      where ${eventFacts.recordedAt} <= closed.at
    ), files as (
      select id, extract(epoch from max(closed_at) - min(at)) as seconds, extract(epoch from sum(stopped)) as stopped
      from acts group by id having bool_or(type = 'application.received')
    )
    select name, count(value)::int as count,
      percentile_disc(array[0.5, 0.9, 0.99]) within group (order by value)::float8[] as p
    from files, lateral (values ('decision', seconds - coalesce(stopped, 0)), ('stopped', stopped)) as each(name, value)
    where value is not null group by name`);
  return { decision: percentilesOf(rows, 'decision'), stopped: percentilesOf(rows, 'stopped') };
}

/** From the last appeal to its determination, of those determined in the window. */
export async function readAppealTimes(
  reader: Reader,
  filter: FactsFilter & { readonly from: Date; readonly until: Date },
): Promise<Percentiles> {
  const determined = and(
    ofThese(filter),
    eq(eventFacts.type, 'application.appeal-determined'),
    gte(eventFacts.recordedAt, filter.from),
    lt(eventFacts.recordedAt, filter.until),
  );
  const { rows } = await reader.execute<{ name: string; count: number; p: number[] | null }>(sql`
    with heard as (
      select extract(epoch from ${eventFacts.recordedAt} - (
        select max(filed.recorded_at) from ${eventFacts} filed where filed.object_type = 'application'
          and filed.object_id = ${eventFacts.objectId} and filed.type = 'application.appealed' and filed.recorded_at <= ${eventFacts.recordedAt}
      )) as seconds from ${eventFacts} where ${determined}
    )
    select 'appeal' as name, count(seconds)::int as count,
      percentile_disc(array[0.5, 0.9, 0.99]) within group (order by seconds)::float8[] as p from heard`);
  return percentilesOf(rows, 'appeal');
}

function percentilesOf(
  rows: readonly { name: string; count: number; p: number[] | null }[],
  name: string,
): Percentiles {
  const row = rows.find((each) => each.name === name);
  const [p50Seconds = null, p90Seconds = null, p99Seconds = null] = row?.p ?? [];
  return { applications: row?.count ?? 0, p50Seconds, p90Seconds, p99Seconds };
}

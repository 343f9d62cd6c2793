import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { eventFacts } from '../platform/events.table.ts';
import type { Span } from './statistics-periods.ts';
import { type Counting, counted, ofRecognition } from './statistics.store.ts';

export const stages = [
  'received-proposed',
  'proposed-decided',
  'decided-closed',
  'received-closed',
  'stopped-clock',
] as const;
export type Stage = (typeof stages)[number];

export interface StageTimes {
  readonly stage: string;
  readonly applications: number;
  readonly medianSeconds: number;
  readonly p90Seconds: number;
}

/**
 * Of applications that closed in the span, for the first time: what an appeal brings is not in them. The clock stands still from an event that leaves an application waiting for its holder until
 * the next event of that application. Percentiles are observed values.
 */
export async function readStageTimes(reader: Reader, counting: Counting, span: Span): Promise<StageTimes[]> {
  const whole = sql`
    with acts as (
      select ${eventFacts.objectId} collate "C" as id, ${eventFacts.type} as type, ${eventFacts.after} as after, ${eventFacts.recordedAt} as at,
        case when ${eventFacts.after} = 'information-requested' then
          lead(${eventFacts.recordedAt}) over (partition by ${eventFacts.objectId} collate "C" order by ${eventFacts.recordedAt}) - ${eventFacts.recordedAt}
        end as stopped,
        min(case when ${eventFacts.type} in ('application.refused', 'application.approved') and ${eventFacts.after} in ('issued', 'refused')
          then ${eventFacts.recordedAt} end) over (partition by ${eventFacts.objectId} collate "C") as closed
      from ${eventFacts} where ${whose(counting)}
    ), files as (
      select id, min(at) filter (where type = 'application.received') as received,
        min(at) filter (where type = 'application.proposed') as proposed,
        max(at) filter (where type = 'application.decided') as decided,
        min(closed) as closed, sum(stopped) as stopped
      from acts where at <= closed group by id
    ), closed as (
      select *, extract(epoch from coalesce(stopped, interval '0')) as waited from files
      where closed >= ${span.from.toISOString()} and closed < ${span.until.toISOString()}
    )
    select stage, count(seconds)::int as applications,
      percentile_disc(0.5) within group (order by seconds)::float8 as median,
      percentile_disc(0.9) within group (order by seconds)::float8 as p90
    from closed, lateral (values
      ('received-proposed', extract(epoch from proposed - received)),
      ('proposed-decided', extract(epoch from decided - proposed) - waited),
      ('decided-closed', extract(epoch from closed - decided)),
      ('received-closed', extract(epoch from closed - received) - waited),
      ('stopped-clock', case when stopped is not null then waited end)
    ) as each(stage, seconds) where seconds is not null group by stage`;
  const { rows } = await reader.execute<{ stage: string; applications: number; median: number; p90: number }>(
    whole,
  );
  return rows.map(({ stage, applications, median, p90 }) => ({
    stage,
    applications,
    medianSeconds: median,
    p90Seconds: p90,
  }));
}

function whose(counting: Counting): SQL | undefined {
  return and(counted(counting), eq(eventFacts.objectType, 'application'));
}

export interface StockRow {
  readonly kind: string;
  readonly state: string;
  readonly direction: string | null;
  readonly issuer: string;
  readonly qualification: string | null;
  readonly target: string | null;
  readonly count: number;
}

export interface StockSources {
  readonly places: SQL;
  readonly validities: SQL;
  /** The stock is that of this instant. */
  readonly at: Date;
  readonly limit: number;
}

/**
 * By the last act on each credential itself and the last one on the record that it attests, in the order of the log. Events of a record
 * stand with the credential as `record-…`. `places` is what the log holds: a relation of `entry_id` and `idx`; `validities` until when each
 * credential is good, of `id` and `expires_at`. One that ran out is no act of anybody and no entry: it is told by the instant of the count.
 */
export async function readStock(
  reader: Reader,
  counting: Counting,
  { places, validities, at, limit }: StockSources,
): Promise<StockRow[]> {
  // What repeats another for a further key is the same award of the same person.
  const ofCopy = sql`(${eventFacts.type} in ('credential.copied', 'credential.followed'))`;
  const ofRecord = sql`(${eventFacts.after} in ('record-good', 'record-award-ended', 'record-standing-suspended', 'record-standing-ended'))`;
  const { rows } = await reader.execute<{ [Member in keyof StockRow]: StockRow[Member] }>(sql`
    with lives as (
      select ${eventFacts.objectId} collate "C" as id,
        (array_agg(${eventFacts.type} order by place.idx desc) filter (where ${ofRecord} is not true))[1] as own,
        (array_agg(${eventFacts.after} order by place.idx desc) filter (where ${ofRecord}))[1] as record,
        max(${eventFacts.issuer} collate "C") as issuer, max(${eventFacts.direction} collate "C") as direction,
        max(${eventFacts.qualification} collate "C") as qualification, max(${eventFacts.target} collate "C") as target,
        bool_or(${ofRecognition}) as recognises
      from ${eventFacts} join ${places} place on place.entry_id = ${eventFacts.eventId}
      where ${counted(counting)} and ${eventFacts.objectType} = 'credential' and ${ofCopy} is not true group by 1
    ), states as (
      select lives.*, case when recognises then 'recognition' when direction is null then 'home-attestation' else 'bridging-result' end as kind,
        case when own in ('credential.annulled', 'credential.withdrawn', 'credential.stripped', 'credential.deregistered', 'credential.superseded')
            or record = 'record-award-ended' then null
          when validity.expires_at <= ${at.toISOString()} then 'expired'
          when own = 'credential.suspended' or record in ('record-standing-suspended', 'record-standing-ended') then 'suspended'
          else 'active' end as state
      from lives left join ${validities} validity on validity.id = lives.id
    )
    select kind, state, direction, issuer, qualification, target, count(*)::int as count from states
    where state is not null group by 1, 2, 3, 4, 5, 6 limit ${limit}`);
  return rows;
}

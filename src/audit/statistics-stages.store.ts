import { and, eq, inArray, type SQL, sql } from '../platform/drizzle.ts';
import type { EventType } from '../kernel/event.ts';
import type { Reader } from '../platform/database.ts';
import { eventFacts } from '../platform/events.table.ts';
import type { Span } from './statistics-periods.ts';
import { type Counting, counted, ofRecognition } from './statistics.store.ts';
import { terminationTypes } from './vocabulary.ts';

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
    with closing as (
      select ${eventFacts.objectId} as id, min(${eventFacts.recordedAt}) as closed from ${eventFacts}
      where ${whose(counting)} and ${eventFacts.type} in ('application.refused', 'application.approved')
        and ${eventFacts.after} in ('issued', 'refused')
      group by 1 having min(${eventFacts.recordedAt}) >= ${span.from.toISOString()} and min(${eventFacts.recordedAt}) < ${span.until.toISOString()}
    ), files as (
      select closing.id, closed, min(${eventFacts.recordedAt}) filter (where ${eventFacts.type} = 'application.received') as received,
        min(${eventFacts.recordedAt}) filter (where ${eventFacts.type} = 'application.proposed') as proposed,
        max(${eventFacts.recordedAt}) filter (where ${eventFacts.type} = 'application.decided') as decided,
        bool_or(${eventFacts.after} is not distinct from 'information-requested') as halted
      from closing join ${eventFacts} on ${eventFacts.objectId} = closing.id
      where ${whose(counting)} and ${eventFacts.recordedAt} <= closed group by 1, 2
    ), stops as (
      select files.id, sum(went_on - ${eventFacts.recordedAt}) as stopped
      from files join ${eventFacts} on ${eventFacts.objectId} = files.id, lateral (
        select min(later.recorded_at) as went_on from ${eventFacts} later
        where later.object_type = 'application' and later.object_id = files.id and later.recorded_at > ${eventFacts.recordedAt}
      ) after_it
      where files.halted and ${whose(counting)} and ${eventFacts.recordedAt} <= closed and ${eventFacts.after} = 'information-requested' group by 1
    ), closed as (
      select files.*, stopped, extract(epoch from coalesce(stopped, interval '0')) as waited
      from files left join stops on stops.id = files.id
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

/** 0: in force, 1: suspended, 2: ended. By an act on the credential itself, and by one on the record that it attests. */
const ownState = sql`case ${eventFacts.type} when 'credential.suspended' then 1 when 'credential.reinstated' then 0 else 2 end`;
const recordState = sql`case ${eventFacts.after} when 'record-good' then 0 when 'record-award-ended' then 2 else 1 end`;
const ofRecord = sql`(coalesce(${eventFacts.after}, '') in ('record-good', 'record-award-ended', 'record-standing-suspended', 'record-standing-ended'))`;

/**
 * By the last act on each credential itself and the last one on the record that it attests, in the order of the log. Events of a record
 * stand with the credential as `record-…`. What repeats another for a further key is the same award of the same person, and not counted.
 * `places` is what the log holds: a relation of `entry_id` and `idx`; `validities` until when each credential is good, of `id` and
 * `expires_at`. One that ran out is no act of anybody and no entry: it is told by the instant of the count.
 */
export async function readStock(
  reader: Reader,
  counting: Counting,
  { places, validities, at, limit }: StockSources,
): Promise<StockRow[]> {
  const { rows } = await reader.execute<{ [Member in keyof StockRow]: StockRow[Member] }>(sql`
    with issued as (
      select ${eventFacts.objectId} as id, ${eventFacts.issuer} as issuer, ${eventFacts.direction} as direction,
        ${eventFacts.qualification} as qualification, ${eventFacts.target} as target, ${ofRecognition} as recognises
      from ${eventFacts} where ${counted(counting)} and ${eventFacts.objectType} = 'credential'
        and ${eventFacts.type} in ('credential.issued', 'credential.renewed')
    ), changed as (
      select ${eventFacts.objectId} as id, max(place.idx * 4 + ${ownState}) filter (where not ${ofRecord}) % 4 as own,
        max(place.idx * 4 + ${recordState}) filter (where ${ofRecord}) % 4 as record
      from ${eventFacts} join ${places} place on place.entry_id = ${eventFacts.eventId}
      where ${eventFacts.objectType} = 'credential' and ${inArray(eventFacts.type, [...changes])} group by 1
    ), states as (
      select issued.*, case when recognises then 'recognition' when direction is null then 'home-attestation' else 'bridging-result' end as kind,
        case when own = 2 or record = 2 then null
          when validity.expires_at <= ${at.toISOString()} then 'expired'
          when own = 1 or record = 1 then 'suspended'
          else 'active' end as state
      from issued left join changed on changed.id = issued.id left join ${validities} validity on validity.id = issued.id
    )
    select kind, state, direction, issuer, qualification, target, count(*)::int as count from states
    where state is not null group by 1, 2, 3, 4, 5, 6 limit ${limit}`);
  return rows;
}

/** What changes whether a credential is in force. An export of one, or a copy, does not. */
const changes = [
  'credential.suspended',
  'credential.reinstated',
  ...terminationTypes,
  'credential.superseded',
] as const satisfies readonly EventType[];

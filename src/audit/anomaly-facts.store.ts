import { and, asc, gte, inArray, isNotNull, lt, or, type SQL, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { eventFacts } from '../platform/events.table.ts';
import type { LoggedFact } from './anomaly.ts';
import type { DayVolume } from './detector-volume.ts';

interface Window {
  readonly from: Date;
  readonly until: Date;
}

const columns = {
  entry: eventFacts.eventId,
  type: eventFacts.type,
  recordedAt: eventFacts.recordedAt,
  effectiveAt: eventFacts.effectiveAt,
  issuer: eventFacts.issuer,
  objectType: eventFacts.objectType,
  objectId: eventFacts.objectId,
  subjectId: eventFacts.subjectId,
  actorId: eventFacts.actorId,
  actorPerson: eventFacts.actorPerson,
  organisationId: eventFacts.organisationId,
  agreementId: eventFacts.agreementId,
  agreementVersion: eventFacts.agreementVersion,
  agreementRow: eventFacts.agreementRow,
  after: eventFacts.after,
  keyId: eventFacts.keyId,
  qualification: eventFacts.qualification,
  target: eventFacts.target,
  outcome: eventFacts.outcome,
  override: eventFacts.override,
  legalKind: eventFacts.legalKind,
};

/** What people did to applications, credentials and records. */
const acts = sql`(${eventFacts.type} like 'application.%' or ${eventFacts.type} like 'credential.%' or ${eventFacts.type} in ('record.changed', 'status.proposed', 'status.rejected'))`;

async function facts(reader: Reader, condition: SQL | undefined, limit: number): Promise<LoggedFact[]> {
  const rows = await reader
    .select(columns)
    .from(eventFacts)
    .where(condition)
    .orderBy(asc(eventFacts.recordedAt), asc(eventFacts.eventId))
    .limit(limit);
  // Where they stand in the log is found for those that are shown.
  return rows.map((row) => ({ ...row, index: null }));
}

const within = ({ from, until }: Window): SQL | undefined =>
  and(gte(eventFacts.recordedAt, from), lt(eventFacts.recordedAt, until));

export function readActs(reader: Reader, { limit, ...window }: Window & { readonly limit: number }) {
  return facts(reader, and(within(window), acts), limit);
}

/** What took effect before it was recorded by at least the days, of any kind. */
export function readBackdated(
  reader: Reader,
  { days, limit, ...window }: Window & { readonly days: number; readonly limit: number },
) {
  const early = sql`${eventFacts.effectiveAt} < ${eventFacts.recordedAt} - make_interval(days => ${days})`;
  return facts(reader, and(within(window), early), limit);
}

/** The latest endings before the instant, whenever they were. */
export async function readEndings(
  reader: Reader,
  { until, limit }: { readonly until: Date; readonly limit: number },
): Promise<LoggedFact[]> {
  const rows = await reader
    .select(columns)
    .from(eventFacts)
    .where(
      and(
        lt(eventFacts.recordedAt, until),
        inArray(eventFacts.type, [
          'credential.annulled',
          'credential.withdrawn',
          'credential.stripped',
          'credential.deregistered',
        ]),
      ),
    )
    .orderBy(sql`${eventFacts.recordedAt} desc`)
    .limit(limit);
  return rows.map((row) => ({ ...row, index: null }));
}

/** First entries about each of these pseudonyms. */
export async function readEntriesOfSubjects(
  reader: Reader,
  subjectIds: readonly string[],
  limit: number,
): Promise<{ subjectId: string; entry: string }[]> {
  if (subjectIds.length === 0) return [];
  const { rows } = await reader.execute<{ subjectId: string; entry: string }>(sql`
    select subject.id as "subjectId", entry.id as entry from unnest(${sql.param([...subjectIds])}::uuid[]) as subject(id),
      lateral (select ${eventFacts.eventId} as id from ${eventFacts} where ${eventFacts.subjectId} = subject.id
        order by ${eventFacts.recordedAt} limit ${limit}) entry`);
  return rows;
}

/** Days at +08:00, of each person and each issuer, with the first entries of each. */
export async function readDayVolumes(
  reader: Reader,
  { limit, proofs, ...window }: Window & { readonly limit: number; readonly proofs: number },
): Promise<DayVolume[]> {
  const day = sql`to_char(${eventFacts.recordedAt} at time zone interval '8 hours', 'YYYY-MM-DD')`;
  const { rows } = await reader.execute<{
    actorType: 'person' | 'issuer';
    actor: string;
    day: string;
    count: number;
    entries: string[];
  }>(sql`
    select kind as "actorType", actor, ${day} as day, count(*)::int as count,
      (array_agg(${eventFacts.eventId} order by ${eventFacts.recordedAt}))[1:${sql.raw(String(proofs))}] as entries
    from ${eventFacts}, lateral (values ('person', ${eventFacts.actorPerson}),
      ('issuer', case when ${eventFacts.type} in ('credential.issued', 'credential.renewed') then ${eventFacts.issuer} end)) as who(kind, actor)
    where ${and(within(window), or(acts, isNotNull(eventFacts.keyId)))} and actor is not null
    group by 1, 2, 3 order by 3 desc, 1, 2 limit ${limit}`);
  return rows.map(({ entries, ...row }) => ({
    ...row,
    proofs: entries.map((entry) => ({ entry, index: null })),
  }));
}

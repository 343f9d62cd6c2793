import { alias, and, asc, eq, gt, gte, inArray, lt, or, type SQL, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { eventFacts, eventOpenings, events } from '../platform/events.table.ts';

export interface FactsFilter {
  readonly types?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  readonly issuer?: string | undefined;
  /** At home, or what it counts as. */
  readonly qualification?: string | undefined;
  readonly direction?: string | undefined;
  readonly route?: string | undefined;
  readonly legalKinds?: readonly string[] | undefined;
  readonly reasonCode?: string | undefined;
  readonly outcome?: string | undefined;
  readonly outcomeNot?: string | undefined;
  readonly override?: true | undefined;
  readonly objectType?: string | undefined;
  readonly objectIds?: readonly string[] | undefined;
}

export interface FactsPage {
  /** Position of the last one of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

function matching(filter: FactsFilter): SQL | undefined {
  const { types, from, until, issuer, qualification, direction, route, legalKinds } = filter;
  const { reasonCode, outcome, outcomeNot, override, objectType, objectIds } = filter;
  return and(
    types && inArray(eventFacts.type, [...types]),
    from && gte(eventFacts.recordedAt, from),
    until && lt(eventFacts.recordedAt, until),
    issuer === undefined ? undefined : eq(eventFacts.issuer, issuer),
    qualification === undefined
      ? undefined
      : or(eq(eventFacts.qualification, qualification), eq(eventFacts.target, qualification)),
    direction === undefined ? undefined : eq(eventFacts.direction, direction),
    route === undefined ? undefined : eq(eventFacts.route, route),
    legalKinds && inArray(eventFacts.legalKind, [...legalKinds]),
    reasonCode === undefined ? undefined : eq(eventFacts.reasonCode, reasonCode),
    outcome === undefined ? undefined : eq(eventFacts.outcome, outcome),
    outcomeNot === undefined ? undefined : sql`${eventFacts.outcome} is distinct from ${outcomeNot}`,
    override && eq(eventFacts.override, true),
    objectType === undefined ? undefined : eq(eventFacts.objectType, objectType),
    objectIds && inArray(eventFacts.objectId, [...objectIds]),
  );
}

/** Oldest first, each with what opens it. */
export function listFacts(reader: Reader, filter: FactsFilter, { after, limit }: FactsPage) {
  return readFacts(reader, and(matching(filter), gt(events.position, after)), limit);
}

const storyMax = 500;

/** Everything that happened to any of these objects, in order. */
export function listFactsOfObjects(
  reader: Reader,
  objects: readonly { readonly type: string; readonly ids: readonly string[] }[],
) {
  const wanted = objects
    .filter(({ ids }) => ids.length > 0)
    .map(({ type, ids }) => and(eq(eventFacts.objectType, type), inArray(eventFacts.objectId, [...ids])));
  return readFacts(reader, or(...wanted), storyMax);
}

async function readFacts(reader: Reader, where: SQL | undefined, limit: number) {
  const rows = await reader
    .select({
      facts: eventFacts,
      position: events.position,
      commitment: events.commitment,
      sealed: eventOpenings.sealed,
    })
    .from(eventFacts)
    .innerJoin(events, eq(events.id, eventFacts.eventId))
    .leftJoin(eventOpenings, eq(eventOpenings.eventId, eventFacts.eventId))
    .where(where)
    .orderBy(asc(events.position))
    .limit(limit);
  return rows.map(({ facts, ...rest }) => ({ ...facts, ...rest }));
}

export type FactsRow = Awaited<ReturnType<typeof listFacts>>[number];

/** How many of each type and outcome, over everything that the filter matches. */
export function countFacts(
  reader: Reader,
  filter: FactsFilter,
): Promise<{ type: string; outcome: string | null; legalKind: string | null; count: number }[]> {
  return reader
    .select({
      type: eventFacts.type,
      outcome: eventFacts.outcome,
      legalKind: eventFacts.legalKind,
      count: sql<number>`count(*)::int`,
    })
    .from(eventFacts)
    .where(matching(filter))
    .groupBy(eventFacts.type, eventFacts.outcome, eventFacts.legalKind)
    .orderBy(eventFacts.type, eventFacts.outcome, eventFacts.legalKind);
}

/**
 * Credentials whose validity ran out in the window before anybody ended them. `validities` is a relation of `id` and `expires_at`; the
 * filter is that of their issuance, whenever that was.
 */
export async function countExpired(
  reader: Reader,
  filter: Pick<FactsFilter, 'issuer' | 'qualification' | 'direction' | 'route'>,
  { validities, endings, from, until }: ExpiryWindow,
): Promise<number> {
  const ending = alias(eventFacts, 'ending');
  const issued = matching({ ...filter, types: ['credential.issued', 'credential.renewed'] });
  const { rows } = await reader.execute<{ count: number }>(sql`
    select count(distinct validity.id)::int as count
    from ${validities} validity join ${eventFacts} on ${eventFacts.objectType} = 'credential' and ${eventFacts.objectId} = validity.id
    where ${issued} and validity.expires_at >= ${from.toISOString()} and validity.expires_at < ${until.toISOString()}
      and not exists (select 1 from ${eventFacts} ${sql.identifier('ending')}
        where ${ending.objectType} = 'credential' and ${ending.objectId} = validity.id and ${ending.recordedAt} < validity.expires_at
          and (${inArray(ending.type, [...endings])} or ${ending.after} = 'record-award-ended'))`);
  return rows[0]?.count ?? 0;
}

export interface ExpiryWindow {
  readonly validities: SQL;
  /** Types of event after which a credential no longer expires. */
  readonly endings: readonly string[];
  readonly from: Date;
  readonly until: Date;
}

/** What opens one entry; undefined where there is no such entry. */
export async function readSealed(reader: Reader, eventId: string) {
  const [row] = await reader
    .select({
      eventId: events.id,
      commitment: events.commitment,
      subjectId: eventOpenings.subjectId,
      sealed: eventOpenings.sealed,
    })
    .from(events)
    .leftJoin(eventOpenings, eq(eventOpenings.eventId, events.id))
    .where(eq(events.id, eventId));
  return row;
}

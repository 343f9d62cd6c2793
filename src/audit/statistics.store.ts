import { and, type AnyColumn, eq, gte, lt, or, type SQL, sql } from '../platform/drizzle.ts';
import type { Direction } from '../kernel/event.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { eventFacts } from '../platform/events.table.ts';
import type { Span } from './statistics-periods.ts';

/** Is the entry of this column in the log, as far as it is counted? */
export type Logged = (entryId: AnyColumn) => SQL;

export interface CountFilter {
  readonly direction?: Direction | undefined;
  readonly issuer?: string | undefined;
  readonly qualification?: string | undefined;
}

export interface Counting extends CountFilter {
  readonly logged: Logged;
}

/** Grouped as an instant and written once for each group: a text for each row is most of what counting takes. */
const monthStart = sql`date_trunc('month', ${eventFacts.recordedAt} at time zone interval '8 hours')`;
const month = sql<string>`to_char(${monthStart}, 'YYYY-MM')`;
const number = sql<number>`count(*)::int`;

/** A million rows are grouped in memory, not on disk. For the transaction only. */
export async function allowWorkMemory(tx: Transaction): Promise<void> {
  await tx.execute(sql`set local work_mem = '64MB'`);
}

export function counted({ logged, ...filter }: Counting, span?: Span): SQL | undefined {
  const { qualification } = filter;
  return and(
    logged(eventFacts.eventId),
    span && gte(eventFacts.recordedAt, span.from),
    span && lt(eventFacts.recordedAt, span.until),
    filter.direction === undefined ? undefined : eq(eventFacts.direction, filter.direction),
    filter.issuer === undefined ? undefined : eq(eventFacts.issuer, filter.issuer),
    qualification === undefined
      ? undefined
      : or(eq(eventFacts.qualification, qualification), eq(eventFacts.target, qualification)),
  );
}

/** Facts by type: the other side of the reconciliation. */
export function countFacts(reader: Reader, logged: Logged): Promise<{ type: string; count: number }[]> {
  return reader
    .select({ type: eventFacts.type, count: number })
    .from(eventFacts)
    .where(logged(eventFacts.eventId))
    .groupBy(eventFacts.type)
    .orderBy(eventFacts.type);
}

const dimensions = {
  type: eventFacts.type,
  direction: eventFacts.direction,
  issuer: eventFacts.issuer,
  qualification: eventFacts.qualification,
  target: eventFacts.target,
  route: eventFacts.route,
  specialism: eventFacts.specialism,
  decision: eventFacts.outcome,
  legalKind: eventFacts.legalKind,
};

export interface ActivityRow {
  readonly month: string;
  readonly type: string;
  readonly direction: string | null;
  readonly issuer: string;
  readonly qualification: string | null;
  readonly target: string | null;
  readonly route: string | null;
  readonly specialism: string | null;
  readonly decision: string | null;
  readonly legalKind: string | null;
  readonly count: number;
}

/** In no order: sorting many rows by ten texts costs more than counting them. */
export function countActivity(
  reader: Reader,
  counting: Counting,
  { limit, ...span }: Span & { readonly limit: number },
): Promise<ActivityRow[]> {
  return reader
    .select({ month, ...dimensions, count: number })
    .from(eventFacts)
    .where(counted(counting, span))
    .groupBy(monthStart, ...Object.values(dimensions))
    .limit(limit);
}

/** Bridging results name an agreement too; they say of themselves that they were passed. */
export const ofRecognition = sql`(${eventFacts.agreementId} is not null and ${eventFacts.outcome} is distinct from 'passed')`;

export interface FunnelCounts {
  readonly applied: number;
  readonly recognised: number;
  readonly issued: number;
}

export async function countFunnel(reader: Reader, counting: Counting, span: Span): Promise<FunnelCounts> {
  const when = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;
  const [row] = await reader
    .select({
      applied: when(sql`${eventFacts.type} = 'application.received'`),
      recognised: when(
        sql`${eventFacts.type} = 'application.approved' and ${eventFacts.outcome} in ('recognised', 'recognised-with-conditions')`,
      ),
      issued: when(sql`${eventFacts.type} = 'credential.issued' and ${ofRecognition}`),
    })
    .from(eventFacts)
    .where(counted(counting, span));
  return row ?? { applied: 0, recognised: 0, issued: 0 };
}

/** Different pseudonyms with an award of one of these qualifications attested. A home attestation is the one that names no direction. */
export async function countAttested(
  reader: Reader,
  counting: Counting,
  { qualifications, ...span }: Span & { readonly qualifications: readonly string[] },
): Promise<number> {
  const [row] = await reader
    .select({ count: sql<number>`count(distinct ${eventFacts.subjectId})::int` })
    .from(eventFacts)
    .where(
      and(
        counted({ ...counting, direction: undefined }, span),
        eq(eventFacts.type, 'credential.issued'),
        sql`${eventFacts.direction} is null`,
        sql`${eventFacts.qualification} = any(${sql.param([...qualifications])}::text[])`,
      ),
    );
  return row?.count ?? 0;
}

/** Those filed, and those determined or withdrawn, in the span. */
export async function countAppeals(reader: Reader, counting: Counting, span: Span) {
  const outcome = (name: string) => sql<number>`count(*) filter (where ${eventFacts.outcome} = ${name})::int`;
  const ofType = (type: string) => sql<number>`count(*) filter (where ${eventFacts.type} = ${type})::int`;
  const [row] = await reader
    .select({
      filed: ofType('application.appealed'),
      upheld: outcome('upheld'),
      varied: outcome('varied'),
      remitted: outcome('remitted'),
      withdrawn: ofType('application.appeal-withdrawn'),
    })
    .from(eventFacts)
    .where(
      and(
        counted(counting, span),
        sql`${eventFacts.type} in ('application.appealed', 'application.appeal-determined', 'application.appeal-withdrawn')`,
      ),
    );
  return row ?? { filed: 0, upheld: 0, varied: 0, remitted: 0, withdrawn: 0 };
}

/** Decisions that closed a round, by month and outcome: what is published. */
export async function countDecisions(
  reader: Reader,
  counting: Counting,
  span: Span,
): Promise<{ month: string; direction: string | null; outcome: string | null; count: number }[]> {
  return reader
    .select({ month, direction: eventFacts.direction, outcome: eventFacts.outcome, count: number })
    .from(eventFacts)
    .where(
      and(
        counted(counting, span),
        sql`${eventFacts.type} in ('application.approved', 'application.refused')`,
      ),
    )
    .groupBy(monthStart, eventFacts.direction, eventFacts.outcome);
}

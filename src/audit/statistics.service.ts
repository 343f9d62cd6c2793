import { countUnlogged, countVerifications, countVerifiedNumbers } from '../access/index.ts';
import { validities } from '../credentials/index.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import { Fault } from '../kernel/fault.ts';
import { preciseText } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Database, Reader, Transaction } from '../platform/database.ts';
import {
  countEntries,
  readLoggedAt,
  placesBelow,
  readHead,
  readRootAt,
  readSignedBy,
  type TreeHead,
} from '../transparency/index.ts';
import type { Asked, Desk } from './desk.service.ts';
import type { Statistics, StatisticsQuery } from './statistics.schema.ts';
import {
  allowWorkMemory,
  countActivity,
  countAppeals,
  countAttested,
  countFacts,
  countFunnel,
  type Counting,
  type Logged,
} from './statistics.store.ts';
import { allFigures } from './statistics-published.ts';
import { inOrder, reconcile, withAuthority } from './statistics-rows.ts';
import { addMonths, monthOf, monthsFrom, type Span, spanOfMonths } from './statistics-periods.ts';
import { readStageTimes, readStock, type Stage, type StageTimes } from './statistics-stages.store.ts';

export interface StatisticsDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: Pick<NodeIdentity, 'origin' | 'jurisdiction' | 'demonstration'>;
  /** Of this node's log. */
  readonly logOrigin: string;
  /** Qualifications of this side that an agreement in force then names as recognisable on the other. */
  readonly recognisable: (at: Date) => readonly string[];
  readonly desk: Pick<Desk, 'recordLook'>;
}

export interface StatisticsService {
  /** Everything from one view of the database. @throws Fault `invalid-request`, `statistics-too-wide` */
  count(query: StatisticsQuery, asked: Asked): Promise<Statistics>;
  definitions(asked: Asked): Promise<typeof allFigures>;
}

const monthsMax = 60;
const rowsMax = 10_000;
const usualMonths = 12;

export function createStatistics(deps: StatisticsDependencies): StatisticsService {
  return {
    async count({ purpose, caseReference, ...query }, asked) {
      const answer = await deps.db.transaction((tx) => countIn(tx, deps, query), {
        isolationLevel: 'repeatable read',
        accessMode: 'read only',
      });
      await deps.desk.recordLook(asked, {
        question: 'getStatistics',
        query,
        purpose,
        caseReference,
        contentClass: 'aggregate',
        shown: answer.activity.length,
      });
      return answer;
    },
    async definitions(asked) {
      await deps.desk.recordLook(asked, {
        question: 'getStatisticsDefinitions',
        query: {},
        contentClass: 'aggregate',
        shown: allFigures.length,
      });
      return allFigures;
    },
  };
}

async function countIn(
  reader: Transaction,
  deps: StatisticsDependencies,
  query: Omit<StatisticsQuery, 'purpose' | 'caseReference'>,
): Promise<Statistics> {
  const {
    head,
    entries,
    at,
    window,
    span,
    counting,
    logged: held,
    activity,
  } = await activityIn(reader, deps, query);
  const logged = held.ofType('access.batched');
  const stock = await readStock(reader, counting, {
    places: placesBelow(head.size),
    validities,
    at,
    limit: rowsMax + 1,
  });
  if (stock.length > rowsMax) throw new Fault('statistics-too-wide');
  const verified = await countVerifications(reader, span, logged);
  return {
    asOf: {
      origin: deps.logOrigin,
      size: head.size,
      root: encodeBase64url(head.root),
      latestEntryAt: entries.latest === null ? null : preciseText(entries.latest),
    },
    window,
    reconciliation: {
      ...reconcile(head.size, entries.byType, await countFacts(reader, counting.logged)),
      inWindow: activity.reduce((sum, { count }) => sum + count, 0),
    },
    activity: activity.map(withAuthority).sort(inOrder),
    stages: stagesOf(await readStageTimes(reader, counting, span)),
    stock: stock.map(withAuthority).sort(inOrder),
    verifications: {
      total: verified.reduce((sum, { count }) => sum + count, 0),
      byMonth: verified,
      notLogged: await countUnlogged(reader, span, logged),
    },
    appeals: await countAppeals(reader, counting, span),
    funnel: await funnelOf(reader, deps, { counting, logged, span, at }),
  };
}

/** What was done in which month, below a head of the log: what the figures and the charts begin with. @throws Fault `invalid-request`, `statistics-too-wide` */
export async function activityIn(
  reader: Transaction,
  deps: Pick<StatisticsDependencies, 'clock' | 'node'>,
  query: Omit<StatisticsQuery, 'purpose' | 'caseReference'>,
) {
  await allowWorkMemory(reader);
  const head = await headOf(reader, query.asOf);
  const entries = await countEntries(reader, head.size);
  const at = entries.latest ?? deps.clock.now();
  const window = windowOf(query, at);
  const span = spanOfMonths(window);
  const { direction, authority, qualification } = query;
  const issuer = authority === undefined ? undefined : issuerOf(deps.node.origin, authority);
  const logged = await readLoggedAt(reader, head.size);
  const counting: Counting = { logged: logged.event, direction, issuer, qualification };
  const activity = await countActivity(reader, counting, { ...span, limit: rowsMax + 1 });
  if (activity.length > rowsMax) throw new Fault('statistics-too-wide');
  return { head, entries, at, window, span, counting, logged, activity };
}

/** @throws Fault `invalid-request` for a size that the log has not reached */
export async function headOf(reader: Reader, asOf: string | undefined): Promise<TreeHead> {
  const head = await readHead(reader);
  if (asOf === undefined) return head;
  if (!/^\d+$/.test(asOf)) {
    const signed = await readSignedBy(reader, new Date(asOf));
    return signed ?? { size: 0, root: await readRootAt(reader, 0) };
  }
  const size = Number(asOf);
  if (size > head.size)
    throw new Fault('invalid-request', { errors: [{ pointer: '/query/asOf', code: 'too-long' }] });
  return size === head.size ? head : { size, root: await readRootAt(reader, size) };
}

function windowOf(query: Pick<StatisticsQuery, 'from' | 'until'>, at: Date): { from: string; until: string } {
  const until = query.until ?? addMonths(monthOf(at), 1);
  const from = query.from ?? addMonths(until, -usualMonths);
  const months = monthsFrom(from, until);
  if (months < 1)
    throw new Fault('invalid-request', { errors: [{ pointer: '/query/until', code: 'period' }] });
  if (months > monthsMax)
    throw new Fault('invalid-request', { errors: [{ pointer: '/query/from', code: 'period' }] });
  return { from, until };
}

function stagesOf(times: readonly StageTimes[]): Statistics['stages'] {
  const of = (stage: Stage) => {
    const found = times.find((time) => time.stage === stage);
    return {
      applications: found?.applications ?? 0,
      medianSeconds: found?.medianSeconds ?? null,
      p90Seconds: found?.p90Seconds ?? null,
    };
  };
  return {
    receivedToProposed: of('received-proposed'),
    proposedToDecided: of('proposed-decided'),
    decidedToClosed: of('decided-closed'),
    receivedToClosed: of('received-closed'),
    stoppedClock: of('stopped-clock'),
  };
}

/** Two halves of two funnels: what leaves this side begins here, what comes to it ends here. */
async function funnelOf(
  reader: Reader,
  { node, recognisable }: StatisticsDependencies,
  {
    counting,
    logged,
    span,
    at,
  }: { readonly counting: Counting; readonly logged: Logged; readonly span: Span; readonly at: Date },
): Promise<Statistics['funnel']> {
  const [outward, inward] =
    node.jurisdiction === 'HK' ? (['HK-CN-SZ', 'CN-SZ-HK'] as const) : (['CN-SZ-HK', 'HK-CN-SZ'] as const);
  const qualifications = recognisable(at);
  const series = `${node.demonstration ? 'DEMO-' : ''}${node.jurisdiction === 'HK' ? 'HK' : 'SZ'}-R-`;
  const halves: Statistics['funnel'] = [
    {
      direction: outward,
      eligible: await countAttested(reader, counting, { ...span, qualifications }),
      applied: null,
      recognised: null,
      issued: null,
      verifiedByEmployer: null,
    },
    {
      direction: inward,
      eligible: null,
      ...(await countFunnel(reader, { ...counting, direction: inward }, span)),
      verifiedByEmployer: await countVerifiedNumbers(reader, { ...span, series }, logged),
    },
  ];
  return halves.filter(
    ({ direction }) => counting.direction === undefined || direction === counting.direction,
  );
}

import type { z } from 'zod';
import { readReliance, type Reliance } from '../access/index.ts';
import { type Supervision, validities } from '../credentials/index.ts';
import { preciseText } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Notices } from '../notices/index.ts';
import type { Reader } from '../platform/database.ts';
import type { Status, StatusReference, StatusValue } from '../status/index.ts';
import {
  type ActsDependencies,
  contentClassOf,
  filterOf,
  type PageAsked,
  pageOfActs,
} from './acts.service.ts';
import type { TerminationsQuery, terminationsPage } from './activity.schema.ts';
import { type Asked, type Window, windowText } from './desk.service.ts';
import { countExpired, countFacts, type FactsRow } from './facts.store.ts';
import { legalLabel, terminationKinds, terminationTypes } from './vocabulary.ts';

export interface TerminationsDependencies extends ActsDependencies {
  readonly clock: Clock;
  readonly credentials: Pick<Supervision, 'read' | 'recordReferences'>;
  readonly status: Pick<Status, 'firstPublished'>;
  readonly notices: Pick<Notices, 'deliveries'>;
}

type TerminationFilters = Omit<TerminationsQuery, keyof PageAsked | 'purpose' | 'caseReference'>;

export interface Terminations {
  /**
   * Credentials and records that ended (question 5), with how soon that was published, when the other node had taken its notice, and which
   * verifiers have learnt of it. Nothing sends a notice to a verifier: who relied on a credential learns of its end by asking again, and
   * only what was asked of this node is known. @throws Fault `cursor-invalid`
   */
  terminations(query: TerminationsQuery, asked: Asked): Promise<z.input<typeof terminationsPage>>;
}

/** Of a record the change itself is listed beside those of the credentials that attest it. */
const types = [...terminationTypes, 'record.changed'];

export function createTerminations(deps: TerminationsDependencies): Terminations {
  const { db, node, desk } = deps;
  return {
    async terminations(query, asked) {
      const { limit, cursor, purpose, caseReference, ...filters } = query;
      const window = desk.window(filters);
      const { legalKind, reasonCode } = filters;
      const legalKinds = legalKind === undefined ? terminationKinds : [legalKind];
      const filter = { ...filterOf(filters, node, window), types, legalKinds, reasonCode };
      const question = 'listTerminations';
      const { acts, next } = await pageOfActs(deps, asked, { question, filter, page: { limit, cursor } });
      const timesOf = await createTimes(
        deps,
        acts.map(({ row }) => row),
      );
      const items = await Promise.all(
        acts.map(async ({ row, item }) => ({ ...(await timesOf(row)), ...item })),
      );
      const counts = await countFacts(db, filter);
      const objectIds = acts.map(({ row }) => row.objectId);
      const contentClass = contentClassOf(acts);
      const look = { question, query: filters, purpose, caseReference, contentClass, objectIds };
      await desk.recordLook(asked, { ...look, shown: items.length });
      const expired = await countExpiredIn(deps, { filters, window });
      return { items, next, window: windowText(window), totals: totalsOf(counts), expired };
    },
  };
}

/** A legal kind and a reason are of somebody's decision, which an expiry is not. */
async function countExpiredIn(
  { db, clock, node }: TerminationsDependencies,
  { filters, window }: { readonly filters: TerminationFilters; readonly window: Window },
): Promise<number | null> {
  if (filters.legalKind !== undefined || filters.reasonCode !== undefined) return null;
  const now = clock.now();
  const { from: _from, until: _until, ...issuance } = filterOf(filters, node, window);
  return countExpired(db, issuance, {
    validities,
    endings: [...terminationTypes, 'credential.superseded'],
    from: window.from,
    until: window.until < now ? window.until : now,
  });
}

function totalsOf(counts: Awaited<ReturnType<typeof countFacts>>) {
  return terminationKinds.flatMap((code) => {
    const count = counts
      .filter(({ legalKind }) => legalKind === code)
      .reduce((sum, each) => sum + each.count, 0);
    return count === 0 ? [] : [{ legalKind: { code, label: legalLabel(code) }, count }];
  });
}

async function createTimes(
  { db, credentials, status, notices }: TerminationsDependencies,
  rows: readonly FactsRow[],
) {
  const ids = (objectType: string) =>
    rows.filter((row) => row.objectType === objectType).map(({ objectId }) => objectId);
  const known = await credentials.read(db, ids('credential'));
  const records = await credentials.recordReferences(db, ids('status-event'));
  const delivered = await notices.deliveries(
    db,
    rows.map(({ eventId }) => eventId),
  );
  const deliveries = new Map(delivered.map((each) => [each.eventId, each]));
  const ended = rows.flatMap(({ objectId, recordedAt }) => {
    const number = known.get(objectId)?.number;
    return number === undefined ? [] : [{ number, endedAt: recordedAt }];
  });
  const reliance = new Map((await readReliance(db, ended)).map((each) => [each.number, each]));
  return async (row: FactsRow) => {
    const ref = known.get(row.objectId)?.status ?? records.get(row.objectId);
    const notice = deliveries.get(row.eventId);
    const number = known.get(row.objectId)?.number;
    return {
      published: ref ? await publicationOf(db, status, { row, ref }) : null,
      notified: notice
        ? {
            created: preciseText(notice.createdAt),
            deliveredAt: notice.deliveredAt && preciseText(notice.deliveredAt),
            seconds: notice.deliveredAt && secondsBetween(row.recordedAt, notice.deliveredAt),
          }
        : null,
      verifiers: number === undefined ? null : verifiersOf(reliance.get(number), row),
    };
  };
}

function verifiersOf(reliance: Reliance | undefined, { recordedAt }: FactsRow) {
  const { relied = 0, toldSince = 0, lastToldAt = null } = reliance ?? {};
  return {
    relied,
    toldSince,
    lastToldAt: lastToldAt && preciseText(lastToldAt),
    seconds: lastToldAt && secondsBetween(recordedAt, lastToldAt),
  };
}

async function publicationOf(
  db: Reader,
  status: Pick<Status, 'firstPublished'>,
  { row, ref }: { readonly row: FactsRow; readonly ref: StatusReference },
) {
  const value = publishedValue(row);
  const first = await status.firstPublished(db, { ref, value, since: row.recordedAt });
  return first
    ? {
        at: preciseText(first.publishedAt),
        list: ref.uri,
        version: first.version,
        seconds: secondsBetween(row.recordedAt, first.publishedAt),
      }
    : null;
}

/** As it is published: a record names its states by numbers, and a credential whose record lost its standing is suspended with it. */
function publishedValue({ after }: FactsRow): StatusValue {
  switch (after) {
    case 'standing-ended':
      return 3;
    case 'record-standing-ended':
      return 2;
    default:
      return 1;
  }
}

function secondsBetween(from: Date, until: Date): number {
  return Math.max(0, (until.getTime() - from.getTime()) / 1000);
}

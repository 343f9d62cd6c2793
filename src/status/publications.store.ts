import { and, asc, desc, eq, gt, gte, lte, ne, sql } from '../platform/drizzle.ts';
import { addSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { KeptToken } from './held-list.ts';
import type { StatusEntry } from './status-bits.ts';
import { statusEntries, statusLists, statusPending, statusPublications } from './status.table.ts';
import type { ListKind } from './vocabulary.ts';

export interface ListHead {
  readonly id: string;
  readonly uri: string;
  readonly kind: ListKind;
  readonly size: number;
  /** The newest publication; null when there is none yet. */
  readonly latest: {
    readonly version: number;
    readonly iat: number;
    readonly publishedAt: Date;
    readonly contentDigest: Uint8Array;
  } | null;
}

/** Is anything pending, never published, or not published since? One cheap question, asked ten times a second. */
export async function isWorkDue(reader: Reader, since: Date): Promise<boolean> {
  const { rows } = await reader.execute<{ due: boolean }>(sql`
    select exists (select from ${statusPending}) or exists (
      select from ${statusLists} where not exists (
        select from ${statusPublications}
        where ${statusPublications.listId} = ${statusLists.id}
        and ${statusPublications.publishedAt} > ${since.toISOString()}::timestamptz)) as due`);
  return rows[0]?.due === true;
}

export async function readHeads(reader: Reader): Promise<readonly ListHead[]> {
  const latest = reader
    .select({
      version: statusPublications.version,
      iat: statusPublications.iat,
      publishedAt: statusPublications.publishedAt,
      contentDigest: statusPublications.contentDigest,
    })
    .from(statusPublications)
    .where(eq(statusPublications.listId, statusLists.id))
    .orderBy(desc(statusPublications.version))
    .limit(1)
    .as('latest');
  const rows = await reader
    .select({
      id: statusLists.id,
      uri: statusLists.uri,
      kind: statusLists.kind,
      size: statusLists.size,
      latest: {
        version: latest.version,
        iat: latest.iat,
        publishedAt: latest.publishedAt,
        contentDigest: latest.contentDigest,
      },
    })
    .from(statusLists)
    .leftJoinLateral(latest, sql`true`)
    .orderBy(statusLists.createdAt, statusLists.kind);
  return rows;
}

export async function readPending(reader: Reader): Promise<readonly { id: bigint; listId: string }[]> {
  return reader.select({ id: statusPending.id, listId: statusPending.listId }).from(statusPending);
}

/** The entries that are not 0. */
export async function readSetEntries(reader: Reader, listId: string): Promise<readonly StatusEntry[]> {
  return reader
    .select({ idx: statusEntries.idx, value: statusEntries.value })
    .from(statusEntries)
    .where(and(eq(statusEntries.listId, listId), ne(statusEntries.value, 0)));
}

export interface NewPublication {
  readonly listId: string;
  readonly version: number;
  readonly jwt: Uint8Array;
  readonly iat: number;
  readonly exp: number;
  readonly publishedAt: Date;
  readonly contentDigest: Uint8Array;
}

/** False when another publisher took this version. What it read may be older than what we read, so nothing else may be done then. */
export async function insertPublication(tx: Transaction, publication: NewPublication): Promise<boolean> {
  const { rowCount } = await tx.insert(statusPublications).values(publication).onConflictDoNothing();
  return rowCount === 1;
}

/** One parameter, however many there are. */
export async function deletePending(tx: Transaction, ids: readonly bigint[]): Promise<void> {
  await tx
    .delete(statusPending)
    .where(sql`${statusPending.id} = any(${sql.param(ids.map(String))}::bigint[])`);
}

const kept = {
  kept: statusPublications.version,
  jwt: statusPublications.jwt,
  publishedAt: statusPublications.publishedAt,
};

export async function readPublication(
  reader: Reader,
  { listId, version }: { readonly listId: string; readonly version: number },
): Promise<KeptToken | undefined> {
  const [row] = await reader
    .select(kept)
    .from(statusPublications)
    .where(and(eq(statusPublications.listId, listId), eq(statusPublications.version, version)));
  return row;
}

/** Those since an instant, the first ones first; one that was being signed meanwhile may not hold what changed at that instant. */
export async function readPublicationsSince(
  reader: Reader,
  { uri, since, limit }: { readonly uri: string; readonly since: Date; readonly limit: number },
): Promise<KeptToken[]> {
  return reader
    .select(kept)
    .from(statusPublications)
    .innerJoin(statusLists, eq(statusLists.id, statusPublications.listId))
    .where(and(eq(statusLists.uri, uri), gte(statusPublications.publishedAt, since)))
    .orderBy(asc(statusPublications.version))
    .limit(limit);
}

/** The one that was current at an instant. */
export async function readPublicationAt(
  reader: Reader,
  uri: string,
  at: Date,
): Promise<KeptToken | undefined> {
  const [row] = await reader
    .select(kept)
    .from(statusPublications)
    .innerJoin(statusLists, eq(statusLists.id, statusPublications.listId))
    .where(and(eq(statusLists.uri, uri), lte(statusPublications.publishedAt, at)))
    .orderBy(desc(statusPublications.publishedAt), desc(statusPublications.version))
    .limit(1);
  return row;
}

/**
 * The one with the newest `iat` up to an instant, if it had not expired then. It was published no earlier than its `iat`, and within
 * `lagSeconds` of it, by which the index finds the few that may be meant.
 */
export async function readPublicationCovering(
  reader: Reader,
  {
    uri,
    time,
    lifetimeSeconds,
  }: { readonly uri: string; readonly time: number; readonly lifetimeSeconds: number },
): Promise<KeptToken | undefined> {
  const at = fromEpochSeconds(time);
  const [row] = await reader
    .select(kept)
    .from(statusPublications)
    .innerJoin(statusLists, eq(statusLists.id, statusPublications.listId))
    .where(
      and(
        eq(statusLists.uri, uri),
        gte(statusPublications.publishedAt, addSeconds(at, -lifetimeSeconds)),
        lte(statusPublications.publishedAt, addSeconds(at, lagSeconds)),
        lte(statusPublications.iat, time),
        gt(statusPublications.exp, time),
      ),
    )
    .orderBy(desc(statusPublications.version))
    .limit(1);
  return row;
}

/** Signing and recording take far less. */
const lagSeconds = 300;

import { and, desc, eq, lte, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { KeptToken } from './held-list.ts';
import { peerStatusLists, peerStatusPublications } from './status.table.ts';

export interface ReceivedList {
  readonly uri: string;
  readonly jwt: Uint8Array;
  readonly iat: number;
  readonly exp: number;
  readonly listVersion: number;
  readonly receivedAt: Date;
}

/**
 * Keeps a list if it is newer than the newest kept, and says whether it was. The row of the list is locked by the comparison,
 * so that of two processes with different lists the newer one wins, whichever comes last.
 */
export async function keepIfNewer(tx: Transaction, list: ReceivedList): Promise<boolean> {
  const { uri, jwt, iat, exp, listVersion, receivedAt } = list;
  await tx
    .insert(peerStatusLists)
    .values({ uri, version: 0, iat: 0, listVersion: 0, receivedAt })
    .onConflictDoNothing();
  const [kept] = await tx
    .update(peerStatusLists)
    .set({
      version: sql`${peerStatusLists.version} + 1`,
      iat,
      listVersion,
      // Never before the last one, even if the clock was set back: questions about the past order lists by it.
      receivedAt: sql`greatest(${peerStatusLists.receivedAt}, ${receivedAt.toISOString()}::timestamptz)`,
    })
    .where(
      and(
        eq(peerStatusLists.uri, uri),
        sql`(${peerStatusLists.iat}, ${peerStatusLists.listVersion}) < (${iat}::bigint, ${listVersion}::bigint)`,
      ),
    )
    .returning({ version: peerStatusLists.version, receivedAt: peerStatusLists.receivedAt });
  if (!kept) return false;
  await tx.insert(peerStatusPublications).values({ ...kept, uri, jwt, iat, exp });
  return true;
}

export async function readPeerHeads(reader: Reader): Promise<readonly { uri: string; version: number }[]> {
  return reader.select({ uri: peerStatusLists.uri, version: peerStatusLists.version }).from(peerStatusLists);
}

const kept = {
  kept: peerStatusPublications.version,
  jwt: peerStatusPublications.jwt,
  publishedAt: peerStatusPublications.receivedAt,
};

export async function readReceived(
  reader: Reader,
  { uri, version }: { readonly uri: string; readonly version: number },
): Promise<KeptToken | undefined> {
  const [row] = await reader
    .select(kept)
    .from(peerStatusPublications)
    .where(and(eq(peerStatusPublications.uri, uri), eq(peerStatusPublications.version, version)));
  return row;
}

/** The one that this node held at an instant. */
export async function readReceivedAt(reader: Reader, uri: string, at: Date): Promise<KeptToken | undefined> {
  const [row] = await reader
    .select(kept)
    .from(peerStatusPublications)
    .where(and(eq(peerStatusPublications.uri, uri), lte(peerStatusPublications.receivedAt, at)))
    .orderBy(desc(peerStatusPublications.receivedAt), desc(peerStatusPublications.version))
    .limit(1);
  return row;
}

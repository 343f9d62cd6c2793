import { and, desc, eq, inArray, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Anchor } from './anchors.ts';
import { trustAnchors, trustLists } from './trust.table.ts';

export interface KeptList {
  readonly origin: string;
  readonly sequence: number;
  /** The compact JWS, as it was signed. */
  readonly jws: Uint8Array;
  readonly issuedAt: Date;
  readonly receivedAt: Date;
}

export async function readNewestList(reader: Reader, origin: string): Promise<KeptList | undefined> {
  const [row] = await reader
    .select()
    .from(trustLists)
    .where(eq(trustLists.origin, origin))
    .orderBy(desc(trustLists.sequence))
    .limit(1);
  return row;
}

export async function readList(
  reader: Reader,
  { origin, sequence }: { readonly origin: string; readonly sequence: number },
): Promise<KeptList | undefined> {
  const [row] = await reader
    .select()
    .from(trustLists)
    .where(and(eq(trustLists.origin, origin), eq(trustLists.sequence, sequence)));
  return row;
}

export async function readLists(
  reader: Reader,
  { origin, sequences }: { readonly origin: string; readonly sequences: readonly number[] },
): Promise<KeptList[]> {
  return reader
    .select()
    .from(trustLists)
    .where(and(eq(trustLists.origin, origin), inArray(trustLists.sequence, [...sequences])));
}

/** The fence between publishers: false when that sequence was given to another list in the meantime. */
export async function insertList(tx: Transaction, list: KeptList): Promise<boolean> {
  const inserted = await tx
    .insert(trustLists)
    .values(list)
    .onConflictDoNothing()
    .returning({ sequence: trustLists.sequence });
  return inserted.length === 1;
}

/** Whoever else records a list of this origin waits until this transaction has ended. */
export async function lockOrigin(tx: Transaction, origin: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`trust-list ${origin}`}, 0))`);
}

export async function readAnchors(reader: Reader, origin: string): Promise<Anchor[]> {
  return reader
    .select({
      kid: trustAnchors.kid,
      signUntil: trustAnchors.signUntil,
      announcedIn: trustAnchors.announcedIn,
    })
    .from(trustAnchors)
    .where(eq(trustAnchors.origin, origin));
}

/** `announcedIn` stays as it was: the chain back to a pinned key goes by the first announcement. */
export async function putAnchors(tx: Transaction, origin: string, anchors: readonly Anchor[]): Promise<void> {
  for (const anchor of anchors) {
    await tx
      .insert(trustAnchors)
      .values({ ...anchor, origin })
      .onConflictDoUpdate({
        target: [trustAnchors.origin, trustAnchors.kid],
        set: { signUntil: anchor.signUntil },
      });
  }
}

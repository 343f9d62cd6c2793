import { and, eq, gt, inArray, isNull, lt, or, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { walletGrants } from './wallet-grants.table.ts';

export type WalletGrantRow = typeof walletGrants.$inferSelect;

export interface GrantsOf {
  readonly authority: string;
  readonly subjectId: string;
  /** Of codes of the person. */
  readonly grantIds: readonly string[];
}

export async function insertGrant(tx: Transaction, row: Omit<WalletGrantRow, 'revokedAt'>): Promise<void> {
  await tx.insert(walletGrants).values(row);
}

/** Undefined for what was revoked or is over. */
export async function findLiveGrant(
  reader: Reader,
  id: string,
  now: Date,
): Promise<WalletGrantRow | undefined> {
  const live = and(eq(walletGrants.id, id), isNull(walletGrants.revokedAt), gt(walletGrants.expiresAt, now));
  const [row] = await reader.select().from(walletGrants).where(live);
  return row;
}

/** Of who signed in for them, also those that came of their codes. */
export async function listLiveGrantsOf(
  tx: Transaction,
  { authority, subjectId, grantIds }: GrantsOf,
  now: Date,
): Promise<WalletGrantRow[]> {
  return tx
    .select()
    .from(walletGrants)
    .where(
      and(
        eq(walletGrants.authority, authority),
        or(
          eq(sql<string>`${walletGrants.basis} ->> 'subjectId'`, subjectId),
          inArray(walletGrants.id, [...grantIds]),
        ),
        isNull(walletGrants.revokedAt),
        gt(walletGrants.expiresAt, now),
      ),
    );
}

/** False when it was revoked before, or never was. */
export async function revokeGrant(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx
    .update(walletGrants)
    .set({ revokedAt: at })
    .where(and(eq(walletGrants.id, id), isNull(walletGrants.revokedAt)));
  return rowCount === 1;
}

/** Of those who signed in for it, also those that came of their codes; what nobody signed in for goes with the offer. */
export async function removeGrantsOf(
  tx: Transaction,
  { subjectIds, grantIds }: Readonly<Record<'subjectIds' | 'grantIds', readonly string[]>>,
): Promise<void> {
  await tx
    .delete(walletGrants)
    .where(
      or(
        inArray(sql<string>`${walletGrants.basis} ->> 'subjectId'`, [...subjectIds]),
        inArray(walletGrants.id, [...grantIds]),
      ),
    );
}

export async function removeGrantsBefore(tx: Transaction, before: Date): Promise<number> {
  const { rowCount } = await tx.delete(walletGrants).where(lt(walletGrants.expiresAt, before));
  return rowCount ?? 0;
}

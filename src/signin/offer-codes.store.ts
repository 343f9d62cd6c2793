import { and, eq, gt, inArray, lt, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { issuerStates, offerCodes } from './offer-codes.table.ts';

export type OfferCodeRow = typeof offerCodes.$inferSelect;
export type IssuerStateRow = typeof issuerStates.$inferSelect;

/** One code for each offer: giving it again changes nothing. */
export async function insertOfferCode(
  tx: Transaction,
  row: Omit<OfferCodeRow, 'redeemedAt' | 'grantId'>,
): Promise<void> {
  await tx.insert(offerCodes).values(row).onConflictDoNothing();
}

/** Of two who redeem at once the second waits, and then sees what the first left. */
export async function lockOfferCode(tx: Transaction, digest: Uint8Array): Promise<OfferCodeRow | undefined> {
  const [row] = await tx.select().from(offerCodes).where(eq(offerCodes.digest, digest)).for('update');
  return row;
}

export async function takeAttempt(tx: Transaction, digest: Uint8Array): Promise<void> {
  await tx
    .update(offerCodes)
    .set({ attemptsLeft: sql`${offerCodes.attemptsLeft} - 1` })
    .where(eq(offerCodes.digest, digest));
}

export async function markRedeemed(
  tx: Transaction,
  digest: Uint8Array,
  { grantId, at }: { readonly grantId: string; readonly at: Date },
): Promise<void> {
  await tx.update(offerCodes).set({ redeemedAt: at, grantId }).where(eq(offerCodes.digest, digest));
}

export async function insertIssuerState(tx: Transaction, row: IssuerStateRow): Promise<void> {
  await tx.insert(issuerStates).values(row).onConflictDoNothing();
}

export async function findIssuerState(
  reader: Reader,
  digest: Uint8Array,
  now: Date,
): Promise<IssuerStateRow | undefined> {
  const live = and(eq(issuerStates.digest, digest), gt(issuerStates.expiresAt, now));
  const [row] = await reader.select().from(issuerStates).where(live);
  return row;
}

/** True once: an offer is taken up by one grant. */
export async function takeIssuerState(tx: Transaction, digest: Uint8Array): Promise<boolean> {
  const { rowCount } = await tx.delete(issuerStates).where(eq(issuerStates.digest, digest));
  return rowCount === 1;
}

export async function removeIssuerStatesOf(tx: Transaction, subjectIds: readonly string[]): Promise<void> {
  await tx.delete(issuerStates).where(inArray(issuerStates.subjectId, [...subjectIds]));
}

export async function removeOffersBefore(tx: Transaction, before: Date): Promise<number> {
  const codes = await tx.delete(offerCodes).where(lt(offerCodes.expiresAt, before));
  const states = await tx.delete(issuerStates).where(lt(issuerStates.expiresAt, before));
  return (codes.rowCount ?? 0) + (states.rowCount ?? 0);
}

import { and, eq, inArray, isNull } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { credentialOffers } from './wallet.table.ts';

export type OfferRow = typeof credentialOffers.$inferSelect;

export async function insertOffer(
  tx: Transaction,
  row: Omit<OfferRow, 'redeemedAt' | 'revokedAt'>,
): Promise<void> {
  await tx.insert(credentialOffers).values(row);
}

export async function findOffer(reader: Reader, id: string): Promise<OfferRow | undefined> {
  const [row] = await reader.select().from(credentialOffers).where(eq(credentialOffers.id, id));
  return row;
}

/** As it stands, and nobody redeems or revokes it until the transaction ends. */
export async function lockOffer(tx: Transaction, id: string): Promise<OfferRow | undefined> {
  const [row] = await tx.select().from(credentialOffers).where(eq(credentialOffers.id, id)).for('update');
  return row;
}

export async function findOfferByHandle(reader: Reader, digest: Uint8Array): Promise<OfferRow | undefined> {
  const [row] = await reader.select().from(credentialOffers).where(eq(credentialOffers.handleDigest, digest));
  return row;
}

export interface OfferOfPerson {
  readonly id: string;
  readonly subjectId: string;
  readonly authority: string;
  readonly expiresAt: Date;
  readonly redeemedAt: Date | null;
  readonly revokedAt: Date | null;
}

export async function readOffersOf(reader: Reader, subjectIds: readonly string[]): Promise<OfferOfPerson[]> {
  if (subjectIds.length === 0) return [];
  const { id, subjectId, authority, expiresAt, redeemedAt, revokedAt } = credentialOffers;
  return reader
    .select({ id, subjectId, authority, expiresAt, redeemedAt, revokedAt })
    .from(credentialOffers)
    .where(inArray(credentialOffers.subjectId, [...subjectIds]));
}

export async function markRedeemed(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx
    .update(credentialOffers)
    .set({ redeemedAt: at })
    .where(and(eq(credentialOffers.id, id), isNull(credentialOffers.redeemedAt)));
}

export async function markRevoked(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.update(credentialOffers).set({ revokedAt: at }).where(eq(credentialOffers.id, id));
}

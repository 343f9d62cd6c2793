import { and, asc, eq, gt, inArray } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Authority, Mandate } from './authority.ts';
import { authorities, mandates } from './trust.table.ts';

/** False when the slug is taken. */
export async function insertAuthority(tx: Transaction, authority: Authority): Promise<boolean> {
  const inserted = await tx
    .insert(authorities)
    .values(authority)
    .onConflictDoNothing()
    .returning({ slug: authorities.slug });
  return inserted.length === 1;
}

export async function readAuthority(reader: Reader, slug: string): Promise<Authority | undefined> {
  const [row] = await reader.select().from(authorities).where(eq(authorities.slug, slug));
  return row;
}

/** In the order of their slugs, from after the given one. */
export async function listAuthorities(
  reader: Reader,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<Authority[]> {
  return reader
    .select()
    .from(authorities)
    .where(after === undefined ? undefined : gt(authorities.slug, after))
    .orderBy(asc(authorities.slug))
    .limit(limit);
}

export async function readAuthorities(reader: Reader): Promise<Authority[]> {
  return reader.select().from(authorities).orderBy(asc(authorities.createdAt), asc(authorities.slug));
}

export async function insertMandate(tx: Transaction, mandate: Mandate): Promise<void> {
  await tx.insert(mandates).values({ ...mandate, qualificationIds: [...mandate.qualificationIds] });
}

export async function readMandates(reader: Reader): Promise<Mandate[]> {
  return reader.select().from(mandates).orderBy(asc(mandates.recordedAt), asc(mandates.id));
}

export async function readMandatesOf(reader: Reader, slugs: readonly string[]): Promise<Mandate[]> {
  return reader
    .select()
    .from(mandates)
    .where(inArray(mandates.slug, [...slugs]))
    .orderBy(asc(mandates.recordedAt), asc(mandates.id));
}

export async function readMandate(reader: Reader, id: string): Promise<Mandate | undefined> {
  const [row] = await reader.select().from(mandates).where(eq(mandates.id, id));
  return row;
}

/** Who else would end it waits until this transaction has ended. */
export async function lockMandate(
  tx: Transaction,
  { slug, id }: { readonly slug: string; readonly id: string },
): Promise<Mandate | undefined> {
  const [row] = await tx
    .select()
    .from(mandates)
    .where(and(eq(mandates.id, id), eq(mandates.slug, slug)))
    .for('update');
  return row;
}

export async function setMandateEnd(tx: Transaction, id: string, validUntil: Date): Promise<void> {
  await tx.update(mandates).set({ validUntil }).where(eq(mandates.id, id));
}

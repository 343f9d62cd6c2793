import { and, eq, inArray } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { signInLinks } from './authorization.table.ts';

export type SignInLink = typeof signInLinks.$inferSelect;

export async function findLink(
  reader: Reader,
  { account, authority }: Pick<SignInLink, 'account' | 'authority'>,
): Promise<SignInLink | undefined> {
  const [row] = await reader
    .select()
    .from(signInLinks)
    .where(and(eq(signInLinks.account, account), eq(signInLinks.authority, authority)));
  return row;
}

/** False when the account is somebody's already; of two at once one gets it. */
export async function insertLink(tx: Transaction, link: SignInLink): Promise<boolean> {
  const { rowCount } = await tx.insert(signInLinks).values(link).onConflictDoNothing();
  return rowCount === 1;
}

export async function findLinkById(reader: Reader, id: string): Promise<SignInLink | undefined> {
  const [row] = await reader.select().from(signInLinks).where(eq(signInLinks.id, id));
  return row;
}

export async function removeLink(tx: Transaction, id: string): Promise<boolean> {
  const { rowCount } = await tx.delete(signInLinks).where(eq(signInLinks.id, id));
  return rowCount === 1;
}

export async function removeLinksOf(tx: Transaction, subjectIds: readonly string[]): Promise<void> {
  await tx.delete(signInLinks).where(inArray(signInLinks.subjectId, [...subjectIds]));
}

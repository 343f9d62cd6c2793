import { and, eq, inArray, isNotNull, isNull, lt, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Consent } from './consent.ts';
import { consents, subjects } from './vault.table.ts';

export async function insertConsent(tx: Transaction, consent: Omit<Consent, 'withdrawnAt'>): Promise<void> {
  await tx.insert(consents).values({ ...consent, items: [...consent.items] });
}

export async function readConsents(reader: Reader, subjectId: string): Promise<Consent[]> {
  return reader
    .select()
    .from(consents)
    .where(eq(consents.subjectId, subjectId))
    .orderBy(consents.givenAt, consents.id);
}

/** False when there is none that still stands. */
export async function endConsent(
  tx: Transaction,
  { id, subjectId, at }: { readonly id: string; readonly subjectId: string; readonly at: Date },
): Promise<boolean> {
  const ended = await tx
    .update(consents)
    .set({ withdrawnAt: at })
    .where(and(eq(consents.id, id), eq(consents.subjectId, subjectId), isNull(consents.withdrawnAt)))
    .returning({ id: consents.id });
  return ended.length > 0;
}

/** Of persons who were erased: given, or withdrawn, before that instant. */
function stale(before: Date) {
  return and(
    isNotNull(subjects.erasedAt),
    lt(sql`coalesce(${consents.withdrawnAt}, ${consents.givenAt})`, before),
  );
}

export async function countStaleConsents(reader: Reader, before: Date): Promise<number> {
  const [row] = await reader
    .select({ count: sql<number>`count(*)::int` })
    .from(consents)
    .innerJoin(subjects, eq(subjects.id, consents.subjectId))
    .where(stale(before));
  return row?.count ?? 0;
}

/** Gives how many. */
export async function removeStaleConsents(
  tx: Transaction,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const found = tx
    .select({ id: consents.id })
    .from(consents)
    .innerJoin(subjects, eq(subjects.id, consents.subjectId))
    .where(stale(before))
    .limit(limit);
  const removed = await tx.delete(consents).where(inArray(consents.id, found)).returning({ id: consents.id });
  return removed.length;
}

import { and, eq, isNull } from 'drizzle-orm';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Consent } from './consent.ts';
import { consents } from './vault.table.ts';

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

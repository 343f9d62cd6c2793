import { and, asc, gte, lt } from 'drizzle-orm';
import type { Reader, Transaction } from '../platform/database.ts';
import { retentionActs } from './retention.table.ts';

export type RetentionAct = typeof retentionActs.$inferSelect;

export async function insertAct(tx: Transaction, act: RetentionAct): Promise<void> {
  await tx.insert(retentionActs).values(act);
}

export function actsBetween(
  reader: Reader,
  { from, until, limit }: { readonly from: Date; readonly until: Date; readonly limit: number },
): Promise<RetentionAct[]> {
  return reader
    .select()
    .from(retentionActs)
    .where(and(gte(retentionActs.at, from), lt(retentionActs.at, until)))
    .orderBy(asc(retentionActs.at), asc(retentionActs.id))
    .limit(limit);
}

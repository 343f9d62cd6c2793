import { and, eq, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { lockSpace } from './allocation.ts';
import { statusEntries, statusLists, statusPending } from './status.table.ts';
import type { StatusReference, StatusValue } from './vocabulary.ts';

/** Until the transaction ends. False at once when another transaction holds it. */
export async function tryLock(tx: Transaction, space: number, key: number): Promise<boolean> {
  const { rows } = await tx.execute<{ got: boolean }>(
    sql`select pg_try_advisory_xact_lock(${space}::int, ${key}::int) as got`,
  );
  return rows[0]?.got === true;
}

/**
 * False when the index has been given out, or is being given out by a transaction that has not ended. The lock spares the wait
 * for that one, which an insertion alone would stand, and with it every deadlock of two that draw each other's indices.
 */
export async function claimEntry(tx: Transaction, listId: string, idx: number): Promise<boolean> {
  const { rowCount } = await tx.execute(sql`
    insert into ${statusEntries} (list_id, idx, value)
    select ${listId}::uuid, ${idx}::int, 0
    where pg_try_advisory_xact_lock(${lockSpace(listId)}::int, ${idx}::int)
    on conflict do nothing`);
  return rowCount === 1;
}

export async function countEntries(reader: Reader, listId: string): Promise<number> {
  return reader.$count(statusEntries, eq(statusEntries.listId, listId));
}

/** The change and the note that it is not yet published, together. False when the index was never given out. */
export async function writeValue(
  tx: Transaction,
  { uri, idx, value, at }: StatusReference & { readonly value: StatusValue; readonly at: Date },
): Promise<boolean> {
  const [changed] = await tx
    .update(statusEntries)
    .set({ value })
    .from(statusLists)
    .where(
      and(eq(statusLists.uri, uri), eq(statusEntries.listId, statusLists.id), eq(statusEntries.idx, idx)),
    )
    .returning({ listId: statusEntries.listId });
  if (!changed) return false;
  await tx.insert(statusPending).values({ listId: changed.listId, changedAt: at });
  return true;
}

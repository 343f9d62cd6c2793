import { asc, eq } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { type AllocatableList } from './allocation.ts';
import { statusLists } from './status.table.ts';
import type { ListKind } from './vocabulary.ts';

export interface ListRow extends AllocatableList {
  readonly kind: ListKind;
  readonly bits: number;
}

/** Oldest first. */
export async function readLists(reader: Reader, kind: ListKind): Promise<readonly ListRow[]> {
  return reader
    .select()
    .from(statusLists)
    .where(eq(statusLists.kind, kind))
    .orderBy(asc(statusLists.ordinal));
}

/** Leaves it be when another has opened the list of this ordinal; waits for one who is about to. */
export async function insertList(tx: Transaction, list: ListRow): Promise<void> {
  await tx.insert(statusLists).values(list).onConflictDoNothing();
}

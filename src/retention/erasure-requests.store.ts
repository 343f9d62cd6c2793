import { eq } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { erasureRequests } from './retention.table.ts';

export type ErasureRequestRow = typeof erasureRequests.$inferSelect;

export async function insertErasureRequest(tx: Transaction, row: ErasureRequestRow): Promise<void> {
  await tx.insert(erasureRequests).values(row);
}

export async function readErasureRequest(reader: Reader, id: string): Promise<ErasureRequestRow | undefined> {
  const [row] = await reader.select().from(erasureRequests).where(eq(erasureRequests.id, id));
  return row;
}

import { and, eq, isNull, lt } from '../platform/drizzle.ts';
import type { Transaction } from '../platform/database.ts';
import { refreshTokens } from './authorization.table.ts';

export type RefreshTokenRow = typeof refreshTokens.$inferSelect;

export async function insertRefreshToken(
  tx: Transaction,
  row: Omit<RefreshTokenRow, 'usedAt'>,
): Promise<void> {
  await tx.insert(refreshTokens).values(row);
}

/** Of two who refresh at once the second waits, and then sees that it was used. */
export async function lockRefreshToken(
  tx: Transaction,
  digest: Uint8Array,
): Promise<RefreshTokenRow | undefined> {
  const [row] = await tx.select().from(refreshTokens).where(eq(refreshTokens.digest, digest)).for('update');
  return row;
}

export async function markRefreshTokenUsed(tx: Transaction, digest: Uint8Array, at: Date): Promise<void> {
  await tx
    .update(refreshTokens)
    .set({ usedAt: at })
    .where(and(eq(refreshTokens.digest, digest), isNull(refreshTokens.usedAt)));
}

export async function removeRefreshTokensBefore(tx: Transaction, before: Date): Promise<number> {
  const { rowCount } = await tx.delete(refreshTokens).where(lt(refreshTokens.expiresAt, before));
  return rowCount ?? 0;
}

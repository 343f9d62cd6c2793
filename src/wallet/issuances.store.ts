import { and, eq, inArray, isNull, lt } from 'drizzle-orm';
import type { PublicJwk } from '../kernel/jwk.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { NotificationEvent } from './vocabulary.ts';
import { deferredIssuances, usedKeyNonces, walletNotifications } from './wallet.table.ts';

export type DeferredRow = typeof deferredIssuances.$inferSelect;
export type NotificationRow = typeof walletNotifications.$inferSelect;

/** False when one of them was used before. In one order, so that two requests with the same nonces cannot wait for each other. */
export async function useNonces(
  tx: Transaction,
  nonces: readonly { readonly digest: Uint8Array; readonly expiresAt: Date }[],
): Promise<boolean> {
  const inserted = await tx
    .insert(usedKeyNonces)
    .values([...nonces].sort((a, b) => Buffer.compare(a.digest, b.digest)))
    .onConflictDoNothing()
    .returning({ digest: usedKeyNonces.digest });
  return inserted.length === nonces.length;
}

export async function insertDeferred(tx: Transaction, row: Omit<DeferredRow, 'takenAt'>): Promise<void> {
  await tx.insert(deferredIssuances).values({ ...row, keys: row.keys.map((each): PublicJwk => each) });
}

export async function findDeferred(reader: Reader, digest: Uint8Array): Promise<DeferredRow | undefined> {
  const [row] = await reader.select().from(deferredIssuances).where(eq(deferredIssuances.digest, digest));
  return row;
}

/** True once. */
export async function takeDeferred(tx: Transaction, digest: Uint8Array, at: Date): Promise<boolean> {
  const taken = await tx
    .update(deferredIssuances)
    .set({ takenAt: at })
    .where(and(eq(deferredIssuances.digest, digest), isNull(deferredIssuances.takenAt)))
    .returning({ digest: deferredIssuances.digest });
  return taken.length === 1;
}

export async function insertNotification(
  tx: Transaction,
  row: Omit<NotificationRow, 'events'>,
): Promise<void> {
  await tx.insert(walletNotifications).values(row);
}

export async function lockNotification(
  tx: Transaction,
  digest: Uint8Array,
): Promise<NotificationRow | undefined> {
  const [row] = await tx
    .select()
    .from(walletNotifications)
    .where(eq(walletNotifications.digest, digest))
    .for('update');
  return row;
}

export async function setNotified(
  tx: Transaction,
  digest: Uint8Array,
  events: readonly NotificationEvent[],
): Promise<void> {
  await tx
    .update(walletNotifications)
    .set({ events: [...events] })
    .where(eq(walletNotifications.digest, digest));
}

const forgottenMax = 200;

/** Some of what is over; whoever issues takes a share of it, and nobody waits for anybody. */
export async function forgetSome(tx: Transaction, now: Date): Promise<void> {
  for (const table of [usedKeyNonces, deferredIssuances, walletNotifications]) {
    const over = tx
      .select({ digest: table.digest })
      .from(table)
      .where(lt(table.expiresAt, now))
      .limit(forgottenMax)
      .for('update', { skipLocked: true });
    await tx.delete(table).where(inArray(table.digest, over));
  }
}

import { and, desc, eq, gt, inArray, isNull, lt, ne, sql } from '../platform/drizzle.ts';
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

/** Until the transaction ends nothing else begins to wait for this owner: what was counted stays so. */
export async function lockOwner(tx: Transaction, owner: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${owner}, 17))`);
}

/** What one wallet of an owner waits for, besides one. */
export async function countWaiting(
  reader: Reader,
  of: { readonly owner: string; readonly wallet: string; readonly besides: Uint8Array; readonly now: Date },
): Promise<number> {
  const waiting = and(
    eq(deferredIssuances.owner, of.owner),
    eq(deferredIssuances.wallet, of.wallet),
    ne(deferredIssuances.digest, of.besides),
    isNull(deferredIssuances.takenAt),
    gt(deferredIssuances.expiresAt, of.now),
  );
  return reader.$count(deferredIssuances, waiting);
}

/** What waits already waits on. */
export async function putDeferred(tx: Transaction, row: Omit<DeferredRow, 'takenAt'>): Promise<void> {
  await tx
    .insert(deferredIssuances)
    .values({ ...row, keys: row.keys.map((each): PublicJwk => each) })
    .onConflictDoUpdate({
      target: deferredIssuances.digest,
      set: { expiresAt: row.expiresAt, takenAt: null },
    });
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

/** Of one wallet of an owner: as many as a credential can have keys, and the oldest go first. */
const notificationsMost = 64;

/** The same answer again is told of under the same name, and what was told stays. */
export async function putNotification(tx: Transaction, row: Omit<NotificationRow, 'events'>): Promise<void> {
  const { digest, owner, wallet, createdAt } = walletNotifications;
  await tx
    .insert(walletNotifications)
    .values(row)
    .onConflictDoUpdate({ target: digest, set: { createdAt: row.createdAt, expiresAt: row.expiresAt } });
  const surplus = tx
    .select({ digest })
    .from(walletNotifications)
    .where(and(eq(owner, row.owner), eq(wallet, row.wallet)))
    .orderBy(desc(createdAt), desc(digest))
    .offset(notificationsMost);
  // What another request of this wallet has just renewed is left to it.
  const over = tx
    .select({ digest })
    .from(walletNotifications)
    .where(inArray(digest, surplus))
    .for('update', { skipLocked: true });
  await tx.delete(walletNotifications).where(inArray(digest, over));
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

/** What was waited for, with the keys that it was to be bound to, and what could be told of it. */
export async function removeIssuancesOf(tx: Transaction, owners: readonly string[]): Promise<void> {
  if (owners.length === 0) return;
  await tx.delete(deferredIssuances).where(inArray(deferredIssuances.owner, [...owners]));
  await tx.delete(walletNotifications).where(inArray(walletNotifications.owner, [...owners]));
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

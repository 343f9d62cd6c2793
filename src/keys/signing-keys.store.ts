import { and, asc, eq, isNotNull, isNull, lt } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { KeySlot, PublishedKey } from './signing-key.ts';
import { signingKeys } from './signing-keys.table.ts';

export interface StoredKey extends PublishedKey {
  /** Null once the private part is destroyed. */
  readonly privateSealed: Uint8Array | null;
}

function ofSlot({ purpose, authority }: KeySlot) {
  return and(
    eq(signingKeys.purpose, purpose),
    authority === null ? isNull(signingKeys.authority) : eq(signingKeys.authority, authority),
  );
}

function storedKey({ publicJwk, ...row }: typeof signingKeys.$inferSelect): StoredKey {
  return { ...row, jwk: publicJwk };
}

/** False when the slot has an open-ended key already. */
export async function insertKey(tx: Transaction, { jwk, ...key }: StoredKey): Promise<boolean> {
  const inserted = await tx
    .insert(signingKeys)
    .values({ ...key, publicJwk: jwk })
    .onConflictDoNothing()
    .returning({ kid: signingKeys.kid });
  return inserted.length === 1;
}

/** Every key there ever was, in order of age. */
export async function readKeys(reader: Reader): Promise<StoredKey[]> {
  const rows = await reader
    .select()
    .from(signingKeys)
    .orderBy(asc(signingKeys.createdAt), asc(signingKeys.kid));
  return rows.map(storedKey);
}

export async function readKey(reader: Reader, kid: string): Promise<StoredKey | undefined> {
  const [row] = await reader.select().from(signingKeys).where(eq(signingKeys.kid, kid));
  return row && storedKey(row);
}

/** Who else would change the slot waits until this transaction has ended. */
export async function lockSlot(tx: Transaction, slot: KeySlot): Promise<StoredKey[]> {
  const rows = await tx
    .select()
    .from(signingKeys)
    .where(ofSlot(slot))
    .orderBy(asc(signingKeys.kid))
    .for('update');
  return rows.map(storedKey);
}

export async function endSigning(
  tx: Transaction,
  { kid, ...end }: Pick<PublishedKey, 'kid' | 'publishedUntil'> & { readonly signUntil: Date },
): Promise<void> {
  await tx.update(signingKeys).set(end).where(eq(signingKeys.kid, kid));
}

export async function bringForward(tx: Transaction, kid: string, signFrom: Date): Promise<void> {
  await tx.update(signingKeys).set({ signFrom }).where(eq(signingKeys.kid, kid));
}

/** The private part goes at once: nobody is to sign with it, not even by mistake. */
export async function endByCompromise(
  tx: Transaction,
  { kid, ...end }: { readonly kid: string; readonly compromisedAt: Date; readonly signUntil: Date },
): Promise<void> {
  await tx
    .update(signingKeys)
    .set({ ...end, privateSealed: null })
    .where(eq(signingKeys.kid, kid));
}

/** Whoever gets hold of the database and the master key later cannot sign into the past. */
export async function destroyPrivateParts(tx: Transaction, slot: KeySlot, endedBefore: Date): Promise<void> {
  await tx
    .update(signingKeys)
    .set({ privateSealed: null })
    .where(and(ofSlot(slot), isNotNull(signingKeys.privateSealed), lt(signingKeys.signUntil, endedBefore)));
}

import { and, eq, gt, lt } from '../platform/drizzle.ts';
import type { Transaction } from '../platform/database.ts';
import { presentationNonces, usedAssertions } from './single-use.table.ts';

export interface AssertionUse {
  readonly digest: Uint8Array;
  readonly expiresAt: Date;
}

/** Which of the assertions are used here for the first time. Of any number of transactions that try at once one gets it. */
export async function useAssertions(tx: Transaction, uses: readonly AssertionUse[]): Promise<boolean[]> {
  const inserted = await tx
    .insert(usedAssertions)
    // Always in one order, so that two requests with the same two assertions cannot wait for each other.
    .values([...uses].sort((a, b) => Buffer.compare(a.digest, b.digest)))
    .onConflictDoNothing()
    .returning({ digest: usedAssertions.digest });
  return uses.map(({ digest }) => inserted.some((row) => Buffer.compare(row.digest, digest) === 0));
}

export async function insertNonce(
  tx: Transaction,
  nonce: { readonly digest: Uint8Array; readonly expiresAt: Date },
): Promise<void> {
  await tx.insert(presentationNonces).values(nonce);
}

/** True once for each nonce, and only before it expires. */
export async function takeNonce(tx: Transaction, digest: Uint8Array, now: Date): Promise<boolean> {
  const taken = await tx
    .delete(presentationNonces)
    .where(and(eq(presentationNonces.digest, digest), gt(presentationNonces.expiresAt, now)))
    .returning({ digest: presentationNonces.digest });
  return taken.length === 1;
}

/** Forgets what has expired. Gives how many rows went. */
export async function forgetExpired(tx: Transaction, before: Date): Promise<number> {
  const assertions = await tx
    .delete(usedAssertions)
    .where(lt(usedAssertions.expiresAt, before))
    .returning({ digest: usedAssertions.digest });
  const nonces = await tx
    .delete(presentationNonces)
    .where(lt(presentationNonces.expiresAt, before))
    .returning({ digest: presentationNonces.digest });
  return assertions.length + nonces.length;
}

import { and, eq, isNull, lt, sql } from './drizzle.ts';
import type { Transaction } from './database.ts';
import { idempotencyClaims } from './idempotency.table.ts';

/** Seconds that one request may hold a claim before another may take it over. */
const leaseSeconds = 30;
/** Hours that an outcome is kept; the contract promises 24 at least. */
const keptHours = 48;

export interface ClaimRequest {
  readonly caller: string;
  readonly key: string;
  readonly requestDigest: Uint8Array;
  readonly reservedId: string;
  readonly leaseId: string;
}

export type ClaimAnswer =
  | { readonly kind: 'held'; readonly reservedId: string }
  | { readonly kind: 'done'; readonly status: number; readonly reference: string }
  | { readonly kind: 'in-progress'; readonly retryAfterSeconds: number }
  | { readonly kind: 'other-request' };

const until = sql`now() + make_interval(secs => ${leaseSeconds})`;

/** The caller commits the claim before any work begins. All times are the database's, so that nodes with different clocks agree. */
export async function claim(tx: Transaction, request: ClaimRequest): Promise<ClaimAnswer> {
  const inserted = await tx
    .insert(idempotencyClaims)
    .values({ ...request, leaseUntil: until })
    .onConflictDoNothing()
    .returning({ reservedId: idempotencyClaims.reservedId });
  if (inserted[0]) return { kind: 'held', reservedId: inserted[0].reservedId };

  const mine = and(eq(idempotencyClaims.caller, request.caller), eq(idempotencyClaims.key, request.key));
  const taken = await tx
    .update(idempotencyClaims)
    .set({ leaseId: request.leaseId, leaseUntil: until })
    .where(
      and(
        mine,
        eq(idempotencyClaims.requestDigest, request.requestDigest),
        isNull(idempotencyClaims.status),
        lt(idempotencyClaims.leaseUntil, sql`now()`),
      ),
    )
    .returning({ reservedId: idempotencyClaims.reservedId });
  if (taken[0]) return { kind: 'held', reservedId: taken[0].reservedId };

  const [found] = await tx
    .select({
      requestDigest: idempotencyClaims.requestDigest,
      status: idempotencyClaims.status,
      reference: idempotencyClaims.reference,
      waitSeconds: sql<number>`greatest(1, ceil(extract(epoch from ${idempotencyClaims.leaseUntil} - now())))::int`,
    })
    .from(idempotencyClaims)
    .where(mine);
  if (!found) return { kind: 'in-progress', retryAfterSeconds: 1 };
  if (Buffer.compare(found.requestDigest, request.requestDigest) !== 0) return { kind: 'other-request' };
  if (found.status !== null && found.reference !== null)
    return { kind: 'done', status: found.status, reference: found.reference };
  return { kind: 'in-progress', retryAfterSeconds: found.waitSeconds };
}

/** Part of the change's transaction. False when the lease is another request's by now: the change must not commit. */
export async function recordOutcome(
  tx: Transaction,
  held: { caller: string; key: string; leaseId: string },
  outcome: { status: number; reference: string },
): Promise<boolean> {
  const updated = await tx
    .update(idempotencyClaims)
    .set(outcome)
    .where(
      and(
        eq(idempotencyClaims.caller, held.caller),
        eq(idempotencyClaims.key, held.key),
        eq(idempotencyClaims.leaseId, held.leaseId),
        isNull(idempotencyClaims.status),
      ),
    )
    .returning({ key: idempotencyClaims.key });
  return updated.length === 1;
}

/** A refused request wrote nothing: its key is free again, so that the corrected circumstances can be tried. */
export async function release(
  tx: Transaction,
  held: { caller: string; key: string; leaseId: string },
): Promise<void> {
  await tx
    .delete(idempotencyClaims)
    .where(
      and(
        eq(idempotencyClaims.caller, held.caller),
        eq(idempotencyClaims.key, held.key),
        eq(idempotencyClaims.leaseId, held.leaseId),
        isNull(idempotencyClaims.status),
      ),
    );
}

/** Forgets outcomes past their time. Gives how many. */
export async function forgetOldClaims(tx: Transaction): Promise<number> {
  const gone = await tx
    .delete(idempotencyClaims)
    .where(lt(idempotencyClaims.createdAt, sql`now() - make_interval(hours => ${keptHours})`))
    .returning({ key: idempotencyClaims.key });
  return gone.length;
}

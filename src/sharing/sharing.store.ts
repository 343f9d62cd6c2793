import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { shareCodeLooks, shareCodes } from './sharing.table.ts';

export type ShareCodeRow = typeof shareCodes.$inferSelect;
export type ShareCodeLook = typeof shareCodeLooks.$inferSelect;

/** False when it is there already: a retry resumes. */
export async function insertShareCode(
  tx: Transaction,
  row: Omit<ShareCodeRow, 'revokedAt'>,
): Promise<boolean> {
  const { rowCount } = await tx.insert(shareCodes).values(row).onConflictDoNothing();
  return rowCount === 1;
}

export async function findShareCode(reader: Reader, id: string): Promise<ShareCodeRow | undefined> {
  const [row] = await reader.select().from(shareCodes).where(eq(shareCodes.id, id));
  return row;
}

/** Of two who look at once the second waits, and then sees what the first left. */
export async function lockShareCode(tx: Transaction, digest: Uint8Array): Promise<ShareCodeRow | undefined> {
  const [row] = await tx.select().from(shareCodes).where(eq(shareCodes.digest, digest)).for('update');
  return row;
}

/** Until the transaction ends the holder makes no other code: what was counted stays so. */
export async function lockHolder(tx: Transaction, holderThumbprint: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${holderThumbprint}, 13))`);
}

export async function countLiveShareCodes(
  reader: Reader,
  holderThumbprint: string,
  now: Date,
): Promise<number> {
  const live = and(
    eq(shareCodes.holderThumbprint, holderThumbprint),
    isNull(shareCodes.revokedAt),
    gt(shareCodes.expiresAt, now),
  );
  return reader.$count(shareCodes, live);
}

/** Newest first. */
export async function listShareCodes(
  reader: Reader,
  page: { readonly holderThumbprint: string; readonly before: string | undefined; readonly limit: number },
): Promise<ShareCodeRow[]> {
  const { holderThumbprint, before, limit } = page;
  return reader
    .select()
    .from(shareCodes)
    .where(
      and(
        eq(shareCodes.holderThumbprint, holderThumbprint),
        before === undefined ? undefined : lt(shareCodes.id, before),
      ),
    )
    .orderBy(desc(shareCodes.id))
    .limit(limit);
}

const looksMax = 1_000;

/** Newest first; the newest thousand of all these codes together. */
export async function listLooks(reader: Reader, codeIds: readonly string[]): Promise<ShareCodeLook[]> {
  if (codeIds.length === 0) return [];
  return reader
    .select()
    .from(shareCodeLooks)
    .where(inArray(shareCodeLooks.codeId, [...codeIds]))
    .orderBy(desc(shareCodeLooks.at), desc(shareCodeLooks.id))
    .limit(looksMax);
}

export async function hasLooked(
  reader: Reader,
  look: Pick<ShareCodeLook, 'codeId' | 'caseReference'> & { readonly organisationId: string },
): Promise<boolean> {
  const same = and(
    eq(shareCodeLooks.codeId, look.codeId),
    eq(shareCodeLooks.organisationId, look.organisationId),
    eq(shareCodeLooks.caseReference, look.caseReference),
  );
  return (await reader.$count(shareCodeLooks, same)) > 0;
}

export async function insertLook(tx: Transaction, look: ShareCodeLook): Promise<void> {
  await tx.insert(shareCodeLooks).values(look);
}

/** False when this case has not been at this stage before. */
export async function renewLook(tx: Transaction, look: Omit<ShareCodeLook, 'id'>): Promise<boolean> {
  if (look.organisationId === null) return false;
  const { rowCount } = await tx
    .update(shareCodeLooks)
    .set({ at: look.at })
    .where(
      and(
        eq(shareCodeLooks.codeId, look.codeId),
        eq(shareCodeLooks.organisationId, look.organisationId),
        eq(shareCodeLooks.caseReference, look.caseReference),
        eq(shareCodeLooks.stage, look.stage),
      ),
    );
  return rowCount === 1;
}

export async function takeUse(tx: Transaction, id: string): Promise<void> {
  await tx
    .update(shareCodes)
    .set({ usesLeft: sql`${shareCodes.usesLeft} - 1` })
    .where(eq(shareCodes.id, id));
}

/** What was shared goes with it. False when it was revoked before. */
export async function revokeShareCode(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx
    .update(shareCodes)
    .set({ revokedAt: at, sealed: null })
    .where(and(eq(shareCodes.id, id), isNull(shareCodes.revokedAt)));
  return rowCount === 1;
}

/** Removes what ended codes shared, and the codes that ended before `forgetBefore` with all looks by them. */
export async function removeEnded(
  tx: Transaction,
  { now, forgetBefore }: { readonly now: Date; readonly forgetBefore: Date },
): Promise<number> {
  await tx
    .update(shareCodes)
    .set({ sealed: null })
    .where(and(lt(shareCodes.expiresAt, now), isNotNull(shareCodes.sealed)));
  const { rowCount } = await tx.delete(shareCodes).where(lt(shareCodes.expiresAt, forgetBefore));
  return rowCount ?? 0;
}

import { and, eq, gt, inArray, isNotNull, isNull, lt, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { AuthorizationRequest, SignInMethod } from './authorization-request.ts';
import { authorizationCodes, pushedRequests, signInSessions } from './authorization.table.ts';

export type SignInSession = typeof signInSessions.$inferSelect;
export type AuthorizationCodeRow = typeof authorizationCodes.$inferSelect;

export async function insertPushedRequest(
  tx: Transaction,
  row: typeof pushedRequests.$inferInsert,
): Promise<void> {
  await tx.insert(pushedRequests).values(row);
}

/** Once for each request, and only before it expires. */
export async function takePushedRequest(
  tx: Transaction,
  digest: Uint8Array,
  now: Date,
): Promise<AuthorizationRequest | undefined> {
  const [row] = await tx
    .delete(pushedRequests)
    .where(and(eq(pushedRequests.digest, digest), gt(pushedRequests.expiresAt, now)))
    .returning({ asked: pushedRequests.asked });
  return row?.asked;
}

export async function insertSession(
  tx: Transaction,
  row: Pick<SignInSession, 'digest' | 'asked' | 'expiresAt'>,
): Promise<void> {
  await tx.insert(signInSessions).values(row);
}

export async function findSession(
  reader: Reader,
  digest: Uint8Array,
  now: Date,
): Promise<SignInSession | undefined> {
  const [row] = await reader
    .select()
    .from(signInSessions)
    .where(and(eq(signInSessions.digest, digest), gt(signInSessions.expiresAt, now)));
  return row;
}

/** What a wallet is asked for this session; the last one counts. */
export async function setPresentation(
  tx: Transaction,
  digest: Uint8Array,
  presentationId: string,
): Promise<void> {
  await tx.update(signInSessions).set({ presentationId }).where(eq(signInSessions.digest, digest));
}

/** Whoever signs in gets another cookie, so that nobody who knew the old one is signed in with them. False when that was done before. */
export async function signSessionIn(
  tx: Transaction,
  digest: Uint8Array,
  signedIn: {
    readonly digest: Uint8Array;
    readonly subjectId: string;
    readonly method: SignInMethod;
    readonly holderThumbprint: string | null;
  },
): Promise<boolean> {
  const { rowCount } = await tx
    .update(signInSessions)
    .set(signedIn)
    .where(and(eq(signInSessions.digest, digest), isNull(signInSessions.subjectId)));
  return rowCount === 1;
}

/** Of two decisions at once one counts. */
export async function endSession(
  tx: Transaction,
  digest: Uint8Array,
  { signedIn, now }: { readonly signedIn: boolean; readonly now: Date },
): Promise<SignInSession | undefined> {
  const [row] = await tx
    .delete(signInSessions)
    .where(
      and(
        eq(signInSessions.digest, digest),
        gt(signInSessions.expiresAt, now),
        signedIn ? isNotNull(signInSessions.subjectId) : undefined,
      ),
    )
    .returning();
  return row;
}

export async function insertCode(
  tx: Transaction,
  row: Omit<AuthorizationCodeRow, 'redeemedAt' | 'grantId'>,
): Promise<void> {
  await tx.insert(authorizationCodes).values(row);
}

/** Of two who redeem at once the second waits, and then sees that it was redeemed. */
export async function lockCode(
  tx: Transaction,
  digest: Uint8Array,
): Promise<AuthorizationCodeRow | undefined> {
  const [row] = await tx
    .select()
    .from(authorizationCodes)
    .where(eq(authorizationCodes.digest, digest))
    .for('update');
  return row;
}

export async function markCodeRedeemed(
  tx: Transaction,
  digest: Uint8Array,
  { grantId, at }: { readonly grantId: string; readonly at: Date },
): Promise<void> {
  await tx
    .update(authorizationCodes)
    .set({ redeemedAt: at, grantId })
    .where(eq(authorizationCodes.digest, digest));
}

/** Gives the grants that came of it. */
export async function removeAuthorizationsOf(
  tx: Transaction,
  subjectIds: readonly string[],
): Promise<string[]> {
  await tx.delete(signInSessions).where(inArray(signInSessions.subjectId, [...subjectIds]));
  const codes = await tx
    .delete(authorizationCodes)
    .where(inArray(authorizationCodes.subjectId, [...subjectIds]))
    .returning({ grantId: authorizationCodes.grantId });
  return codes.flatMap(({ grantId }) => grantId ?? []);
}

/** What has not led to a grant yet. A code that was redeemed is still to be known for one; gives the grants that came of those. */
export async function removeUnfinishedOf(
  tx: Transaction,
  { authority, subjectId }: { readonly authority: string; readonly subjectId: string },
): Promise<string[]> {
  const { asked, subjectId: session } = signInSessions;
  await tx
    .delete(signInSessions)
    .where(and(eq(session, subjectId), eq(sql<string>`${asked} ->> 'authority'`, authority)));
  const codes = and(
    eq(authorizationCodes.subjectId, subjectId),
    eq(sql<string>`${authorizationCodes.asked} ->> 'authority'`, authority),
  );
  await tx.delete(authorizationCodes).where(and(codes, isNull(authorizationCodes.redeemedAt)));
  const redeemed = await tx
    .select({ grantId: authorizationCodes.grantId })
    .from(authorizationCodes)
    .where(codes);
  return redeemed.flatMap(({ grantId }) => grantId ?? []);
}

export async function removeAuthorizationsBefore(
  tx: Transaction,
  { expired, codes }: { readonly expired: Date; readonly codes: Date },
): Promise<number> {
  const pushed = await tx.delete(pushedRequests).where(lt(pushedRequests.expiresAt, expired));
  const sessions = await tx.delete(signInSessions).where(lt(signInSessions.expiresAt, expired));
  const redeemed = await tx.delete(authorizationCodes).where(lt(authorizationCodes.expiresAt, codes));
  return [pushed, sessions, redeemed].reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
}

import { and, desc, eq, gt, isNotNull, isNull, lt, or } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { presentationRequests } from './presentation.table.ts';

export type PresentationRow = typeof presentationRequests.$inferSelect;
export type NewPresentation = Omit<
  PresentationRow,
  'state' | 'sealedResult' | 'holderThumbprint' | 'responseCodeDigest' | 'declined' | 'endedAt'
>;

/** False when it is there already: a retry resumes. */
export async function insertRequest(tx: Transaction, row: NewPresentation): Promise<boolean> {
  const { rowCount } = await tx
    .insert(presentationRequests)
    .values({ ...row, state: 'open' })
    .onConflictDoNothing();
  return rowCount === 1;
}

export async function findRequest(reader: Reader, id: string): Promise<PresentationRow | undefined> {
  const [row] = await reader.select().from(presentationRequests).where(eq(presentationRequests.id, id));
  return row;
}

/** By the digest of one of the two handles that wallets are told. */
export async function findByHandle(
  reader: Reader,
  of: 'request' | 'response',
  digest: Uint8Array,
): Promise<PresentationRow | undefined> {
  const { requestDigest, responseDigest } = presentationRequests;
  const [row] = await reader
    .select()
    .from(presentationRequests)
    .where(eq(of === 'request' ? requestDigest : responseDigest, digest));
  return row;
}

/** Newest first. */
export async function listRequests(
  reader: Reader,
  page: { readonly organisationId: string; readonly before: string | undefined; readonly limit: number },
): Promise<PresentationRow[]> {
  const { organisationId, before, limit } = page;
  return reader
    .select()
    .from(presentationRequests)
    .where(
      and(
        eq(presentationRequests.organisationId, organisationId),
        before === undefined ? undefined : lt(presentationRequests.id, before),
      ),
    )
    .orderBy(desc(presentationRequests.id))
    .limit(limit);
}

interface End {
  readonly id: string;
  readonly at: Date;
}

export type Outcome =
  | {
      readonly state: 'answered';
      readonly sealedResult: Uint8Array;
      readonly responseCodeDigest: Uint8Array | null;
      readonly holderThumbprint: string | null;
    }
  | { readonly state: 'declined'; readonly declined: string }
  | { readonly state: 'cancelled' };

/** The key goes in the same breath. False when it had ended before: of two answers one is taken. */
export async function endRequest(tx: Transaction, { id, at }: End, outcome: Outcome): Promise<boolean> {
  const { rowCount } = await tx
    .update(presentationRequests)
    .set({ ...outcome, sealedSeed: null, endedAt: at })
    .where(
      and(
        eq(presentationRequests.id, id),
        eq(presentationRequests.state, 'open'),
        gt(presentationRequests.expiresAt, at),
      ),
    );
  return rowCount === 1;
}

/** Removes the keys of what expired, results that were kept long enough, and requests that nobody has to know of any more: those to sign in at once. */
export async function removeOld(
  tx: Transaction,
  { now, resultsBefore, requestsBefore }: Record<'now' | 'resultsBefore' | 'requestsBefore', Date>,
): Promise<number> {
  await tx
    .update(presentationRequests)
    .set({ sealedSeed: null })
    .where(and(lt(presentationRequests.expiresAt, now), isNotNull(presentationRequests.sealedSeed)));
  await tx
    .update(presentationRequests)
    .set({ sealedResult: null })
    .where(
      and(lt(presentationRequests.endedAt, resultsBefore), isNotNull(presentationRequests.sealedResult)),
    );
  const { rowCount } = await tx.delete(presentationRequests).where(
    or(
      lt(presentationRequests.endedAt, requestsBefore),
      lt(presentationRequests.expiresAt, requestsBefore),
      // By then the session that it was for is over, and nobody else may ask for it.
      and(isNull(presentationRequests.organisationId), lt(presentationRequests.expiresAt, now)),
    ),
  );
  return rowCount ?? 0;
}

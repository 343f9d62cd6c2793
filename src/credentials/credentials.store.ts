import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, ne, or, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { certificateCounters, credentials } from './credentials.table.ts';
import type { CredentialLife } from './vocabulary.ts';

export type CredentialRow = typeof credentials.$inferSelect;
export type NewCredential = typeof credentials.$inferInsert;

/** The next number of a series. Numbers that a failed issuance drew stay unused. */
export async function drawNumber(tx: Transaction, series: string): Promise<number> {
  const [row] = await tx
    .insert(certificateCounters)
    .values({ series, last: 1 })
    .onConflictDoUpdate({
      target: certificateCounters.series,
      set: { last: sql`${certificateCounters.last} + 1` },
    })
    .returning({ last: certificateCounters.last });
  if (!row) throw new Error(`no number was drawn of ${series}`);
  return row.last;
}

/** False when the proof of possession was used before. */
export async function insertCredential(tx: Transaction, credential: NewCredential): Promise<boolean> {
  const inserted = await tx
    .insert(credentials)
    .values(credential)
    .onConflictDoNothing({ target: credentials.keyProof })
    .returning({ id: credentials.id });
  return inserted.length === 1;
}

/** An intention that nobody signed yet gets the time of now; false when it was issued meanwhile. */
export async function redateIntention(
  tx: Transaction,
  id: string,
  intention: { payload: Uint8Array; issuedAt: Date; expiresAt: Date },
): Promise<boolean> {
  const updated = await tx
    .update(credentials)
    .set(intention)
    .where(and(eq(credentials.id, id), eq(credentials.life, 'reserved')))
    .returning({ id: credentials.id });
  return updated.length === 1;
}

export async function findCredential(reader: Reader, id: string): Promise<CredentialRow | undefined> {
  const [row] = await reader.select().from(credentials).where(eq(credentials.id, id));
  return row;
}

export async function lockCredential(tx: Transaction, id: string): Promise<CredentialRow | undefined> {
  const [row] = await tx.select().from(credentials).where(eq(credentials.id, id)).for('update');
  return row;
}

export async function findByNumber(reader: Reader, number: string): Promise<CredentialRow | undefined> {
  const [row] = await reader.select().from(credentials).where(eq(credentials.number, number));
  return row;
}

/** False when it was issued before, or when the intention has changed since it was signed. */
export async function markIssued(
  tx: Transaction,
  { id, issuedAt }: { id: string; issuedAt: Date },
  signed: { issuerJwt: string; issuerJwtDigest: string; keyId: string; recordedAt: Date },
): Promise<boolean> {
  const updated = await tx
    .update(credentials)
    .set({ ...signed, life: 'active' })
    .where(and(eq(credentials.id, id), eq(credentials.life, 'reserved'), eq(credentials.issuedAt, issuedAt)))
    .returning({ id: credentials.id });
  return updated.length === 1;
}

export async function setLife(
  tx: Transaction,
  id: string,
  life: CredentialLife,
  supersededBy?: string,
): Promise<void> {
  await tx
    .update(credentials)
    .set({ life, ...(supersededBy !== undefined && { supersededBy }) })
    .where(eq(credentials.id, id));
}

const live: CredentialLife[] = ['active', 'suspended'];

/** The credential itself, if it is one that others repeat, and all that repeat it and live: what changes one changes all. */
export function lockLiveCopies(tx: Transaction, credentialId: string): Promise<CredentialRow[]> {
  return tx
    .select()
    .from(credentials)
    .where(and(eq(credentials.copyOf, credentialId), inArray(credentials.life, live)))
    .orderBy(asc(credentials.id))
    .for('update');
}

/** Also those that are reserved, and what was ended: each key has at most one. */
export function listOfCopied(reader: Reader, credentialId: string): Promise<CredentialRow[]> {
  return reader
    .select()
    .from(credentials)
    .where(or(eq(credentials.id, credentialId), eq(credentials.copyOf, credentialId)))
    .orderBy(asc(credentials.id));
}

/** What is in force of one type for a person, without the copies, newest first. */
export function listInForce(
  reader: Reader,
  of: { readonly authority: string; readonly subjectId: string; readonly vct: string },
): Promise<CredentialRow[]> {
  return reader
    .select()
    .from(credentials)
    .where(
      and(
        eq(credentials.authority, of.authority),
        eq(credentials.subjectId, of.subjectId),
        eq(credentials.vct, of.vct),
        eq(credentials.life, 'active'),
        isNull(credentials.copyOf),
      ),
    )
    .orderBy(desc(credentials.issuedAt), desc(credentials.id))
    .limit(50);
}

/** Locked in the order of their identifiers, so that two changes of one record cannot wait for each other. */
export function lockLiveOfRecord(tx: Transaction, recordId: string): Promise<CredentialRow[]> {
  return tx
    .select()
    .from(credentials)
    .where(and(eq(credentials.recordId, recordId), inArray(credentials.life, live)))
    .orderBy(asc(credentials.id))
    .for('update');
}

/** The recognitions here that rest on a record of the other side. */
export function lockLiveOfHomeRecord(
  tx: Transaction,
  homeIss: string,
  homeRecordId: string,
): Promise<CredentialRow[]> {
  return tx
    .select()
    .from(credentials)
    .where(
      and(
        eq(credentials.homeIss, homeIss),
        eq(credentials.homeRecordId, homeRecordId),
        inArray(credentials.life, live),
      ),
    )
    .orderBy(asc(credentials.id))
    .for('update');
}

export function listOfHolder(reader: Reader, holderThumbprint: string): Promise<CredentialRow[]> {
  return reader
    .select()
    .from(credentials)
    .where(and(eq(credentials.holderThumbprint, holderThumbprint), isNotNull(credentials.issuerJwt)))
    .orderBy(desc(credentials.issuedAt))
    .limit(200);
}

export function listOfSubjects(
  reader: Reader,
  authority: string,
  subjectIds: readonly string[],
): Promise<CredentialRow[]> {
  if (subjectIds.length === 0) return Promise.resolve([]);
  return reader
    .select()
    .from(credentials)
    .where(
      and(
        eq(credentials.authority, authority),
        inArray(credentials.subjectId, [...subjectIds]),
        isNotNull(credentials.issuerJwt),
      ),
    )
    .orderBy(desc(credentials.issuedAt))
    .limit(200);
}

export function listOfAuthority(
  reader: Reader,
  { authority, after, limit }: { authority: string; after: string | undefined; limit: number },
): Promise<CredentialRow[]> {
  return reader
    .select()
    .from(credentials)
    .where(
      and(
        eq(credentials.authority, authority),
        ne(credentials.life, 'reserved'),
        after === undefined ? undefined : gt(credentials.id, after),
      ),
    )
    .orderBy(asc(credentials.id))
    .limit(limit);
}

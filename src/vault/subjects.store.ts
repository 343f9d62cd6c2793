import { and, asc, eq, gt, inArray, isNull } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { credentialDisclosures, identityNumbers, persons, subjects } from './vault.table.ts';

export async function insertSubject(
  tx: Transaction,
  subject: { readonly id: string; readonly wrappedKey: Uint8Array; readonly createdAt: Date },
): Promise<void> {
  await tx.insert(subjects).values(subject);
}

/** Undefined when there is no such key, be it erased or never made. */
export async function readWrappedKey(reader: Reader, id: string): Promise<Uint8Array | undefined> {
  const [row] = await reader.select({ key: subjects.wrappedKey }).from(subjects).where(eq(subjects.id, id));
  return row?.key ?? undefined;
}

/** As it stands, and keeps it so until the transaction ends: nothing is added to a person while they are being erased. */
export async function lockSubject(
  tx: Transaction,
  id: string,
): Promise<{ readonly wrappedKey: Uint8Array | null; readonly restrictedAt: Date | null } | undefined> {
  const [row] = await tx
    .select({ wrappedKey: subjects.wrappedKey, restrictedAt: subjects.restrictedAt })
    .from(subjects)
    .where(eq(subjects.id, id))
    .for('share');
  return row;
}

/** How many were not erased before. The keys go first: that takes the lock that writers share. */
export async function eraseSubjects(tx: Transaction, ids: readonly string[], at: Date): Promise<number> {
  if (ids.length === 0) return 0;
  const gone = [...ids];
  const { rowCount } = await tx
    .update(subjects)
    .set({ wrappedKey: null, erasedAt: at })
    .where(and(inArray(subjects.id, gone), isNull(subjects.erasedAt)));
  await tx.delete(persons).where(inArray(persons.subjectId, gone));
  await tx.delete(identityNumbers).where(inArray(identityNumbers.subjectId, gone));
  await tx.delete(credentialDisclosures).where(inArray(credentialDisclosures.subjectId, gone));
  return rowCount ?? 0;
}

export async function setRestricted(tx: Transaction, id: string, at: Date | null): Promise<void> {
  await tx.update(subjects).set({ restrictedAt: at }).where(eq(subjects.id, id));
}

/** Who was not erased, in the order of their pseudonyms. */
export async function listSubjects(
  reader: Reader,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const rows = await reader
    .select({ id: subjects.id })
    .from(subjects)
    .where(and(isNull(subjects.erasedAt), after === undefined ? undefined : gt(subjects.id, after)))
    .orderBy(asc(subjects.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

export interface SubjectStanding {
  readonly id: string;
  readonly createdAt: Date;
  readonly erasedAt: Date | null;
  readonly restrictedAt: Date | null;
}

const standing = {
  id: subjects.id,
  createdAt: subjects.createdAt,
  erasedAt: subjects.erasedAt,
  restrictedAt: subjects.restrictedAt,
};

export async function readSubjects(reader: Reader, ids: readonly string[]): Promise<SubjectStanding[]> {
  if (ids.length === 0) return [];
  return reader
    .select(standing)
    .from(subjects)
    .where(inArray(subjects.id, [...ids]))
    .orderBy(asc(subjects.id));
}

/** In the order of their pseudonyms, so that two who lock several never wait for each other; writers about these persons wait. */
export async function lockSubjects(tx: Transaction, ids: readonly string[]): Promise<SubjectStanding[]> {
  if (ids.length === 0) return [];
  return tx
    .select(standing)
    .from(subjects)
    .where(inArray(subjects.id, [...ids]))
    .orderBy(asc(subjects.id))
    .for('no key update');
}

import { and, eq, isNull, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { IdentityNumberType } from './identity-number.ts';
import { credentialDisclosures, identityNumbers, persons, subjects } from './vault.table.ts';

/** Reads leave out who is restricted (storage only), as if nothing were held. */

export async function upsertPerson(tx: Transaction, subjectId: string, sealed: Uint8Array): Promise<void> {
  await tx
    .insert(persons)
    .values({ subjectId, sealed })
    .onConflictDoUpdate({ target: persons.subjectId, set: { sealed } });
}

export async function readPerson(reader: Reader, subjectId: string): Promise<Uint8Array | undefined> {
  const [row] = await reader
    .select({ sealed: persons.sealed })
    .from(persons)
    .innerJoin(subjects, eq(subjects.id, persons.subjectId))
    .where(and(eq(persons.subjectId, subjectId), isNull(subjects.restrictedAt)));
  return row?.sealed;
}

export interface IdentityNumberRow {
  readonly subjectId: string;
  readonly type: IdentityNumberType;
  readonly keyedHash: Uint8Array;
  readonly tail: string;
}

/** The same number again changes nothing. */
export async function insertIdentityNumber(tx: Transaction, row: IdentityNumberRow): Promise<void> {
  await tx.insert(identityNumbers).values(row).onConflictDoNothing();
}

/** An advisory lock of the transaction by 64 bits of the hash: two numbers that share them only wait for each other. */
export async function lockIdentityHash(tx: Transaction, keyedHash: Uint8Array): Promise<void> {
  const key = Buffer.from(keyedHash).readBigInt64BE().toString();
  await tx.execute(sql`select pg_advisory_xact_lock(${key}::bigint)`);
}

export async function readIdentityNumbers(
  reader: Reader,
  subjectId: string,
): Promise<readonly Omit<IdentityNumberRow, 'subjectId'>[]> {
  return reader
    .select({
      type: identityNumbers.type,
      keyedHash: identityNumbers.keyedHash,
      tail: identityNumbers.tail,
    })
    .from(identityNumbers)
    .innerJoin(subjects, eq(subjects.id, identityNumbers.subjectId))
    .where(and(eq(identityNumbers.subjectId, subjectId), isNull(subjects.restrictedAt)))
    .orderBy(identityNumbers.type, identityNumbers.tail);
}

/** `restrictedToo`: for a writer, who must not make a second pseudonym of somebody who is only restricted. */
export async function readSubjectsByHash(
  reader: Reader,
  keyedHash: Uint8Array,
  { restrictedToo }: { readonly restrictedToo: boolean },
): Promise<string[]> {
  const rows = await reader
    .select({ id: identityNumbers.subjectId })
    .from(identityNumbers)
    .innerJoin(subjects, eq(subjects.id, identityNumbers.subjectId))
    .where(
      and(
        eq(identityNumbers.keyedHash, keyedHash),
        restrictedToo ? undefined : isNull(subjects.restrictedAt),
      ),
    )
    .orderBy(subjects.createdAt, subjects.id);
  return rows.map(({ id }) => id);
}

export async function insertDisclosures(
  tx: Transaction,
  row: { readonly credentialId: string; readonly subjectId: string; readonly sealed: Uint8Array },
): Promise<void> {
  await tx.insert(credentialDisclosures).values(row);
}

export async function readDisclosures(
  reader: Reader,
  credentialId: string,
): Promise<{ readonly subjectId: string; readonly sealed: Uint8Array } | undefined> {
  const [row] = await reader
    .select({ subjectId: credentialDisclosures.subjectId, sealed: credentialDisclosures.sealed })
    .from(credentialDisclosures)
    .innerJoin(subjects, eq(subjects.id, credentialDisclosures.subjectId))
    .where(and(eq(credentialDisclosures.credentialId, credentialId), isNull(subjects.restrictedAt)));
  return row;
}

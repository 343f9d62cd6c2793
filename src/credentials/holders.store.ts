import { and, desc, eq, inArray, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { credentials } from './credentials.table.ts';
import type { CredentialLife } from './vocabulary.ts';

/** Whose keys and pseudonyms are known by what was issued to them. */

/**
 * Until the transaction ends nobody else binds one of these keys at this authority: a key that is new there has no row yet to lock. In
 * one order, so that two who bring the same keys cannot wait for each other; before subjects, records and credentials are locked.
 */
export async function lockHolderKeys(
  tx: Transaction,
  authority: string,
  thumbprints: readonly string[],
): Promise<void> {
  for (const each of new Set(thumbprints.toSorted()))
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${authority} ${each}`}, 11))`);
}

/**
 * Of the newest credential that is in force: who was erased and came again is somebody new, and a key is no word for anybody any more once
 * what this authority bound to it was suspended or ended, as it is when the key was lost, whatever others still have bound to it.
 */
export async function subjectOfHolder(
  reader: Reader,
  authority: string,
  holderThumbprint: string,
): Promise<string | undefined> {
  const [row] = await reader
    .select({ subjectId: credentials.subjectId })
    .from(credentials)
    .where(
      and(
        eq(credentials.authority, authority),
        eq(credentials.holderThumbprint, holderThumbprint),
        eq(credentials.life, 'active'),
      ),
    )
    .orderBy(desc(credentials.id))
    .limit(1);
  return row?.subjectId;
}

const ended: readonly CredentialLife[] = ['suspended', 'annulled', 'withdrawn', 'stripped', 'deregistered'];

/** Did the authority suspend or end something that is bound to this key, and is nothing in force, or on its way, instead? */
export async function isHolderEnded(
  reader: Reader,
  authority: string,
  holderThumbprint: string,
): Promise<boolean> {
  const rows = await reader
    .selectDistinct({ life: credentials.life })
    .from(credentials)
    .where(and(eq(credentials.authority, authority), eq(credentials.holderThumbprint, holderThumbprint)));
  const lives = rows.map(({ life }) => life);
  return (
    lives.some((life) => ended.includes(life)) && !lives.includes('active') && !lives.includes('reserved')
  );
}

/** All that a key was ever bound for, the erased among them. */
export async function subjectsOfHolder(
  reader: Reader,
  authority: string,
  holderThumbprint: string,
): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ subjectId: credentials.subjectId })
    .from(credentials)
    .where(and(eq(credentials.authority, authority), eq(credentials.holderThumbprint, holderThumbprint)));
  return rows.map(({ subjectId }) => subjectId);
}

/** Which of these the authority has issued something to. */
export async function subjectsOfAuthority(
  reader: Reader,
  authority: string,
  subjectIds: readonly string[],
): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ subjectId: credentials.subjectId })
    .from(credentials)
    .where(and(eq(credentials.authority, authority), inArray(credentials.subjectId, [...subjectIds])));
  return rows.map(({ subjectId }) => subjectId);
}

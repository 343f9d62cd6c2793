import { inArray, isNotNull, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { credentials } from './credentials.table.ts';

/** The numbers that these credentials go by outside. */
export async function readNumbers(
  reader: Reader,
  ids: readonly string[],
): Promise<{ id: string; number: string }[]> {
  if (ids.length === 0) return [];
  return reader
    .select({ id: credentials.id, number: credentials.number })
    .from(credentials)
    .where(inArray(credentials.id, [...ids]));
}

/** Pseudonyms whose credentials of one authority are bound to one and the same key; the key is not in the answer. */
export async function readSubjectsSharingKeys(
  reader: Reader,
  limit: number,
): Promise<{ subjectIds: string[]; lastAt: Date }[]> {
  return reader
    .select({
      subjectIds: sql<string[]>`array_agg(distinct ${credentials.subjectId})`,
      lastAt: sql`max(${credentials.issuedAt})`.mapWith(credentials.issuedAt),
    })
    .from(credentials)
    .where(isNotNull(credentials.issuerJwt))
    .groupBy(credentials.authority, credentials.holderThumbprint)
    .having(sql`count(distinct ${credentials.subjectId}) > 1`)
    .orderBy(sql`max(${credentials.issuedAt}) desc`)
    .limit(limit);
}

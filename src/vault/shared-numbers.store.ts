import { eq, isNull, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { identityNumbers, subjects } from './vault.table.ts';

/** Pseudonyms that one identity number stands for; neither the number nor its hash is in the answer. Who was erased has none. */
export async function readSubjectsSharingNumbers(
  reader: Reader,
  limit: number,
): Promise<{ subjectIds: string[]; lastAt: Date }[]> {
  return reader
    .select({
      subjectIds: sql<
        string[]
      >`array_agg(${identityNumbers.subjectId} order by ${identityNumbers.subjectId})`,
      lastAt: sql`max(${subjects.createdAt})`.mapWith(subjects.createdAt),
    })
    .from(identityNumbers)
    .innerJoin(subjects, eq(subjects.id, identityNumbers.subjectId))
    .where(isNull(subjects.erasedAt))
    .groupBy(identityNumbers.type, identityNumbers.keyedHash)
    .having(sql`count(distinct ${identityNumbers.subjectId}) > 1`)
    .orderBy(sql`max(${subjects.createdAt}) desc`)
    .limit(limit);
}

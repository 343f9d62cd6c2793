import { eq, inArray, or, type SQL, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { type CredentialRow } from './credentials.store.ts';
import { credentials, records, statusEvents } from './credentials.table.ts';

/** Until when each credential says of itself that it is good, as a relation of `id` and `expires_at`: for the questions of other contexts. */
export const validities: SQL = sql`(select ${credentials.id}::text as id, ${credentials.expiresAt} as expires_at from ${credentials})`;

export async function findByIdOrNumber(
  reader: Reader,
  { id, number }: { readonly id: string | undefined; readonly number: string },
): Promise<CredentialRow | undefined> {
  const [row] = await reader
    .select()
    .from(credentials)
    .where(or(eq(credentials.number, number), id === undefined ? undefined : eq(credentials.id, id)));
  return row;
}

export function readCredentials(reader: Reader, ids: readonly string[]): Promise<CredentialRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return reader
    .select()
    .from(credentials)
    .where(inArray(credentials.id, [...ids]));
}

/** What names a person in records of looks: numbers and keys, never a name. */
export function readTracesOf(
  reader: Reader,
  subjectId: string,
): Promise<{ id: string; number: string; holderThumbprint: string }[]> {
  return reader
    .select({
      id: credentials.id,
      number: credentials.number,
      holderThumbprint: credentials.holderThumbprint,
    })
    .from(credentials)
    .where(eq(credentials.subjectId, subjectId))
    .limit(500);
}

/** Where the records that these status events changed are published. */
export function readRecordReferences(
  reader: Reader,
  statusEventIds: readonly string[],
): Promise<{ statusEventId: string; uri: string; idx: number }[]> {
  if (statusEventIds.length === 0) return Promise.resolve([]);
  return reader
    .select({ statusEventId: statusEvents.id, uri: records.statusUri, idx: records.statusIdx })
    .from(statusEvents)
    .innerJoin(records, eq(records.id, statusEvents.objectId))
    .where(inArray(statusEvents.id, [...statusEventIds]));
}

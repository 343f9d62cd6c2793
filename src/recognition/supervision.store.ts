import { eq } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { applications } from './recognition.table.ts';

/** Identifiers and keys under which looks at this person are on record. */
export function readTracesOf(
  reader: Reader,
  subjectId: string,
): Promise<{ id: string; holderThumbprint: string }[]> {
  return reader
    .select({ id: applications.id, holderThumbprint: applications.holderThumbprint })
    .from(applications)
    .where(eq(applications.subjectId, subjectId))
    .limit(500);
}

import { lt, sql } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { lowestId } from './access-record.ts';
import { accessRecords } from './access-records.table.ts';

/** By the identifiers, which are in order of time. */
export async function countAccessRecordsBefore(reader: Reader, at: Date): Promise<number> {
  const [row] = await reader
    .select({ count: sql<number>`count(*)::int` })
    .from(accessRecords)
    .where(lt(accessRecords.id, lowestId(at)));
  return row?.count ?? 0;
}

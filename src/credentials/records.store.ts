import { and, eq, sql } from 'drizzle-orm';
import type { Reader, Transaction } from '../platform/database.ts';
import { records } from './credentials.table.ts';
import type { RecordValue } from './life-cycle.ts';

export interface AwardRecord {
  readonly id: string;
  readonly authority: string;
  readonly subjectId: string;
  readonly qualification: string;
  readonly statusUri: string;
  readonly statusIdx: number;
  readonly value: RecordValue;
  readonly revision: number;
  readonly firstAttestedAt: Date;
}

/** The record of this award; with the one given when there is none. Two at once agree on one. */
export async function ensureRecord(tx: Transaction, made: AwardRecord): Promise<AwardRecord> {
  await tx.insert(records).values(made).onConflictDoNothing();
  const [row] = await tx
    .select()
    .from(records)
    .where(
      and(
        eq(records.authority, made.authority),
        eq(records.subjectId, made.subjectId),
        eq(records.qualification, made.qualification),
      ),
    )
    .for('update');
  if (!row) throw new Error('a record that was just made is not there');
  return fromRow(row);
}

export async function findRecord(reader: Reader, id: string): Promise<AwardRecord | undefined> {
  const [row] = await reader.select().from(records).where(eq(records.id, id));
  return row && fromRow(row);
}

export async function lockRecord(tx: Transaction, id: string): Promise<AwardRecord | undefined> {
  const [row] = await tx.select().from(records).where(eq(records.id, id)).for('update');
  return row && fromRow(row);
}

/** Gives the number of this change. */
export async function setRecordValue(tx: Transaction, id: string, value: RecordValue): Promise<number> {
  const [row] = await tx
    .update(records)
    .set({ value, revision: sql`${records.revision} + 1` })
    .where(eq(records.id, id))
    .returning({ revision: records.revision });
  if (!row) throw new Error(`record ${id} is not there`);
  return row.revision;
}

function fromRow(row: typeof records.$inferSelect): AwardRecord {
  const values = [0, 1, 2, 3] as const;
  return { ...row, value: values.find((each) => each === row.value) ?? 1 };
}

import { and, eq, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { records } from './credentials.table.ts';
import type { RecordValue } from './life-cycle.ts';

export interface AwardRecord {
  readonly id: string;
  readonly authority: string;
  readonly subjectId: string;
  readonly qualification: string;
  readonly awardHash: Uint8Array;
  readonly statusUri: string;
  readonly statusIdx: number;
  readonly value: RecordValue;
  readonly revision: number;
  readonly firstAttestedAt: Date;
}

/** Which award it is: the number on its certificate, hashed, of one qualification of one authority. */
export type AwardKey = Pick<AwardRecord, 'authority' | 'qualification' | 'awardHash'>;

export async function lockRecordOf(tx: Transaction, award: AwardKey): Promise<AwardRecord | undefined> {
  const [row] = await tx
    .select()
    .from(records)
    .where(
      and(
        eq(records.authority, award.authority),
        eq(records.qualification, award.qualification),
        eq(records.awardHash, award.awardHash),
      ),
    )
    .for('update');
  return row;
}

/** The record of this award; the one given when there is none. Two at once agree on one. */
export async function ensureRecord(tx: Transaction, made: AwardRecord): Promise<AwardRecord> {
  await tx.insert(records).values(made).onConflictDoNothing();
  const record = await lockRecordOf(tx, made);
  if (!record) throw new Error('a record that was just made is not there');
  return record;
}

/** A corrected number: the record stays. False when another award has that number. */
export async function setAwardHash(
  tx: Transaction,
  record: AwardRecord,
  awardHash: Uint8Array,
): Promise<boolean> {
  if (await lockRecordOf(tx, { ...record, awardHash })) return false;
  await tx.update(records).set({ awardHash }).where(eq(records.id, record.id));
  return true;
}

export async function findRecord(reader: Reader, id: string): Promise<AwardRecord | undefined> {
  const [row] = await reader.select().from(records).where(eq(records.id, id));
  return row;
}

export async function lockRecord(tx: Transaction, id: string): Promise<AwardRecord | undefined> {
  const [row] = await tx.select().from(records).where(eq(records.id, id)).for('update');
  return row;
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

import { desc, eq, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { logSeen, witnessLogs } from './transparency.table.ts';

export interface WitnessedHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** The checkpoint with the signatures of its log that verified, and our cosignature. */
  readonly note: string;
  readonly cosignedAt: Date;
}

export async function readWitnessed(reader: Reader, origin: string): Promise<WitnessedHead | undefined> {
  const [found] = await reader.select().from(witnessLogs).where(eq(witnessLogs.origin, origin));
  return found;
}

/**
 * Check and set in one statement: true only when the log still stood at `from`, or was unknown. Of several that started
 * from one head, one gets through.
 */
export async function advanceWitnessed(
  tx: Transaction,
  from: Pick<WitnessedHead, 'size' | 'root'>,
  to: WitnessedHead,
): Promise<boolean> {
  const { rowCount } = await tx
    .insert(witnessLogs)
    .values(to)
    .onConflictDoUpdate({
      target: witnessLogs.origin,
      set: { size: to.size, root: to.root, note: to.note, cosignedAt: to.cosignedAt },
      setWhere: sql`${witnessLogs.size} = ${from.size} and ${witnessLogs.root} = ${sql.param(from.root, witnessLogs.root)}`,
    });
  return rowCount === 1;
}

export interface SeenHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  /** Where it came from: an address, or what it was handed in to. */
  readonly source: string;
  readonly seenAt: Date;
}

/** Each head once, as it was first seen. */
export async function keepSeen(tx: Transaction, seen: SeenHead): Promise<void> {
  await tx.insert(logSeen).values(seen).onConflictDoNothing();
}

export async function readLargestSeen(reader: Reader, origin: string): Promise<SeenHead | undefined> {
  const [found] = await reader
    .select()
    .from(logSeen)
    .where(eq(logSeen.origin, origin))
    .orderBy(desc(logSeen.size), desc(logSeen.id))
    .limit(1);
  return found;
}

import { and, asc, desc, eq, lte } from 'drizzle-orm';
import type { Reader, Transaction } from '../platform/database.ts';
import { homeChanges, statusEvents } from './credentials.table.ts';

export type StatusEventRow = typeof statusEvents.$inferSelect;
export type NewStatusEvent = typeof statusEvents.$inferInsert;

export async function insertStatusEvent(tx: Transaction, event: NewStatusEvent): Promise<void> {
  await tx.insert(statusEvents).values(event);
}

export async function findStatusEvent(reader: Reader, id: string): Promise<StatusEventRow | undefined> {
  const [row] = await reader.select().from(statusEvents).where(eq(statusEvents.id, id));
  return row;
}

export async function lockStatusEvent(tx: Transaction, id: string): Promise<StatusEventRow | undefined> {
  const [row] = await tx.select().from(statusEvents).where(eq(statusEvents.id, id)).for('update');
  return row;
}

export interface InForce {
  readonly approvedBy: string;
  readonly approvedByPerson: string;
  readonly approvalJws: string;
  readonly approvedAt: Date;
  readonly fromState: string;
  readonly revision: number | null;
}

export async function putInForce(tx: Transaction, id: string, approval: InForce): Promise<void> {
  await tx
    .update(statusEvents)
    .set({ ...approval, state: 'in-force' })
    .where(eq(statusEvents.id, id));
}

export async function setRevision(tx: Transaction, id: string, revision: number): Promise<void> {
  await tx.update(statusEvents).set({ revision }).where(eq(statusEvents.id, id));
}

/** All that was decided or proposed about an object, oldest first. */
export function statusEventsOf(
  reader: Reader,
  objectType: 'record' | 'credential',
  objectId: string,
): Promise<StatusEventRow[]> {
  return reader
    .select()
    .from(statusEvents)
    .where(and(eq(statusEvents.objectType, objectType), eq(statusEvents.objectId, objectId)))
    .orderBy(asc(statusEvents.recordedAt), asc(statusEvents.id))
    .limit(500);
}

/** What was last in force about an object at an instant. */
export async function lastInForce(
  reader: Reader,
  of: { objectType: 'record' | 'credential'; objectId: string; at: Date },
): Promise<StatusEventRow | undefined> {
  const [row] = await reader
    .select()
    .from(statusEvents)
    .where(
      and(
        eq(statusEvents.objectType, of.objectType),
        eq(statusEvents.objectId, of.objectId),
        eq(statusEvents.state, 'in-force'),
        lte(statusEvents.recordedAt, of.at),
      ),
    )
    .orderBy(desc(statusEvents.recordedAt), desc(statusEvents.id))
    .limit(1);
  return row;
}

export interface HomeChangeRow {
  readonly id: string;
  readonly homeIss: string;
  readonly recordId: string;
  readonly sequence: number;
  readonly value: number;
  readonly kind: string;
  readonly effectiveAt: Date;
  readonly receivedAt: Date;
}

export async function insertHomeChange(tx: Transaction, change: HomeChangeRow): Promise<void> {
  await tx.insert(homeChanges).values(change).onConflictDoNothing();
}

export async function lastHomeChange(
  reader: Reader,
  of: { homeIss: string; recordId: string; at: Date },
): Promise<HomeChangeRow | undefined> {
  const [row] = await reader
    .select()
    .from(homeChanges)
    .where(
      and(
        eq(homeChanges.homeIss, of.homeIss),
        eq(homeChanges.recordId, of.recordId),
        lte(homeChanges.receivedAt, of.at),
      ),
    )
    .orderBy(desc(homeChanges.sequence))
    .limit(1);
  return row;
}

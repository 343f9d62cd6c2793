import { and, asc, desc, eq, gt, inArray, like, lte, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { RecordValue } from './life-cycle.ts';
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
  readonly toState: string;
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

export async function closeProposal(tx: Transaction, id: string): Promise<void> {
  await tx.update(statusEvents).set({ state: 'rejected' }).where(eq(statusEvents.id, id));
}

/** What rules have proposed about a credential and nobody has decided yet. */
export function lockProposalsOfRules(tx: Transaction, credentialId: string): Promise<StatusEventRow[]> {
  return tx
    .select()
    .from(statusEvents)
    .where(
      and(
        eq(statusEvents.objectType, 'credential'),
        eq(statusEvents.objectId, credentialId),
        eq(statusEvents.state, 'proposed'),
        like(statusEvents.decidedBy, 'rule:%'),
      ),
    )
    .orderBy(asc(statusEvents.id))
    .for('update');
}

/** What waits for a second person of the authority, oldest first. */
export function proposalsOf(
  reader: Reader,
  { authority, after, limit }: { authority: string; after: string | undefined; limit: number },
): Promise<StatusEventRow[]> {
  return reader
    .select()
    .from(statusEvents)
    .where(
      and(
        eq(statusEvents.authority, authority),
        eq(statusEvents.state, 'proposed'),
        after === undefined ? undefined : gt(statusEvents.id, after),
      ),
    )
    .orderBy(asc(statusEvents.id))
    .limit(limit);
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

/** A proposal takes effect when it is approved, anything else when it is recorded. */
const inForceAt = sql<Date>`coalesce(${statusEvents.approvedAt}, ${statusEvents.recordedAt})`;

/** What was last in force about an object at an instant. */
export async function lastInForce(
  reader: Reader,
  of: { objectType: 'record' | 'credential'; objectIds: readonly string[]; at: Date },
): Promise<StatusEventRow | undefined> {
  const [row] = await reader
    .select()
    .from(statusEvents)
    .where(
      and(
        eq(statusEvents.objectType, of.objectType),
        inArray(statusEvents.objectId, [...of.objectIds]),
        eq(statusEvents.state, 'in-force'),
        lte(inForceAt, of.at),
      ),
    )
    .orderBy(desc(inForceAt), desc(statusEvents.id))
    .limit(1);
  return row;
}

export interface HomeChangeRow {
  readonly id: string;
  readonly homeIss: string;
  readonly recordId: string;
  readonly sequence: number;
  readonly value: RecordValue;
  readonly kind: string;
  readonly effectiveAt: Date;
  readonly receivedAt: Date;
}

/** False when this change was taken in before. */
export async function insertHomeChange(tx: Transaction, change: HomeChangeRow): Promise<boolean> {
  const inserted = await tx
    .insert(homeChanges)
    .values(change)
    .onConflictDoNothing()
    .returning({ id: homeChanges.id });
  return inserted.length === 1;
}

/**
 * Until the transaction ends nothing else happens that rests on this record of the other side: a recognition that is being issued
 * while the record changes follows the change, whichever comes first. There may be no row yet to lock, so the lock is advisory.
 */
export async function lockHomeRecord(tx: Transaction, homeIss: string, recordId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${homeIss} ${recordId}`}, 7))`);
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

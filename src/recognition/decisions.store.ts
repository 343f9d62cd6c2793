import { and, desc, eq } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { ApprovalRow, DecisionRow } from './application.ts';
import type { DecisionState } from './decision-words.ts';
import { approvals, decisions } from './recognition.table.ts';

/** The caller holds the lock of the application, so that numbers follow one another. */
export async function insertDecision(tx: Transaction, row: Omit<DecisionRow, 'sequence'>): Promise<void> {
  const sequence = ((await readLatestDecision(tx, row.applicationId))?.sequence ?? 0) + 1;
  await tx.insert(decisions).values({ ...row, sequence, conditions: [...row.conditions] });
}

export async function readDecision(reader: Reader, id: string): Promise<DecisionRow | undefined> {
  const [row] = await reader.select().from(decisions).where(eq(decisions.id, id));
  return row;
}

/** Of those in a state where one is named. */
export async function readLatestDecision(
  reader: Reader,
  applicationId: string,
  state?: DecisionState,
): Promise<DecisionRow | undefined> {
  const [row] = await reader
    .select()
    .from(decisions)
    .where(and(eq(decisions.applicationId, applicationId), state && eq(decisions.state, state)))
    .orderBy(desc(decisions.sequence))
    .limit(1);
  return row;
}

/** False when the decision waits no more, or for another credential: another checker was first. */
export async function closeDecision(
  tx: Transaction,
  {
    id,
    state,
    credentialId,
  }: { readonly id: string; readonly state: DecisionState; readonly credentialId: string | null },
): Promise<boolean> {
  const changed = await tx
    .update(decisions)
    .set({ state })
    .where(
      and(
        eq(decisions.id, id),
        eq(decisions.state, 'pending'),
        credentialId === null ? undefined : eq(decisions.credentialId, credentialId),
      ),
    )
    .returning({ id: decisions.id });
  return changed.length === 1;
}

/**
 * One credential is reserved for a decision, however often its issue is tried: a retry resumes with it. After a minute another one
 * takes its place, since what is signed must not say that it was issued long before. The caller holds the lock of the application.
 */
export async function reserveCredential(
  tx: Transaction,
  reservation: { readonly decisionId: string; readonly credentialId: string; readonly at: Date },
): Promise<string> {
  const { decisionId, credentialId, at } = reservation;
  const row = await readDecision(tx, decisionId);
  const age = row?.reservedAt ? at.getTime() - row.reservedAt.getTime() : reservedMilliseconds;
  if (row?.credentialId && age < reservedMilliseconds) return row.credentialId;
  await tx.update(decisions).set({ credentialId, reservedAt: at }).where(eq(decisions.id, decisionId));
  return credentialId;
}

const reservedMilliseconds = 60_000;

export async function insertApproval(tx: Transaction, row: ApprovalRow): Promise<void> {
  await tx.insert(approvals).values(row);
}

export async function readApproval(reader: Reader, id: string): Promise<ApprovalRow | undefined> {
  const [row] = await reader.select().from(approvals).where(eq(approvals.id, id));
  return row;
}

export async function readApprovalOf(reader: Reader, decisionId: string): Promise<ApprovalRow | undefined> {
  const [row] = await reader.select().from(approvals).where(eq(approvals.decisionId, decisionId));
  return row;
}

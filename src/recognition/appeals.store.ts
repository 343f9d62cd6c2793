import { alias, and, asc, eq, isNull, lte } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { AppealRow } from './application.ts';
import { appeals, approvals, decisions } from './recognition.table.ts';

export async function insertAppeal(tx: Transaction, row: AppealRow): Promise<void> {
  await tx.insert(appeals).values(row);
}

export async function readAppeals(reader: Reader, applicationId: string): Promise<AppealRow[]> {
  return reader
    .select()
    .from(appeals)
    .where(eq(appeals.applicationId, applicationId))
    .orderBy(asc(appeals.filedAt), asc(appeals.id));
}

/** The one that waits to be determined. */
export async function readOpenAppeal(reader: Reader, applicationId: string): Promise<AppealRow | undefined> {
  const [row] = await reader
    .select()
    .from(appeals)
    .where(and(eq(appeals.applicationId, applicationId), isNull(appeals.outcome)));
  return row;
}

/** The caller holds the lock of the application. */
export async function determineAppeal(
  tx: Transaction,
  {
    id,
    outcome,
    determinedBy,
    determinedAt,
  }: Pick<AppealRow, 'id' | 'outcome' | 'determinedBy' | 'determinedAt'>,
): Promise<void> {
  await tx.update(appeals).set({ outcome, determinedBy, determinedAt }).where(eq(appeals.id, id));
}

/**
 * The natural persons who decided to refuse an application, up to the last refusal that was appealed against, whether or not a checker
 * sent their decision back; and those who approved such a refusal.
 */
export async function readPersonsAppealedAgainst(reader: Reader, applicationId: string): Promise<string[]> {
  const refusal = alias(decisions, 'refusal');
  const toRefuse = and(
    eq(decisions.applicationId, appeals.applicationId),
    eq(decisions.outcome, 'refused'),
    lte(decisions.sequence, refusal.sequence),
  );
  const rows = await reader
    .select({ maker: decisions.personId, checker: approvals.personId })
    .from(appeals)
    .innerJoin(refusal, eq(refusal.id, appeals.decisionId))
    .innerJoin(decisions, toRefuse)
    .innerJoin(approvals, eq(approvals.decisionId, refusal.id))
    .where(eq(appeals.applicationId, applicationId));
  return rows.flatMap(({ maker, checker }) => [maker, checker]);
}

import { and, asc, eq, gt, inArray, lt, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { ApplicationState } from './life-cycle.ts';
import {
  appeals,
  applicants,
  applicationAgreements,
  applicationEvidence,
  applications,
  approvals,
  decisions,
  proposals,
} from './recognition.table.ts';

/** What an application means for how long its person is kept. */
export interface KeptApplication {
  readonly id: string;
  readonly subjectId: string;
  readonly authority: string;
  readonly state: 'open' | 'closed' | 'issued';
  readonly closedAt: Date | null;
}

const closed: ApplicationState[] = ['refused', 'withdrawn'];

const columns = {
  id: applications.id,
  subjectId: applications.subjectId,
  authority: applications.authority,
  state: applications.state,
  closedAt: applications.closedAt,
};

function keptOf(row: Omit<KeptApplication, 'state'> & { readonly state: ApplicationState }): KeptApplication {
  const state = row.state === 'issued' ? 'issued' : closed.includes(row.state) ? 'closed' : 'open';
  return { ...row, state };
}

export async function readKeptApplications(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<KeptApplication[]> {
  if (subjectIds.length === 0) return [];
  const rows = await reader
    .select(columns)
    .from(applications)
    .where(inArray(applications.subjectId, [...subjectIds]));
  return rows.map(keptOf);
}

const isClosedBefore = (before: Date) =>
  and(inArray(applications.state, closed), lt(applications.closedAt, before));

export async function countClosedBefore(reader: Reader, before: Date): Promise<number> {
  const [row] = await reader
    .select({ count: sql<number>`count(*)::int` })
    .from(applications)
    .where(isClosedBefore(before));
  return row?.count ?? 0;
}

/** Refused or withdrawn before an instant, in the order of their identifiers. */
export async function listClosedBefore(
  reader: Reader,
  { before, after, limit }: { before: Date; after: string | undefined; limit: number },
): Promise<KeptApplication[]> {
  const rows = await reader
    .select(columns)
    .from(applications)
    .where(and(isClosedBefore(before), after === undefined ? undefined : gt(applications.id, after)))
    .orderBy(asc(applications.id))
    .limit(limit);
  return rows.map(keptOf);
}

/** With everything that was kept for them. What led to a credential, or is open, stays whatever is asked. Gives those that went. */
export async function removeApplications(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const found = await tx
    .select({ id: applications.id })
    .from(applications)
    .where(and(inArray(applications.id, [...ids]), inArray(applications.state, closed)))
    .orderBy(asc(applications.id))
    .for('update');
  const going = found.map(({ id }) => id);
  if (going.length === 0) return [];
  await tx.delete(appeals).where(inArray(appeals.applicationId, going));
  await tx.delete(approvals).where(inArray(approvals.applicationId, going));
  await tx.delete(decisions).where(inArray(decisions.applicationId, going));
  await tx.delete(proposals).where(inArray(proposals.applicationId, going));
  await tx.delete(applicationEvidence).where(inArray(applicationEvidence.applicationId, going));
  await tx.delete(applicationAgreements).where(inArray(applicationAgreements.applicationId, going));
  await tx.delete(applications).where(inArray(applications.id, going));
  return going;
}

export async function readSubjectOfApplicant(
  reader: Reader,
  holderThumbprint: string,
): Promise<string | undefined> {
  const [row] = await reader
    .select({ subjectId: applicants.subjectId })
    .from(applicants)
    .where(eq(applicants.holderThumbprint, holderThumbprint));
  return row?.subjectId;
}

import { and, asc, desc, eq, max } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { EvidenceItem, ProposalRow } from './application.ts';
import { applicationEvidence, proposals } from './recognition.table.ts';

/** What is on file already stays as it was first seen. Gives what was new. */
export async function insertEvidence(
  tx: Transaction,
  applicationId: string,
  items: readonly EvidenceItem[],
): Promise<ReadonlySet<string>> {
  if (items.length === 0) return new Set();
  const inserted = await tx
    .insert(applicationEvidence)
    .values(items.map((item) => ({ ...item, applicationId })))
    .onConflictDoNothing()
    .returning({ id: applicationEvidence.id });
  return new Set(inserted.map(({ id }) => id));
}

export async function readEvidence(reader: Reader, applicationId: string): Promise<EvidenceItem[]> {
  const { id, type, source, content, digest, observedAt } = applicationEvidence;
  return reader
    .select({ id, type, source, content, digest, observedAt })
    .from(applicationEvidence)
    .where(eq(applicationEvidence.applicationId, applicationId))
    .orderBy(asc(observedAt), asc(id));
}

/** The caller holds the lock of the application, so that numbers follow one another. */
export async function insertProposal(tx: Transaction, row: Omit<ProposalRow, 'sequence'>): Promise<number> {
  const [last] = await tx
    .select({ sequence: max(proposals.sequence) })
    .from(proposals)
    .where(eq(proposals.applicationId, row.applicationId));
  const sequence = (last?.sequence ?? 0) + 1;
  await tx.insert(proposals).values({ ...row, sequence });
  return sequence;
}

export async function readLatestProposal(
  reader: Reader,
  applicationId: string,
): Promise<ProposalRow | undefined> {
  const [row] = await reader
    .select()
    .from(proposals)
    .where(eq(proposals.applicationId, applicationId))
    .orderBy(desc(proposals.sequence))
    .limit(1);
  return row;
}

/** Only of its own application. */
export async function readProposal(
  reader: Reader,
  of: { readonly id: string; readonly applicationId: string },
): Promise<ProposalRow | undefined> {
  const [row] = await reader
    .select()
    .from(proposals)
    .where(and(eq(proposals.id, of.id), eq(proposals.applicationId, of.applicationId)));
  return row;
}

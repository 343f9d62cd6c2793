import { and, desc, eq, inArray, isNotNull } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { type ApplicationState, applicationStates, isClosed } from './life-cycle.ts';
import { applications, approvals } from './recognition.table.ts';

/** How an application stands for the wallet that waits for its outcome. */
export interface WalletStanding {
  readonly id: string;
  readonly authority: string;
  readonly subjectId: string;
  readonly target: string;
  readonly state: ApplicationState;
  /** Of the recognition that was issued for it. */
  readonly credentialId: string | null;
}

const columns = {
  id: applications.id,
  authority: applications.authority,
  subjectId: applications.subjectId,
  target: applications.targetQualification,
  state: applications.state,
};

export async function readWalletStanding(reader: Reader, id: string): Promise<WalletStanding | undefined> {
  const [row] = await reader.select(columns).from(applications).where(eq(applications.id, id));
  return row && { ...row, credentialId: await issuedFor(reader, id) };
}

const waitingMost = 50;

/** The applications of a person that somebody has still to decide, newest first. */
export async function readWaiting(
  reader: Reader,
  { authority, subjectId }: { readonly authority: string; readonly subjectId: string },
): Promise<WalletStanding[]> {
  const open = applicationStates.filter((state) => !isClosed(state));
  const rows = await reader
    .select(columns)
    .from(applications)
    .where(
      and(
        eq(applications.authority, authority),
        eq(applications.subjectId, subjectId),
        inArray(applications.state, open),
      ),
    )
    .orderBy(desc(applications.id))
    .limit(waitingMost);
  return rows.map((row) => ({ ...row, credentialId: null }));
}

async function issuedFor(reader: Reader, applicationId: string): Promise<string | null> {
  const [row] = await reader
    .select({ credentialId: approvals.credentialId })
    .from(approvals)
    .where(and(eq(approvals.applicationId, applicationId), isNotNull(approvals.credentialId)))
    .limit(1);
  return row?.credentialId ?? null;
}

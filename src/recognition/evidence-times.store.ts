import { and, eq, inArray, max } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { applicationEvidence, approvals } from './recognition.table.ts';

/** When the home side was last heard of by the file of each of these credentials: its attestation, or the list that proves its standing. */
export async function readHomeEvidenceTimes(
  reader: Reader,
  credentialIds: readonly string[],
): Promise<{ credentialId: string; observedAt: Date }[]> {
  if (credentialIds.length === 0) return [];
  const rows = await reader
    .select({ credentialId: approvals.credentialId, observedAt: max(applicationEvidence.observedAt) })
    .from(approvals)
    .innerJoin(applicationEvidence, eq(applicationEvidence.applicationId, approvals.applicationId))
    .where(
      and(
        inArray(approvals.credentialId, [...credentialIds]),
        inArray(applicationEvidence.type, ['home-attestation', 'status-list']),
      ),
    )
    .groupBy(approvals.credentialId);
  return rows.flatMap(({ credentialId, observedAt }) =>
    credentialId === null || observedAt === null ? [] : [{ credentialId, observedAt }],
  );
}

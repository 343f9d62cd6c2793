import type { z } from 'zod';
import { instantText, preciseText } from '../kernel/instants.ts';
import type { AgreementVersion } from './agreement.ts';
import type { agreementPublication, agreementSummary } from './publication.schema.ts';
import { generalJwsOf } from './signatures.ts';
import { stateAt } from './state.ts';

/** What anyone may read of a version. */
export function summaryOf(version: AgreementVersion, at: Date): z.infer<typeof agreementSummary> {
  const { id, version: number, title, inForceFrom, inForceUntil, demonstration } = version.document;
  return {
    id,
    version: number,
    title,
    state: stateAt(version, at),
    inForceFrom,
    inForceUntil: inForceUntil ?? null,
    signedBy: version.signatures.map(({ jurisdiction }) => jurisdiction),
    digest: version.digest,
    demonstration,
  };
}

export function publicationOf(version: AgreementVersion, at: Date): z.infer<typeof agreementPublication> {
  return {
    ...summaryOf(version, at),
    document: version.document,
    jws: generalJwsOf(version.bytes, version.signatures),
    statements: version.statements.map(
      ({ jurisdiction, kind, reasonCode, effectiveAt, recordedAt, jws }) => ({
        side: jurisdiction,
        kind,
        reasonCode,
        effectiveAt: instantText(effectiveAt),
        recordedAt: preciseText(recordedAt),
        jws,
      }),
    ),
  };
}

import { instantText, preciseText } from '../kernel/instants.ts';
import type { LogReceipt } from '../kernel/log-receipt.ts';
import type { CredentialFacts, StatusEventAnswer } from './credentials.schema.ts';
import type { CredentialLife, StatusEventKind, StatusFacet } from './vocabulary.ts';

interface ShownCredential {
  readonly row: {
    readonly id: string;
    readonly number: string;
    readonly vct: string;
    readonly qualification: string;
    readonly life: CredentialLife;
    readonly holderThumbprint: string;
    readonly issuedAt: Date;
    readonly expiresAt: Date | null;
    readonly reviewBy: string | null;
    readonly agreementId: string | null;
    readonly agreementVersion: number | null;
    readonly agreementRow: string | null;
    readonly issuerJwtDigest: string | null;
    readonly keyId: string | null;
    readonly supersededBy: string | null;
    readonly copyOf: string | null;
  };
  readonly issuer: string;
  readonly record: { readonly id: string; readonly state: string } | null;
  readonly credential: string | undefined;
  readonly log: LogReceipt | null;
}

export function credentialAnswer({ row, issuer, record, credential, log }: ShownCredential): CredentialFacts {
  const { agreementId, agreementVersion, agreementRow } = row;
  const hasAgreement = agreementId !== null && agreementVersion !== null && agreementRow !== null;
  return {
    id: row.id,
    number: row.number,
    vct: row.vct,
    issuer,
    qualification: row.qualification,
    life: row.life,
    record,
    holderThumbprint: row.holderThumbprint,
    issuedAt: instantText(row.issuedAt),
    expiresAt: row.expiresAt && instantText(row.expiresAt),
    reviewBy: row.reviewBy,
    agreement: hasAgreement ? { id: agreementId, version: agreementVersion, row: agreementRow } : null,
    issuerJwtSha256: row.issuerJwtDigest,
    keyId: row.keyId,
    supersededBy: row.supersededBy,
    copyOf: row.copyOf,
    log,
    ...(credential !== undefined && { credential }),
  };
}

interface StatusEventFacts {
  readonly id: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly kind: StatusEventKind;
  readonly facet: StatusFacet;
  readonly state: 'proposed' | 'in-force' | 'rejected';
  readonly fromState: string;
  readonly toState: string;
  readonly reasonCode: string;
  readonly legalEffect: string;
  readonly effectiveAt: Date;
  readonly recordedAt: Date;
  readonly reviewOn: string | null;
  readonly disclosureUntil: string | null;
  readonly decisionSha256: string;
  readonly decidedBy: string;
  readonly approvedBy: string | null;
}

export function statusEventAnswer(event: StatusEventFacts): StatusEventAnswer {
  return {
    id: event.id,
    object: { type: event.objectType, id: event.objectId },
    kind: event.kind,
    facet: event.facet,
    state: event.state,
    from: event.fromState,
    to: event.toState,
    reasonCode: event.reasonCode,
    legalEffect: event.legalEffect,
    effectiveAt: preciseText(event.effectiveAt),
    recordedAt: preciseText(event.recordedAt),
    reviewOn: event.reviewOn,
    disclosureUntil: event.disclosureUntil,
    decisionSha256: event.decisionSha256,
    decidedBy: event.decidedBy,
    approvedBy: event.approvedBy,
  };
}

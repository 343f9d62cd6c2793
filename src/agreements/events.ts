import { sha256Base64url, sm3Base64url } from '../kernel/digest.ts';
import type { Act, DomainEvent, EventType } from '../kernel/event.ts';
import { instantText, preciseText } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import {
  type AgreementDocument,
  type AgreementSignature,
  type AgreementStatement,
  versionKey,
} from './agreement.ts';

export interface AgreementChange {
  readonly node: NodeIdentity;
  readonly act: Act;
  readonly document: AgreementDocument;
  readonly bytes: Uint8Array;
  readonly at: Date;
  readonly signature?: AgreementSignature;
  readonly statement?: AgreementStatement;
}

/** What the log keeps of a change to an agreement: the digest of what was signed, who signed, and from when it has effect. */
export function agreementEvent(
  type: Extract<EventType, `agreement.${string}`>,
  { node, act, document, bytes, at, signature, statement }: AgreementChange,
): DomainEvent {
  return {
    type,
    issuer: issuerOfAct(act, node),
    subjectId: null,
    objectType: 'agreement',
    objectId: versionKey(document.id, document.version),
    evidence: [
      {
        type: 'agreement',
        digestSha256: sha256Base64url(bytes),
        digestSm3: sm3Base64url(bytes),
        source: act.by.kind === 'peer' ? act.by.origin : node.origin,
        observedAt: preciseText(at),
      },
    ],
    ...(signature && {
      keyId: signature.kid,
      details: {
        side: signature.jurisdiction,
        signedAt: instantText(signature.signedAt),
        inForceFrom: document.inForceFrom,
      },
    }),
    ...(statement && {
      effectiveAt: instantText(statement.effectiveAt),
      reasonCode: statement.reasonCode,
      after: statement.kind,
      facts: { legalKind: statement.kind },
      details: { side: statement.jurisdiction, statement: statement.id },
    }),
  };
}

function issuerOfAct({ by }: Act, node: NodeIdentity): string {
  if (by.kind === 'peer') return by.origin;
  const authority = by.kind === 'officer' || by.kind === 'client' ? by.organisation.authority : null;
  return authority === null ? node.origin : issuerOf(node.origin, authority);
}

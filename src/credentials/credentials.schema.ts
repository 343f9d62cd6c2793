import { z } from 'zod';
import {
  civilDate,
  compactJws,
  ecPublicJwk,
  identifier,
  instant,
  pageOf,
  pageQuery,
  slug,
  text,
  thumbprint,
} from '../platform/fields.schema.ts';
import { logReceipt } from '../platform/log-receipt.schema.ts';
import { acquisitionRoutes } from '../catalogue/index.ts';
import { identityNumber, person } from '../vault/index.ts';
import { refusedMembers } from './status-change.ts';
import { reasonCodes, statusEventKinds, statusFacets } from './vocabulary.ts';

const holder = z
  .strictObject({
    jwk: ecPublicJwk,
    proof: compactJws.meta({
      description:
        'JWS by that key: typ `wenjin-key-proof+jwt`, payload {aud: this node’s origin, iat, jti}; not older than 10 minutes, good once.',
    }),
  })
  .meta({
    id: 'HolderKey',
    description: 'The key that the credential is bound to, and the proof that the holder has it.',
  });

const standing = z
  .strictObject({ state: z.enum(['current', 'inactive']), asOf: civilDate, nextDue: civilDate.optional() })
  .meta({ id: 'Standing' });

const award = z.strictObject({
  route: z.enum(acquisitionRoutes),
  date: civilDate,
  certificateNumber: text(64).meta({
    description: 'Of the award, as on the certificate. The same number again is the same award.',
  }),
  specialisms: z.array(z.strictObject({ code: slug, date: civilDate })).max(10),
});

export const attestationRequest = z
  .strictObject({
    holder,
    person,
    identityNumbers: z
      .array(identityNumber)
      .min(1)
      .max(4)
      .meta({ description: 'By which the person is known again; kept as keyed hashes.' }),
    award: z.strictObject({ qualification: slug.meta({ examples: ['cn-qcbp-im-cc'] }), ...award.shape }),
    standing,
  })
  .meta({ id: 'AttestationRequest' });

export const renewalRequest = z
  .strictObject({
    standing,
    correction: z
      .strictObject({ person: person.optional(), award: award.partial().optional() })
      .optional()
      .meta({ description: 'What the former credential had wrong; names and birth date come all anew.' }),
  })
  .meta({ id: 'RenewalRequest' });

export const bridgingRequest = z
  .strictObject({
    holder,
    person,
    agreement: z.strictObject({ id: text(64), version: z.int().positive(), row: text(64) }),
    results: z
      .array(z.strictObject({ component: slug, outcome: z.literal('passed'), date: civilDate }))
      .min(1)
      .max(20),
  })
  .meta({ id: 'BridgingRequest' });

export const credentialParams = z.strictObject({ id: identifier });
export const credentialsQuery = z.strictObject({ ...pageQuery });

export const credentialFacts = z
  .object({
    id: z.uuid(),
    number: z.string(),
    vct: z.string(),
    issuer: z.string(),
    qualification: z.string(),
    life: z.string(),
    record: z.object({ id: z.string(), state: z.string() }).nullable(),
    holderThumbprint: thumbprint,
    issuedAt: z.string(),
    expiresAt: z.string().nullable(),
    reviewBy: z.string().nullable(),
    agreement: z.object({ id: z.string(), version: z.int(), row: z.string() }).nullable(),
    issuerJwtSha256: z.string().nullable(),
    keyId: z.string().nullable(),
    supersededBy: z.string().nullable(),
    copyOf: z
      .string()
      .nullable()
      .meta({ description: 'The credential that this one repeats for a further key of the same person.' }),
    log: logReceipt.nullable(),
    credential: z
      .string()
      .optional()
      .meta({ description: 'The whole SD-JWT with every disclosure, for its holder and its issuer alone.' }),
  })
  .meta({ id: 'Credential' });
export type CredentialFacts = z.output<typeof credentialFacts>;

export const credentialPage = pageOf(credentialFacts).meta({ id: 'CredentialPage' });
export const credentialList = z.object({ items: z.array(credentialFacts) }).meta({ id: 'CredentialList' });

export const searchRequest = z
  .strictObject({
    identityNumber,
    purpose: z.enum(['status-change', 'renewal', 'correction', 'holder-request']),
    caseReference: text(128),
  })
  .meta({ id: 'CredentialSearchRequest' });

const statusDecision = z
  .strictObject({
    object: z.strictObject({ type: z.enum(['record', 'credential']), id: identifier }),
    kind: z.enum(statusEventKinds),
    facet: z.enum(statusFacets),
    reasonCode: z.enum(reasonCodes),
    effectiveAt: instant.optional(),
    reviewOn: civilDate.optional(),
    disclosureUntil: civilDate.optional(),
    instrumentDigest: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .optional()
      .meta({ description: 'Base64url of the SHA-256 of the instrument; required to strip.' }),
  })
  .superRefine((decision, context) => {
    for (const { path, code } of refusedMembers(decision))
      context.addIssue({ code: 'custom', path: [path], params: { code } });
  })
  .meta({
    id: 'StatusDecision',
    description: 'Exactly this object, as canonical JSON, is what the officer signs the digest of.',
  });

export const statusEventRequest = z
  .strictObject({
    decision: statusDecision,
    reason: text(2000).optional().meta({
      description: 'For the file only, encrypted; never published and never sent to the other side.',
    }),
    signature: compactJws.optional().meta({
      description:
        'typ `wenjin-decision+jws`, payload {decision_sha256, act: "decide", officer, iat}. A holder sends none.',
    }),
  })
  .meta({ id: 'StatusEventRequest' });

export const statusApprovalRequest = z
  .strictObject({
    decisionSha256: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    signature: compactJws.meta({
      description: 'typ `wenjin-decision+jws`, payload {decision_sha256, act: "approve", officer, iat}.',
    }),
  })
  .meta({ id: 'StatusApprovalRequest' });

export const statusRejectionRequest = z
  .strictObject({
    decisionSha256: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    reason: text(2000).optional().meta({ description: 'For the file only, encrypted.' }),
    signature: compactJws.meta({
      description: 'typ `wenjin-decision+jws`, payload {decision_sha256, act: "reject", officer, iat}.',
    }),
  })
  .meta({ id: 'StatusRejectionRequest' });

export const statusEvent = z
  .object({
    id: z.uuid(),
    object: z.object({ type: z.string(), id: z.string() }),
    kind: z.string(),
    facet: z.string(),
    state: z.enum(['proposed', 'in-force', 'rejected']),
    from: z.string(),
    to: z.string(),
    reasonCode: z.string(),
    legalEffect: z.string(),
    effectiveAt: z.string(),
    recordedAt: z.string(),
    reviewOn: z.string().nullable(),
    disclosureUntil: z.string().nullable(),
    decisionSha256: z.string(),
    decidedBy: z.string(),
    approvedBy: z.string().nullable(),
  })
  .meta({ id: 'StatusEvent' });
export type StatusEventAnswer = z.output<typeof statusEvent>;

export const statusEventsQuery = z.strictObject({
  objectType: z.enum(['record', 'credential']),
  objectId: identifier,
});
export const statusEventList = z.object({ items: z.array(statusEvent) }).meta({ id: 'StatusEventList' });
export const statusEventPage = pageOf(statusEvent).meta({ id: 'StatusEventPage' });
export const proposalsQuery = z.strictObject({ ...pageQuery });

import { z } from 'zod';
import {
  compactJws,
  instant,
  jurisdiction,
  pageOf,
  pageQuery,
  slug,
  thumbprint,
} from '../platform/fields.schema.ts';
import { agreementDocument, agreementId, versionNumber } from './agreement.schema.ts';
import { generalJws } from './signing.schema.ts';
import { agreementStates, statementKinds } from './vocabulary.ts';

/** What a node publishes of an agreement, and what it asks of those who make one. */

const statement = z
  .object({
    side: jurisdiction,
    kind: z.enum(statementKinds),
    reasonCode: z.string(),
    effectiveAt: instant,
    recordedAt: instant,
    jws: compactJws,
  })
  .meta({ id: 'AgreementStatement', description: 'What one side said after signing, signed by itself.' });

export const agreementSummary = z
  .object({
    id: agreementId,
    version: versionNumber,
    title: z.object({ en: z.string(), zhHant: z.string(), zhHans: z.string() }),
    state: z.enum(agreementStates),
    inForceFrom: z.string(),
    inForceUntil: z.string().nullable().meta({ description: 'Exclusive.' }),
    signedBy: z.array(jurisdiction),
    digest: thumbprint.meta({ description: 'Base64url of the SHA-256 of the canonical bytes.' }),
    demonstration: z.boolean(),
  })
  .meta({ id: 'AgreementSummary' });

export const agreementPublication = agreementSummary
  .extend({
    document: agreementDocument.meta({
      description: 'The document to read. What counts is the payload of `jws`.',
    }),
    jws: z
      .object({
        payload: z.string(),
        signatures: z.array(z.object({ protected: z.string(), signature: z.string() })),
      })
      .meta({ description: 'JWS General JSON (RFC 7515, 7.2.1); a draft has no signature yet.' }),
    statements: z.array(statement),
  })
  .meta({ id: 'Agreement', description: 'One version, with both signatures as far as they were given.' });

/** As the other node reads it: only what is signed is taken. */
export const publishedAgreement = z.object({
  jws: generalJws,
  statements: z.array(z.object({ jws: compactJws })).max(1000),
});

export const versionParams = z.strictObject({
  id: agreementId,
  version: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .meta({ description: 'Number of the version.', examples: ['1'] }),
});

export const statementRequest = z
  .strictObject({
    reasonCode: slug.meta({ examples: ['joint-committee-decision'] }),
    effectiveAt: instant
      .exactOptional()
      .meta({ description: 'Now when absent; the past is refused.', examples: ['2030-01-01T00:00:00Z'] }),
  })
  .meta({ id: 'AgreementStatementRequest' });

export const signatureRequest = z
  .strictObject({
    digest: thumbprint.meta({
      description: 'Digest of the version that was read: nobody signs another text.',
    }),
  })
  .meta({ id: 'AgreementSignatureRequest' });

export const agreementPage = pageOf(agreementSummary).meta({ id: 'AgreementPage' });
export const agreementsQuery = z.strictObject(pageQuery);

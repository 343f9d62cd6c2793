import { z } from 'zod';
import { civilDate, instant, localised, text, thumbprint } from '../platform/fields.schema.ts';
import { identityNumber } from '../vault/index.ts';
import { resultCodes } from './verdict-texts.ts';

/** The longest credential that is looked at; a real one has 2 to 4 KiB. */
const credentialCharactersMax = 32_768;

export const verificationPurposes = [
  'employment-screening',
  'fit-and-proper',
  'internal-promotion',
  'regulatory-inspection',
  'holder-check',
] as const;

export const authorisation = z
  .strictObject({
    type: z.enum(['consent', 'mandate', 'contract', 'statutory']),
    reference: text(128).meta({
      description: 'Where the caller keeps the proof of it.',
      examples: ['CONSENT-2026-0042'],
    }),
    scope: text(128).meta({ examples: ['qualification-check'] }),
    expiresAt: instant,
  })
  .meta({ id: 'Authorisation', description: 'On whose authority a person is looked at.' });

export const suppliedIdentity = z
  .strictObject({
    nameEn: text(120).optional(),
    nameZh: text(60).optional(),
    birthDate: civilDate.optional(),
    identityNumber: identityNumber
      .optional()
      .meta({ description: 'Only after an offer; refused before one.' }),
  })
  .meta({
    description:
      'What the caller knows of the person, compared with what the holder disclosed; codes come back, never stored values.',
  });

export const verificationRequest = z
  .strictObject({
    credentials: z.array(z.string().min(1).max(credentialCharactersMax)).min(1).max(4).meta({
      description:
        'SD-JWT credentials or presentations of one person: the home credential, the recognition, or both. Of those that neither key, record, nor name with birth date show to be one person’s, nothing is concluded.',
    }),
    keyBinding: z
      .strictObject({ audience: text(512), nonce: text(256) })
      .optional()
      .meta({
        description:
          'When given, every credential must carry a key-binding JWT for exactly this audience and nonce.',
      }),
    purpose: z.enum(verificationPurposes),
    stage: z.enum(['pre-offer', 'post-offer']),
    authorisation,
    caseReference: text(128).meta({
      description: "The caller's own case number; comes back everywhere.",
      examples: ['HR-2026-117'],
    }),
    asOf: instant
      .optional()
      .meta({ description: 'A past instant: what a verifier would have been told then.' }),
    receipt: z.boolean().optional().meta({ description: 'True for a signed receipt that verifies offline.' }),
    identity: suppliedIdentity.optional(),
  })
  .refine((request) => request.stage === 'post-offer' || request.identity?.identityNumber === undefined, {
    path: ['identity', 'identityNumber'],
    params: { code: 'identity-number-before-offer' },
  })
  .meta({ id: 'VerificationRequest' });
export type VerificationRequest = z.output<typeof verificationRequest>;

const subject = z.enum(['request', 'home', 'bridging', 'recognition', 'unknown']);

export const check = z
  .object({
    code: z.string().meta({ description: 'Stable name of what was looked at.' }),
    credential: z
      .int()
      .nullable()
      .meta({ description: 'Position in `credentials`; null for the request as a whole.' }),
    subject,
    outcome: z.enum(['pass', 'fail', 'unknown', 'skipped']),
    detail: z.string().optional().meta({ description: 'Stable code that says more.' }),
    observedAt: z.string(),
    source: z.string().meta({ description: 'Where the evidence came from.' }),
  })
  .meta({ id: 'VerificationCheck' });
export type Check = z.output<typeof check>;

const coded = z.object({ code: z.string(), text: localised });

export const facets = z
  .object({
    award: z.object({
      state: z.enum(['intact', 'ended', 'unknown', 'not-shown']),
      issuer: z.string().optional(),
      qualification: z.string().optional(),
      name: localised.optional(),
      route: z.string().optional(),
      awardDate: z.string().optional(),
    }),
    homeStanding: z.object({
      state: z.enum(['current', 'inactive', 'suspended', 'ended', 'unknown', 'not-shown']),
      lastConfirmedAt: z.string().optional(),
    }),
    recognition: z.object({
      state: z.enum([
        'in-force',
        'suspended',
        'ended',
        'superseded',
        'expired',
        'not-yet-effective',
        'unknown',
        'not-shown',
      ]),
      issuer: z.string().optional(),
      number: z.string().optional(),
      target: z.string().optional(),
      targetName: localised.optional(),
      effect: z.string().optional(),
      agreement: z.object({ id: z.string(), version: z.int(), row: z.string() }).optional(),
      expiresAt: z.string().optional(),
    }),
    conditions: z.array(coded),
    notConferred: z.array(coded),
  })
  .meta({ id: 'VerificationFacets', description: 'What the answer is made of; never one boolean.' });
export type Facets = z.output<typeof facets>;

export const terminationDetail = z.object({
  subject,
  kind: z.string(),
  effectiveAt: z.string(),
  reasonCode: z.string().optional(),
  successor: z.string().optional(),
});

export const verificationResult = z
  .object({
    id: z.uuid(),
    result: z.enum(resultCodes),
    messages: z.object({ verdict: localised, scope: localised, query: localised.optional() }),
    asOf: z.string(),
    checkedAt: z.string(),
    caseReference: z.string(),
    purpose: z.string(),
    stage: z.string(),
    checks: z.array(check),
    facets,
    statusDetails: z
      .array(terminationDetail)
      .meta({ description: 'Kind and successor, for authorised callers only.' }),
    identityMatch: z.object({
      level: z.enum(['none', 'partial', 'strong']),
      matchedOn: z.array(z.string()),
      mismatchedOn: z.array(z.string()),
    }),
    personalData: z.object({ included: z.boolean(), rule: z.string(), reason: localised }),
    disclosed: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'What the holder chose to disclose, where place and purpose allow it.' }),
    nextReviewAt: z.string().nullable(),
    demonstration: z.boolean(),
    receipt: z.string().optional().meta({ description: 'Compact JWS, typ `wenjin-receipt+jwt`.' }),
  })
  .meta({ id: 'VerificationResult' });
export type VerificationResult = z.output<typeof verificationResult>;

export const receiptRequest = z
  .strictObject({ receipt: z.string().min(16).max(65_536) })
  .meta({ id: 'ReceiptRequest' });

export const receiptAnswer = z
  .object({
    authentic: z.boolean(),
    checks: z.array(
      z.object({
        code: z.string(),
        outcome: z.enum(['pass', 'fail', 'unknown', 'skipped']),
        detail: z.string().optional(),
      }),
    ),
    issuedBy: z.string().optional(),
    issuedAt: z.string().optional(),
    keyId: thumbprint.optional(),
    content: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'ReceiptAnswer' });

import { z } from 'zod';
import { text } from '../platform/fields.schema.ts';
import { personalClaims } from '../typemetadata/index.ts';
import { verificationResult } from '../verification/index.ts';
import { look } from './vc-verification.schema.ts';

/** W3C CCG VC-API. What it leaves open (`options`) is strict here, and says what every look at a person has to say. */

export const issueRequest = z
  .strictObject({
    credential: z.looseObject({ id: z.templateLiteral(['urn:uuid:', z.uuid()]) }).meta({
      description:
        'The `id` of the export of a record of your authority. Any other member must be as the export has it: nothing else is ever signed.',
    }),
    options: z
      .strictObject({
        claims: z.array(z.enum(personalClaims)).max(personalClaims.length).default([]),
        holderBinding: z.boolean().default(false),
      })
      .default({ claims: [], holderBinding: false }),
  })
  .meta({ id: 'VcApiIssueRequest' });

const enveloped = z.object({
  '@context': z.string(),
  id: z.string(),
  type: z.literal('EnvelopedVerifiableCredential'),
});

export const issueAnswer = z.object({ verifiableCredential: enveloped }).meta({ id: 'VcApiIssueAnswer' });
export type IssueAnswer = z.output<typeof issueAnswer>;

const document = z.strictObject({
  '@context': z.union([z.string().max(256), z.array(z.string().max(256)).max(4)]).optional(),
  id: z.string().max(65_600),
  type: z.union([z.string().max(64), z.array(z.string().max(64)).max(4)]),
});

export const verifyCredentialRequest = z
  .strictObject({ verifiableCredential: document, options: z.strictObject(look) })
  .meta({ id: 'VcApiVerifyCredentialRequest' });

export const verifyPresentationRequest = z
  .strictObject({
    verifiablePresentation: document.extend({ id: z.string().max(250_000) }),
    options: z.strictObject({
      ...look,
      challenge: text(256).meta({ description: 'The `nonce` that you gave to the holder.' }),
      domain: text(512).meta({ description: 'The `aud` that is you.' }),
    }),
  })
  .meta({ id: 'VcApiVerifyPresentationRequest' });

export const verifyAnswer = z
  .object({
    verified: z.boolean(),
    problemDetails: z.array(z.object({ type: z.string(), title: z.string(), detail: z.string() })),
    result: verificationResult
      .nullable()
      .meta({ description: 'All of what was found; null when nothing could be opened.' }),
  })
  .meta({ id: 'VcApiVerifyAnswer' });
export type VerifyAnswer = z.output<typeof verifyAnswer>;

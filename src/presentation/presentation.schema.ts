import { z } from 'zod';
import { identifier, pageOf, pageQuery, text } from '../platform/fields.schema.ts';
import { authorisation, verificationPurposes, verificationResult } from '../verification/index.ts';
import { askableClaims, presentationStates, wanted } from './vocabulary.ts';

const stages = ['pre-offer', 'post-offer'] as const;

export const presentationRequest = z
  .strictObject({
    what: z.enum(wanted).meta({
      description:
        'The home credential, the recognition, both of them together, or whatever of them there is.',
    }),
    claims: z
      .array(z.enum(askableClaims))
      .max(askableClaims.length)
      .refine((claims) => new Set(claims).size === claims.length, { params: { code: 'repeated' } })
      .default([])
      .meta({
        description:
          'Hidden claims that the person is asked to show; none when absent. An answer that shows more than this is refused.',
      }),
    purpose: z.enum(verificationPurposes),
    stage: z.enum(stages),
    authorisation,
    caseReference: text(128).meta({ examples: ['HR-2026-117'] }),
    minutes: z.int().min(1).max(1_440).meta({ description: 'For how long a wallet may answer.' }),
    redirectUri: z
      .url({ protocol: /^https$/ })
      .max(512)
      .refine((uri) => !uri.includes('#'), { params: { code: 'format' } })
      .exactOptional()
      .meta({
        description:
          'Where the wallet sends the browser after the answer, of an origin that the configuration of this node allows. `response_code` comes back in the fragment; the result is given for it alone.',
      }),
    receipt: z.boolean().exactOptional(),
  })
  .meta({ id: 'PresentationRequest' });
export type PresentationRequest = z.output<typeof presentationRequest>;

export const presentationAnswer = z
  .object({
    id: z.string(),
    state: z.enum(presentationStates),
    what: z.enum(wanted),
    claims: z.array(z.enum(askableClaims)),
    purpose: z.enum(verificationPurposes),
    stage: z.enum(stages),
    caseReference: z.string(),
    redirectUri: z.string().nullable(),
    link: z
      .string()
      .nullable()
      .meta({ description: 'For a wallet on the same device; null once it is over.' }),
    qr: z
      .object({ svg: z.string(), png: z.string().meta({ description: 'base64' }) })
      .nullable()
      .meta({ description: 'The link for a wallet on another device. Null in lists.' }),
    createdAt: z.string(),
    expiresAt: z.string(),
    endedAt: z.string().nullable(),
    declined: z.string().nullable().meta({ description: 'The error code of a wallet that did not answer.' }),
    result: verificationResult.nullable().meta({
      description:
        'As of `POST /v1/verifications`. Kept for a day. Null in lists, and where it is for the browser that comes back.',
    }),
  })
  .meta({ id: 'Presentation' });
export type PresentationAnswer = z.output<typeof presentationAnswer>;

export const presentationPage = pageOf(presentationAnswer).meta({ id: 'PresentationPage' });
export const presentationParams = z.strictObject({ id: identifier });
export const presentationsQuery = z.strictObject(pageQuery);
export const resultRequest = z.strictObject({ responseCode: z.string().min(1).max(128) });

export const handleParams = z.strictObject({ handle: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

/** OpenID4VP 1.0 section 5.10. */
export const requestUriForm = z.object({
  wallet_nonce: z.string().min(1).max(512).optional(),
  wallet_metadata: z
    .string()
    .max(16_384)
    .optional()
    .meta({ description: 'JSON (section 10). A wallet that could not answer the request is refused here.' }),
});

/** OpenID4VP 1.0 sections 8.3.1 and 8.5. */
export const responseForm = z.object({
  response: z.string().min(1).max(196_608).optional(),
  error: z.string().min(1).max(200).optional(),
  error_description: z.string().max(2_000).optional(),
  state: z.string().max(512).optional(),
});

export const walletReply = z.object({ redirect_uri: z.string().optional() });
export const walletError = z.object({ error: z.string(), error_description: z.string() });

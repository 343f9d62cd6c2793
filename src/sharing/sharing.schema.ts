import { z } from 'zod';
import { identifier, localised, pageOf, pageQuery, text } from '../platform/fields.schema.ts';
import { suppliedIdentity, verificationPurposes, verificationResult } from '../verification/index.ts';
import { normalShareCode } from './share-code.ts';

/** The hidden claims that a holder can show of a credential of this node. */
const fields = ['name_en', 'name_zh_hant', 'name_zh_hans', 'birth_date', 'certificate_number'] as const;

export const usesMost = 100;
export const daysMost = 180;

const sharedCredential = z.strictObject({
  credential: identifier.meta({ description: 'One of your own credentials of this node.' }),
  fields: z
    .array(z.enum(fields))
    .max(fields.length)
    .meta({ description: 'Which of its hidden claims are shown; the others stay hidden.' }),
});

const sharedPresentation = z.strictObject({
  presentation: z
    .string()
    .min(3)
    .max(32_768)
    .regex(/^[A-Za-z0-9._~-]+~$/)
    .meta({
      description:
        'A credential of the other node with the disclosures that you choose, without key binding.',
    }),
});

export const shareCodeRequest = z
  .strictObject({
    share: z
      .array(z.union([sharedCredential, sharedPresentation]))
      .min(1)
      .max(4),
    purpose: z
      .enum(verificationPurposes)
      .meta({ description: 'The only purpose for which anybody may look.' }),
    audience: identifier
      .exactOptional()
      .meta({ description: 'The only organisation that may look; everybody who has the code when absent.' }),
    days: z.int().min(1).max(daysMost),
    uses: z.int().min(1).max(usesMost).meta({
      description: 'How often. One organisation that comes back in the same case counts once.',
    }),
  })
  .meta({ id: 'ShareCodeRequest' });
export type ShareCodeRequest = z.output<typeof shareCodeRequest>;

const organisation = z.object({ id: z.string(), names: localised });

export const shareCodeAnswer = z
  .object({
    id: z.string(),
    state: z.enum(['active', 'used-up', 'expired', 'revoked']),
    code: z.string().nullable().meta({ description: 'Null once it can open nothing any more.' }),
    link: z.string().nullable().meta({
      description: 'A page of this node; the code stands after `#` and so is in no log of any server.',
    }),
    qr: z
      .object({ svg: z.string(), png: z.string().meta({ description: 'base64' }) })
      .nullable()
      .meta({ description: 'The link as a picture. Null in lists, and without a link.' }),
    purpose: z.enum(verificationPurposes),
    audience: organisation.nullable(),
    shared: z.object({
      credentials: z.array(z.object({ credential: z.string(), fields: z.array(z.string()) })),
      presentations: z.boolean().meta({ description: 'Is there anything of the other node?' }),
    }),
    uses: z.object({ max: z.int(), left: z.int() }),
    createdAt: z.string(),
    expiresAt: z.string(),
    looks: z
      .array(z.object({ at: z.string(), organisation: organisation.nullable(), stage: z.string() }))
      .meta({ description: 'Who looked, the latest first; null stands for the public.' }),
  })
  .meta({ id: 'ShareCode' });
export type ShareCodeAnswer = z.output<typeof shareCodeAnswer>;

export const shareCodePage = pageOf(shareCodeAnswer).meta({ id: 'ShareCodePage' });
export const shareCodeParams = z.strictObject({ id: identifier });
export const shareCodesQuery = z.strictObject(pageQuery);

export const typedShareCode = z
  .string()
  .max(64)
  .refine((typed) => normalShareCode(typed) !== undefined, { params: { code: 'check-character' } })
  .meta({
    description:
      'As it was handed over: 20 characters, in any spelling. A mistyped one is refused before it is looked for.',
    examples: ['7K9D0-M2QX4-6TVB8-Z1HNX'],
  });

export const shareCodeVerification = z
  .strictObject({
    code: typedShareCode,
    purpose: z.enum(verificationPurposes),
    stage: z.enum(['pre-offer', 'post-offer']),
    caseReference: text(128).meta({ examples: ['HR-2026-117'] }),
    receipt: z.boolean().exactOptional(),
    identity: suppliedIdentity.exactOptional(),
  })
  .refine((request) => request.stage === 'post-offer' || request.identity?.identityNumber === undefined, {
    path: ['identity', 'identityNumber'],
    params: { code: 'identity-number-before-offer' },
  })
  .meta({ id: 'ShareCodeVerificationRequest' });
export type ShareCodeVerification = z.output<typeof shareCodeVerification>;

/** As any other verification. */
export const shareResult = verificationResult;

/** What the form of the public page sends. */
export const shareForm = z.strictObject({ code: z.string().max(200) });

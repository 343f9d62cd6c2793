import { z } from 'zod';
import { text } from '../platform/fields.schema.ts';
import { authorisation, verificationPurposes, verificationResult } from '../verification/index.ts';

/** What every look at a person says, whichever way it comes. */
export const look = {
  purpose: z.enum(verificationPurposes),
  stage: z.enum(['pre-offer', 'post-offer']),
  authorisation,
  caseReference: text(128),
};
export type Look = z.output<z.ZodObject<typeof look>>;

/** Four credentials in their envelopes, with chains. */
const presentationCharactersMax = 250_000;
const partCharactersMax = 65_536;

const dualSigned = z
  .strictObject({
    payload: z.string().min(1).max(partCharactersMax),
    signatures: z
      .array(
        z.strictObject({
          protected: z.string().min(1).max(partCharactersMax),
          signature: z.string().min(1).max(4096),
        }),
      )
      .length(2),
  })
  .meta({ description: 'The `generalJws` of an export: ES256 and ML-DSA-44 over the same payload.' });

export const vcVerificationRequest = z
  .strictObject({
    secured: z.union([z.string().min(1).max(presentationCharactersMax), dualSigned]).meta({
      description: 'A `vc+jwt`; a `vp+jwt` with `keyBinding`; or a dual-signed export.',
    }),
    keyBinding: z
      .strictObject({ audience: text(512), nonce: text(256) })
      .optional()
      .meta({
        description:
          'When given, `secured` must be a `vp+jwt` for exactly this audience and nonce, signed by the key that every credential in it names.',
      }),
    ...look,
  })
  .meta({ id: 'VcVerificationRequest' });
export type VcVerificationRequest = z.output<typeof vcVerificationRequest>;

export const vcVerificationAnswer = z
  .object({
    securing: z.object({
      form: z.enum(['vc+jwt', 'vp+jwt', 'dual-signed']),
      outcome: z.enum(['pass', 'fail', 'unknown']).meta({
        description:
          'Of what is around the credentials. `unknown`: the second key is not one that this node has, and the ES256 form may be asked about alone.',
      }),
      detail: z.string().optional().meta({ description: 'Stable code that says more.' }),
    }),
    result: verificationResult.nullable().meta({
      description: 'As of `POST /v1/verifications`; null when what is around the credentials does not hold.',
    }),
  })
  .meta({ id: 'VcVerificationAnswer' });
export type VcVerificationAnswer = z.output<typeof vcVerificationAnswer>;

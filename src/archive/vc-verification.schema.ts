import { z } from 'zod';
import { sm2UserId } from '../keys/index.ts';
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

const besideSigned = z
  .strictObject({
    credential: z.string().min(1).max(partCharactersMax),
    parallelSignatures: z
      .array(
        z.strictObject({
          algorithm: z.literal('SM2-SM3'),
          userId: z.literal(sm2UserId),
          publicKey: z.string().regex(/^04[0-9a-f]{128}$/),
          signature: z.string().min(1).max(128),
        }),
      )
      .length(1),
  })
  .meta({
    description:
      'The `credential` and the `parallelSignatures` of an export: ES256, and SM2 over its octets.',
  });

export const vcVerificationRequest = z
  .strictObject({
    secured: z.union([z.string().min(1).max(presentationCharactersMax), dualSigned, besideSigned]).meta({
      description:
        'A `vc+jwt`; a `vp+jwt` with `keyBinding`; a dual-signed export; or an export with an SM2 signature beside it.',
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
      form: z.enum(['vc+jwt', 'vp+jwt', 'dual-signed', 'signed-beside']),
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

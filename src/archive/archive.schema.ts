import { z } from 'zod';
import { parallelSuites } from '../keys/index.ts';
import { identifier, text } from '../platform/fields.schema.ts';
import { personalClaims } from '../typemetadata/index.ts';

export const exportParams = z.strictObject({ id: identifier });

export const exportRequest = z
  .strictObject({
    claims: z
      .array(z.enum(personalClaims))
      .max(personalClaims.length)
      .default([])
      .meta({
        description: 'What the export says of the person: nothing unless asked for.',
        examples: [['name_en']],
      }),
    holderBinding: z
      .boolean()
      .default(false)
      .meta({ description: 'Name the holder’s key, so that the export can be presented by who has it.' }),
    parallel: z.array(z.enum(parallelSuites)).max(parallelSuites.length).default([]).meta({
      description:
        'Further signatures beside ES256, where the node has them switched on; asks for the JSON answer.',
    }),
    caseReference: text(128).optional(),
  })
  .meta({ id: 'ExportRequest' });
export type ExportRequest = z.output<typeof exportRequest>;

/** The compact JWS itself. */
export const vcJwt = z.string().meta({ description: 'VC-JOSE-COSE: the payload is the credential.' });

const jwsSignature = z.object({ protected: z.string(), signature: z.string() });

export const exportAnswer = z
  .object({
    mediaType: z.literal('application/vc+jwt'),
    credential: z.string(),
    generalJws: z
      .object({ payload: z.string(), signatures: z.array(jwsSignature).length(2) })
      .optional()
      .meta({ description: 'RFC 7515 section 7.2.1: ES256 and ML-DSA-44 over the same payload.' }),
    parallelSignatures: z
      .array(
        z.object({
          algorithm: z.literal('SM2-SM3'),
          userId: z.string(),
          publicKey: z.string().meta({ description: 'The uncompressed point, in hexadecimal digits.' }),
          signature: z.string().meta({ description: 'DER in base64, over the octets of `credential`.' }),
        }),
      )
      .optional(),
  })
  .meta({ id: 'ExportAnswer' });
export type ExportAnswer = z.output<typeof exportAnswer>;

export const slugParams = z.strictObject({ slug: z.string().min(1).max(64) });

export const parallelKeysAnswer = z
  .object({
    issuer: z.string(),
    keys: z.array(
      z.object({ kty: z.literal('AKP'), alg: z.literal('ML-DSA-44'), pub: z.string(), kid: z.string() }),
    ),
    sm2: z.object({ algorithm: z.literal('SM2-SM3'), publicKey: z.string(), userId: z.string() }).nullable(),
  })
  .meta({ id: 'ParallelKeys' });
export type ParallelKeysAnswer = z.output<typeof parallelKeysAnswer>;

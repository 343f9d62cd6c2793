import { z } from 'zod';
import { identifier, instant, slug } from '../platform/fields.schema.ts';
import { agreementId, versionNumber } from './agreement.schema.ts';
import { statementKinds } from './vocabulary.ts';

/** What signed things of this context look like before anything about them is believed. */

const base64url = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[A-Za-z0-9_-]+$/);

export const signatureMember = z.strictObject({ protected: base64url(1024), signature: base64url(128) });

/** RFC 7515 section 7.2.1. Unprotected headers are not accepted: nobody signed them. */
export const generalJws = z
  .strictObject({
    payload: base64url(350_000),
    signatures: z.array(signatureMember).min(1).max(2),
  })
  .meta({
    id: 'AgreementJws',
    description: 'JWS General JSON (RFC 7515, 7.2.1) over the canonical document.',
  });

const kid = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const alg = z.enum(['ES256', 'Ed25519']);
const epoch = z.int().min(0).max(253_402_300_799);

export const agreementHeader = z.strictObject({
  alg,
  kid,
  typ: z.literal('wenjin-agreement+jws'),
  iat: epoch,
});

export const statementHeader = z.strictObject({ alg, kid, typ: z.literal('wenjin-agreement-statement+jwt') });

export const statementClaims = z.strictObject({
  iss: z.url().max(200),
  jti: identifier,
  iat: epoch,
  agreement: agreementId,
  version: versionNumber,
  agreement_sha256: kid,
  kind: z.enum(statementKinds),
  reason_code: slug,
  effective_at: instant,
});

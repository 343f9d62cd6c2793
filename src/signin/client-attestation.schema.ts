import { z } from 'zod';

const numericDate = z.int().min(0).max(253_402_300_799);

/** draft-ietf-oauth-attestation-based-client-auth-08 section 5.1. */
export const attestationClaims = z.object({
  iss: z.string().min(1).max(512),
  sub: z.string().min(1).max(256),
  exp: numericDate,
  iat: numericDate.optional(),
  nbf: numericDate.optional(),
  cnf: z.object({ jwk: z.record(z.string().max(32), z.unknown()) }),
});

/** Section 5.2. */
export const attestationProofClaims = z.object({
  aud: z.string().max(512),
  jti: z.string().min(1).max(128),
  iat: numericDate,
  iss: z.string().max(256).optional(),
  exp: numericDate.optional(),
});

import { z } from 'zod';

const latest = 253_402_300_799;

/** OpenID4VCI 1.0 appendix F.1; further claims are passed over. */
export const keyProofClaims = z.object({
  iss: z.string().max(512).optional(),
  aud: z.string().max(512),
  iat: z.int().min(0).max(latest),
  nonce: z.string().min(1).max(256).optional(),
  nbf: z.int().min(0).max(latest).optional(),
  exp: z.int().min(0).max(latest).optional(),
});

import { z } from 'zod';

const latest = 253_402_300_799;
const values = z.array(z.string().min(1).max(256)).min(1).max(16);

/** OpenID4VCI 1.0 appendix D.1; further claims are passed over. */
export const keyAttestationClaims = z.object({
  iss: z.string().max(512).optional(),
  iat: z.int().min(0).max(latest),
  exp: z.int().min(0).max(latest).optional(),
  attested_keys: z.array(z.unknown()).min(1).max(64),
  key_storage: values.optional(),
  user_authentication: values.optional(),
  nonce: z.string().min(1).max(256).optional(),
});

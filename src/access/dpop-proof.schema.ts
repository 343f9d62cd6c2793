import { z } from 'zod';

/** RFC 9449 section 4.2. Other claims are not ours to judge. */
export const dpopClaims = z.object({
  jti: z.string().min(1).max(128),
  htm: z.string().max(16),
  htu: z.string().max(2_048),
  iat: z.int().min(0).max(253_402_300_799),
  ath: z.string().max(64).optional(),
  nonce: z.string().max(128).optional(),
});

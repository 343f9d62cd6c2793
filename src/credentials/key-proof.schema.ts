import { z } from 'zod';

/** What a holder's key signs to be bound to a credential. Strict: whatever a signature covers must have a meaning here. */
export const keyProofClaims = z.strictObject({
  aud: z.string().max(256),
  iat: z.int().min(0).max(253_402_300_799),
  jti: z.string().min(8).max(128),
});

import { z } from 'zod';

/** What a holder's key signs. Strict: whatever a signature covers must have a meaning here. */

const numericDate = z.int().min(0).max(253_402_300_799);

export const mandateType = 'wenjin-mandate+jwt';

export const mandateClaims = z.strictObject({
  aud: z.string().max(200),
  organisation: z.string().max(64),
  purpose: z.string().max(64),
  iat: numericDate,
  exp: numericDate,
  jti: z.string().min(8).max(128),
});
export type MandateClaims = z.output<typeof mandateClaims>;

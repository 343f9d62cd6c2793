import { z } from 'zod';

/** What an officer's key signs. Strict: whatever a signature covers must have a meaning here. */
export const officerStatement = z.strictObject({
  decision_sha256: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  act: z.string().max(32),
  officer: z.string().max(64),
  iat: z.int().min(0).max(253_402_300_799),
});

import { z } from 'zod';

const seconds = z.int().min(0).max(253_402_300_799);

/** Token Status List, section 5.1. Whoever adds claims may; these must be there. */
export const statusTokenClaims = z.object({
  sub: z.string().max(2048),
  iat: seconds,
  exp: seconds,
  ttl: z.int().positive().optional(),
  /** Ours: orders lists that were signed within one second. */
  list_version: z.int().min(0).optional(),
  demonstration: z.literal(true).optional(),
  status_list: z.object({ bits: z.int(), lst: z.string() }),
});

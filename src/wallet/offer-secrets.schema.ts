import { z } from 'zod';
import { acquisitionRoutes } from '../catalogue/index.ts';

/** What is kept of an offer under a key, read back. */

/** What is told once, or again to whoever made the offer. */
export const offerSecrets = z.strictObject({
  handle: z.string(),
  code: z.string().nullable(),
  issuerState: z.string().nullable(),
  txCode: z.string().nullable(),
});
export type OfferSecrets = z.output<typeof offerSecrets>;

export const keptAward = z.strictObject({
  award: z.strictObject({
    qualification: z.string(),
    route: z.enum(acquisitionRoutes),
    date: z.string(),
    certificateNumber: z.string(),
    specialisms: z.array(z.strictObject({ code: z.string(), date: z.string() })),
  }),
  standing: z.strictObject({
    state: z.enum(['current', 'inactive']),
    asOf: z.string(),
    nextDue: z.string().optional(),
  }),
});

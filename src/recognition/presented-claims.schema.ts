import { z } from 'zod';
import { acquisitionRoutes } from '../catalogue/index.ts';
import { isCivilDate } from '../kernel/instants.ts';

/** What an application reads of a credential whose signature holds. Unknown members are passed over: a newer issuer may add some. */

const date = z.string().refine(isCivilDate);
const name = z.string().min(1).max(200);
const reference = z.object({ uri: z.string().max(512), idx: z.int().min(0) });
const common = {
  iss: z.string().max(512),
  iat: z.int(),
  number: z.string().max(64),
  status: z.object({ status_list: reference }),
  demonstration: z.boolean().optional(),
};

/** All that the host node keeps of a person; each only where it was disclosed. */
export const personalClaims = z.object({
  name_en: name.optional(),
  name_zh_hant: name.optional(),
  name_zh_hans: name.optional(),
  birth_date: date.optional(),
});

export const homeClaims = z.object({
  ...common,
  record: z.object({ id: z.string().max(64), status_list: reference }),
  qualification: z.string().max(64),
  route: z.enum(acquisitionRoutes),
  award_date: date,
  specialisms: z
    .array(z.object({ code: z.string().max(64), date }))
    .max(20)
    .optional(),
  standing: z.object({
    state: z.enum(['current', 'inactive']),
    as_of: z.string().min(10).max(40),
    next_due: z.string().max(40).optional(),
  }),
});
export type HomeClaims = z.output<typeof homeClaims>;

export const bridgingClaims = z.object({
  ...common,
  agreement: z.object({ id: z.string().max(64), version: z.int().positive(), row: z.string().max(64) }),
  results: z
    .array(z.object({ component: z.string().max(64), outcome: z.string().max(32), date }))
    .min(1)
    .max(20),
});
export type BridgingClaims = z.output<typeof bridgingClaims>;

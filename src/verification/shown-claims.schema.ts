import { z } from 'zod';

/** What verification reads of a credential whose signature holds. Unknown members are passed over: a newer issuer may add some. */

const reference = z.object({ uri: z.string().max(512), idx: z.int().min(0) });
const status = z.object({ status_list: reference });
const record = z.object({ id: z.string().max(64), status_list: reference });
const agreement = z.object({ id: z.string().max(64), version: z.int().positive(), row: z.string().max(64) });
const common = {
  iss: z.string().max(512),
  iat: z.int(),
  exp: z.int().optional(),
  number: z.string().max(64),
  status,
  demonstration: z.boolean().optional(),
};
const personal = {
  name_en: z.string().max(200).optional(),
  name_zh_hant: z.string().max(100).optional(),
  name_zh_hans: z.string().max(100).optional(),
  birth_date: z.string().max(10).optional(),
};

export const homeClaims = z.object({
  ...common,
  ...personal,
  record,
  qualification: z.string().max(64),
  route: z.string().max(32),
  award_date: z.string().max(10),
  standing: z.object({
    state: z.enum(['current', 'inactive']),
    as_of: z.string().max(40),
    next_due: z.string().max(10).optional(),
  }),
  certificate_number: z.string().max(64).optional(),
});
export type HomeClaims = z.output<typeof homeClaims>;

export const bridgingClaims = z.object({
  ...common,
  ...personal,
  agreement,
  results: z
    .array(z.object({ component: z.string().max(64), outcome: z.string().max(32), date: z.string().max(10) }))
    .max(20),
});
export type BridgingClaims = z.output<typeof bridgingClaims>;

export const recognitionClaims = z.object({
  ...common,
  ...personal,
  exp: z.int(),
  home: z.object({
    iss: z.string().max(512),
    record,
    qualification: z.string().max(64),
    credential_sha256: z.string().max(64),
  }),
  decision: z.string().max(64),
  effect: z.string().max(32),
  agreement,
  target: z.string().max(64),
  conditions: z.array(z.object({ code: z.string().max(128) })).max(20),
  not_conferred: z.array(z.object({ code: z.string().max(128) })).max(10),
  review_by: z.string().max(10),
});
export type RecognitionClaims = z.output<typeof recognitionClaims>;

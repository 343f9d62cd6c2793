import { z } from 'zod';
import { civilDate, ecPublicJwk, slug } from '../platform/fields.schema.ts';
import { vct } from '../kernel/vocabulary.ts';
import { typeDocuments } from '../typemetadata/index.ts';

/** What may be signed at all: the payloads as strict objects. Lint runs before the intention is stored. */

const latest = 253_402_300_799;
const seconds = z.int().positive().max(latest);
const statusReference = z.strictObject({
  uri: z.url({ protocol: /^https$/ }).max(256),
  idx: z.int().min(0).max(0x7fff_ffff),
});
const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const code = z.strictObject({ code: z.string().min(1).max(128) });
const agreement = z.strictObject({
  id: z.string().min(1).max(64),
  version: z.int().positive(),
  row: z.string().min(1).max(64),
});
const record = z.strictObject({ id: z.uuid(), status_list: statusReference });

const common = {
  iss: z.url({ protocol: /^https$/ }).max(256),
  iat: seconds,
  exp: seconds,
  cnf: z.strictObject({ jwk: ecPublicJwk }),
  status: z.strictObject({ status_list: statusReference }),
  number: z.string().regex(/^[A-Z0-9-]{6,64}$/),
  demonstration: z.literal(true).optional(),
  name_en: z.string().min(1).max(200).optional(),
  name_zh_hant: z.string().min(1).max(200).optional(),
  name_zh_hans: z.string().min(1).max(200).optional(),
  birth_date: civilDate.optional(),
};

const homeProfile = z.strictObject({
  ...common,
  vct: z.literal(vct.homeAttestation),
  'vct#integrity': z.literal(typeDocuments[vct.homeAttestation].integrity),
  record,
  qualification: slug,
  route: z.enum(['examination', 'assessment', 'grandfathering', 'exemption']),
  award_date: civilDate,
  specialisms: z.array(z.strictObject({ code: slug, date: civilDate })).max(10),
  standing: z.strictObject({
    state: z.enum(['current', 'inactive']),
    as_of: civilDate,
    next_due: civilDate.optional(),
  }),
  first_attested_on: civilDate,
  certificate_number: z.string().min(1).max(64),
});

const bridgingProfile = z.strictObject({
  ...common,
  vct: z.literal(vct.bridgingResult),
  'vct#integrity': z.literal(typeDocuments[vct.bridgingResult].integrity),
  agreement,
  results: z
    .array(z.strictObject({ component: slug, outcome: z.literal('passed'), date: civilDate }))
    .min(1)
    .max(20),
});

const recognitionProfile = z.strictObject({
  ...common,
  vct: z.literal(vct.recognition),
  'vct#integrity': z.literal(typeDocuments[vct.recognition].integrity),
  recognition: z.strictObject({ id: z.uuid() }),
  home: z.strictObject({
    iss: z.url({ protocol: /^https$/ }).max(256),
    record,
    qualification: slug,
    credential_sha256: digest,
  }),
  decision: z.enum(['recognised', 'recognised-with-conditions']),
  effect: z.enum(['credits', 'component', 'role-eligibility', 'title']),
  agreement,
  target: slug,
  components: z.array(slug).max(20),
  conditions: z.array(code).max(20),
  not_conferred: z.array(code).min(1).max(10),
  review_by: civilDate,
});

export const credentialProfile = z.discriminatedUnion('vct', [
  homeProfile,
  bridgingProfile,
  recognitionProfile,
]);
export type CredentialProfile = z.output<typeof credentialProfile>;

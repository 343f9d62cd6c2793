import { z } from 'zod';
import { specialismCode } from '../catalogue/index.ts';
import { languages } from '../kernel/localised.ts';
import {
  compactJws,
  identifier,
  instant,
  localised,
  pageOf,
  pageQuery,
  slug,
  text,
} from '../platform/fields.schema.ts';
import { person } from '../vault/index.ts';
import { evidenceTypes } from './application.ts';
import { appealOutcomes, decisionOutcomes } from './decision-words.ts';
import { applicationStates } from './life-cycle.ts';
import { proposal } from './proposal.schema.ts';

/** Applications over HTTP. */

const presentation = z
  .string()
  .min(3)
  .max(65_536)
  .regex(/^[A-Za-z0-9._~-]+$/)
  .meta({ description: 'An SD-JWT with key binding, for this node’s origin and the nonce of this request.' });

const nonce = z
  .string()
  .min(16)
  .max(128)
  .regex(/^[A-Za-z0-9_-]+$/)
  .meta({ description: 'From POST /v1/nonces; used up by this request.' });

/** The only items of a person that a host node keeps. */
const consentItems = ['nameEn', 'nameZhHant', 'nameZhHans', 'birthDate'] as const;

const consent = z
  .strictObject({
    scope: text(200),
    recipient: text(200).meta({ description: 'Who may keep the items: this node or its authority.' }),
    purpose: text(200),
    items: z.array(z.enum(consentItems)).min(1).max(4),
    givenAt: instant,
    evidence: text(8_192)
      .exactOptional()
      .meta({ description: 'What the person signed or confirmed. Only its digest is kept.' }),
  })
  .meta({ id: 'SeparateConsent', description: 'Separate consent (PIPL, Articles 23 and 39).' });

const declared = {
  experienceMonths: z.int().min(0).max(1_200).exactOptional(),
  cpd: z
    .strictObject({ hours: z.int().min(0).max(10_000), withinMonths: z.int().min(1).max(1_200) })
    .exactOptional(),
  languages: z.array(z.enum(languages)).min(1).max(3).exactOptional(),
  targetSpecialism: specialismCode.exactOptional(),
};

export const applicationRequest = z
  .strictObject({
    presentations: z
      .array(presentation)
      .length(1)
      .meta({ description: 'The home credential, disclosing a name and the birth date.' }),
    bridging: z.array(presentation).max(5).exactOptional(),
    nonce,
    targetQualification: slug,
    consent,
    mandate: compactJws.exactOptional().meta({
      description:
        'For an organisation that relays: by the holder’s key, `typ` `wenjin-mandate+jwt`, payload `{aud, organisation, purpose: "recognition", iat, exp, jti}`.',
    }),
    language: z
      .enum(languages)
      .exactOptional()
      .meta({ description: 'In which the holder wants reasons to be given; `en` when absent.' }),
    caseReference: text(100).exactOptional(),
    ...declared,
  })
  .meta({ id: 'ApplicationRequest' });
export type ApplicationRequest = z.output<typeof applicationRequest>;

export const evidenceRequest = z
  .strictObject({
    bridging: z.array(presentation).min(1).max(5).exactOptional(),
    nonce: nonce.exactOptional().meta({ description: 'Required with `bridging`.' }),
    ...declared,
  })
  .refine((given) => Object.keys(given).some((name) => name !== 'nonce'), {
    params: { code: 'required' },
    path: ['bridging'],
  })
  .refine(({ bridging, nonce: given }) => (bridging === undefined) === (given === undefined), {
    params: { code: 'required' },
    path: ['nonce'],
  })
  .meta({ id: 'ApplicationEvidenceRequest' });
export type EvidenceRequest = z.output<typeof evidenceRequest>;

export const appealRequest = z
  .strictObject({
    grounds: text(4_000).meta({ description: 'Why the refusal is wrong, in any of the three languages.' }),
  })
  .meta({ id: 'AppealRequest' });

export const applicationParams = z.strictObject({ id: identifier });

export const applicationsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(applicationStates).optional(),
});

const instantOut = z.string().meta({ description: 'RFC 3339.' });

export const applicationSummary = z
  .object({
    id: z.string(),
    state: z.enum(applicationStates),
    authority: z.string().meta({ description: 'Issuer identifier of the authority that recognises.' }),
    targetQualification: z.string(),
    home: z.object({ issuer: z.string(), qualification: z.string(), recordId: z.string() }),
    clock: z.object({
      acknowledgedAt: instantOut,
      dueAt: instantOut.nullable().meta({
        description:
          'Exclusive; ten working days net of stops. Null while the clock stands still or is done.',
      }),
      stoppedAt: instantOut.nullable(),
    }),
    closedAt: instantOut.nullable(),
    caseReference: z.string().nullable(),
  })
  .meta({ id: 'ApplicationSummary' });
export type ApplicationSummary = z.output<typeof applicationSummary>;

export const applicationPage = pageOf(applicationSummary);

const decisionView = z.object({
  id: z.string(),
  outcome: z.enum(decisionOutcomes),
  override: z.boolean(),
  reasons: z.string().nullable().meta({
    description:
      'Null where none were given, and where the person is not in the answer: for who relays, where place does not allow it, while restricted, and once erased.',
  }),
  conditions: z.array(z.string()),
  decidedAt: instantOut,
  approvedAt: instantOut.nullable(),
  decisionSha256: z.string(),
  decidedBy: z.string().nullable().meta({ description: 'For officers and regulators.' }),
  approvedBy: z.string().nullable(),
  appeal: z
    .object({ route: localised, until: z.string().meta({ description: 'Civil date, exclusive.' }) })
    .nullable()
    .meta({ description: 'Where a refusal can be taken, and until when.' }),
});

const appealView = z
  .object({
    id: z.string(),
    decisionId: z.string().meta({ description: 'The refusal.' }),
    filedAt: instantOut,
    grounds: z.string().nullable().meta({
      description:
        'Null where the person is not in the answer: for who relays, where place does not allow it, while restricted, and once erased.',
    }),
    outcome: z.enum(appealOutcomes).nullable().meta({
      description:
        '`upheld`: the refusal stands. `varied`: recognised instead. `remitted`: to be assessed anew. `withdrawn`: by the holder, so the refusal stands. Null until then.',
    }),
    determinedBy: z
      .string()
      .nullable()
      .meta({ description: 'The decision that determined it; null where it was withdrawn.' }),
    determinedAt: instantOut.nullable(),
  })
  .meta({ id: 'Appeal' });

export const applicationAnswer = z
  .object({
    ...applicationSummary.shape,
    language: z.enum(languages),
    relayedBy: z.string().nullable(),
    agreements: z.array(z.object({ id: z.string(), version: z.int() })).meta({
      description: 'The versions that govern it, kept for its life.',
    }),
    evidence: z.array(
      z.object({
        id: z.string(),
        type: z.enum(evidenceTypes),
        source: z.string(),
        digestSha256: z.string(),
        observedAt: instantOut,
      }),
    ),
    proposal: z.object({
      id: z.string(),
      sequence: z.int(),
      proposedAt: instantOut,
      digestSha256: z.string(),
      ...proposal.shape,
      others: z.array(proposal).meta({ description: 'What other rows would come to.' }),
    }),
    decision: decisionView.nullable().meta({
      description: 'The latest; for the holder and who relays the latest that a second officer has approved.',
    }),
    appeals: z.array(appealView).meta({ description: 'In the order in which they were filed.' }),
    credentialId: z.string().nullable(),
    person: person.nullable(),
    personalData: z
      .object({ included: z.boolean(), rule: z.string(), reason: localised })
      .meta({ description: 'Whether place and purpose let the person be in this answer.' }),
  })
  .meta({ id: 'Application' });
export type ApplicationAnswer = z.output<typeof applicationAnswer>;

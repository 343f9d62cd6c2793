import { z } from 'zod';
import {
  componentKinds,
  condition,
  recognitionEffects,
  standingRequirements,
  transfers,
} from '../catalogue/index.ts';
import { civilDate, jurisdiction, slug, text } from '../platform/fields.schema.ts';
import { governingDates, homeSuspensionEffects, terminationEffects } from './vocabulary.ts';

/** The document that both sides sign. Strict throughout: what a signature covers must have a meaning here. */

export const agreementId = z
  .string()
  .regex(/^[A-Z0-9](?:[A-Z0-9-]{0,30}[A-Z0-9])?$/)
  .meta({ description: 'Name of an agreement, the same through its versions.', examples: ['DEMO-1'] });

export const rowId = z
  .string()
  .regex(/^[A-Z0-9-]{1,32}\/[a-z0-9][a-z0-9-]{0,30}$/)
  .meta({ description: 'A row, with the agreement in front.', examples: ['DEMO-1/i03'] });

export const versionNumber = z.int().min(1).max(9999);

const words = z
  .strictObject({ en: text(500), zhHant: text(500), zhHans: text(500) })
  .meta({ id: 'AgreementText', description: 'The same text in English, 繁體 and 简体.' });

export const codedText = z.strictObject({ code: slug, text: words }).meta({
  id: 'CodedText',
  description: 'Credentials carry the code; the text is here, in the signed document.',
});

export const agreementComponent = z
  .strictObject({
    code: slug,
    kind: z.enum(componentKinds),
    credits: z.int().positive().max(1000).exactOptional(),
    name: words,
    transfer: z.enum(transfers),
    hours: z.int().positive().max(10_000).exactOptional(),
    requiredBefore: z.boolean().meta({
      description:
        'True: must be passed before anything is recognised. False: may be outstanding, and the recognition says so.',
    }),
    localLawExemptionSignedBy: z.array(jurisdiction).length(2).exactOptional().meta({
      description:
        'Local law and ethics are exempt only where both sides say so here, for this component, above both signatures.',
    }),
  })
  .meta({ id: 'AgreementComponent' });

const accreditationWindow = z
  .strictObject({
    qualification: slug,
    entry: text(20).meta({ description: 'Number of the entry in the qualifications register.' }),
    from: civilDate,
    until: civilDate.meta({ description: 'Exclusive.' }),
  })
  .meta({ id: 'AccreditationWindow' });

export const agreementRow = z
  .strictObject({
    id: rowId,
    sourceRow: slug.exactOptional().meta({ description: 'The row of the catalogue that it was coded from.' }),
    from: z.array(slug).min(1).max(20).meta({ description: 'Qualifications of the home side.' }),
    target: slug.meta({ description: 'The qualification of the host side that it counts towards.' }),
    outcome: z.enum(['full', 'conditional', 'partial']),
    factStatus: z.enum(['verified', 'partly-verified', 'illustrative']),
    standingRequired: z.enum(standingRequirements),
    recognitionEffect: z.enum(recognitionEffects),
    noChaining: z.literal(true),
    components: z.array(agreementComponent).min(1).max(20),
    conditions: z.array(condition).max(20),
    accreditationWindows: z.array(accreditationWindow).max(20),
    imposedConditions: z
      .array(codedText)
      .max(10)
      .meta({ description: 'What every recognition by this row is subject to.' }),
    notConferred: z.array(codedText).min(1).max(5),
    remark: words.exactOptional(),
  })
  .meta({ id: 'AgreementRow', description: 'Directed: a row from A to B says nothing about B to A.' });

const party = z
  .strictObject({
    jurisdiction,
    origin: z.url({ protocol: /^https$/ }).max(200),
    authority: slug,
  })
  .meta({ id: 'AgreementParty' });

export const agreementDocument = z
  .strictObject({
    id: agreementId,
    version: versionNumber,
    parties: z.array(party).length(2),
    title: words,
    inForceFrom: civilDate,
    inForceUntil: civilDate.meta({ description: 'Exclusive.' }).exactOptional(),
    governingDate: z.enum(governingDates),
    onTermination: z.enum(terminationEffects),
    onHomeSuspension: z.enum(homeSuspensionEffects),
    reviewAfterSuspensionDays: z.int().min(1).max(366),
    recognitionValidityDays: z.int().min(1).max(3660),
    homeFreshness: z.strictObject({
      atIssuanceDays: z.int().min(1).max(366),
      whileActiveDays: z.int().min(1).max(3660),
    }),
    appeal: z.strictObject({ route: words, days: z.int().min(1).max(366) }),
    rows: z.array(agreementRow).min(1).max(100),
    demonstration: z.boolean(),
  })
  .meta({ id: 'AgreementDocument', description: 'What both sides sign, as canonical JSON in snake_case.' });

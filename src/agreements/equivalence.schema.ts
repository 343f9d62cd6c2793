import { z } from 'zod';
import {
  acquisitionRoutes,
  bases,
  componentKinds,
  condition,
  outcomes,
  recognitionEffects,
  specialismCode,
  standingRequirements,
  transfers,
} from '../catalogue/index.ts';
import { languages } from '../kernel/localised.ts';
import { civilDate, jurisdiction, localised, slug, text } from '../platform/fields.schema.ts';
import { standings } from './vocabulary.ts';

/** The explorer: a question without personal data, and every row that answers it. */

const months = z.int().min(0).max(1200);

export const equivalenceQuestion = z
  .strictObject({
    qualification: slug
      .exactOptional()
      .meta({ description: 'Id of the qualification held.', examples: ['cn-qcbp-im-cc'] }),
    targetQualification: slug
      .exactOptional()
      .meta({ description: 'Id of the one that it shall count towards.' }),
    targetRole: text(100)
      .exactOptional()
      .meta({ description: 'Words of the title or role, in any of the three languages.' }),
    targetSide: jurisdiction.meta({ description: 'The side where it shall count.' }),
    route: z.enum(acquisitionRoutes).exactOptional(),
    awardDate: civilDate.exactOptional(),
    experienceMonths: months.exactOptional(),
    specialisms: z.array(specialismCode).min(1).max(5).exactOptional(),
    cpd: z.strictObject({ hours: z.int().min(0).max(10_000), withinMonths: months.min(1) }).exactOptional(),
    language: z
      .enum(languages)
      .exactOptional()
      .meta({ description: 'In which the award was taken. Answers come in all three.' }),
  })
  .refine(
    ({ qualification, targetQualification, targetRole }) =>
      qualification !== undefined || targetQualification !== undefined || targetRole !== undefined,
    { params: { code: 'required' }, path: ['qualification'] },
  )
  .meta({
    id: 'EquivalenceQuestion',
    description: 'At least one of `qualification`, `targetQualification`, `targetRole`.',
  });

const qualificationReference = z
  .object({
    id: z.string(),
    side: z.enum(['HK', 'CN-SZ', 'JOINT']),
    abbreviation: z.string().nullable(),
    name: localised,
  })
  .meta({ id: 'QualificationReference' });

const agreementReference = z
  .object({
    id: z.string(),
    version: z.int(),
    row: z.string(),
    title: localised,
    inForceFrom: z.string(),
    demonstration: z.boolean(),
  })
  .meta({ id: 'AgreementReference' });

const componentAnswer = z.object({
  code: z.string(),
  kind: z.enum(componentKinds),
  name: localised,
  credits: z.int().nullable(),
});

export const equivalenceRowAnswer = z
  .object({
    row: z.string().meta({ description: '`DEMO-1/i03` of an agreement, `v01` of the catalogue.' }),
    basis: z.enum(bases).meta({ description: 'Whose word it is; rows come in this order.' }),
    agreement: agreementReference.nullable(),
    sourceRow: z.string().nullable().meta({ description: 'The row of the catalogue behind it.' }),
    factStatus: z.enum(['verified', 'partly-verified', 'illustrative']),
    from: z.array(qualificationReference),
    to: z.array(qualificationReference),
    outcome: z.enum(outcomes),
    recognitionEffect: z.enum(recognitionEffects),
    standingRequired: z.enum(standingRequirements),
    exempt: z.array(componentAnswer),
    missing: z.array(
      componentAnswer.extend({
        transfer: z.enum(transfers),
        hours: z.int().nullable(),
        requiredBefore: z.boolean().nullable().meta({
          description: 'True: before anything is recognised. Null: the row does not say.',
        }),
      }),
    ),
    conditions: z.array(z.object({ standing: z.enum(standings), condition, text: localised })),
    imposedConditions: z.array(z.object({ code: z.string(), text: localised })),
    notConferred: z.array(z.object({ code: z.string().nullable(), text: localised })),
    remark: localised.nullable(),
    sources: z.array(z.object({ id: z.string(), url: z.string().nullable() })),
  })
  .meta({ id: 'EquivalenceRowAnswer' });

const nearest = z
  .object({
    row: z.string(),
    basis: z.enum(bases),
    agreement: agreementReference.nullable(),
    from: qualificationReference,
    to: qualificationReference,
    text: localised,
  })
  .meta({ id: 'NearestEquivalence' });

export const equivalenceAnswer = z
  .object({
    asOf: z.string().meta({ description: 'RFC 3339; agreements in force at this instant.' }),
    catalogueVersion: z.string(),
    result: z.enum(['matches', 'none']),
    rows: z
      .array(equivalenceRowAnswer)
      .meta({ description: 'Every matching row, by basis, then best first. With `none`, rows that say so.' }),
    none: z
      .object({
        reason: z.enum(['same-side', 'nothing-recognised', 'no-row', 'role-unknown']),
        text: localised,
        nearest: z.array(nearest),
      })
      .nullable(),
    notice: localised,
  })
  .meta({ id: 'EquivalenceAnswer', description: 'What a qualification counts for on the other side.' });

import { z } from 'zod';
import { civilDate, slug, text } from '../platform/fields.schema.ts';
import { factStatus, qualificationId, remarks, sourceIds, translated } from './qualification.schema.ts';
import {
  acquisitionRoutes,
  bases,
  componentKinds,
  outcomes,
  recognitionEffects,
  standingRequirements,
  transfers,
} from './vocabulary.ts';

/** Components, conditions and rows: recognition is by component, never by certificate. */

const months = z.int().min(1).max(600);

export const component = z
  .strictObject({
    code: slug,
    kind: z.enum(componentKinds),
    credits: z.int().positive().exactOptional(),
    name: translated,
  })
  .meta({ id: 'Component' });

const transfer = {
  transfer: z.enum(transfers).meta({
    description:
      '`exempt`: not required. `bridge`: to be made up by a module or assessment. `never`: the host’s own paper or module, to be passed as it stands.',
  }),
  hours: z.int().positive().exactOptional(),
};

const componentReference = z.strictObject({ code: slug, ...transfer });

export const rowComponent = z.strictObject({ ...component.shape, ...transfer }).meta({ id: 'RowComponent' });

/** What must hold of the award, the person or the evidence. `note` carries what no program can judge. */
export const condition = z
  .discriminatedUnion('code', [
    z.strictObject({ code: z.literal('route'), anyOf: z.array(z.enum(acquisitionRoutes)).min(1).max(4) }),
    z.strictObject({
      code: z.literal('award-date'),
      from: civilDate.exactOptional(),
      until: civilDate.meta({ description: 'Exclusive.' }).exactOptional(),
    }),
    z.strictObject({ code: z.literal('experience'), minimumMonths: months }),
    z.strictObject({ code: z.literal('standing-age'), maximumDays: z.int().min(1).max(3660) }),
    z.strictObject({ code: z.literal('recency'), maximumMonths: months }),
    z.strictObject({
      code: z.literal('cpd'),
      minimumHours: z.int().min(1).max(1000),
      withinMonths: months,
    }),
    z.strictObject({
      code: z.literal('language'),
      anyOf: z
        .array(z.enum(['en', 'zh-Hant', 'zh-Hans']))
        .min(1)
        .max(3),
    }),
    z.strictObject({ code: z.literal('accreditation-at-award') }),
    z.strictObject({ code: z.literal('stream-matches-specialism') }),
    z.strictObject({ code: z.literal('note'), text: translated }),
  ])
  .meta({ id: 'EquivalenceCondition' });

const sourceTexts = z.array(text(200)).max(20);

const rowFields = {
  id: slug,
  kind: z.enum(['cross-boundary', 'same-side']),
  from: z.array(qualificationId).min(1).max(20),
  to: z.array(qualificationId).min(1).max(20),
  outcome: z.enum(outcomes),
  basis: z.enum(bases).meta({ description: 'Whose word it is; only `agreement` rows are issued from.' }),
  standingRequired: z.enum(standingRequirements),
  recognitionEffect: z.enum(recognitionEffects),
  noChaining: z.literal(true).meta({ description: 'A recognition is never a source of another.' }),
  conditions: z.array(condition).max(20),
  notConferred: z.array(translated).min(1).max(5),
  remark: translated.exactOptional(),
  factStatus,
  sources: sourceIds,
  notes: remarks,
  source: z
    .strictObject({ exempted: sourceTexts, required: sourceTexts, conditions: sourceTexts })
    .meta({ description: 'The row in words, before it was coded.' }),
};

/** As the data file keeps it: components by code. */
export const equivalenceRowRecord = z.strictObject({
  ...rowFields,
  components: z.array(componentReference).max(20),
});

export const equivalenceRow = z
  .strictObject({ ...rowFields, components: z.array(rowComponent).max(20) })
  .meta({ id: 'EquivalenceRow' });

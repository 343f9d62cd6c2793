import { z } from 'zod';
import { civilDate, identifier, pageQuery, text } from '../platform/fields.schema.ts';
import { holdBases, liftReasons, releaseReasons, restrictionReasons } from './vocabulary.ts';

/** What callers send. */

const reference = text(128).meta({
  description: 'Your own file number; no name, no identity number.',
  examples: ['DEMO-CASE-0001'],
});

export const newHold = z
  .strictObject({
    target: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('subject'), id: identifier }),
      z.strictObject({
        type: z.literal('credential'),
        number: text(64).meta({ examples: ['DEMO-HK-R-000001'] }),
      }),
    ]),
    legalBasis: z.enum(holdBases),
    reference,
    until: civilDate.nullable().meta({
      description: 'First civil date on which it does not stand any more; null: until it is lifted.',
    }),
  })
  .meta({
    id: 'NewHold',
    description: 'A hold on a credential holds everything of its person: all of it is under one key.',
  });
export type NewHold = z.output<typeof newHold>;

export const holdLift = z.strictObject({ reasonCode: z.enum(liftReasons) }).meta({ id: 'HoldLift' });
export type HoldLift = z.output<typeof holdLift>;

export const holdParams = z.strictObject({ id: identifier });

export const holdsQuery = z.strictObject({
  ...pageQuery,
  state: z
    .enum(['standing', 'all'])
    .optional()
    .meta({ description: '`standing` when absent; `all`: also those that ended.' }),
});
export type HoldsQuery = z.output<typeof holdsQuery>;

export const subjectParams = z.strictObject({ subjectId: identifier });

export const newRestriction = z
  .strictObject({ reasonCode: z.enum(restrictionReasons), reference: reference.optional() })
  .meta({ id: 'NewRestriction' });
export type NewRestriction = z.output<typeof newRestriction>;

export const release = z.strictObject({ reasonCode: z.enum(releaseReasons) }).meta({ id: 'Release' });
export type Release = z.output<typeof release>;

export const reportQuery = z.strictObject({
  from: civilDate.meta({ description: 'First civil date of the window.' }),
  until: civilDate.meta({ description: 'First civil date after the window, ten years later at most.' }),
});
export type ReportQuery = z.output<typeof reportQuery>;

export const dueQuery = z.strictObject({
  ...pageQuery,
  before: civilDate.meta({ description: 'Whose date comes before this one.' }),
});
export type DueQuery = z.output<typeof dueQuery>;

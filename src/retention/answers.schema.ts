import { z } from 'zod';
import { identifier, instant, localised, pageOf } from '../platform/fields.schema.ts';
import { classIds, executors, expiryActions, holdBases, restrictionCauses, standings } from './vocabulary.ts';

/** What callers get. */

const log = z.array(z.object({ entry: identifier, index: z.int().nullable() })).meta({
  description: 'Entries of the issuance log that prove it; `index` is null until the log has taken one.',
});

const date = z.string().meta({ description: 'Civil date at +08:00.', examples: ['2033-06-01'] });

const basis = z.object({
  text: z.string(),
  mark: z.enum(['V1', 'V2', 'M', 'G']).nullable().meta({
    description:
      'V1: read in the primary text. V2: read in a secondary source. M: from memory. G: a judgement of the makers. Null: the purpose itself.',
  }),
  source: z.string().nullable(),
});

export const retentionClass = z
  .object({
    id: z.enum(classIds),
    label: localised,
    covers: localised,
    trigger: localised,
    period: z
      .object({ years: z.int(), atLeast: z.boolean() })
      .nullable()
      .meta({ description: 'Null: as long as the trigger holds, or for good.' }),
    bases: z.array(basis),
    onExpiry: z.enum(expiryActions),
    executedBy: z.enum(executors),
    procedure: localised,
  })
  .meta({ id: 'RetentionClass' });

export const retentionClassList = z
  .object({ graceDays: z.int(), items: z.array(retentionClass) })
  .meta({ id: 'RetentionClassList' });

export const hold = z
  .object({
    id: identifier,
    target: z.object({ type: z.enum(['subject', 'credential']), id: z.string() }),
    subjectId: identifier,
    legalBasis: z.enum(holdBases),
    reference: z.string(),
    until: date.nullable(),
    stands: z.boolean(),
    placedAt: instant,
    placedBy: z.string(),
    placedAs: z.string(),
    liftedAt: instant.nullable(),
    liftedBy: z.string().nullable(),
    liftReason: z.string().nullable(),
    log,
  })
  .meta({ id: 'Hold' });
export const holdPage = pageOf(hold).meta({ id: 'HoldPage' });

export const restrictions = z
  .object({
    subjectId: identifier,
    restricted: z.boolean(),
    items: z.array(
      z.object({
        id: identifier,
        cause: z.enum(restrictionCauses),
        reasonCode: z.string(),
        reference: z.string().nullable(),
        startedAt: instant,
        startedBy: z.string(),
        endedAt: instant.nullable(),
        endedBy: z.string().nullable(),
        endReason: z.string().nullable(),
        log,
      }),
    ),
  })
  .meta({
    id: 'Restrictions',
    description: 'Every time that this person was restricted, the first one first.',
  });

const count = z.int().min(0);

export const classReport = z
  .object({
    class: z.enum(classIds),
    due: count.nullable().meta({
      description:
        'Past their date before the end of the window and still here. Null: not counted by this program.',
    }),
    held: count,
    restricted: count,
    overdue: count.meta({ description: 'Should have been done a day ago, no hold standing.' }),
    done: z.object({ restricted: count, released: count, erased: count, removed: count }),
    log,
    logLeftOff: count.meta({ description: 'Entries beyond the 200 that are shown.' }),
  })
  .meta({ id: 'RetentionClassReport' });

export const retentionReport = z
  .object({
    from: date,
    until: date,
    sweptAt: instant.nullable().meta({ description: 'When the schedule was last made anew.' }),
    subjects: count,
    unclassified: count.meta({
      description: 'Persons whom no class covers: for the privacy officer to judge.',
    }),
    classes: z.array(classReport),
  })
  .meta({ id: 'RetentionReport', description: 'Records past their retention date, and what was done.' });

export const dueItem = z
  .object({
    subjectId: identifier,
    class: z.enum(classIds).nullable(),
    dueOn: date.nullable(),
    standing: z.enum(standings),
    eraseOn: date.nullable(),
    held: z.boolean(),
    bases: z.array(basis),
  })
  .meta({ id: 'DueItem' });
export const duePage = pageOf(dueItem).meta({ id: 'DuePage' });

const keptClass = z.object({ id: z.enum(classIds), label: localised, bases: z.array(basis) });

export const erasureAnswer = z
  .object({
    id: identifier,
    receivedAt: instant,
    persons: z.array(
      z.object({
        standing: z.enum([...standings, 'erased']),
        dueOn: date.nullable().meta({ description: 'When nothing keeps it any more, as things stand now.' }),
        eraseOn: date
          .nullable()
          .meta({ description: 'When it is erased, if it is due by then and nothing new happens.' }),
        held: z.boolean(),
        keptBecause: z.array(keptClass.extend({ until: date.nullable() })),
        message: localised,
      }),
    ),
    keptAfterwards: z.array(keptClass.extend({ procedure: localised })).meta({
      description: 'What stays when a person is erased, and why; none of it can be opened any more.',
    }),
    log,
  })
  .meta({ id: 'ErasureAnswer' });

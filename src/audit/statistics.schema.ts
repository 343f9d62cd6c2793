import { z } from 'zod';
import { directions } from '../kernel/event.ts';
import { instant, localised, slug, text } from '../platform/fields.schema.ts';
import { lookQuery } from './reading.schema.ts';
import { figureIds } from './statistics-definitions.ts';

const month = z
  .string()
  .regex(/^20\d{2}-(0[1-9]|1[0-2])$/)
  .meta({ description: 'A civil month at +08:00.', examples: ['2026-06'] });

export const asOf = z.union([z.string().regex(/^(0|[1-9]\d{0,14})$/), instant]).meta({
  description:
    'What the log held: a size, or an instant, which stands for the largest head signed by then. The head of now when absent.',
  examples: ['1024', '2026-07-01T00:00:00Z'],
});

export const statisticsQuery = z.strictObject({
  ...lookQuery,
  asOf: asOf.optional(),
  from: month.optional().meta({ description: 'The first month; eleven before the last when absent.' }),
  until: month
    .optional()
    .meta({ description: 'The month after the last; the one after that of the newest entry when absent.' }),
  direction: z.enum(directions).optional(),
  authority: slug.optional().meta({ description: 'An authority of this node.' }),
  qualification: text(64).optional().meta({ description: 'What is held, or what it counts as.' }),
});
export type StatisticsQuery = z.output<typeof statisticsQuery>;

const count = z.int().min(0);

const logState = z.object({
  origin: z.string().meta({ description: 'Of the log.' }),
  size: count,
  root: z.string().meta({ description: 'Root of the tree of this size, base64url.' }),
  latestEntryAt: z
    .string()
    .nullable()
    .meta({ description: 'The latest instant that an entry below the size bears.' }),
});

const stageTime = z.object({
  applications: count,
  medianSeconds: z.number().nullable(),
  p90Seconds: z.number().nullable(),
});

export const statistics = z
  .object({
    asOf: logState,
    window: z.object({ from: z.string(), until: z.string() }),
    reconciliation: z.object({
      balanced: z.boolean().meta({ description: 'Every entry is counted, and counted as what it is.' }),
      entries: count.meta({ description: 'The size.' }),
      counted: count,
      byType: z.array(z.object({ type: z.string(), entries: count, counted: count })),
      inWindow: count.meta({ description: 'What the rows of `activity` add up to.' }),
    }),
    activity: z.array(
      z.object({
        month: z.string(),
        type: z.string(),
        direction: z.string().nullable(),
        authority: z.string().nullable(),
        qualification: z.string().nullable(),
        target: z.string().nullable(),
        route: z.string().nullable(),
        specialism: z.string().nullable(),
        decision: z.string().nullable(),
        legalKind: z.string().nullable(),
        count,
      }),
    ),
    stages: z.object({
      receivedToProposed: stageTime,
      proposedToDecided: stageTime,
      decidedToClosed: stageTime,
      receivedToClosed: stageTime,
      stoppedClock: stageTime,
    }),
    stock: z.array(
      z.object({
        kind: z.string(),
        state: z.string(),
        direction: z.string().nullable(),
        authority: z.string().nullable(),
        qualification: z.string().nullable(),
        target: z.string().nullable(),
        count,
      }),
    ),
    verifications: z.object({
      total: count,
      byMonth: z.array(z.object({ month: z.string(), result: z.string(), count })),
      notLogged: count,
    }),
    appeals: z.object({ filed: count, upheld: count, varied: count, remitted: count, withdrawn: count }),
    funnel: z.array(
      z.object({
        direction: z.enum(directions),
        eligible: count.nullable().meta({ description: 'Null where the other node counts it.' }),
        applied: count.nullable(),
        recognised: count.nullable(),
        issued: count.nullable(),
        verifiedByEmployer: count.nullable(),
      }),
    ),
  })
  .meta({
    id: 'Statistics',
    description: 'Counts of the log at a stated size, which anybody who holds the log can count anew.',
  });
export type Statistics = z.output<typeof statistics>;

export const definitions = z
  .object({ items: z.array(z.object({ figure: z.enum(figureIds), definition: localised })) })
  .meta({ id: 'FigureDefinitions', description: 'What each figure counts.' });

const cell = count.nullable().meta({ description: 'Null where it is hidden.' });

export const publicStatistics = z
  .object({
    asOf: logState,
    tables: z.array(
      z.object({
        subject: z.enum(['decisions', 'verifications']),
        direction: z.enum(directions).nullable(),
        quarter: z.string(),
        columns: z.array(z.string()),
        rows: z.array(z.object({ month: z.string(), cells: z.array(cell), total: cell })),
        totals: z.object({ cells: z.array(cell), total: cell }),
      }),
    ),
    stock: z.array(z.object({ kind: z.string(), state: z.string(), roundedCount: count })),
    definitions: z.array(z.object({ figure: z.enum(figureIds), definition: localised })),
  })
  .meta({
    id: 'PublicStatistics',
    description: 'Quarters that are over. Small counts are hidden, and what they could be computed from.',
  });
export type PublicStatistics = z.output<typeof publicStatistics>;

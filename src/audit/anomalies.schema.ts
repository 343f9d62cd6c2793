import { z } from 'zod';
import { localised } from '../platform/fields.schema.ts';
import { detectorIds } from './anomaly-definitions.ts';
import { parseOverrides } from './anomaly-thresholds.ts';
import { logPlace, lookQuery, window, windowQuery } from './reading.schema.ts';

const known: ReadonlySet<string> = new Set(detectorIds);

export const anomaliesQuery = z.strictObject({
  ...lookQuery,
  ...windowQuery,
  detectors: z
    .string()
    .max(600)
    .refine((text) => text.split(',').every((id) => known.has(id)), { params: { code: 'choice' } })
    .optional()
    .meta({
      description: 'Names, separated by commas; all when absent.',
      examples: ['hasty-approval,override-cluster'],
    }),
  thresholds: z
    .string()
    .max(1000)
    .refine((text) => parseOverrides(text) !== undefined, { params: { code: 'choice' } })
    .optional()
    .meta({
      description:
        '`detector.name:value`, separated by commas, each within its limits; the usual ones when absent.',
      examples: ['hasty-approval.seconds:120,clock-drift.seconds:2'],
    }),
});
export type AnomaliesQuery = z.output<typeof anomaliesQuery>;

export const anomaly = z
  .object({
    at: z.string().meta({ description: 'When it was complete.' }),
    objects: z.array(z.object({ type: z.string(), id: z.string() })),
    actors: z
      .array(z.string())
      .meta({ description: 'Persons, officers, clients or organisations, by identifier.' }),
    measured: z.record(z.string(), z.union([z.string(), z.number()])),
    proofs: z.array(logPlace).meta({
      description: 'The entries that show it; the first ones where there are very many.',
    }),
  })
  .meta({ id: 'Anomaly', description: 'Something to look at. It accuses nobody.' });

export const anomalies = z
  .object({
    window,
    log: z.object({ size: z.int(), root: z.string() }).meta({ description: 'The head when it was asked.' }),
    detectors: z.array(
      z.object({
        id: z.enum(detectorIds),
        definition: localised,
        thresholds: z.array(
          z.object({
            name: z.string(),
            unit: z.string(),
            value: z.number(),
            usual: z.number(),
            least: z.number(),
            most: z.number(),
          }),
        ),
        examined: z.int().min(0).meta({ description: 'Rows that were looked at.' }),
        truncated: z.boolean().meta({
          description: 'There were more rows or findings than one answer takes: ask for a shorter window.',
        }),
        findings: z.array(anomaly),
      }),
    ),
  })
  .meta({ id: 'Anomalies' });
export type Anomalies = z.output<typeof anomalies>;

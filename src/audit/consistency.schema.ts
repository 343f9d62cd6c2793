import { z } from 'zod';
import { blockedLog } from '../transparency/index.ts';
import { codeWithLabel, lookQuery, window, windowQuery } from './reading.schema.ts';

export const consistencyQuery = z.strictObject({ ...lookQuery, ...windowQuery });
export type ConsistencyQuery = z.output<typeof consistencyQuery>;

const place = z.object({ entry: z.string(), index: z.int().min(0) });

export const consistency = z
  .object({
    verdict: codeWithLabel.meta({ description: '`consistent`, `unwitnessed` or `inconsistent`.' }),
    own: z.object({
      origin: z.string(),
      size: z.int().min(0),
      root: z.string(),
      backlog: z.int().min(0),
      oldestPendingSeconds: z.number().min(0).nullable(),
      blocked: blockedLog.nullable(),
      checkpointAgeSeconds: z.number().min(0).nullable(),
      witness: z.string(),
      frozenBecause: z.string().nullable(),
    }),
    cosigned: z
      .object({ size: z.int().min(0), at: z.string(), note: z.string() })
      .nullable()
      .meta({ description: 'The newest head that the other side cosigned, with its signature.' }),
    peer: z
      .object({
        origin: z.string(),
        size: z.int().min(0),
        root: z.string(),
        seenAt: z.string(),
        source: z.string(),
      })
      .nullable()
      .meta({ description: 'The newest head of the other side’s log that was seen and checked here.' }),
    gaps: z
      .array(z.object({ before: place.nullable(), next: z.int().min(0) }))
      .meta({ description: 'Indices without an entry; at most 20.' }),
    beyond: z.array(place).meta({ description: 'Entries at or beyond the size; at most 20.' }),
    outOfOrder: z.object({
      window,
      examined: z.int().min(0),
      items: z.array(
        z.object({ ...place.shape, type: z.string(), recordedAt: z.string(), latestBefore: z.string() }),
      ),
    }),
    forks: z
      .array(
        z.object({
          origin: z.string(),
          size: z.int().min(0),
          notes: z.array(z.string()),
          seenAt: z.string(),
        }),
      )
      .meta({
        description: 'Two signed heads of one log and size that contradict each other: the evidence.',
      }),
  })
  .meta({ id: 'LogConsistency' });

import { z } from 'zod';
import { chartCuts } from './chart-counts.ts';
import { statisticsQuery } from './statistics.schema.ts';

export const chartQuery = statisticsQuery.extend({
  by: z.enum(chartCuts).meta({
    description:
      '`qualification` and `side`: credentials issued, by the qualification held or by direction. `outcome`: decisions that closed a round.',
  }),
  cells: z.enum(['all', 'published']).default('all').meta({
    description:
      '`published`: counts from 1 to 4 are hidden, and what they could be computed from, as in the published statistics.',
  }),
});
export type ChartQuery = z.output<typeof chartQuery>;

export const chartImage = z.string().meta({
  description:
    'SVG with texts in the language of `Accept-Language`. Its `metadata` is JSON: window, log size and root, series, and the counts by month, null where hidden.',
});

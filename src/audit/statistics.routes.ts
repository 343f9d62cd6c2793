import type { z } from 'zod';
import { preferredLanguage } from '../kernel/localised.ts';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import { chartImage, chartQuery } from './charts.schema.ts';
import type { Charts } from './charts.service.ts';
import { definitions, publicStatistics, statistics, statisticsQuery } from './statistics.schema.ts';
import type { StatisticsService } from './statistics.service.ts';
import type { PublishedStatistics } from './statistics-public.service.ts';

const access = { roles: ['regulator'], scope: 'events:read', purpose: 'supervision' } as const;

const statisticsOperation = {
  id: 'getStatistics',
  method: 'GET',
  path: '/v1/audit/statistics',
  tag: 'Supervision',
  summary: 'Statistics of the log',
  description:
    'Activity by month, type, direction, authority, qualification, target, route, specialism and decision; time per stage; stock; verifications; the funnel. Counted over the log at a stated size, with its root, and reconciled with it to the unit: the same size gives the same answer, but for definitions that grew. At most 60 months and 10,000 rows. The look is recorded.',
  access,
  query: statisticsQuery,
  answers: { 200: { description: 'The figures.', schema: statistics } },
  faults: ['statistics-too-wide'],
} as const satisfies Operation<z.ZodType, typeof statisticsQuery, z.ZodType>;

const definitionsOperation = {
  id: 'getStatisticsDefinitions',
  method: 'GET',
  path: '/v1/audit/statistics/definitions',
  tag: 'Supervision',
  summary: 'What each figure counts',
  description: 'In three languages. The look is recorded.',
  access,
  answers: { 200: { description: 'The definitions.', schema: definitions } },
} as const satisfies Operation<z.ZodType, z.ZodType, z.ZodType>;

const chartType = 'image/svg+xml';

const chartOperation = {
  id: 'getStatisticsChart',
  method: 'GET',
  path: '/v1/audit/statistics/chart',
  tag: 'Supervision',
  summary: 'A chart of the log, with its numbers',
  description:
    'Counts by month over the log at a stated size, at most 60 months, as a picture that carries its table. The look is recorded.',
  access,
  query: chartQuery,
  answers: { 200: { description: 'The chart.', schema: chartImage, mediaType: chartType } },
  faults: ['statistics-too-wide'],
} as const satisfies Operation<z.ZodType, typeof chartQuery, z.ZodType>;

const publicOperation = {
  id: 'getPublicStatistics',
  method: 'GET',
  path: '/v1/statistics',
  tag: 'Supervision',
  summary: 'Published statistics',
  description:
    'Decisions and verifications of the last four quarters that are over, by month, and the stock. Counts from 1 to 4 are hidden, and with them what they could be computed from. Nobody is recorded.',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
  answers: { 200: { description: 'The tables.', schema: publicStatistics } },
} as const satisfies Operation<z.ZodType, z.ZodType, z.ZodType>;

export function statisticsRoutes(
  router: Router,
  figures: { statistics: StatisticsService; published: PublishedStatistics; charts: Charts },
): void {
  const { statistics: service, published, charts } = figures;
  router.mount(statisticsOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await service.count(query, { caller, requestId }),
  }));
  router.mount(definitionsOperation, async ({ caller, requestId }) => ({
    status: 200,
    body: { items: await service.definitions({ caller, requestId }) },
  }));
  router.mount(chartOperation, async ({ query, caller, requestId, request }) => ({
    status: 200,
    body: await charts.draw(
      query,
      { caller, requestId },
      preferredLanguage(request.headers['accept-language']),
    ),
    mediaType: chartType,
    headers: { 'cache-control': 'no-store', vary: 'Accept-Language' },
  }));
  router.mount(publicOperation, async () => ({
    status: 200,
    body: await published.read(),
    headers: { 'cache-control': 'public, max-age=60' },
  }));
}

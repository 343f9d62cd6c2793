import type { z } from 'zod';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import { anomalies, anomaliesQuery } from './anomalies.schema.ts';
import type { AnomaliesService } from './anomalies.service.ts';

const operation = {
  id: 'findAnomalies',
  method: 'GET',
  path: '/v1/audit/anomalies',
  tag: 'Supervision',
  summary: 'What deserves a look',
  description:
    'Named detectors over a window of at most 366 days, each with its definition, thresholds and the entries that triggered it. At most 20,000 rows and 100 findings for each detector. A finding is a question, not a verdict. The look is recorded.',
  access: { roles: ['regulator'], scope: 'events:read', purpose: 'supervision' },
  query: anomaliesQuery,
  answers: { 200: { description: 'What each detector found.', schema: anomalies } },
} as const satisfies Operation<z.ZodType, typeof anomaliesQuery, z.ZodType>;

export function anomaliesRoutes(router: Router, service: AnomaliesService): void {
  router.mount(operation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await service.find(query, { caller, requestId }),
  }));
}

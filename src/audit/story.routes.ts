import type { z } from 'zod';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import type { Audit } from './audit.service.ts';
import {
  lifeStory,
  mandatesAnswer,
  mandatesQuery,
  outsideAnswer,
  outsideQuery,
  storyParams,
  storyQuery,
} from './story.schema.ts';
import { auditAccess as access, auditTag as tag } from './vocabulary.ts';

const storyOperation = {
  id: 'getLifeStory',
  method: 'GET',
  path: '/v1/audit/credentials/:id',
  tag,
  summary: 'The life of one credential',
  description:
    'By identifier or number: who decided, on what evidence, under which agreement version and row, maker and checker, the mandate at that instant, the key and whether it was valid then; times in UTC and at +08:00. The look is recorded, and its holder can see it.',
  access,
  params: storyParams,
  query: storyQuery,
  answers: { 200: { description: 'Its story so far.', schema: lifeStory } },
  faults: ['not-found'],
} as const satisfies Operation<typeof storyParams, typeof storyQuery, z.ZodType>;

const mandatesOperation = {
  id: 'listMandates',
  method: 'GET',
  path: '/v1/audit/mandates',
  tag,
  summary: 'Who was authorised for what at an instant',
  description:
    'Every mandate on both trust lists that fits, and whether its window held that instant. The look is recorded.',
  access,
  query: mandatesQuery,
  answers: { 200: { description: 'The mandates.', schema: mandatesAnswer } },
} as const satisfies Operation<z.ZodType, typeof mandatesQuery, z.ZodType>;

const outsideOperation = {
  id: 'listIssuanceOutsideMandate',
  method: 'GET',
  path: '/v1/audit/issuance-outside-mandate',
  tag,
  summary: 'What was issued without a mandate',
  description:
    'Every issuance of the window is held against the mandates of its issuer at its instant; none should be listed. The look is recorded.',
  access,
  query: outsideQuery,
  answers: { 200: { description: 'What was checked and found.', schema: outsideAnswer } },
} as const satisfies Operation<z.ZodType, typeof outsideQuery, z.ZodType>;

export function storyRoutes(router: Router, audit: Audit): void {
  router.mount(storyOperation, async ({ params, query, caller, requestId }) => ({
    status: 200,
    body: await audit.story(params.id, query, { caller, requestId, caseReference: query.caseReference }),
  }));
  router.mount(mandatesOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.mandates(query, { caller, requestId }),
  }));
  router.mount(outsideOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.outside(query, { caller, requestId, caseReference: query.caseReference }),
  }));
}

import type { z } from 'zod';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import type { Audit } from './audit.service.ts';
import { eventsPage, eventsQuery, lifeStory, lifeStoryParams } from './audit.schema.ts';

const access = { roles: ['regulator'], scope: 'events:read', purpose: 'supervision' } as const;

const listOperation = {
  id: 'listEvents',
  method: 'GET',
  path: '/v1/events',
  tag: 'Supervision',
  summary: 'What happened at this node',
  description:
    'Every change, oldest first: the entry as it will stand in the issuance log, and its payload where the opening was not erased. For examiners of this side; the look is recorded.',
  access,
  query: eventsQuery,
  answers: { 200: { description: 'A page of events.', schema: eventsPage } },
  faults: ['cursor-invalid'],
} as const satisfies Operation<z.ZodType, typeof eventsQuery, z.ZodType>;

const storyOperation = {
  id: 'getLifeStory',
  method: 'GET',
  path: '/v1/credentials/:id/life-story',
  tag: 'Supervision',
  summary: 'The life of one credential',
  description:
    'Who decided, on what evidence, under which agreement version and row, maker and checker, the mandate at that instant, the key and whether it was valid then; times in UTC and at +08:00. The look is recorded.',
  access,
  params: lifeStoryParams,
  answers: { 200: { description: 'Its story so far.', schema: lifeStory } },
  faults: ['not-found'],
} as const satisfies Operation<typeof lifeStoryParams, z.ZodType, z.ZodType>;

export function auditRoutes(router: Router, audit: Audit): void {
  router.mount(listOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.events(query, { caller, requestId }),
  }));
  router.mount(storyOperation, async ({ params, caller, requestId }) => ({
    status: 200,
    body: await audit.lifeStory(params.id, { caller, requestId }),
  }));
}

import type { z } from 'zod';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import {
  activityPage,
  activityQuery,
  overridesPage,
  overridesQuery,
  refusalsPage,
  refusalsQuery,
  terminationsPage,
  terminationsQuery,
} from './activity.schema.ts';
import type { Audit } from './audit.service.ts';
import { eventsPage, eventsQuery } from './events.schema.ts';
import { auditAccess as access, auditTag as tag } from './vocabulary.ts';

const faults = ['cursor-invalid'] as const;

const eventsOperation = {
  id: 'listEvents',
  method: 'GET',
  path: '/v1/audit/events',
  tag,
  summary: 'What happened at this node',
  description:
    'Every change, oldest first: the entry as it stands in the log, and what opens it where that was not erased. For examiners of this side; the look is recorded.',
  access,
  query: eventsQuery,
  answers: { 200: { description: 'A page of events.', schema: eventsPage } },
  faults,
} as const satisfies Operation<z.ZodType, typeof eventsQuery, z.ZodType>;

const activityOperation = {
  id: 'listActivity',
  method: 'GET',
  path: '/v1/audit/activity',
  tag,
  summary: 'What was issued, refused, suspended or ended between two dates',
  description:
    'By authority, qualification, direction, route and kind, oldest first, with the totals of the window. The look is recorded.',
  access,
  query: activityQuery,
  answers: { 200: { description: 'A page.', schema: activityPage } },
  faults,
} as const satisfies Operation<z.ZodType, typeof activityQuery, z.ZodType>;

const terminationsOperation = {
  id: 'listTerminations',
  method: 'GET',
  path: '/v1/audit/terminations',
  tag,
  summary: 'What ended, by legal kind 撤銷 撤回 吊銷 註銷',
  description:
    'With reason code, and the seconds from the event to the first list that says so and until the other node had taken its notice; and how many organisations that relied on it have asked again since. The look is recorded.',
  access,
  query: terminationsQuery,
  answers: { 200: { description: 'A page.', schema: terminationsPage } },
  faults,
} as const satisfies Operation<z.ZodType, typeof terminationsQuery, z.ZodType>;

const refusalsOperation = {
  id: 'listRefusals',
  method: 'GET',
  path: '/v1/audit/refusals',
  tag,
  summary: 'What was refused and why, what came of appeals, and how long both take',
  description:
    'Counts, reasons, and percentiles of the time to a decision, net of the time in which the clock stood still, which is shown apart. Then the appeals against refusals, what came of them, and in what share the refusal did not stand. The look is recorded.',
  access,
  query: refusalsQuery,
  answers: { 200: { description: 'A page.', schema: refusalsPage } },
  faults,
} as const satisfies Operation<z.ZodType, typeof refusalsQuery, z.ZodType>;

const overridesOperation = {
  id: 'listOverrides',
  method: 'GET',
  path: '/v1/audit/overrides',
  tag,
  summary: 'Decisions that differ from what the rules proposed',
  description: 'With the justification of who decided, and who checked it. The look is recorded.',
  access,
  query: overridesQuery,
  answers: { 200: { description: 'A page.', schema: overridesPage } },
  faults,
} as const satisfies Operation<z.ZodType, typeof overridesQuery, z.ZodType>;

/** Each body is what one question answers; nothing is changed by asking, but for the record of it. */
export function activityRoutes(router: Router, audit: Audit): void {
  router.mount(eventsOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.events(query, { caller, requestId, caseReference: query.caseReference }),
  }));
  router.mount(activityOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.activity(query, { caller, requestId, caseReference: query.caseReference }),
  }));
  router.mount(terminationsOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.terminations(query, { caller, requestId, caseReference: query.caseReference }),
  }));
  router.mount(refusalsOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.refusals(query, { caller, requestId, caseReference: query.caseReference }),
  }));
  router.mount(overridesOperation, async ({ query, caller, requestId }) => ({
    status: 200,
    body: await audit.overrides(query, { caller, requestId, caseReference: query.caseReference }),
  }));
}

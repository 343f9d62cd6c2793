import { z } from 'zod';
import { compactJws } from '../platform/fields.schema.ts';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import type { Notices } from './notices.service.ts';

const noticeRequest = z.strictObject({ notice: compactJws }).meta({ id: 'NoticeRequest' });
const noticeAnswer = z
  .object({ outcome: z.enum(['applied', 'applied-before', 'overtaken']) })
  .meta({ id: 'NoticeAnswer', description: 'All three mean: do not send it again.' });

const receiveNotice = {
  id: 'receiveNotice',
  method: 'POST',
  path: '/v1/notices',
  tag: 'Between nodes',
  summary: 'Take in a signed notice of the other node',
  description:
    'The notice is a JWS by the notice key that the other node’s trust list names; it carries identifiers, values and dates, no names and no reasons. ' +
    'It authenticates itself: no token is asked for. Applied once and in order of its stream, however often it comes.',
  access: { roles: ['peer'], scope: null, purpose: 'node-exchange' },
  body: noticeRequest,
  bodyExamples: { notice: { value: { notice: 'eyJ0eXAiOiJ3ZW5qaW4tbm90aWNlK2p3dCJ9.e30.c2ln' } } },
  answers: { 200: { description: 'It is dealt with.', schema: noticeAnswer } },
  faults: ['notice-refused'],
} as const satisfies Operation<z.ZodType, z.ZodType, typeof noticeRequest>;

export function noticesRoutes(router: Router, notices: Notices): void {
  router.mount(receiveNotice, async ({ body, requestId }) => ({
    status: 200,
    body: { outcome: await notices.receive(body.notice, requestId) },
  }));
}

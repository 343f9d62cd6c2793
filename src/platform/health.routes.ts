import { z } from 'zod';
import { Fault } from '../kernel/fault.ts';
import type { Router } from './router.ts';

const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });
const access = { roles: ['public'], scope: null, purpose: 'public-information' } as const;

/** Alive says that the process answers; ready says that it should be sent work. */
export function healthRoutes(router: Router, isReady: () => Promise<boolean>): void {
  const answers = {
    200: { description: 'It is.', schema: health, examples: { ok: { value: { status: 'ok' } } } },
  };
  router.mount(
    {
      id: 'getHealth',
      method: 'GET',
      path: '/healthz',
      tag: 'Operation',
      summary: 'Is the process alive?',
      description: 'Touches nothing but the process itself.',
      access,
      answers,
    },
    () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
  );
  router.mount(
    {
      id: 'getReadiness',
      method: 'GET',
      path: '/readyz',
      tag: 'Operation',
      summary: 'Should it be sent work?',
      description:
        'True when the database answers, everything kept in memory is loaded and no stop is under way.',
      access,
      answers,
    },
    async () => {
      if (!(await isReady())) throw new Fault('unavailable', { retryAfterSeconds: 2 });
      return { status: 200, body: { status: 'ok' } };
    },
  );
}

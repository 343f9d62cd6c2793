import type { FastifyInstance } from 'fastify';
import { conformancePage, conformancePolicy } from './conformance-page.ts';
import { normativePoints } from './conformance-points.ts';

export const conformancePath = '/docs/conformance';

/** A page of the documentation, as that is: the same for everybody, and no part of the contract. */
export function conformanceRoutes(app: FastifyInstance): void {
  let kept: string | undefined;
  app.get(conformancePath, { schema: { hide: true } }, (_request, reply) => {
    kept ??= conformancePage(normativePoints);
    reply.headers({ 'content-security-policy': conformancePolicy, 'cache-control': 'no-cache' });
    return reply.type('text/html; charset=utf-8').send(kept);
  });
}

import { instantText } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Router } from '../platform/router.ts';
import { presentationNonce } from './nonces.schema.ts';
import type { Nonces } from './nonces.service.ts';

export function nonceRoutes(
  router: Router,
  { nonces, node }: { readonly nonces: Nonces; readonly node: NodeIdentity },
): void {
  router.mount(
    {
      id: 'createNonce',
      method: 'POST',
      path: '/v1/nonces',
      tag: 'Access',
      summary: 'Get a nonce for a presentation',
      description:
        'For a presentation that this node is to accept: single-use, good for 10 minutes. Each call gives another one, so no Idempotency-Key is needed.',
      access: { roles: ['public'], scope: null, purpose: 'authentication' },
      answers: { 200: { description: 'The nonce.', schema: presentationNonce } },
      faults: ['too-many-requests', 'invalid-request'],
    },
    async () => {
      const { nonce, expiresAt } = await nonces.give();
      return { status: 200, body: { nonce, audience: node.origin, expiresAt: instantText(expiresAt) } };
    },
  );
}

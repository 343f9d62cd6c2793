import { Fault } from '../kernel/fault.ts';
import { preferredWaitSeconds } from '../kernel/prefer.ts';
import type { Router } from '../platform/router.ts';
import { consistencyProof, consistencyQuery, proofParams, proofText } from './proofs.schema.ts';
import type { Proofs } from './proofs.service.ts';

const tag = 'Transparency log';
const textType = 'text/plain; charset=utf-8';

const readers = [
  'holder',
  'hr-system',
  'verifying-bank',
  'home-registrar',
  'host-assessor',
  'host-approver',
  'bridging-provider',
  'regulator',
] as const;

export function proofsRoutes(router: Router, proofs: Proofs): void {
  mountInclusion(router, proofs);
  mountConsistency(router, proofs);
}

function mountInclusion(router: Router, proofs: Proofs): void {
  router.mount(
    {
      id: 'getLogProof',
      method: 'GET',
      path: '/v1/log/proofs/:entryId',
      tag,
      summary: 'Proof that an entry is in the log',
      description:
        'A `c2sp.org/tlog-proof@v1` text under the newest checkpoint that the other side cosigned: checked offline, it needs nobody any more. `Prefer: wait=5` waits for a checkpoint that covers the entry, 10 seconds at most.',
      access: { roles: readers, scope: 'log:read', purpose: 'verification' },
      params: proofParams,
      waits: true,
      answers: { 200: { description: 'The proof.', schema: proofText, mediaType: 'text/plain' } },
      faults: ['not-found', 'log-proof-pending'],
    },
    async ({ params, request }) => {
      const seconds = preferredWaitSeconds(request.headers.prefer);
      const body = await proofs.inclusion(params.entryId, { seconds });
      if (body === undefined) throw new Fault('log-proof-pending', { retryAfterSeconds: 1 });
      const headers = seconds > 0 ? { 'preference-applied': `wait=${seconds}` } : {};
      return { status: 200, body, mediaType: textType, headers };
    },
  );
}

function mountConsistency(router: Router, proofs: Proofs): void {
  router.mount(
    {
      id: 'getLogConsistency',
      method: 'GET',
      path: '/v1/log/consistency',
      tag,
      summary: 'Proof that the log only grew',
      description:
        'That the tree of `to` entries continues the one of `from` entries, between any two sizes. The roots are not signed here: hold them against checkpoints that you have.',
      access: { roles: ['public'], scope: null, purpose: 'public-information' },
      query: consistencyQuery,
      answers: { 200: { description: 'Both roots and the proof.', schema: consistencyProof } },
      faults: ['log-size-unknown'],
    },
    async ({ query }) => ({ status: 200, body: await proofs.consistency(query) }),
  );
}

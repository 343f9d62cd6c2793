import { z } from 'zod';
import { answerWith, requireAccepted } from '../platform/representation.ts';
import type { Router } from '../platform/router.ts';
import { parallelKeysAnswer, slugParams } from './archive.schema.ts';
import type { Publishing } from './publishing.service.ts';

const mediaType = 'application/ld+json';
const open = {
  method: 'GET',
  tag: 'Archive',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
} as const;

export function publicRoutes(router: Router, publishing: Publishing): void {
  router.mount(
    {
      ...open,
      id: 'getCredentialsContext',
      path: '/contexts/credentials/v1',
      summary: 'The JSON-LD context of exported credentials',
      description:
        'Both nodes serve the same octets under this path; every export names them by `relatedResource.digestSRI`, so they never change.',
      answers: {
        200: { description: 'The context, octet for octet.', schema: z.looseObject({}), mediaType },
        304: { description: 'It is held already.' },
      },
      faults: ['not-acceptable'],
    },
    async ({ request }) => {
      requireAccepted(request, mediaType);
      return answerWith(request, publishing.context);
    },
  );
  router.mount(
    {
      ...open,
      id: 'getParallelKeys',
      path: '/v1/authorities/:slug/parallel-keys',
      summary: 'The keys of an authority for parallel signatures',
      description:
        'ML-DSA-44 (RFC 9964) and SM2, as far as this node has them switched on. They are no keys of credentials: only ES256 counts on the trust list.',
      params: slugParams,
      answers: { 200: { description: 'The keys, perhaps none.', schema: parallelKeysAnswer } },
      faults: ['not-found'],
    },
    ({ params: { slug } }) =>
      Promise.resolve({
        status: 200,
        body: publishing.parallelKeys(slug),
        headers: { 'cache-control': 'public, max-age=300' },
      }),
  );
}

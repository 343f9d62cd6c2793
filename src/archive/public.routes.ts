import { ownContext, ownContextOctets, ownContextResource } from '../formats/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { ParallelKeys } from '../keys/index.ts';
import { answerWith, requireAccepted } from '../platform/representation.ts';
import type { Router } from '../platform/router.ts';
import type { Trust } from '../trust/index.ts';
import { z } from 'zod';
import { type ParallelKeysAnswer, parallelKeysAnswer, slugParams } from './archive.schema.ts';

const mediaType = 'application/ld+json';
const open = {
  method: 'GET',
  tag: 'Archive',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
} as const;

export interface PublicDependencies {
  readonly node: Pick<NodeIdentity, 'origin'>;
  readonly trust: Pick<Trust, 'view'>;
  readonly parallelKeys: ParallelKeys;
}

export function publicRoutes(router: Router, { node, trust, parallelKeys }: PublicDependencies): void {
  router.mount(
    {
      ...open,
      id: 'getCredentialsContext',
      path: new URL(ownContext).pathname,
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
      return answerWith(request, {
        octets: ownContextOctets,
        mediaType,
        tag: ownContextResource.digestSRI,
        cacheControl: 'public, max-age=31536000, immutable',
      });
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
    async ({ params: { slug } }) => {
      const issuer = issuerOf(node.origin, slug);
      if (!trust.view().authority(issuer)) throw new Fault('not-found');
      return { status: 200, body: keysOf(parallelKeys, issuer) };
    },
  );
}

function keysOf(parallelKeys: ParallelKeys, issuer: string): ParallelKeysAnswer {
  const mlDsa = parallelKeys.mlDsa(issuer);
  const keys = mlDsa ? [{ ...mlDsa.jwk, kid: mlDsa.kid }] : [];
  return { issuer, keys, sm2: parallelKeys.sm2(issuer)?.publicKey ?? null };
}

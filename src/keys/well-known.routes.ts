import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Router } from '../platform/router.ts';
import { jwkSetOf } from './key-answers.ts';
import { issuerMetadata, issuerParams, jwkSet } from './keys.schema.ts';
import type { Keys } from './keys.ts';

export interface WellKnownRoutesDependencies {
  readonly keys: Pick<Keys, 'listed'>;
  readonly node: Pick<NodeIdentity, 'origin'>;
}

const open = {
  method: 'GET',
  tag: 'Keys',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
} as const;

/** A new key is announced longer before its first use than this is kept. */
const shared = { 'cache-control': 'public, max-age=300' };

export function wellKnownRoutes(router: Router, { keys, node }: WellKnownRoutesDependencies): void {
  router.mount(
    {
      ...open,
      id: 'getNodeKeys',
      path: '/.well-known/jwks.json',
      summary: 'The keys of the node itself',
      description: 'For access tokens, receipts, status lists, notices, agreements and the trust list.',
      answers: { 200: { description: 'A JWK set.', schema: jwkSet, mediaType: 'application/jwk-set+json' } },
    },
    async () => ({
      status: 200,
      body: JSON.stringify(jwkSetOf(keys.listed(null))),
      mediaType: 'application/jwk-set+json',
      headers: shared,
    }),
  );
  router.mount(
    {
      ...open,
      id: 'getIssuerKeys',
      path: '/.well-known/jwt-vc-issuer/authorities/:slug',
      summary: 'The keys of one authority',
      description:
        'JWT VC Issuer Metadata of SD-JWT VC: the well-known part stands before the path of `iss`.',
      params: issuerParams,
      answers: { 200: { description: 'The issuer and its keys.', schema: issuerMetadata } },
      faults: ['not-found'],
    },
    async ({ params: { slug } }) => {
      const listed = keys.listed(slug);
      if (listed.length === 0) throw new Fault('not-found');
      const body = { issuer: issuerOf(node.origin, slug), jwks: jwkSetOf(listed) };
      return { status: 200, body, headers: shared };
    },
  );
}

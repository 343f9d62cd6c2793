import { nowSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import { answerWith, requireAccepted } from '../platform/representation.ts';
import type { Router } from '../platform/router.ts';
import { currentOctets } from './caching.ts';
import { bitstringCredentialJwt, bitstringParams, noQuery } from './status.schema.ts';
import type { Status } from './status.service.ts';
import { bitstringMediaType } from './vocabulary.ts';

export interface BitstringRoutesDependencies {
  readonly status: Pick<Status, 'bitstringCredential'>;
  readonly clock: Clock;
}

export function bitstringRoutes(router: Router, { status, clock }: BitstringRoutesDependencies): void {
  router.mount(
    {
      method: 'GET',
      tag: 'Status lists',
      access: { roles: ['public'], scope: null, purpose: 'public-information' },
      id: 'getBitstringStatusList',
      path: '/status-lists/:id/:purpose',
      summary: 'One status list as bits, for one purpose',
      description:
        'A BitstringStatusListCredential (Bitstring Status List 1.0) taken from the current Status List Token of the same id, for who reads W3C credentials. What a newer credential replaced is revoked; standing that has ended may be regained and is suspended.',
      params: bitstringParams,
      query: noQuery,
      answers: {
        200: {
          description: 'The secured list.',
          schema: bitstringCredentialJwt,
          mediaType: bitstringMediaType,
        },
        304: { description: 'The one that `If-None-Match` names is still the current one.' },
      },
      faults: ['not-found', 'not-acceptable'],
    },
    async ({ params: { id, purpose }, request }) => {
      requireAccepted(request, bitstringMediaType);
      const list = currentOctets(await status.bitstringCredential(id, purpose), nowSeconds(clock));
      return answerWith(request, { ...list, mediaType: bitstringMediaType });
    },
  );
}

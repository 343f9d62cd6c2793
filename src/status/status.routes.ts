import { Fault } from '../kernel/fault.ts';
import { nowSeconds } from '../kernel/instants.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import type { Clock } from '../kernel/ports.ts';
import { answerWith, requireAccepted, type Representation } from '../platform/representation.ts';
import type { Router } from '../platform/router.ts';
import { bitstringRoutes } from './bitstring.routes.ts';
import { currentOctets, pastCaching } from './caching.ts';
import {
  noQuery,
  statusListAggregation,
  statusListParams,
  statusListQuery,
  statusListToken,
} from './status.schema.ts';
import type { Status } from './status.service.ts';
import { listProfile, statusListMediaType } from './vocabulary.ts';

export interface StatusRoutesDependencies {
  readonly status: Pick<Status, 'publishedLists' | 'publishedList' | 'pastList' | 'bitstringCredential'>;
  readonly clock: Clock;
}

const open = {
  method: 'GET',
  tag: 'Status lists',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
} as const;

/** Answered from memory but for the past. Lists are fetched whole, so that nobody here learns whose status is wanted. */
export function statusRoutes(router: Router, { status, clock }: StatusRoutesDependencies): void {
  router.mount(
    {
      ...open,
      id: 'listStatusLists',
      path: '/status-lists',
      summary: 'All status lists of this node',
      description: 'The aggregation of Token Status List, section 9: fetch it, then every list, whole.',
      query: noQuery,
      answers: { 200: { description: 'The addresses.', schema: statusListAggregation } },
    },
    async () => ({
      status: 200,
      body: { status_lists: status.publishedLists() },
      headers: { 'cache-control': `public, max-age=${listProfile.ttlSeconds}` },
    }),
  );
  router.mount(
    {
      ...open,
      id: 'getStatusList',
      path: '/status-lists/:id',
      summary: 'One status list, signed',
      description:
        'A Status List Token with two bits an entry. `exp` and `ttl` inside it outrank the headers. Unchanged lists are signed again every two minutes. With `time`, the token that was the newest at that second, byte for byte.',
      params: statusListParams,
      query: statusListQuery,
      answers: {
        200: { description: 'The token.', schema: statusListToken, mediaType: statusListMediaType },
        304: { description: 'The token that `If-None-Match` names is still the current one.' },
      },
      faults: ['not-found', 'not-acceptable'],
    },
    async ({ params: { id }, query: { time }, request }) => {
      requireAccepted(request, statusListMediaType);
      const token =
        time === undefined
          ? currentOctets(status.publishedList(id), nowSeconds(clock))
          : await listAt(id, time);
      return answerWith(request, { ...token, mediaType: statusListMediaType });
    },
  );
  bitstringRoutes(router, { status, clock });

  async function listAt(id: string, time: number): Promise<Omit<Representation, 'mediaType'>> {
    const age = nowSeconds(clock) - time;
    // What a list will say nobody knows: a time that is not supported (Token Status List, section 8.4).
    const jwt = age < 0 ? undefined : await status.pastList(id, time);
    if (!jwt) throw new Fault('not-found');
    return { octets: jwt, tag: sha256Base64url(jwt).slice(0, 22), cacheControl: pastCaching(age) };
  }
}

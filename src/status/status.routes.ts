import { Fault } from '../kernel/fault.ts';
import { nowSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Router } from '../platform/router.ts';
import { noQuery, statusListAggregation, statusListParams, statusListToken } from './status.schema.ts';
import type { Status } from './status.service.ts';
import { listProfile, statusListMediaType } from './vocabulary.ts';

export interface StatusRoutesDependencies {
  readonly status: Pick<Status, 'publishedLists' | 'publishedList'>;
  readonly clock: Clock;
}

const open = {
  method: 'GET',
  tag: 'Status lists',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
} as const;

/** Readable from pages of any origin (Token Status List, section 8.1). */
const shared = { 'access-control-allow-origin': '*' };

/** Answered from memory. Lists are fetched whole, so that nobody here learns whose status is wanted. */
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
      headers: { ...shared, 'cache-control': `public, max-age=${listProfile.ttlSeconds}` },
    }),
  );
  router.mount(
    {
      ...open,
      id: 'getStatusList',
      path: '/status-lists/:id',
      summary: 'One status list, signed',
      description:
        'A Status List Token with two bits an entry. `exp` and `ttl` inside it outrank the headers. Unchanged lists are signed again every two minutes.',
      params: statusListParams,
      query: noQuery,
      answers: {
        200: { description: 'The token.', schema: statusListToken, mediaType: statusListMediaType },
        304: { description: 'The token that `If-None-Match` names is still the current one.' },
      },
      faults: ['not-found'],
    },
    async ({ params: { id }, request }) => {
      const list = status.publishedList(id);
      if (!list) throw new Fault('not-found');
      const secondsLeft = list.exp - nowSeconds(clock);
      // It could not be renewed; what it says may no longer be so.
      if (secondsLeft <= 0) throw new Fault('unavailable');
      const maxAge = Math.min(listProfile.ttlSeconds, secondsLeft);
      const headers = { ...shared, etag: list.etag, 'cache-control': `public, max-age=${maxAge}` };
      return namesTag(request.headers['if-none-match'], list.etag)
        ? { status: 304, headers }
        : { status: 200, body: list.jwt, mediaType: statusListMediaType, headers };
    },
  );
}

/** RFC 9110 section 13.1.2, by weak comparison. */
function namesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

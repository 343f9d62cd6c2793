import { Fault } from '../kernel/fault.ts';
import type { Router } from '../platform/router.ts';
import type { TrustAdministration } from './administration.service.ts';
import { listParams, signedTrustList } from './administration.schema.ts';
import type { Trust } from './trust.ts';
import { trustListMediaType, trustListPath } from './vocabulary.ts';

export interface TrustListRoutesDependencies {
  readonly trust: Pick<Trust, 'currentList'>;
  readonly administration: Pick<TrustAdministration, 'keptList'>;
}

const open = {
  method: 'GET',
  tag: 'Trust',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
} as const;
const shared = { 'access-control-allow-origin': '*' };

/** The lists themselves: for the peer, and for whoever wants to check a verdict by hand. */
export function trustListRoutes(
  router: Router,
  { trust, administration }: TrustListRoutesDependencies,
): void {
  const answers = {
    200: { description: 'The signed list.', schema: signedTrustList, mediaType: trustListMediaType },
  };
  router.mount(
    {
      ...open,
      id: 'getTrustList',
      path: trustListPath,
      summary: 'The trust list of this node',
      description:
        'Signed anew within a second of a change and twice a day. After `next_update` it says nothing any more.',
      answers,
    },
    async () => {
      const list = trust.currentList();
      if (!list) throw new Fault('unavailable');
      const headers = { ...shared, 'cache-control': 'public, max-age=30' };
      return { status: 200, body: list, mediaType: trustListMediaType, headers };
    },
  );
  router.mount(
    {
      ...open,
      id: 'getKeptTrustList',
      path: '/v1/trust-lists/:version',
      summary: 'A trust list that was in force once',
      description: 'Any list that this node signed, or accepted from the other side, byte for byte.',
      params: listParams,
      answers,
      faults: ['not-found'],
    },
    async ({ params: { version } }) => {
      const body = await administration.keptList(version);
      const headers = { ...shared, 'cache-control': 'public, max-age=86400, immutable' };
      return { status: 200, body, mediaType: trustListMediaType, headers };
    },
  );
}

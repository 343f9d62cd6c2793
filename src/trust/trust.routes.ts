import { sha256Base64url } from '../kernel/digest.ts';
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
    304: { description: 'The list that `If-None-Match` names is still the one.' },
  };
  router.mount(
    {
      ...open,
      id: 'getTrustList',
      path: trustListPath,
      summary: 'The trust list of this node',
      description:
        'A list of trusted entities (ETSI TS 119 602, JSON) as a compact JAdES signature. Signed anew within a second of a change, within a minute of a status that time changes, and twice a day. After `NextUpdate` it says nothing any more.',
      answers,
    },
    async ({ request }) => {
      const list = trust.currentList();
      if (!list) throw new Fault('unavailable');
      return answerOf(list, 'public, max-age=30', request.headers['if-none-match']);
    },
  );
  router.mount(
    {
      ...open,
      id: 'getKeptTrustList',
      path: '/v1/trust-lists/:version',
      summary: 'A trust list that was in force once',
      description:
        'Any list that this node signed, or accepted from the other side, byte for byte. Those from before nodes followed ETSI TS 119 602 are of `typ: wenjin-trust-list+jwt`; nothing is judged by them any more.',
      params: listParams,
      answers,
      faults: ['not-found'],
    },
    async ({ params: { version }, request }) => {
      const list = await administration.keptList(version);
      return answerOf(list, 'public, max-age=86400, immutable', request.headers['if-none-match']);
    },
  );
}

function answerOf(list: Uint8Array, caching: string, ifNoneMatch: string | undefined) {
  const etag = `"${sha256Base64url(list).slice(0, 22)}"`;
  const headers = { ...shared, etag, 'cache-control': caching };
  return namesTag(ifNoneMatch, etag)
    ? ({ status: 304, headers } as const)
    : ({ status: 200, body: list, mediaType: trustListMediaType, headers } as const);
}

/** RFC 9110 section 13.1.2, by weak comparison. */
function namesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

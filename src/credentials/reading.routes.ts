import type { Router } from '../platform/router.ts';
import { credentialAnswer } from './answers.ts';
import {
  credentialFacts,
  credentialList,
  credentialPage,
  credentialParams,
  credentialsQuery,
  searchRequest,
} from './credentials.schema.ts';
import type { Credentials } from './credentials.service.ts';
import { memberOf } from '../kernel/member.ts';

const tag = 'Credentials';

const readers = [
  'home-registrar',
  'host-assessor',
  'host-approver',
  'bridging-provider',
  'regulator',
] as const;

export function readingRoutes(router: Router, { reading }: Credentials): void {
  mountList(router, reading);
  mountOne(router, reading);
  mountOwn(router, reading);
  mountSearch(router, reading);
}

function mountList(router: Router, reading: Credentials['reading']): void {
  router.mount(
    {
      id: 'listCredentials',
      method: 'GET',
      path: '/v1/credentials',
      tag,
      summary: 'Credentials of your authority',
      description: 'Oldest first, without personal data.',
      access: {
        roles: ['home-registrar', 'host-assessor', 'host-approver', 'bridging-provider'],
        scope: 'credentials:read',
        purpose: 'verification',
      },
      query: credentialsQuery,
      answers: { 200: { description: 'A page.', schema: credentialPage } },
      faults: ['cursor-invalid', 'not-found'],
    },
    async ({ query, caller, requestId }) => {
      const { items, next } = await reading.list(
        { limit: query.limit, cursor: query.cursor },
        { caller: memberOf(caller), requestId },
      );
      return { status: 200, body: { items: items.map(credentialAnswer), next } };
    },
  );
}

function mountOne(router: Router, reading: Credentials['reading']): void {
  router.mount(
    {
      id: 'getCredential',
      method: 'GET',
      path: '/v1/credentials/:id',
      tag,
      summary: 'One credential',
      description:
        'For officers of the authority that issued it, with the whole SD-JWT; for its systems and a regulator of this side, the facts. To everybody else it does not exist.',
      access: { roles: readers, scope: 'credentials:read', purpose: 'verification' },
      params: credentialParams,
      answers: { 200: { description: 'What it is and how it stands.', schema: credentialFacts } },
      faults: ['not-found'],
    },
    async ({ params, caller, requestId }) => ({
      status: 200,
      body: credentialAnswer(await reading.get(params.id, { caller: memberOf(caller), requestId })),
    }),
  );
}

function mountOwn(router: Router, reading: Credentials['reading']): void {
  router.mount(
    {
      id: 'listOwnCredentials',
      method: 'GET',
      path: '/v1/holder/credentials',
      tag,
      summary: 'Your own credentials',
      description:
        'Everything that this node issued to the key that the token proves, with every disclosure: yours to carry.',
      access: { roles: ['holder'], scope: 'own:read', purpose: 'own-record' },
      answers: { 200: { description: 'Newest first.', schema: credentialList } },
    },
    async ({ caller }) => {
      const own = caller.kind === 'holder' ? await reading.ofHolder(caller.keyThumbprint) : [];
      return { status: 200, body: { items: own.map(credentialAnswer) } };
    },
  );
}

function mountSearch(router: Router, reading: Credentials['reading']): void {
  router.mount(
    {
      id: 'searchCredentials',
      method: 'POST',
      path: '/v1/credentials/searches',
      tag,
      summary: 'Find a person’s credentials in order to act on them',
      description:
        'By identity number, among those of your authority. The number stays out of address, log and event; that you looked is recorded with purpose and case.',
      access: {
        roles: ['home-registrar', 'host-assessor', 'host-approver'],
        scope: 'credentials:find',
        purpose: 'verification',
      },
      body: searchRequest,
      bodyExamples: {
        search: {
          value: {
            identityNumber: { type: 'hkid', number: 'QQ000101(3)' },
            purpose: 'status-change',
            caseReference: 'CASE-2026-004',
          },
        },
      },
      answers: { 200: { description: 'None, or those found.', schema: credentialList } },
      faults: ['not-found'],
    },
    async ({ body, caller, requestId }) => {
      const found = await reading.search(body, { caller: memberOf(caller), requestId });
      return { status: 200, body: { items: found.map(credentialAnswer) } };
    },
  );
}

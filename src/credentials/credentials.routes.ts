import type { Caller, Member } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { Router } from '../platform/router.ts';
import { credentialAnswer } from './answers.ts';
import {
  attestationRequest,
  bridgingRequest,
  credentialFacts,
  credentialList,
  credentialPage,
  credentialParams,
  credentialsQuery,
  renewalRequest,
  searchRequest,
} from './credentials.schema.ts';
import type { Credentials } from './credentials.service.ts';
import { exampleAttestation, exampleBridging } from './examples.ts';

const tag = 'Credentials';
const issued = {
  201: { description: 'Issued; the whole credential is for its holder.', schema: credentialFacts },
};

/** The guard lets in members of organisations alone where an operation names such roles. */
export function memberOf(caller: Caller): Member {
  if (caller.kind === 'client' || caller.kind === 'officer') return caller;
  throw new Fault('not-found');
}

export function issuingRoutes(router: Router, credentials: Credentials): void {
  mountAttesting(router, credentials);
  mountRenewing(router, credentials);
  mountBridging(router, credentials);
}

/** The first answer and every replay come from here. */
function answering({ reading }: Credentials) {
  return {
    render: async (reference: string, { caller }: { caller: Caller }) =>
      credentialAnswer(await reading.get(reference, caller)),
    location: (reference: string): string => `/v1/credentials/${reference}`,
  };
}

function mountAttesting(router: Router, credentials: Credentials): void {
  router.mountCreation(
    {
      id: 'attestAward',
      method: 'POST',
      path: '/v1/attestations',
      tag,
      summary: 'Attest an award to the other side',
      description:
        'A home attestation credential: the award, its route and date, and the standing of today. It attests; it does not award. The same award keeps its record through every renewal.',
      access: { roles: ['home-registrar'], scope: 'attestations:write', purpose: 'attestation' },
      body: attestationRequest,
      bodyExamples: { attestation: { value: exampleAttestation } },
      answers: issued,
      faults: [
        'not-mandated',
        'qualification-unknown',
        'key-proof-refused',
        'credential-not-sound',
        'record-ended',
      ],
    },
    {
      perform: ({ body, caller, requestId }, claim) =>
        credentials.attestations.attest(body, { caller: memberOf(caller), requestId, claim }),
      ...answering(credentials),
    },
  );
}

function mountRenewing(router: Router, credentials: Credentials): void {
  router.mountCreation(
    {
      id: 'renewAttestation',
      method: 'POST',
      path: '/v1/credentials/:id/renewals',
      tag,
      summary: 'Renew a home attestation',
      description:
        'A new credential for the same record and key with standing as of now; the former one is superseded. Recognitions abroad that rest on the record are untouched.',
      access: { roles: ['home-registrar'], scope: 'attestations:write', purpose: 'attestation' },
      params: credentialParams,
      body: renewalRequest,
      bodyExamples: { renewal: { value: { standing: { state: 'current', asOf: '2026-11-20' } } } },
      answers: issued,
      faults: ['not-found', 'not-mandated', 'not-renewable'],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        credentials.renewals.renew(params.id, body.standing, { caller: memberOf(caller), requestId, claim }),
      ...answering(credentials),
    },
  );
}

function mountBridging(router: Router, credentials: Credentials): void {
  router.mountCreation(
    {
      id: 'certifyBridging',
      method: 'POST',
      path: '/v1/bridging-results',
      tag,
      summary: 'Certify what was passed of a bridging programme',
      description:
        'A bridging-result credential, component by component, for one row of an agreement. Only of a provider on the trust list.',
      access: { roles: ['bridging-provider'], scope: 'bridging-results:write', purpose: 'bridging' },
      body: bridgingRequest,
      bodyExamples: { bridging: { value: exampleBridging } },
      answers: issued,
      faults: ['not-mandated', 'agreement-row-unknown', 'key-proof-refused', 'credential-not-sound'],
    },
    {
      perform: ({ body, caller, requestId }, claim) =>
        credentials.bridgingResults.certify(body, { caller: memberOf(caller), requestId, claim }),
      ...answering(credentials),
    },
  );
}

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
    async ({ query, caller }) => {
      const { items, next } = await reading.list(
        { limit: query.limit, cursor: query.cursor },
        memberOf(caller),
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
        'For the authority that issued it, with the whole SD-JWT; for a regulator of this side, its facts. To everybody else it does not exist.',
      access: { roles: readers, scope: 'credentials:read', purpose: 'verification' },
      params: credentialParams,
      answers: { 200: { description: 'What it is and how it stands.', schema: credentialFacts } },
      faults: ['not-found'],
    },
    async ({ params, caller }) => ({
      status: 200,
      body: credentialAnswer(await reading.get(params.id, caller)),
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

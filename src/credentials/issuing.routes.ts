import type { FastifyRequest } from 'fastify';
import type { Caller } from '../kernel/caller.ts';
import { preferredWaitSeconds } from '../kernel/prefer.ts';
import type { Router } from '../platform/router.ts';
import { credentialAnswer } from './answers.ts';
import {
  attestationRequest,
  bridgingRequest,
  credentialFacts,
  credentialParams,
  renewalRequest,
} from './credentials.schema.ts';
import type { Credentials } from './credentials.service.ts';
import { exampleAttestation, exampleBridging } from './examples.ts';
import { memberOf } from '../kernel/member.ts';

const tag = 'Credentials';
const issued = {
  201: { description: 'Issued; the whole credential is for its holder.', schema: credentialFacts },
};

export function issuingRoutes(router: Router, credentials: Credentials): void {
  mountAttesting(router, credentials);
  mountRenewing(router, credentials);
  mountBridging(router, credentials);
}

/** The first answer and every replay come from here. */
function answering({ reading }: Credentials) {
  return {
    async render(reference: string, { caller, request }: { caller: Caller; request: FastifyRequest }) {
      const waitSeconds = preferredWaitSeconds(request.headers.prefer);
      return credentialAnswer(await reading.issued(reference, caller, waitSeconds));
    },
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
      waits: true,
      answers: issued,
      faults: [
        'not-mandated',
        'qualification-unknown',
        'key-proof-refused',
        'credential-not-sound',
        'identity-conflict',
        'award-of-another',
        'record-ended',
        'standing-differs',
        'not-renewable',
        'subject-erased',
        'subject-restricted',
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
      summary: 'Renew or correct a home attestation',
      description:
        'A new credential for the same record and key with standing as of now, and what was wrong put right; the former one is superseded and says so. Recognitions abroad that rest on the record are untouched.',
      access: { roles: ['home-registrar'], scope: 'attestations:write', purpose: 'attestation' },
      params: credentialParams,
      body: renewalRequest,
      bodyExamples: {
        renewal: { value: { standing: { state: 'current', asOf: '2026-11-20' } } },
        correction: {
          value: {
            standing: { state: 'current', asOf: '2026-11-20' },
            correction: { award: { date: '2019-12-03' } },
          },
        },
      },
      waits: true,
      answers: issued,
      faults: [
        'not-found',
        'not-mandated',
        'not-renewable',
        'record-ended',
        'standing-differs',
        'award-of-another',
        'credential-not-sound',
        'subject-erased',
        'subject-restricted',
      ],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        credentials.renewals.renew(params.id, body, { caller: memberOf(caller), requestId, claim }),
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
      waits: true,
      answers: issued,
      faults: [
        'not-mandated',
        'agreement-row-unknown',
        'key-proof-refused',
        'credential-not-sound',
        'identity-conflict',
        'subject-erased',
        'subject-restricted',
      ],
    },
    {
      perform: ({ body, caller, requestId }, claim) =>
        credentials.bridgingResults.certify(body, { caller: memberOf(caller), requestId, claim }),
      ...answering(credentials),
    },
  );
}

import type { FaultCode } from '../kernel/fault-codes.ts';
import type { Router } from '../platform/router.ts';
import {
  appealRequest,
  applicationAnswer,
  applicationPage,
  applicationParams,
  applicationRequest,
  applicationsQuery,
  evidenceRequest,
} from './application.schema.ts';
import type { Recognition } from './recognition.service.ts';

const tag = 'Recognition';

const applicants = {
  tag,
  access: { roles: ['holder', 'hr-system'], scope: 'applications:write', purpose: 'recognition' },
} as const;

const readers = {
  tag,
  access: {
    roles: ['holder', 'hr-system', 'host-assessor', 'host-approver', 'regulator'],
    scope: 'applications:read',
    purpose: 'recognition',
  },
} as const;

const addressOf = (id: string): string => `/v1/applications/${id}`;

/** What can be wrong with anything that is presented. */
const presentationFaults = [
  'presentation-not-accepted',
  'chaining-not-allowed',
  'holder-key-mismatch',
  'nonce-not-accepted',
  'home-side-out-of-reach',
] as const satisfies readonly FaultCode[];

const examplePresentation = 'eyJ0eXAiOiJkYytzZC1qd3QifQ.e30.c2ln~WyJzYWx0Il0~eyJ0eXAiOiJrYitqd3QifQ.e30.c2ln';
const exampleNonce = 'Zk3rJ8mQx1vT5yW9aB2cD4eF6gH7iK0lM1nO3pQ5rS8';

const exampleApplication = {
  presentations: [examplePresentation],
  nonce: exampleNonce,
  targetQualification: 'hk-ecf-crm-core',
  consent: {
    scope: 'recognition of one qualification',
    recipient: 'https://hk.wenjin.example/authorities/demo-hk-recognition',
    purpose: 'recognition',
    items: ['nameEn', 'nameZhHant', 'nameZhHans', 'birthDate'],
    givenAt: '2026-06-01T02:00:00Z',
  },
  language: 'zh-Hans',
} as const;

export function applicationRoutes(router: Router, recognition: Recognition): void {
  mountApplying(router, recognition);
  mountEvidence(router, recognition);
  mountWithdrawal(router, recognition);
  mountAppeal(router, recognition);
  mountAppealWithdrawal(router, recognition);
  mountReading(router, recognition);
}

function mountApplying(router: Router, recognition: Recognition): void {
  router.mountCreation(
    {
      ...applicants,
      id: 'applyForRecognition',
      method: 'POST',
      path: '/v1/applications',
      summary: 'Apply for recognition of a home award',
      description:
        'By the holder, or by an organisation with the holder’s signed mandate. What is presented is verified in full, acknowledged and assessed at once: the answer holds the proposal of the rules with its trace. Only the names and the birth date are kept of the person.',
      body: applicationRequest,
      bodyExamples: { holder: { value: exampleApplication } },
      answers: { 201: { description: 'Acknowledged, with a proposal.', schema: applicationAnswer } },
      faults: [
        ...presentationFaults,
        'holder-mandate-not-accepted',
        'consent-incomplete',
        'not-recognised-here',
        'no-agreement-row',
        'subject-restricted',
      ],
    },
    {
      perform: ({ body, caller, requestId }, claim) => recognition.apply(body, { caller, requestId }, claim),
      render: (reference, { caller, requestId }) =>
        recognition.reading.ownAnswer(reference, { caller, requestId }),
      location: addressOf,
    },
  );
}

function mountEvidence(router: Router, recognition: Recognition): void {
  router.mountCreation(
    {
      ...applicants,
      id: 'addApplicationEvidence',
      method: 'POST',
      path: '/v1/applications/:id/evidence',
      summary: 'Add bridging results, or what the applicant declares',
      description:
        'Before a decision, after one that asks for more, or when an appeal was remitted. The rules are asked anew under the agreement versions that the application keeps; the new proposal is in the answer.',
      params: applicationParams,
      body: evidenceRequest,
      bodyExamples: { bridging: { value: { bridging: [examplePresentation], nonce: exampleNonce } } },
      answers: { 201: { description: 'The application with its new proposal.', schema: applicationAnswer } },
      faults: [
        ...presentationFaults,
        'not-found',
        'application-state',
        'proposal-outdated',
        'subject-erased',
      ],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        recognition.add({ id: params.id, request: body }, { caller, requestId }, claim),
      render: (reference, { caller, requestId }) =>
        recognition.reading.ownAnswer(reference, { caller, requestId }),
      location: addressOf,
    },
  );
}

function mountWithdrawal(router: Router, recognition: Recognition): void {
  router.mountCreation(
    {
      tag,
      access: { roles: ['holder'], scope: 'applications:write', purpose: 'recognition' },
      id: 'withdrawApplication',
      method: 'POST',
      path: '/v1/applications/:id/withdrawals',
      summary: 'Withdraw an application',
      description:
        'By the holder, while it is assessed or information is asked for: not while a decision waits for its second person, nor under appeal, which is withdrawn by itself.',
      params: applicationParams,
      answers: { 201: { description: 'Withdrawn.', schema: applicationAnswer } },
      faults: ['not-found', 'application-state', 'subject-erased'],
    },
    {
      perform: ({ params, caller, requestId }, claim) =>
        recognition.withdraw(params.id, { caller, requestId }, claim),
      render: (reference, { caller, requestId }) =>
        recognition.reading.ownAnswer(reference, { caller, requestId }),
      location: addressOf,
    },
  );
}

function mountAppeal(router: Router, recognition: Recognition): void {
  router.mountCreation(
    {
      tag,
      access: { roles: ['holder'], scope: 'applications:write', purpose: 'recognition' },
      id: 'appealAgainstRefusal',
      method: 'POST',
      path: '/v1/applications/:id/appeals',
      summary: 'Appeal against a refusal',
      description:
        'By the holder, until the date that the refusal states. What the body named by the agreement comes to is decided and approved here as any decision is, by two people who had no part in the refusal: `refused` upholds it, a recognition varies it, `remitted` has it assessed anew.',
      params: applicationParams,
      body: appealRequest,
      bodyExamples: {
        appeal: {
          value: { grounds: 'The certificate of 2019 was obtained by examination, not by grandfathering.' },
        },
      },
      answers: { 201: { description: 'Under appeal.', schema: applicationAnswer } },
      faults: ['not-found', 'application-state', 'appeal-late', 'appeal-determined', 'subject-erased'],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        recognition.appeal({ id: params.id, ...body }, { caller, requestId }, claim),
      render: (reference, { caller, requestId }) =>
        recognition.reading.ownAnswer(reference, { caller, requestId }),
      location: addressOf,
    },
  );
}

function mountAppealWithdrawal(router: Router, recognition: Recognition): void {
  router.mountCreation(
    {
      tag,
      access: { roles: ['holder'], scope: 'applications:write', purpose: 'recognition' },
      id: 'withdrawAppeal',
      method: 'POST',
      path: '/v1/applications/:id/appeal-withdrawals',
      summary: 'Withdraw an appeal',
      description:
        'By the holder, until an officer has decided on it. The refusal stands, no further appeal lies against it, and the application is closed again.',
      params: applicationParams,
      answers: { 201: { description: 'Withdrawn; the refusal stands.', schema: applicationAnswer } },
      faults: ['not-found', 'application-state', 'subject-erased'],
    },
    {
      perform: ({ params, caller, requestId }, claim) =>
        recognition.withdrawAppeal(params.id, { caller, requestId }, claim),
      render: (reference, { caller, requestId }) =>
        recognition.reading.ownAnswer(reference, { caller, requestId }),
      location: addressOf,
    },
  );
}

function mountReading(router: Router, recognition: Recognition): void {
  router.mount(
    {
      ...readers,
      id: 'getApplication',
      method: 'GET',
      path: '/v1/applications/:id',
      summary: 'One application',
      description:
        'For its holder, who relays it, the officers of the authority that recognises, and the regulator of this side. Where place and purpose do not allow personal data, the answer comes without and says so. A look by an officer or a regulator is recorded.',
      params: applicationParams,
      answers: { 200: { description: 'The application.', schema: applicationAnswer } },
      faults: ['not-found'],
    },
    async ({ params, caller, requestId }) => ({
      status: 200,
      body: await recognition.reading.application(params.id, { caller, requestId }),
    }),
  );
  router.mount(
    {
      ...readers,
      id: 'listApplications',
      method: 'GET',
      path: '/v1/applications',
      summary: 'Applications, newest first',
      description:
        'Those of the officer’s authority, of the holder, or of the organisation that relays. Without personal data.',
      query: applicationsQuery,
      answers: { 200: { description: 'A page of applications.', schema: applicationPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query, caller, requestId }) => ({
      status: 200,
      body: await recognition.reading.list(query, { caller, requestId }),
    }),
  );
}

import type { Caller } from '../kernel/caller.ts';
import type { Router } from '../platform/router.ts';
import { statusEventAnswer } from './answers.ts';
import {
  credentialParams,
  proposalsQuery,
  statusApprovalRequest,
  statusEvent,
  statusEventList,
  statusEventPage,
  statusEventRequest,
  statusRejectionRequest,
  statusEventsQuery,
} from './credentials.schema.ts';
import type { Credentials } from './credentials.service.ts';
import { exampleDigest, exampleJws } from './examples.ts';
import { memberOf } from '../kernel/member.ts';

const tag = 'Status';
const deciders = ['home-registrar', 'host-assessor', 'host-approver', 'holder'] as const;
const secondPerson = {
  roles: ['home-registrar', 'host-approver'],
  scope: 'approvals:write',
  purpose: 'verification',
} as const;
const reading = {
  roles: ['home-registrar', 'host-assessor', 'host-approver', 'regulator'],
  scope: 'credentials:read',
  purpose: 'verification',
} as const;

export function statusEventRoutes(router: Router, credentials: Credentials): void {
  mountDeciding(router, credentials);
  mountApproving(router, credentials);
  mountRejecting(router, credentials);
  mountListing(router, credentials);
  mountProposals(router, credentials);
  mountOne(router, credentials);
}

function answering({ statusEvents }: Credentials) {
  return {
    render: async (reference: string, { caller }: { caller: Caller }) =>
      statusEventAnswer(await statusEvents.get(reference, caller)),
    location: (reference: string): string => `/v1/status-events/${reference}`,
  };
}

function mountDeciding(router: Router, credentials: Credentials): void {
  router.mountCreation(
    {
      id: 'decideStatus',
      method: 'POST',
      path: '/v1/status-events',
      tag,
      summary: 'Suspend, reinstate or end',
      description:
        'About a record (facet `standing` or `award`) or a single credential. Ends carry their legal kind: annul 撤銷, withdraw 撤回, strip 吊銷, deregister 註銷. ' +
        'Annulling, stripping and reinstating a recognition need two people: the first call leaves a proposal. A holder may deregister an own credential.',
      access: { roles: deciders, scope: 'status-events:write', purpose: 'verification' },
      body: statusEventRequest,
      bodyExamples: {
        suspension: {
          value: {
            decision: {
              object: { type: 'record', id: '6f4f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11' },
              kind: 'suspend',
              facet: 'standing',
              reasonCode: 'not-stated',
            },
            signature: exampleJws,
          },
        },
      },
      answers: { 201: { description: 'In force, or proposed.', schema: statusEvent } },
      faults: ['not-found', 'transition-refused', 'signature-not-accepted', 'officer-required'],
    },
    {
      perform: ({ body, caller, requestId }, claim) =>
        credentials.statusEvents.decide(body, { caller, requestId, claim }),
      ...answering(credentials),
    },
  );
}

function mountApproving(router: Router, credentials: Credentials): void {
  router.mountCreation(
    {
      id: 'approveStatus',
      method: 'POST',
      path: '/v1/status-events/:id/approvals',
      tag,
      summary: 'Approve, as the second person',
      description: 'Puts a proposed event in force. Whoever proposed it cannot, under whatever registration.',
      access: secondPerson,
      params: credentialParams,
      body: statusApprovalRequest,
      bodyExamples: { approval: { value: { decisionSha256: exampleDigest, signature: exampleJws } } },
      answers: { 200: { description: 'In force.', schema: statusEvent } },
      faults: [
        'not-found',
        'not-proposed',
        'same-person',
        'signature-not-accepted',
        'transition-refused',
        'officer-required',
      ],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        credentials.statusEvents.approve(params.id, body, { caller, requestId, claim }),
      ...answering(credentials),
    },
  );
}

function mountRejecting(router: Router, credentials: Credentials): void {
  router.mountCreation(
    {
      id: 'rejectStatus',
      method: 'POST',
      path: '/v1/status-events/:id/rejections',
      tag,
      summary: 'Reject a proposal, or take it back',
      description:
        'Nothing changes but that the proposal no longer waits, be it an officer’s or a rule’s. It stays on record.',
      access: secondPerson,
      params: credentialParams,
      body: statusRejectionRequest,
      bodyExamples: { rejection: { value: { decisionSha256: exampleDigest, signature: exampleJws } } },
      answers: { 200: { description: 'Rejected.', schema: statusEvent } },
      faults: ['not-found', 'not-proposed', 'signature-not-accepted', 'officer-required'],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        credentials.statusEvents.reject(params.id, body, { caller, requestId, claim }),
      ...answering(credentials),
    },
  );
}

function mountListing(router: Router, { statusEvents }: Credentials): void {
  router.mount(
    {
      id: 'listStatusEvents',
      method: 'GET',
      path: '/v1/status-events',
      tag,
      summary: 'What was decided about one record or credential',
      description:
        'Oldest first, proposals included; of your own authority, or of this side for a regulator.',
      access: reading,
      query: statusEventsQuery,
      answers: { 200: { description: 'All of them.', schema: statusEventList } },
    },
    async ({ query: { objectType: type, objectId: id }, caller }) => {
      const found = await statusEvents.about({ type, id }, caller);
      return { status: 200, body: { items: found.map(statusEventAnswer) } };
    },
  );
}

function mountProposals(router: Router, { statusEvents }: Credentials): void {
  router.mount(
    {
      id: 'listStatusProposals',
      method: 'GET',
      path: '/v1/status-proposals',
      tag,
      summary: 'What waits for a second person',
      description:
        'Proposals of your authority’s officers, and of rules where the home side has changed a record. Oldest first.',
      access: { ...reading, roles: ['home-registrar', 'host-assessor', 'host-approver'] },
      query: proposalsQuery,
      answers: { 200: { description: 'A page.', schema: statusEventPage } },
      faults: ['cursor-invalid', 'not-found'],
    },
    async ({ query: { limit, cursor }, caller }) => {
      const { items, next } = await statusEvents.proposals({ limit, cursor }, memberOf(caller));
      return { status: 200, body: { items: items.map(statusEventAnswer), next } };
    },
  );
}

function mountOne(router: Router, { statusEvents }: Credentials): void {
  router.mount(
    {
      id: 'getStatusEvent',
      method: 'GET',
      path: '/v1/status-events/:id',
      tag,
      summary: 'One status event',
      description: 'For the authority that decided, and for a regulator of this side.',
      access: reading,
      params: credentialParams,
      answers: { 200: { description: 'In force, proposed or rejected.', schema: statusEvent } },
      faults: ['not-found'],
    },
    async ({ params, caller }) => ({
      status: 200,
      body: statusEventAnswer(await statusEvents.get(params.id, caller)),
    }),
  );
}

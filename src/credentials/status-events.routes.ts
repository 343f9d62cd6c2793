import type { Caller } from '../kernel/caller.ts';
import type { Router } from '../platform/router.ts';
import { statusEventAnswer } from './answers.ts';
import {
  credentialParams,
  statusApprovalRequest,
  statusEvent,
  statusEventList,
  statusEventRequest,
  statusEventsQuery,
} from './credentials.schema.ts';
import type { Credentials } from './credentials.service.ts';
import { exampleDigest, exampleJws } from './examples.ts';

const tag = 'Status';
const deciders = ['home-registrar', 'host-assessor', 'host-approver', 'holder'] as const;

export function statusEventRoutes(router: Router, credentials: Credentials): void {
  mountDeciding(router, credentials);
  mountApproving(router, credentials);
  mountListing(router, credentials);
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
      access: {
        roles: ['home-registrar', 'host-approver'],
        scope: 'approvals:write',
        purpose: 'verification',
      },
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

function mountListing(router: Router, credentials: Credentials): void {
  router.mount(
    {
      id: 'listStatusEvents',
      method: 'GET',
      path: '/v1/status-events',
      tag,
      summary: 'What was decided about one record or credential',
      description:
        'Oldest first, proposals included; of your own authority, or of this side for a regulator.',
      access: {
        roles: ['home-registrar', 'host-assessor', 'host-approver', 'regulator'],
        scope: 'credentials:read',
        purpose: 'verification',
      },
      query: statusEventsQuery,
      answers: { 200: { description: 'All of them.', schema: statusEventList } },
    },
    async ({ query, caller }) => {
      const found = await credentials.statusEventsOf(query.objectType, query.objectId);
      const authority = 'organisation' in caller ? caller.organisation.authority : null;
      const regulator = caller.kind !== 'public' && caller.roles.some((role) => role === 'regulator');
      const visible = found.filter((event) => regulator || event.authority === authority);
      return { status: 200, body: { items: visible.map(statusEventAnswer) } };
    },
  );
}

import { preferredWaitSeconds } from '../kernel/prefer.ts';
import type { Router } from '../platform/router.ts';
import { applicationParams } from './application.schema.ts';
import { approvalAnswer, approvalRequest, decisionAnswer, decisionRequest } from './decision.schema.ts';
import type { Recognition } from './recognition.service.ts';

const tag = 'Recognition';
const exampleId = '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b';
const exampleDigest = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC0Is0V1sFbDwCgg';
const exampleSignature = 'eyJ0eXAiOiJ3ZW5qaW4tZGVjaXNpb24randzIn0.e30.c2ln';

export function decisionRoutes(router: Router, recognition: Recognition): void {
  mountDecision(router, recognition);
  mountApproval(router, recognition);
}

function mountDecision(router: Router, recognition: Recognition): void {
  router.mountCreation(
    {
      id: 'decideApplication',
      method: 'POST',
      path: '/v1/applications/:id/decisions',
      tag,
      summary: 'Decide upon the latest proposal',
      description:
        'By an officer of the authority that recognises, with a signature over the SHA-256 of the decision as canonical JSON. To depart from the proposal takes `override` and reasons; to refuse or remit takes reasons. It waits for a second person. Under appeal it determines the appeal, by people who had no part in the refusal.',
      access: { roles: ['host-assessor'], scope: 'decisions:write', purpose: 'recognition' },
      params: applicationParams,
      body: decisionRequest,
      bodyExamples: {
        accepted: {
          value: {
            decision: {
              applicationId: exampleId,
              proposalId: exampleId,
              outcome: 'recognised-with-conditions',
              override: false,
            },
            signature: exampleSignature,
          },
        },
      },
      answers: { 201: { description: 'Decided; it waits for approval.', schema: decisionAnswer } },
      faults: [
        'not-found',
        'application-state',
        'subject-erased',
        'proposal-outdated',
        'override-required',
        'override-not-meant',
        'override-not-allowed',
        'reasons-required',
        'reasons-language',
        'conditions-not-accepted',
        'signature-not-accepted',
        'took-part',
      ],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        recognition.decide({ applicationId: params.id, ...body }, { caller, requestId }, claim),
      render: (reference) => recognition.reading.decision(reference),
      location: () => null,
    },
  );
}

function mountApproval(router: Router, recognition: Recognition): void {
  router.mountCreation(
    {
      id: 'approveDecision',
      method: 'POST',
      path: '/v1/applications/:id/approvals',
      tag,
      summary: 'Approve or return a decision',
      description:
        'By another natural person than the one who decided, with a signature over the same digest. Approving a recognition issues the credential, after freshness and mandates were checked again; approving a refusal closes the application; `return` sends it back to assessment. Under appeal it determines the appeal, and `return` leaves it to be heard.',
      access: { roles: ['host-approver'], scope: 'approvals:write', purpose: 'recognition' },
      params: applicationParams,
      body: approvalRequest,
      bodyExamples: {
        approve: {
          value: {
            approval: { applicationId: exampleId, decisionId: exampleId, decisionSha256: exampleDigest },
            signature: exampleSignature,
          },
        },
      },
      waits: true,
      answers: { 201: { description: 'Recorded; issued where it grants.', schema: approvalAnswer } },
      faults: [
        'not-found',
        'same-person',
        'took-part',
        'decision-differs',
        'decision-not-pending',
        'application-state',
        'subject-erased',
        'subject-restricted',
        'identity-conflict',
        'evidence-changed',
        'signature-not-accepted',
        'not-recognised-here',
        'no-signing-key',
      ],
    },
    {
      perform: ({ params, body, caller, requestId }, claim) =>
        recognition.approve({ applicationId: params.id, ...body }, { caller, requestId }, claim),
      render: (reference, { request }) =>
        recognition.reading.approval(reference, preferredWaitSeconds(request.headers.prefer)),
      location: () => null,
    },
  );
}

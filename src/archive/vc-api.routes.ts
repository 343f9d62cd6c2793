import { memberOf } from '../kernel/member.ts';
import type { Router } from '../platform/router.ts';
import {
  issueAnswer,
  issueRequest,
  verifyAnswer,
  verifyCredentialRequest,
  verifyPresentationRequest,
} from './vc-api.schema.ts';
import type { VcApi } from './vc-api.service.ts';

const verifying = {
  method: 'POST',
  tag: 'Archive',
  access: {
    roles: ['verifying-bank', 'hr-system', 'home-registrar', 'host-assessor', 'host-approver', 'regulator'],
    scope: 'verifications:write',
    purpose: 'verification',
  },
  answers: { 200: { description: 'What was found, whatever it is.', schema: verifyAnswer } },
  faults: ['authorisation-expired'],
} as const;

/** Mounted only where the configuration says so; it is no part of the contract that both nodes serve. */
export function vcApiRoutes(router: Router, vcApi: VcApi): void {
  router.mount(
    {
      id: 'vcApiIssue',
      method: 'POST',
      path: '/credentials/issue',
      tag: 'Archive',
      summary: 'VC-API: a record of your authority as a secured credential',
      description:
        'Signs the export of a record that exists, named by its `id`, and nothing that is sent: members beside `id` are only compared.',
      access: {
        roles: ['home-registrar', 'host-assessor', 'host-approver', 'bridging-provider'],
        scope: 'credentials:read',
        purpose: 'verification',
      },
      body: issueRequest,
      bodyExamples: {
        record: { value: { credential: { id: 'urn:uuid:0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4d' } } },
      },
      answers: { 201: { description: 'The credential, enveloped.', schema: issueAnswer } },
      faults: ['not-found', 'not-this-record', 'claims-not-permitted', 'not-mandated'],
    },
    async ({ body, caller, requestId }) => ({
      status: 201,
      body: await vcApi.issue(body, { caller: memberOf(caller), requestId }),
      headers: { 'cache-control': 'no-store' },
    }),
  );
  router.mount(
    {
      ...verifying,
      id: 'vcApiVerifyCredential',
      path: '/credentials/verify',
      summary: 'VC-API: verify an enveloped credential',
      description: 'As `POST /v1/verifications`, whose result comes along; the look is recorded.',
      body: verifyCredentialRequest,
    },
    async ({ body, caller, requestId }) => ({
      status: 200,
      body: await vcApi.verifyCredential(body, { caller, requestId }),
    }),
  );
  router.mount(
    {
      ...verifying,
      id: 'vcApiVerifyPresentation',
      path: '/presentations/verify',
      summary: 'VC-API: verify an enveloped presentation',
      description:
        'Signed for you (`domain`) and this request (`challenge`) by the key that every credential in it names.',
      body: verifyPresentationRequest,
    },
    async ({ body, caller, requestId }) => ({
      status: 200,
      body: await vcApi.verifyPresentation(body, { caller, requestId }),
    }),
  );
}

import type { Router } from '../platform/router.ts';
import { vcVerificationAnswer, vcVerificationRequest } from './vc-verification.schema.ts';
import type { VcVerifying } from './vc-verification.service.ts';

const look = {
  purpose: 'employment-screening',
  stage: 'pre-offer',
  authorisation: {
    type: 'consent',
    reference: 'CONSENT-2026-0042',
    scope: 'qualification-check',
    expiresAt: '2036-12-31T00:00:00Z',
  },
  caseReference: 'HR-2026-117',
};

export function vcVerificationRoutes(router: Router, verifying: VcVerifying): void {
  router.mount(
    {
      id: 'verifyW3cCredentials',
      method: 'POST',
      path: '/v1/vc-verifications',
      tag: 'Archive',
      summary: 'Verify an export, a presentation of exports, or an export that is signed twice',
      description:
        'Keys come from the trust list and contexts from our own copies: nothing that the document names is fetched. ' +
        'Of a presentation the holder’s signature is judged first, of an export that is signed twice the one by ML-DSA-44 or SM2; ' +
        'when it holds, the credentials are judged as by `POST /v1/verifications`, and the look is recorded before the answer is given.',
      access: {
        roles: [
          'verifying-bank',
          'hr-system',
          'home-registrar',
          'host-assessor',
          'host-approver',
          'regulator',
        ],
        scope: 'verifications:write',
        purpose: 'verification',
      },
      body: vcVerificationRequest,
      bodyExamples: {
        credential: {
          summary: 'One export',
          value: { secured: 'eyJ0eXAiOiJ2Yytqd3QifQ.e30.c2ln', ...look },
        },
        presentation: {
          summary: 'A presentation, for this verifier and this request',
          value: {
            secured: 'eyJ0eXAiOiJ2cCtqd3QifQ.e30.c2ln',
            keyBinding: { audience: 'https://bank.example', nonce: 'pOJB5Yc0' },
            ...look,
          },
        },
      },
      answers: { 200: { description: 'What was found, whatever it is.', schema: vcVerificationAnswer } },
      faults: ['authorisation-expired'],
    },
    async ({ body, caller, requestId }) => ({
      status: 200,
      body: await verifying.verify(body, { caller, requestId }),
    }),
  );
}

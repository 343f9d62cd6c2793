import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { z } from 'zod';
import { Fault } from '../kernel/fault.ts';
import type { Operation } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import { pagePolicy, resultPage } from './result-page.ts';
import {
  receiptAnswer,
  receiptRequest,
  verificationRequest,
  verificationResult,
} from './verification.schema.ts';
import type { Verification } from './verification.service.ts';

const verifyOperation = {
  id: 'verifyCredentials',
  method: 'POST',
  path: '/v1/verifications',
  tag: 'Verification',
  summary: 'What is this worth here, and is it still good?',
  description:
    'Checks one to four credentials of one person together and answers with facets, every check, and words in three languages. ' +
    'Forged, truncated or expired input is an ordinary answer that says what is wrong. ' +
    'With `Accept: text/html` the same result comes as a printable page. The look is recorded before the answer is given.',
  access: {
    roles: [
      'verifying-bank',
      'hr-system',
      'home-registrar',
      'host-assessor',
      'host-approver',
      'regulator',
      'holder',
    ],
    scope: 'verifications:write',
    purpose: 'verification',
  },
  body: verificationRequest,
  bodyExamples: {
    preOffer: {
      summary: 'Home credential and recognition before an offer',
      value: {
        credentials: ['eyJ0eXAiOiJkYytzZC1qd3QifQ.e30.c2ln~'],
        purpose: 'employment-screening',
        stage: 'pre-offer',
        authorisation: {
          type: 'consent',
          reference: 'CONSENT-2026-0042',
          scope: 'qualification-check',
          expiresAt: '2036-12-31T00:00:00Z',
        },
        caseReference: 'HR-2026-117',
        receipt: true,
      },
    },
  },
  answers: {
    200: {
      description: 'The result, whatever it is.',
      schema: verificationResult,
      forms: { 'text/html': z.string() },
    },
  },
  faults: ['authorisation-expired', 'not-acceptable'],
} as const satisfies Operation<z.ZodType, z.ZodType, typeof verificationRequest>;

const receiptOperation = {
  id: 'verifyReceipt',
  method: 'POST',
  path: '/v1/receipts/verify',
  tag: 'Verification',
  summary: 'Is this receipt genuine?',
  description:
    'Checks a receipt of this node or of the other side against the trust lists held here. Nothing is recorded.',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
  body: receiptRequest,
  bodyExamples: { receipt: { value: { receipt: 'eyJ0eXAiOiJ3ZW5qaW4tcmVjZWlwdCtqd3QifQ.e30.c2ln' } } },
  answers: { 200: { description: 'What was found.', schema: receiptAnswer } },
} as const satisfies Operation<z.ZodType, z.ZodType, typeof receiptRequest>;

export function verificationRoutes(router: Router, verification: Verification): void {
  router.mount(verifyOperation, async ({ body, caller, requestId, request }) => {
    const form = acceptedForm(request);
    const result = await verification.verify(body, { caller, requestId });
    if (form === 'json') return { status: 200, body: result };
    return {
      status: 200,
      body: resultPage(result),
      mediaType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': pagePolicy },
    };
  });

  router.mount(receiptOperation, ({ body }) =>
    Promise.resolve({
      status: 200,
      body: verification.readReceipt(body.receipt),
    }),
  );
}

/** RFC 9110 section 12.5.1, for the two forms there are. */
function acceptedForm({ headers }: FastifyRequest): 'json' | 'html' {
  const forms = ['application/json', 'text/html'];
  const best = new Negotiator({ headers }).mediaType(forms);
  if (best === undefined) throw new Fault('not-acceptable', { values: { types: forms.join(', ') } });
  return best === 'text/html' ? 'html' : 'json';
}

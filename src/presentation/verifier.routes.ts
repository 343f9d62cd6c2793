import { memberOf } from '../kernel/member.ts';
import type { Router } from '../platform/router.ts';
import {
  presentationAnswer,
  presentationPage,
  presentationParams,
  presentationRequest,
  presentationsQuery,
  resultRequest,
} from './presentation.schema.ts';
import type { Presentation } from './presentation.service.ts';

const tag = 'Presentations';
const verifiers = {
  roles: ['verifying-bank', 'hr-system'],
  scope: 'verifications:write',
  purpose: 'verification',
} as const;

const example = {
  what: 'both',
  claims: ['name_en'],
  purpose: 'employment-screening',
  stage: 'pre-offer',
  authorisation: {
    type: 'consent',
    reference: 'CONSENT-2026-0042',
    scope: 'qualification-check',
    expiresAt: '2036-12-31T00:00:00Z',
  },
  caseReference: 'HR-2026-117',
  minutes: 30,
  receipt: true,
} as const;

/** What verifiers ask of the node. */
export function verifierRoutes(router: Router, presentation: Presentation): void {
  mountAsking(router, presentation);
  mountReading(router, presentation);
}

function mountAsking(router: Router, presentation: Presentation): void {
  router.mountCreation(
    {
      id: 'requestPresentation',
      method: 'POST',
      path: '/v1/presentation-requests',
      tag,
      summary: 'Ask a person to show credentials from a wallet',
      description:
        'OpenID4VP 1.0: the answer has a link and its picture, which any wallet for `dc+sd-jwt` follows. The wallet fetches a signed request, the person agrees, and the result comes by `GET` of this request. One good answer is taken. Claims that may not be in your answers are not asked for.',
      access: verifiers,
      body: presentationRequest,
      bodyExamples: { both: { summary: 'Home credential and recognition, with a name', value: example } },
      answers: { 201: { description: 'Open, with link and picture.', schema: presentationAnswer } },
      faults: ['authorisation-expired', 'presentation-redirect-unknown', 'presentation-claims-not-for-you'],
    },
    {
      perform: ({ body, caller, requestId }, claim) =>
        presentation.ask(body, { caller: memberOf(caller), requestId }, claim),
      render: (reference, { caller }) =>
        presentation.reading.one(reference, memberOf(caller).organisation.id),
      location: (reference) => `/v1/presentation-requests/${reference}`,
    },
  );
  router.mount(
    {
      id: 'cancelPresentationRequest',
      method: 'DELETE',
      path: '/v1/presentation-requests/:id',
      tag,
      summary: 'Cancel a request',
      description: 'No answer is taken any more. Doing it again changes nothing.',
      access: verifiers,
      params: presentationParams,
      answers: { 204: { description: 'Cancelled.' } },
      faults: ['not-found', 'presentation-over'],
    },
    async ({ params, caller, requestId }) => {
      await presentation.cancel(params.id, { caller: memberOf(caller), requestId });
      return { status: 204 };
    },
  );
}

function mountReading(router: Router, { reading }: Presentation): void {
  router.mount(
    {
      id: 'getPresentation',
      method: 'GET',
      path: '/v1/presentation-requests/:id',
      tag,
      summary: 'Has it been answered, and with what result?',
      description:
        'For the organisation that asked; ask every two seconds at most. The result is kept for a day. With `redirectUri` it is given to `POST …/results` alone.',
      access: verifiers,
      params: presentationParams,
      answers: { 200: { description: 'The request as it stands.', schema: presentationAnswer } },
      faults: ['not-found'],
    },
    async ({ params, caller }) => ({
      status: 200,
      body: await reading.one(params.id, memberOf(caller).organisation.id),
    }),
  );
  router.mount(
    {
      id: 'collectPresentationResult',
      method: 'POST',
      path: '/v1/presentation-requests/:id/results',
      tag,
      summary: 'The result for the browser that came back',
      description:
        'With the `response_code` from the fragment of the address to which the wallet sent the browser: whoever lured somebody into answering does not have it.',
      access: verifiers,
      params: presentationParams,
      body: resultRequest,
      bodyExamples: { code: { value: { responseCode: 'nXe9b1Yv0m5cT2r8sQpKd4uLwJhZf3aGiVoBxEyM7tA' } } },
      answers: { 200: { description: 'With its result.', schema: presentationAnswer } },
      faults: ['not-found', 'presentation-code-wrong'],
    },
    async ({ params, body, caller }) => ({
      status: 200,
      body: await reading.result(params.id, memberOf(caller).organisation.id, body.responseCode),
    }),
  );
  router.mount(
    {
      id: 'listPresentations',
      method: 'GET',
      path: '/v1/presentation-requests',
      tag,
      summary: 'What your organisation asked for',
      description: 'Newest first, without results.',
      access: verifiers,
      query: presentationsQuery,
      answers: { 200: { description: 'A page.', schema: presentationPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query, caller }) => ({
      status: 200,
      body: await reading.list(memberOf(caller).organisation.id, query),
    }),
  );
}

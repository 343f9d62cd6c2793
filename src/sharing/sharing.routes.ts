import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { formMediaType } from '../kernel/form.ts';
import type { Router } from '../platform/router.ts';
import type { Holder } from './making.service.ts';
import { sharePath } from './share-answers.service.ts';
import { normalShareCode } from './share-code.ts';
import { fillInScript, scriptPath, shareResultPage, sharePage } from './share-page.ts';
import {
  shareCodeAnswer,
  shareCodePage,
  shareCodeParams,
  shareCodeRequest,
  shareCodesQuery,
  shareCodeVerification,
  shareForm,
  shareResult,
} from './sharing.schema.ts';
import type { Sharing } from './sharing.service.ts';

const tag = 'Share codes';
const holders = { roles: ['holder'], scope: 'own:share', purpose: 'own-record' } as const;
const anybody = { roles: ['public'], scope: null, purpose: 'public-information' } as const;

export function sharingRoutes(router: Router, sharing: Sharing): void {
  mountMaking(router, sharing);
  mountReading(router, sharing);
  mountLooking(router, sharing);
  mountPage(router, sharing);
}

function holderOf(caller: Caller): Holder {
  if (caller.kind === 'holder') return caller;
  throw new Fault('not-found');
}

function mountMaking(router: Router, sharing: Sharing): void {
  router.mountCreation(
    {
      id: 'makeShareCode',
      method: 'POST',
      path: '/v1/share-codes',
      tag,
      summary: 'Share credentials by a code',
      description:
        'By the holder: which credentials, which of their hidden claims, for what purpose, with whom, how often, for how many days. The answer has the code, a link and its picture. What is shared is checked first. Names and dates that are not chosen stay hidden.',
      access: holders,
      body: shareCodeRequest,
      bodyExamples: {
        forOneBank: {
          summary: 'A name, for one purpose, 30 days',
          value: {
            share: [{ credential: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b', fields: ['name_en'] }],
            purpose: 'employment-screening',
            days: 30,
            uses: 5,
          },
        },
      },
      answers: { 201: { description: 'The code.', schema: shareCodeAnswer } },
      faults: [
        'not-found',
        'holder-key-mismatch',
        'share-not-genuine',
        'share-audience-unknown',
        'share-codes-too-many',
      ],
    },
    {
      perform: ({ body, caller, requestId }, claim) =>
        sharing.make(body, { caller: holderOf(caller), requestId }, claim),
      render: (reference, { caller }) => sharing.answers.one(reference, holderOf(caller).keyThumbprint),
      location: (reference) => `/v1/share-codes/${reference}`,
    },
  );
  router.mount(
    {
      id: 'revokeShareCode',
      method: 'DELETE',
      path: '/v1/share-codes/:id',
      tag,
      summary: 'Revoke a share code',
      description:
        'It opens nothing from now on, and what it shared is removed. Doing it again changes nothing.',
      access: holders,
      params: shareCodeParams,
      answers: { 204: { description: 'Revoked.' } },
      faults: ['not-found'],
    },
    async ({ params, caller, requestId }) => {
      await sharing.revoke(params.id, { caller: holderOf(caller), requestId });
      return { status: 204 };
    },
  );
}

function mountReading(router: Router, { answers }: Sharing): void {
  router.mount(
    {
      id: 'listShareCodes',
      method: 'GET',
      path: '/v1/share-codes',
      tag,
      summary: 'Your share codes, and who looked',
      description: 'Newest first. A code is remembered for a year after its end.',
      access: holders,
      query: shareCodesQuery,
      answers: { 200: { description: 'A page.', schema: shareCodePage } },
      faults: ['cursor-invalid'],
    },
    async ({ query, caller }) => ({
      status: 200,
      body: await answers.list(holderOf(caller).keyThumbprint, query),
    }),
  );
  router.mount(
    {
      id: 'getShareCode',
      method: 'GET',
      path: '/v1/share-codes/:id',
      tag,
      summary: 'One of your share codes',
      description: 'With the link, its picture, and who looked, when and at what stage.',
      access: holders,
      params: shareCodeParams,
      answers: { 200: { description: 'The code.', schema: shareCodeAnswer } },
      faults: ['not-found'],
    },
    async ({ params, caller }) => ({
      status: 200,
      body: await answers.one(params.id, holderOf(caller).keyThumbprint),
    }),
  );
}

function mountLooking(router: Router, sharing: Sharing): void {
  router.mount(
    {
      id: 'verifyShareCode',
      method: 'POST',
      path: '/v1/share-codes/verifications',
      tag,
      summary: 'Verify what a code shows',
      description:
        'The same answer as `POST /v1/verifications`, on the authorisation that the holder gave by making the code. Before an offer no identity number is taken; after one, the same code and case with `identity` gives the match on the same record and costs no further use. ' +
        'A code that is unknown, expired, revoked, used up or made for another organisation is answered with `NOT_FOUND_OR_NOT_SHARED`, always in the same way. After many of those, further attempts have to wait.',
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
      body: shareCodeVerification,
      bodyExamples: {
        preOffer: {
          value: {
            code: '7K9D0-M2QX4-6TVB8-Z1HNX',
            purpose: 'employment-screening',
            stage: 'pre-offer',
            caseReference: 'HR-2026-117',
            receipt: true,
          },
        },
      },
      answers: { 200: { description: 'The result, whatever it is.', schema: shareResult } },
      faults: ['share-code-other-purpose', 'too-many-requests', 'identity-number-invalid'],
    },
    async ({ body, caller, requestId, request }) => ({
      status: 200,
      body: await sharing.look(body, { caller, requestId, address: request.ip }),
    }),
  );
}

function mountPage(router: Router, sharing: Sharing): void {
  mountPublicLook(router, sharing);
  router.mount(
    {
      id: 'getSharePage',
      method: 'GET',
      path: sharePath,
      tag,
      summary: 'The page where a code is entered',
      description:
        'Where links and their pictures lead. The code stands after `#` and is not sent with the address.',
      access: anybody,
      answers: { 200: { description: 'The page.', mediaType: 'text/html' } },
    },
    () => Promise.resolve({ status: 200, ...sharePage({ mistyped: false }) }),
  );
  router.mount(
    {
      id: 'getSharePageScript',
      method: 'GET',
      path: scriptPath,
      tag,
      summary: 'The script of that page',
      description: 'Moves the code from the address into the field.',
      access: anybody,
      answers: { 200: { description: 'The script.', mediaType: 'text/javascript' } },
    },
    () =>
      Promise.resolve({
        status: 200,
        body: fillInScript,
        mediaType: 'text/javascript; charset=utf-8',
        headers: { 'cache-control': 'public, max-age=3600' },
      }),
  );
}

function mountPublicLook(router: Router, sharing: Sharing): void {
  router.mount(
    {
      id: 'lookByShareCode',
      method: 'POST',
      path: sharePath,
      tag,
      summary: 'What a code shows to the public',
      description:
        'A printable page in three languages, without personal data. Each look is a use, and the holder sees it.',
      access: { ...anybody, purpose: 'verification' },
      body: shareForm,
      bodyMediaType: formMediaType,
      bodyExamples: { code: { value: { code: '7K9D0-M2QX4-6TVB8-Z1HNX' } } },
      answers: { 200: { description: 'The result, whatever it is.', mediaType: 'text/html' } },
      faults: ['too-many-requests'],
    },
    async ({ body, caller, requestId, request }) => {
      const code = normalShareCode(body.code);
      if (code === undefined) return { status: 400, ...sharePage({ mistyped: true }) };
      const result = await sharing.look(
        { code, purpose: undefined, stage: 'pre-offer', caseReference: 'share-page' },
        { caller, requestId, address: request.ip },
      );
      return { status: 200, ...shareResultPage(result) };
    },
  );
}

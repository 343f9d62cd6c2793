import { formMediaType } from '../kernel/form.ts';
import type { AnswerDescription } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import {
  handleParams,
  requestUriForm,
  responseForm,
  walletError,
  walletReply,
} from './presentation.schema.ts';
import type { Presentation } from './presentation.service.ts';
import type { WalletWords } from './serving.service.ts';
import { requestObjectMediaType, requestPath, responsePath } from './vocabulary.ts';
import { walletErrorForm } from './wallet-error.ts';

const refusal = (description: string): AnswerDescription => ({ description, schema: walletError });

const forWallets = {
  tag: 'Presentations',
  access: { roles: ['public'], scope: null, purpose: 'verification' },
  params: handleParams,
  errorForm: walletErrorForm,
} as const;

const requestAnswers = {
  200: { description: 'A signed request object.', mediaType: requestObjectMediaType },
  400: refusal(
    '`invalid_request`: malformed, or of a wallet that could not answer. `vp_formats_not_supported`: it has no `dc+sd-jwt`.',
  ),
  404: refusal('`invalid_request`: there is no such request, or it is over.'),
  429: refusal('`temporarily_unavailable`: too many requests of one address.'),
  503: refusal('`temporarily_unavailable`: the database cannot be reached.'),
};

const formAnswers = {
  413: refusal('`invalid_request`: too large.'),
  415: refusal('`invalid_request`: not a form.'),
  429: requestAnswers[429],
};

/** What wallets ask of the node: OpenID4VP 1.0, in the error form of OAuth. */
export function walletRoutes(router: Router, presentation: Presentation): void {
  const requestAnswer = async (handle: string, wallet?: WalletWords) => ({
    status: 200,
    body: await presentation.requestObject(handle, wallet),
    mediaType: requestObjectMediaType,
    headers: { 'cache-control': 'no-store' },
  });
  router.mount(
    {
      ...forWallets,
      id: 'getPresentationRequestObject',
      method: 'GET',
      path: `${requestPath}/:handle`,
      summary: 'Fetch the signed request',
      description: 'RFC 9101 section 5.2.3. It may be fetched again as long as the request is open.',
      counted: true,
      answers: requestAnswers,
    },
    ({ params }) => requestAnswer(params.handle),
  );
  router.mount(
    {
      ...forWallets,
      id: 'postPresentationRequestObject',
      method: 'POST',
      path: `${requestPath}/:handle`,
      summary: 'Fetch the signed request with a nonce of the wallet',
      description:
        'OpenID4VP 1.0 section 5.10: `wallet_nonce` comes back in the request, and of the ways to encrypt those that `wallet_metadata` names.',
      body: requestUriForm,
      bodyMediaType: formMediaType,
      bodyBytesMax: 32_768,
      bodyExamples: { nonce: { value: { wallet_nonce: 'qPmxiNFCR3QTm19POc8u' } } },
      answers: { ...requestAnswers, ...formAnswers },
    },
    ({ params, body }) =>
      requestAnswer(params.handle, { nonce: body.wallet_nonce, metadata: body.wallet_metadata }),
  );
  mountResponse(router, presentation);
}

function mountResponse(router: Router, presentation: Presentation): void {
  router.mount(
    {
      ...forWallets,
      id: 'answerPresentationRequest',
      method: 'POST',
      path: `${responsePath}/:handle`,
      summary: 'Answer a request',
      description:
        'OpenID4VP 1.0 section 8.3.1, `direct_post.jwt`: the one field `response` is a JWE to the key of the request. Everything that was asked is checked again; what does not hold is refused with the reason, and the request stays open for another answer.',
      body: responseForm,
      bodyMediaType: formMediaType,
      bodyBytesMax: 262_144,
      bodyExamples: { answer: { value: { response: 'eyJhbGciOiJFQ0RILUVTIn0..aXY.Y2lwaGVy.dGFn' } } },
      answers: {
        200: { description: 'Taken. `redirect_uri` where the browser is to be sent.', schema: walletReply },
        400: refusal('`invalid_request`: what is wrong with the answer.'),
        404: requestAnswers[404],
        ...formAnswers,
        503: requestAnswers[503],
      },
    },
    async ({ params, body, requestId }) => {
      const { redirectUri } = await presentation.receive(params.handle, body, requestId);
      return {
        status: 200,
        headers: { 'cache-control': 'no-store' },
        body: redirectUri === undefined ? {} : { redirect_uri: redirectUri },
      };
    },
  );
}

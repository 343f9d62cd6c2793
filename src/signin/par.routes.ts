import { formMediaType } from '../kernel/form.ts';
import { attestationOf, oauthError, oauthErrorBody, proofOf } from './token-endpoint.ts';
import type { Router } from '../platform/router.ts';
import { pushedAnswer, pushedRequest } from './authorization.schema.ts';
import { type Pushing, pushedSeconds } from './pushing.service.ts';
import { parPath } from './wallet-metadata.ts';

const refusal = (description: string) => ({ description, schema: oauthErrorBody });

const example = {
  response_type: 'code',
  client_id: 'https://wallet.example',
  redirect_uri: 'https://wallet.example/callback',
  state: 'af0ifjsldkj',
  scope: 'home-attestation',
  resource: 'https://hk.wenjin.example/authorities/demo-registrar',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
} as const;

export function parRoutes(router: Router, pushing: Pushing): void {
  router.mount(
    {
      id: 'pushAuthorizationRequest',
      method: 'POST',
      path: parPath,
      tag: 'Access',
      summary: 'Push an authorization request',
      description:
        'RFC 9126: how a wallet begins the authorization code flow of OpenID4VCI 1.0. PKCE with S256 is required; the `request_uri` is good once, for a minute. A DPoP proof, or `dpop_jkt`, binds the code to its key.',
      access: { roles: ['public'], scope: null, purpose: 'authentication' },
      body: pushedRequest,
      bodyMediaType: formMediaType,
      bodyBytesMax: 32_768,
      bodyExamples: { scope: { summary: 'By scope', value: example } },
      errorForm: oauthError,
      answers: {
        201: {
          description: 'Where to send the browser: `/oauth/authorize` with this `request_uri`.',
          schema: pushedAnswer,
          examples: {
            pushed: {
              value: {
                request_uri: 'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c',
                expires_in: 60,
              },
            },
          },
        },
        400: refusal(
          '`invalid_request`, `invalid_scope`, `invalid_target`, `invalid_authorization_details`, `unsupported_response_type`, `request_not_supported`, `invalid_dpop_proof` or `use_dpop_nonce`; the description says what.',
        ),
        401: refusal('`invalid_client`: the wallet could not be authenticated, or nobody vouches for it.'),
        429: refusal('Too many requests from one address.'),
        503: refusal('The database cannot be reached. Ask again.'),
      },
    },
    async ({ body, request: { headers } }) => {
      const { requestUri } = await pushing.push(body, {
        attestation: attestationOf(headers),
        proof: proofOf(headers),
      });
      return {
        status: 201,
        headers: { 'cache-control': 'no-store' },
        body: { request_uri: requestUri, expires_in: pushedSeconds },
      };
    },
  );
}

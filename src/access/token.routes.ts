import { formMediaType } from '../kernel/form.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Router } from '../platform/router.ts';
import { dpopAlgorithms } from './dpop.service.ts';
import { clientAssertionType, grantTypes, tokenPath } from './grants.ts';
import type { Grants } from './grants.service.ts';
import { oauthError } from './oauth-error.ts';
import { scopes } from './roles.ts';
import { attestationOf, proofOf } from './token-headers.ts';
import { authorizationServerMetadata, oauthErrorBody, tokenRequest, tokenResponse } from './token.schema.ts';

const refusal = (description: string) => ({ description, schema: oauthErrorBody });

const clientForm = {
  client_assertion_type: clientAssertionType,
  client_assertion: 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiIuLi4ifQ.c2lnbmF0dXJl',
} as const;

const examples = {
  client: { summary: 'A client', value: { grant_type: grantTypes.clientCredentials, ...clientForm } },
  officer: {
    summary: 'An officer',
    value: { grant_type: grantTypes.officer, ...clientForm, assertion: clientForm.client_assertion },
  },
  offer: {
    summary: 'A wallet with an offer',
    value: {
      grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
      'pre-authorized_code': 'SplxlOBeZQQYbYS6WxSbIA',
      tx_code: '493536',
    },
  },
  code: {
    summary: 'A wallet whose person has allowed it',
    value: {
      grant_type: 'authorization_code',
      client_id: 'https://wallet.example',
      redirect_uri: 'https://wallet.example/callback',
      code: 'SplxlOBeZQQYbYS6WxSbIA',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    },
  },
} as const;

interface TokenRoutesDependencies {
  readonly grants: Grants;
  readonly node: NodeIdentity;
}

export function tokenRoutes(router: Router, deps: TokenRoutesDependencies): void {
  mountMetadata(router, deps);
  mountTokenEndpoint(router, deps);
}

function mountMetadata(router: Router, { grants, node }: TokenRoutesDependencies): void {
  router.mount(
    {
      id: 'getAuthorizationServerMetadata',
      method: 'GET',
      path: '/.well-known/oauth-authorization-server',
      tag: 'Access',
      summary: 'Where and how to get a token',
      description: 'RFC 8414 metadata of the authorization server of this node.',
      access: { roles: ['public'], scope: null, purpose: 'public-information' },
      answers: { 200: { description: 'The metadata.', schema: authorizationServerMetadata } },
    },
    async () => {
      const wallets = grants.walletMetadata();
      return {
        status: 200,
        headers: { 'cache-control': 'public, max-age=300' },
        body: {
          issuer: node.origin,
          token_endpoint: node.origin + tokenPath,
          jwks_uri: `${node.origin}/.well-known/jwks.json`,
          status_list_aggregation_endpoint: `${node.origin}/status-lists`,
          ...wallets,
          scopes_supported: [...scopes, ...(wallets?.scopes_supported ?? [])],
          response_types_supported: wallets?.response_types_supported ?? [],
          grant_types_supported: grants.grantTypes(),
          dpop_signing_alg_values_supported: [...dpopAlgorithms],
          token_endpoint_auth_methods_supported: [
            'private_key_jwt',
            ...(wallets?.token_endpoint_auth_methods_supported ?? []),
          ],
          token_endpoint_auth_signing_alg_values_supported: ['ES256', 'Ed25519'],
        },
      };
    },
  );
}

function mountTokenEndpoint(router: Router, { grants }: TokenRoutesDependencies): void {
  router.mount(
    {
      id: 'getToken',
      method: 'POST',
      path: tokenPath,
      tag: 'Access',
      summary: 'Get an access token',
      description:
        'A client authenticates with `private_key_jwt`; an officer adds an assertion by their own key; a holder proves possession of the key that the credentials are bound to; a wallet redeems the code of an offer, or the one it got when its person allowed it. With a `DPoP` header (RFC 9449) the token is bound to its key. Tokens last 10 minutes. Errors have the form of RFC 6749.',
      access: { roles: ['public'], scope: null, purpose: 'authentication' },
      body: tokenRequest,
      bodyMediaType: formMediaType,
      bodyBytesMax: 32_768,
      bodyExamples: examples,
      errorForm: oauthError,
      answers: {
        200: { description: 'The token.', schema: tokenResponse },
        400: refusal(
          '`invalid_request`, `invalid_grant`, `unauthorized_client`, `unsupported_grant_type`, `invalid_scope`, `invalid_authorization_details`, `invalid_dpop_proof` or `use_dpop_nonce`; the description says what.',
        ),
        401: refusal(
          '`invalid_client`: the client could not be authenticated, or nobody vouches for the wallet.',
        ),
        429: refusal('Too many requests from one address.'),
        503: refusal('The database cannot be reached. Ask again, with fresh assertions.'),
      },
    },
    async ({ body, request, requestId }) => ({
      status: 200,
      // RFC 6749 section 5.1.
      headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
      body: await grants.grant(request.server.jwt, body, {
        attestation: attestationOf(request.headers),
        proof: proofOf(request.headers),
        requestId,
      }),
    }),
  );
}

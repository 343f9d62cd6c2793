import { jwtMediaType } from '../platform/encrypted-bodies.ts';
import type { Router } from '../platform/router.ts';
import { prefersSigned } from './issuer-metadata.ts';
import { credentialIssuerMetadata, issuerParams } from './wallet.schema.ts';
import type { WalletContext } from './wallet.service.ts';

/** Wallets of any origin read it; a key for requests is good for a month after it stood here last. */
const shared = {
  'access-control-allow-origin': '*',
  'cache-control': 'public, max-age=300',
  vary: 'Accept',
};

export function metadataRoutes(router: Router, { metadata }: WalletContext): void {
  router.mount(
    {
      id: 'getCredentialIssuerMetadata',
      method: 'GET',
      path: '/.well-known/openid-credential-issuer/authorities/:slug',
      tag: 'Wallets',
      summary: 'What an authority issues to wallets, and how',
      description:
        'OpenID4VCI 1.0 section 12.2: the well-known part stands before the path of the identifier. JSON, or to who asks by `Accept: application/jwt` the same signed (`openidvci-issuer-metadata+jwt`). Names and labels in three languages.',
      access: { roles: ['public'], scope: null, purpose: 'public-information' },
      params: issuerParams,
      answers: { 200: { description: 'The metadata.', schema: credentialIssuerMetadata } },
      faults: ['not-found'],
    },
    async ({ params: { slug }, request }) =>
      prefersSigned(request.headers.accept)
        ? { status: 200, body: await metadata.signed(slug), mediaType: jwtMediaType, headers: shared }
        : { status: 200, body: metadata.of(slug), headers: shared },
  );
}

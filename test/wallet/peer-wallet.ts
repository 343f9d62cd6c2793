import { createHash, randomBytes } from 'node:crypto';
import { type CallbackContext, clientAuthenticationAnonymous, HashAlgorithm } from '@openid4vc/oauth2';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import { CompactSign, importJWK } from 'jose';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import type { TestNode } from '../support/border.ts';
import type { Offer } from './offering.ts';

/** A wallet that is not ours: @openid4vc/openid4vci over real HTTP, with keys that it makes itself. */

export type PeerWallet = ReturnType<typeof peerWallet>;

const hashes = {
  [HashAlgorithm.Sha256]: 'sha256',
  [HashAlgorithm.Sha384]: 'sha384',
  [HashAlgorithm.Sha512]: 'sha512',
};

/** The node is called by its origin, and listens elsewhere. */
export function fetchAt({ origin, baseUrl }: Pick<TestNode, 'origin' | 'baseUrl'>): typeof fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return fetch(url.replace(origin, baseUrl), init);
  };
}

export function jwkOf({ jwk }: SoftwareSigner) {
  if (jwk.kty !== 'EC') throw new Error('the wallets of these tests have P-256 keys');
  const { kty, crv, x, y } = jwk;
  return { kty, crv, x, y };
}

export function peerWallet(
  node: TestNode,
  {
    clientAuthentication = clientAuthenticationAnonymous(),
  }: { clientAuthentication?: CallbackContext['clientAuthentication'] } = {},
) {
  const keys = new Map<string, SoftwareSigner>();
  const newKey = (): SoftwareSigner => {
    const key = softwareSigner();
    keys.set(key.kid, key);
    return key;
  };
  const keyOf = (jwk: { x?: string | undefined }): SoftwareSigner => {
    const key = [...keys.values()].find((each) => each.jwk.x === jwk.x);
    if (!key) throw new Error('the wallet has no such key');
    return key;
  };
  const client = new Openid4vciClient({
    callbacks: {
      fetch: fetchAt(node),
      clientAuthentication,
      generateRandom: (length) => randomBytes(length),
      hash: (data, alg) => createHash(hashes[alg]).update(data).digest(),
      async signJwt(signer, { header, payload }) {
        if (signer.method !== 'jwk') throw new Error('these tests name keys by their JWK');
        const key = keyOf(signer.publicJwk);
        const jwt = await new CompactSign(Buffer.from(JSON.stringify(payload)))
          .setProtectedHeader(JSON.parse(JSON.stringify(header)))
          .sign(await importJWK(key.privateKey.export({ format: 'jwk' }), 'ES256'));
        return { jwt, signerJwk: signer.publicJwk };
      },
    },
  });
  const signerOf = (key: SoftwareSigner) => ({
    method: 'jwk' as const,
    alg: 'ES256',
    publicJwk: jwkOf(key),
  });
  return { client, newKey, signerOf };
}

/** From the offer to a token that is bound to a key of the wallet. */
export async function accepted({ client, newKey, signerOf }: PeerWallet, { link, txCode }: Offer) {
  const credentialOffer = await client.resolveCredentialOffer(link);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const { accessTokenResponse, dpop } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    ...(txCode !== null && { txCode }),
    dpop: { signer: signerOf(newKey()) },
  });
  return {
    credentialOffer,
    issuerMetadata,
    accessToken: accessTokenResponse.access_token,
    tokenType: accessTokenResponse.token_type,
    ...(dpop && { dpop }),
  };
}

export type Access = Pick<Awaited<ReturnType<typeof accepted>>, 'issuerMetadata' | 'accessToken' | 'dpop'>;

/** One credential for each key. */
export async function fetched(
  { client, signerOf }: PeerWallet,
  { issuerMetadata, accessToken, dpop }: Access,
  { keys, configuration = 'home-attestation' }: { keys: readonly SoftwareSigner[]; configuration?: string },
) {
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const jwt: string[] = [];
  for (const key of keys) {
    const proof = await client.createCredentialRequestJwtProof({
      issuerMetadata,
      signer: signerOf(key),
      nonce,
      credentialConfigurationId: configuration,
      issuedAt: new Date(),
    });
    jwt.push(proof.jwt);
  }
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata,
    accessToken,
    credentialConfigurationId: configuration,
    proofs: { jwt },
    ...(dpop && { dpop }),
  });
  return {
    ...credentialResponse,
    texts: (credentialResponse.credentials ?? []).map((each) => String(Object(each).credential)),
  };
}

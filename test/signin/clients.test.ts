import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizationServerMetadata } from '../../src/access/token.schema.ts';
import { organisation } from '../../src/bin/demo-acts.ts';
import { createPrivateKey } from 'node:crypto';
import {
  browserAt,
  decide,
  issuer,
  openScene,
  origin,
  type Scene,
  signInByAccount,
  walletId,
} from './wallet.ts';

/** Two clients that are not ours, over real HTTP: what they accept is what the specifications ask. */

let scene: Scene;
beforeAll(async () => {
  scene = await openScene({ WENJIN_HAIP: 'true' });
}, 60_000);
afterAll(() => scene.stop());

/** Without a query: the client takes whatever stands there for the response. */
const redirectUri = 'https://wallet.example/callback';

/** The node is called by its public name and listens on this machine. */
const toNode = (url: string, options?: RequestInit): Promise<Response> =>
  fetch(url.replace(origin, scene.hk.baseUrl), options);

describe('openid-client as a wallet', () => {
  const configured = async () => {
    const config = await client.discovery(new URL(origin), walletId, {}, client.None(), {
      algorithm: 'oauth2',
      [client.customFetch]: (url, options) => toNode(url, Object(options)),
    });
    config[client.customFetch] = (url, options) => toNode(url, Object(options));
    return config;
  };

  test('goes the whole way: PAR, PKCE, issuer in the response, DPoP with nonces, details, refresh', async () => {
    const config = await configured();
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const url = await client.buildAuthorizationUrlWithPAR(
      config,
      {
        redirect_uri: redirectUri,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        authorization_details: JSON.stringify([
          {
            type: 'openid_credential',
            credential_configuration_id: 'home-attestation',
            locations: [issuer],
          },
        ]),
      },
      { DPoP },
    );
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const browser = browserAt(scene);
    const back = await decide(browser, await signInByAccount(browser, await browser.open(url.href)), 'allow');
    const tokens = await client.authorizationCodeGrant(
      config,
      new URL(back.url),
      { pkceCodeVerifier: verifier, expectedState: state },
      {},
      { DPoP },
    );
    expect(tokens.token_type).toBe('dpop');
    expect(tokens.authorization_details).toHaveLength(1);
    const refreshed = await client.refreshTokenGrant(config, String(tokens.refresh_token), {}, { DPoP });
    expect(refreshed.token_type).toBe('dpop');
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
  });

  test('is held to a proof at the token endpoint where HAIP is in force', async () => {
    const config = await configured();
    const asked = client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:pre-authorized_code', {
      'pre-authorized_code': 'any',
    });
    await expect(asked).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
  });
});

describe('oauth4webapi as a client of an organisation', () => {
  const importKey = async (): Promise<oauth.PrivateKey> => {
    const { privateJwk } = organisation(scene.hk, 'bank').client;
    const pkcs8 = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' });
    const key = await crypto.subtle.importKey(
      'pkcs8',
      pkcs8.export({ format: 'der', type: 'pkcs8' }),
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    );
    return { key };
  };

  test('gets a bound token after the nonce, and reads with it', async () => {
    const { client: bank } = organisation(scene.hk, 'bank');
    const options = { [oauth.customFetch]: (url: string, init?: object) => toNode(url, init) };
    const metadata = await oauth.discoveryRequest(new URL(origin), { ...options, algorithm: 'oauth2' });
    const server = await oauth.processDiscoveryResponse(new URL(origin), metadata);
    const own = { client_id: bank.id };
    const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));
    const ask = async () => {
      const answer = await oauth.clientCredentialsGrantRequest(
        server,
        own,
        oauth.PrivateKeyJwt(await importKey()),
        new URLSearchParams(),
        { ...options, DPoP },
      );
      return oauth.processClientCredentialsResponse(server, own, answer);
    };
    const tokens = await ask().catch((error: unknown) => {
      expect(oauth.isDPoPNonceError(error)).toBe(true);
      return ask();
    });
    expect(tokens.token_type).toBe('dpop');
    const url = new URL('/v1/access-records?limit=1', origin);
    const read = await oauth.protectedResourceRequest(tokens.access_token, 'GET', url, undefined, undefined, {
      ...options,
      DPoP,
    });
    expect(read.status).toBe(200);
  });
});

test('the metadata name everything that a wallet needs', async () => {
  const { body } = await request(scene.hk.baseUrl).get('/.well-known/oauth-authorization-server');
  expect(authorizationServerMetadata.parse(body)).toMatchObject({
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    pushed_authorization_request_endpoint: `${origin}/oauth/par`,
    require_pushed_authorization_requests: true,
    token_endpoint: `${origin}/oauth/token`,
    response_types_supported: ['code'],
    grant_types_supported: expect.arrayContaining([
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:pre-authorized_code',
    ]),
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: ['ES256', 'Ed25519'],
    authorization_response_iss_parameter_supported: true,
    authorization_details_types_supported: ['openid_credential'],
    'pre-authorized_grant_anonymous_access_supported': true,
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
  });
});

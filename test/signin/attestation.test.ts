import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizationServerMetadata, oauthErrorBody, tokenResponse } from '../../src/access/token.schema.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { askToken, jwt, offerCode, preAuthorizedGrantType, unique } from '../access/access-node.ts';
import request from 'supertest';
import {
  browserAt,
  authorizeUrl,
  codeForm,
  decide,
  openScene,
  origin,
  pkce,
  post,
  pushForm,
  type Scene,
  signInByCredential,
  softwareSigner,
  walletId,
} from './wallet.ts';

/** draft-ietf-oauth-attestation-based-client-auth-08: a node that asks for somebody to vouch for the wallet. */

const attester = softwareSigner();
const instance = softwareSigner();
const attesterName = 'https://attester.example';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene({
    WENJIN_WALLET_ATTESTATION: 'required',
    WENJIN_WALLET_ATTESTERS: JSON.stringify([{ issuer: attesterName, keys: [attester.jwk] }]),
  });
}, 60_000);
afterAll(() => scene.stop());

type Claims = Record<string, unknown>;
const now = () => epochSeconds(new Date());

const statement = (claims: Claims = {}, header: Claims = {}, by = attester) =>
  jwt(
    by,
    {
      iss: attesterName,
      sub: walletId,
      iat: now(),
      exp: now() + 3600,
      cnf: { jwk: instance.jwk },
      ...claims,
    },
    { typ: 'oauth-client-attestation+jwt', ...header },
  );
const proof = (claims: Claims = {}, header: Claims = {}, by = instance) =>
  jwt(
    by,
    { iss: walletId, aud: origin, jti: unique('pop'), iat: now(), ...claims },
    { typ: 'oauth-client-attestation-pop+jwt', ...header },
  );

const headersOf = async (stated = statement(), proven = proof()) => ({
  'oauth-client-attestation': await stated,
  'oauth-client-attestation-pop': await proven,
});

const push = async (headers: Record<string, string>, form = pushForm(pkce().challenge)) =>
  post(scene, '/oauth/par', form, headers);

describe('a wallet that somebody vouches for', () => {
  test('may push, is named so to the person, and redeems the code with another proof', async () => {
    const { verifier, challenge } = pkce();
    const pushed = await push(await headersOf(), pushForm(challenge));
    expect(pushed.status).toBe(201);
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(String(pushed.body.request_uri)));
    const consent = await signInByCredential(browser, page, scene.chan.wallet);
    expect(consent.text).toContain(`Vouched for by ${attesterName}.`);
    expect(consent.text).not.toContain('Nobody vouches');
    const code = new URL((await decide(browser, consent, 'allow')).url).searchParams.get('code') ?? '';
    const refused = await post(scene, '/oauth/token', codeForm(code, verifier));
    expect([refused.status, oauthErrorBody.parse(refused.body).error]).toEqual([401, 'invalid_client']);
    const answer = await post(scene, '/oauth/token', codeForm(code, verifier), await headersOf());
    expect(tokenResponse.parse(answer.body).scope).toBe('home-attestation');
  });

  test('redeems the code of an offer, without having to say its name', async () => {
    const { app, contexts } = scene.hk;
    const { clock, db, signin, configuration } = contexts;
    const node = { app, clock, db, signin, node: configuration.node };
    const form = { grant_type: preAuthorizedGrantType, 'pre-authorized_code': await offerCode(node) };
    expect((await askToken(node, form)).status).toBe(401);
    expect((await post(scene, '/oauth/token', form, await headersOf())).status).toBe(200);
  });

  test('finds in the metadata that it must be', async () => {
    const { body } = await request(scene.hk.baseUrl).get('/.well-known/oauth-authorization-server');
    expect(authorizationServerMetadata.parse(body)).toMatchObject({
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'attest_jwt_client_auth'],
      client_attestation_signing_alg_values_supported: ['ES256', 'Ed25519'],
      client_attestation_pop_signing_alg_values_supported: ['ES256', 'Ed25519'],
      'pre-authorized_grant_anonymous_access_supported': false,
    });
  });
});

describe('a wallet is refused', () => {
  const refusal = async (headers: Record<string, string>, form?: Record<string, string>) => {
    const answer = await push(headers, form);
    return `${String(answer.status)} ${oauthErrorBody.parse(answer.body).error}`;
  };

  test('for which nobody vouches', async () => {
    expect(await refusal({})).toBe('401 invalid_client');
    const { 'oauth-client-attestation': only, 'oauth-client-attestation-pop': pop } = await headersOf();
    expect(await refusal({ 'oauth-client-attestation': only })).toBe('401 invalid_client');
    expect(await refusal({ 'oauth-client-attestation-pop': pop })).toBe('401 invalid_client');
  });

  test.each<[string, () => Promise<string>]>([
    ['by an attester whom nobody named', () => statement({ iss: 'https://other.example' })],
    ['by another key than the attester’s', () => statement({}, {}, softwareSigner())],
    ['that has expired', () => statement({ exp: now() - 1 })],
    ['without expiry', () => statement({ exp: undefined })],
    ['that is not yet good', () => statement({ nbf: now() + 600 })],
    ['of another type', () => statement({}, { typ: 'JWT' })],
    ['without key', () => statement({ cnf: undefined })],
    ['for a private key', () => statement({ cnf: { jwk: { ...instance.jwk, d: 'A'.repeat(43) } } })],
    ['for another wallet', () => statement({ sub: 'https://other.example' })],
    ['with a key in its header', () => statement({}, { jwk: attester.jwk })],
  ])('with a statement %s', async (_, make) => {
    expect(await refusal(await headersOf(make()))).toBe('401 invalid_client');
  });

  test.each<[string, () => Promise<string>]>([
    ['for another server', () => proof({ aud: 'https://sz.wenjin.example' })],
    ['for several', () => proof({ aud: [origin] })],
    ['by another key', () => proof({}, {}, softwareSigner())],
    ['that is old', () => proof({ iat: now() - 300 })],
    ['of the future', () => proof({ iat: now() + 300 })],
    ['without jti', () => proof({ jti: undefined })],
    ['by another wallet', () => proof({ iss: 'https://other.example' })],
    ['that has expired', () => proof({ exp: now() - 1 })],
    ['of another type', () => proof({}, { typ: 'oauth-client-attestation+jwt' })],
  ])('with a proof %s', async (_, make) => {
    expect(await refusal(await headersOf(undefined, make()))).toBe('401 invalid_client');
  });

  test('with a proof that comes twice', async () => {
    const headers = await headersOf();
    expect((await push(headers)).status).toBe(201);
    expect(await refusal(headers)).toBe('401 invalid_client');
  });
});

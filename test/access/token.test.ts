import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { clientAssertionType, grantTypes } from '../../src/access/index.ts';
import { authorizationServerMetadata, oauthErrorBody, tokenResponse } from '../../src/access/token.schema.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { createProxy, type Proxy } from '../support/proxy.ts';
import { testClock } from '../support/world.ts';
import {
  type AccessNode,
  askToken,
  assertion,
  assertionClaims,
  type Bearer,
  clientForm,
  clientToken,
  holderProof,
  jwt,
  officerToken,
  openAccessNode,
  registerClient,
  registerOfficer,
  registerOrganisation,
} from './access-node.ts';

const clock = testClock();
let node: AccessNode;
let proxy: Proxy;
let bank: Bearer;
let bankOfficer: Bearer;
let desk: Bearer;
let stranger: Bearer;
let organisationId: string;

beforeAll(async () => {
  node = await openAccessNode({
    clock,
    through: async (url) => {
      proxy = await createProxy(url);
      return proxy.url;
    },
  });
  const operator = await clientToken(node, node.operator);
  organisationId = await registerOrganisation(node, operator, { kind: 'bank', purposes: ['verification'] });
  bank = await registerClient(node, operator, organisationId, ['verifying-bank']);
  desk = await registerClient(node, operator, organisationId, [], softwareSigner('Ed25519'));
  bankOfficer = await registerOfficer(node, operator, organisationId, ['verifying-bank']);
  const other = await registerOrganisation(node, operator, { kind: 'bank', purposes: ['verification'] });
  stranger = await registerClient(node, operator, other, ['verifying-bank']);
});

afterAll(async () => {
  await node.close();
  await proxy.close();
});

const clientCredentials = async (
  client: Bearer,
  more: { scope?: string; client_id?: string; assertion?: string } = {},
) => ({
  grant_type: grantTypes.clientCredentials,
  ...(await clientForm(node, client)),
  ...more,
});

function refusal(answer: { status: number; body: unknown; headers: Record<string, string> }) {
  const { error, error_description: description } = oauthErrorBody.parse(answer.body);
  expect(answer.headers['cache-control']).toBe('no-store');
  return { status: answer.status, error, reason: /: ([\w-]+)\.$/.exec(description)?.[1] };
}

describe('a client gets a token', () => {
  test('with every claim of RFC 9068 and no more than ten minutes', async () => {
    const answer = await askToken(node, await clientCredentials(bank));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    const body = tokenResponse.parse(answer.body);
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'verifications:write access-records:read log:read',
    });
    const now = epochSeconds(clock.now());
    expect(decodeProtectedHeader(body.access_token)).toEqual({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: node.tokenSigners[0]?.kid,
    });
    expect(decodeJwt(body.access_token)).toEqual({
      iss: node.node.origin,
      aud: node.node.origin,
      sub: bank.id,
      client_id: bank.id,
      iat: now,
      exp: now + 600,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scope: body.scope,
      roles: ['verifying-bank'],
      bearer: 'client',
      organisation_id: organisationId,
    });
  });

  test('for the scopes that it asks for', async () => {
    const answer = await askToken(node, await clientCredentials(bank, { scope: 'verifications:write' }));
    expect(answer.body.scope).toBe('verifications:write');
  });

  test('by an Ed25519 key', async () => {
    const token = await officerToken(node, desk, bankOfficer);
    expect(decodeJwt(token)).toMatchObject({ sub: bankOfficer.id, client_id: desk.id, bearer: 'officer' });
  });
});

describe('an assertion of a client is refused', () => {
  const now = (): number => epochSeconds(clock.now());
  const wrongClaims: [string, () => Record<string, unknown>, string][] = [
    ['for the token endpoint', () => ({ aud: `${node.node.origin}/oauth/token` }), 'audience'],
    ['for the other node', () => ({ aud: node.node.peer.origin }), 'audience'],
    ['for several audiences', () => ({ aud: [node.node.origin] }), 'claims'],
    ['for nobody', () => ({ aud: undefined }), 'claims'],
    ['with an empty audience', () => ({ aud: '' }), 'audience'],
    ['by another subject', () => ({ sub: stranger.id }), 'subject'],
    ['by an issuer that nobody knows', () => ({ iss: 'nobody', sub: 'nobody' }), 'not-verified'],
    ['by another client', () => ({ iss: stranger.id, sub: stranger.id }), 'not-verified'],
    ['that has expired', () => ({ iat: now() - 120, exp: now() }), 'expired'],
    ['that lives longer than five minutes', () => ({ exp: now() + 301 }), 'lifetime'],
    ['that was issued in the future', () => ({ iat: now() + 60 }), 'issued-in-future'],
    ['that is not good yet', () => ({ nbf: now() + 60 }), 'issued-in-future'],
    ['without exp', () => ({ exp: undefined }), 'claims'],
    ['without iat', () => ({ iat: undefined }), 'claims'],
    ['without jti', () => ({ jti: undefined }), 'claims'],
    ['with an empty jti', () => ({ jti: '' }), 'claims'],
    ['with exp as text', () => ({ exp: String(now() + 60) }), 'claims'],
    ['with a fraction of a second', () => ({ exp: now() + 0.5 }), 'claims'],
  ];
  test.each(wrongClaims)('%s', async (_name, claims, reason) => {
    const form = {
      ...(await clientCredentials(bank)),
      client_assertion: await assertion(node, bank, claims()),
    };
    expect(refusal(await askToken(node, form))).toEqual({ status: 401, error: 'invalid_client', reason });
  });

  const { alg: _alg, ...other } = { alg: 'ES256', typ: 'at+jwt' };
  const wrongHeaders: [string, Record<string, unknown>, string][] = [
    ['of another type', other, 'type'],
    ['with a key in its header', { jwk: softwareSigner().jwk }, 'malformed'],
    ['with the address of a key', { jku: 'https://evil.example/jwks' }, 'malformed'],
    ['with a critical extension', { crit: ['exp'] }, 'malformed'],
    ['with an unencoded payload', { b64: false }, 'malformed'],
  ];
  test.each(wrongHeaders)('%s', async (_name, header, reason) => {
    const text = await jwt(bank.key, assertionClaims(node, bank.id), header);
    const form = { ...(await clientCredentials(bank)), client_assertion: text };
    expect(refusal(await askToken(node, form))).toEqual({ status: 401, error: 'invalid_client', reason });
  });

  test.each([
    ['text', 'not a token', 'malformed'],
    ['too long', 'x'.repeat(9000), undefined],
    ['unsigned', 'eyJhbGciOiJub25lIn0.e30.', 'malformed'],
  ])('%s', async (_name, text, reason) => {
    const answer = refusal(
      await askToken(node, { ...(await clientCredentials(bank)), client_assertion: text }),
    );
    expect(answer).toEqual(
      reason === undefined
        ? { status: 400, error: 'invalid_request', reason: undefined }
        : { status: 401, error: 'invalid_client', reason },
    );
  });

  test('signed by the key of somebody else', async () => {
    const text = await jwt(stranger.key, assertionClaims(node, bank.id));
    const form = { ...(await clientCredentials(bank)), client_assertion: text };
    expect(refusal(await askToken(node, form))).toMatchObject({ status: 401, reason: 'not-verified' });
  });

  test('with white space, padding or a trailing part', async () => {
    const good = await assertion(node, bank);
    for (const text of [` ${good}`, `${good}\n`, `${good}=`, `${good}.x`, good.replace('.', '. ')]) {
      const form = { ...(await clientCredentials(bank)), client_assertion: text };
      expect(refusal(await askToken(node, form))).toMatchObject({ status: 401, reason: 'malformed' });
    }
  });

  test('with a member that stands twice', async () => {
    const claims = JSON.stringify(assertionClaims(node, bank.id));
    const doubled = Buffer.from(claims.replace('{', `{"aud":"https://evil.example",`));
    const header = Buffer.from('{"alg":"ES256"}').toString('base64url');
    const input = `${header}.${doubled.toString('base64url')}`;
    const signature = Buffer.from(await bank.key.sign(Buffer.from(input))).toString('base64url');
    const form = { ...(await clientCredentials(bank)), client_assertion: `${input}.${signature}` };
    expect(refusal(await askToken(node, form))).toMatchObject({ status: 401, reason: 'malformed' });
  });

  test('of another kind than private_key_jwt, or none', async () => {
    const { client_assertion_type: _type, ...untyped } = await clientCredentials(bank);
    const { client_assertion: _assertion, ...unproven } = await clientCredentials(bank);
    const saml = { ...untyped, client_assertion_type: clientAssertionType.replace('jwt', 'saml2') };
    for (const form of [untyped, unproven, saml]) {
      expect(refusal(await askToken(node, form))).toMatchObject({ status: 401, error: 'invalid_client' });
    }
  });

  test('whose client_id names another client', async () => {
    const form = await clientCredentials(bank, { client_id: stranger.id });
    expect(refusal(await askToken(node, form))).toMatchObject({ status: 401, reason: 'subject' });
  });

  test('that its Ed25519 key signed under the polymorphic name EdDSA (RFC 9864)', async () => {
    const named = async (alg: string) => {
      const parts = [{ alg }, assertionClaims(node, desk.id)];
      const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      const signature = Buffer.from(await desk.key.sign(Buffer.from(input))).toString('base64url');
      const form = { ...(await clientForm(node, desk)), client_assertion: `${input}.${signature}` };
      const officer = await assertion(node, bankOfficer);
      return askToken(node, { ...form, grant_type: grantTypes.officer, assertion: officer });
    };
    expect(refusal(await named('EdDSA'))).toMatchObject({ status: 401, reason: 'malformed' });
    expect((await named('Ed25519')).status).toBe(200);
  });

  test('by a password in a header', async () => {
    const answer = await askToken(node, await clientCredentials(bank)).auth('bank', 'secret');
    expect(refusal(answer)).toMatchObject({ status: 401, error: 'invalid_client' });
  });
});

describe('an assertion is good once', () => {
  test('replayed ten times at once, exactly one gets a token', async () => {
    const form = await clientCredentials(bank);
    const answers = await Promise.all(Array.from({ length: 10 }, () => askToken(node, form)));
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    for (const answer of answers.filter((one) => one !== good[0])) {
      expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', reason: 'replayed' });
    }
  });

  test('its jti counts, not its text', async () => {
    const jti = 'the-same';
    const first = await assertion(node, bank, { jti });
    const second = await assertion(node, bank, { jti, exp: epochSeconds(clock.now()) + 61 });
    const ask = async (text: string) =>
      askToken(node, { ...(await clientCredentials(bank)), client_assertion: text });
    expect((await ask(first)).status).toBe(200);
    expect(refusal(await ask(second))).toMatchObject({ reason: 'replayed' });
  });

  test('the jti of one client is nothing to another', async () => {
    const jti = 'shared';
    for (const client of [bank, stranger]) {
      const form = { ...(await clientCredentials(client)), client_assertion: '' };
      form.client_assertion = await assertion(node, client, { jti });
      expect((await askToken(node, form)).status).toBe(200);
    }
  });

  test('used up also when no token came of it', async () => {
    const form = await clientCredentials(bank, { scope: 'keys:write' });
    expect(refusal(await askToken(node, form))).toMatchObject({ status: 400, error: 'invalid_scope' });
    const { scope: _scope, ...again } = { scope: '', ...form };
    expect(refusal(await askToken(node, again))).toMatchObject({ reason: 'replayed' });
  });
});

describe('an officer gets a token', () => {
  const officerForm = async (client: Bearer, officer: string) => ({
    grant_type: grantTypes.officer,
    ...(await clientForm(node, client)),
    assertion: officer,
  });

  test('that names the person, the client and the organisation', async () => {
    const claims = decodeJwt(await officerToken(node, bank, bankOfficer));
    expect(claims).toMatchObject({
      bearer: 'officer',
      sub: bankOfficer.id,
      officer_id: bankOfficer.id,
      client_id: bank.id,
      organisation_id: organisationId,
      person_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('not through a client of another organisation', async () => {
    const form = await officerForm(stranger, await assertion(node, bankOfficer));
    expect(refusal(await askToken(node, form))).toEqual({
      status: 400,
      error: 'invalid_grant',
      reason: 'not-verified',
    });
  });

  test('not without authentication of the client', async () => {
    const answer = await askToken(node, {
      grant_type: grantTypes.officer,
      assertion: await assertion(node, bankOfficer),
    });
    expect(refusal(answer)).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  test('not without an assertion', async () => {
    const { assertion: _none, ...form } = await officerForm(bank, '');
    expect(refusal(await askToken(node, form))).toMatchObject({ status: 400, error: 'invalid_request' });
  });

  test.each([
    ['by the client instead of the officer', () => assertion(node, bank), 'not-verified'],
    ['that has expired', () => assertion(node, bankOfficer, { exp: 1 }), 'expired'],
    ['signed by another', () => jwt(bank.key, assertionClaims(node, bankOfficer.id)), 'not-verified'],
    [
      'made to authenticate a client',
      () => jwt(bankOfficer.key, assertionClaims(node, bankOfficer.id), { typ: 'client-authentication+jwt' }),
      'type',
    ],
  ])('not for an assertion %s', async (_name, make, reason) => {
    const answer = refusal(await askToken(node, await officerForm(bank, await make())));
    expect(answer).toEqual({ status: 400, error: 'invalid_grant', reason });
  });

  test('once for each assertion, also beside a fresh one of the client', async () => {
    const used = await assertion(node, bankOfficer);
    expect((await askToken(node, await officerForm(bank, used))).status).toBe(200);
    const again = refusal(await askToken(node, await officerForm(bank, used)));
    expect(again).toEqual({ status: 400, error: 'invalid_grant', reason: 'replayed' });
  });

  test('a client without roles has none of its own', async () => {
    const answer = refusal(await askToken(node, await clientCredentials(desk)));
    expect(answer).toMatchObject({ status: 400, error: 'unauthorized_client' });
  });
});

describe('a holder gets a token', () => {
  const key = softwareSigner();
  const ask = async (proof: string) => askToken(node, { grant_type: grantTypes.holder, assertion: proof });

  test('for a proof by the key', async () => {
    const answer = await ask(await holderProof(node, key));
    const { access_token: token, expires_in: seconds } = tokenResponse.parse(answer.body);
    expect(seconds).toBe(600);
    expect(decodeJwt(token)).toMatchObject({ bearer: 'holder', sub: key.kid, roles: ['holder'] });
  });

  const now = (): number => epochSeconds(clock.now());
  const wrong: [string, () => Promise<string>, string][] = [
    ['for the other node', () => holderProof(node, key, { aud: node.node.peer.origin }), 'audience'],
    ['an old one', () => holderProof(node, key, { iat: now() - 61 }), 'expired'],
    ['one from the future', () => holderProof(node, key, { iat: now() + 30 }), 'issued-in-future'],
    ['by another key', () => holderProof(node, key, { cnf: { jwk: softwareSigner().jwk } }), 'not-verified'],
    ['without a key', () => holderProof(node, key, { cnf: undefined }), 'claims'],
    [
      'with a private key',
      () => holderProof(node, key, { cnf: { jwk: { ...key.jwk, d: 'x' } } }),
      'not-verified',
    ],
    ['without jti', () => holderProof(node, key, { jti: undefined }), 'claims'],
    ['of another type', () => jwt(key, { iat: now() }, { typ: 'kb+jwt' }), 'type'],
    ['without type', () => jwt(key, { iat: now() }), 'type'],
    [
      'with its key in the header',
      () => jwt(key, { iat: now() }, { typ: 'wenjin-holder-proof+jwt', jwk: key.jwk }),
      'malformed',
    ],
  ];
  test.each(wrong)('not for a proof: %s', async (_name, make, reason) => {
    expect(refusal(await ask(await make()))).toEqual({ status: 400, error: 'invalid_grant', reason });
  });

  test('once for each proof', async () => {
    const proof = await holderProof(node, key);
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(proof)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
  });
});

describe('a token request is refused', () => {
  test('in JSON, in another type, without a body, with a query', async () => {
    const form = await clientCredentials(bank);
    const agent = request(node.app.server);
    const answers = [
      await agent.post('/oauth/token').send(form),
      await agent.post('/oauth/token').type('text/plain').send('grant_type=x'),
      await agent.post('/oauth/token'),
      await agent.post('/oauth/token?grant_type=client_credentials').type('form').send(form),
    ];
    for (const answer of answers) {
      expect(refusal(answer)).toMatchObject({ status: 400, error: 'invalid_request' });
    }
  });

  test.each([
    ['a parameter twice', 'grant_type=client_credentials&grant_type=client_credentials'],
    ['a stray percent sign', 'grant_type=%zz'],
    ['bad UTF-8', 'grant_type=%ff'],
    ['NUL', 'grant_type=a%00b'],
    ['no grant type', 'scope=keys:read'],
    ['an empty grant type', 'grant_type='],
    ['too many parameters', Array.from({ length: 40 }, (_, n) => `p${String(n)}=1`).join('&')],
  ])('%s', async (_name, body) => {
    const answer = await request(node.app.server).post('/oauth/token').type('form').send(body);
    expect(refusal(answer)).toMatchObject({ status: 400, error: 'invalid_request' });
  });

  test('past its size', async () => {
    const answer = await request(node.app.server)
      .post('/oauth/token')
      .type('form')
      .send(`scope=${'x'.repeat(40_000)}`);
    expect(refusal(answer)).toMatchObject({ status: 400, error: 'invalid_request' });
  });

  test('of a grant that is not supported', async () => {
    for (const grant of ['password', 'implicit', '__proto__']) {
      const answer = refusal(await askToken(node, { grant_type: grant }));
      expect(answer).toMatchObject({ status: 400, error: 'unsupported_grant_type' });
    }
  });

  test('with an assertion that has no place there', async () => {
    const form = await clientCredentials(bank, { assertion: await assertion(node, bankOfficer) });
    expect(refusal(await askToken(node, form))).toMatchObject({ status: 400, error: 'invalid_request' });
  });

  test('a form elsewhere is the wrong media type', async () => {
    const token = await clientToken(node, node.operator);
    const answer = await request(node.app.server)
      .post('/v1/organisations')
      .set({ authorization: `Bearer ${token}`, 'idempotency-key': 'form-elsewhere' })
      .type('form')
      .send('kind=bank');
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported-media-type']);
  });
});

test('no assertion and no token was logged', async () => {
  const form = await clientCredentials(bank);
  const { body } = await askToken(node, form);
  const log = node.lines.join('\n');
  expect(log).not.toContain(form.client_assertion);
  expect(log).not.toContain(String(body.access_token));
});

test('the metadata say where and how', async () => {
  const answer = await request(node.app.server).get('/.well-known/oauth-authorization-server');
  expect(answer.status).toBe(200);
  expect(authorizationServerMetadata.parse(answer.body)).toMatchObject({
    issuer: 'https://hk.wenjin.example',
    token_endpoint: 'https://hk.wenjin.example/oauth/token',
    jwks_uri: 'https://hk.wenjin.example/.well-known/jwks.json',
    status_list_aggregation_endpoint: 'https://hk.wenjin.example/status-lists',
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    token_endpoint_auth_signing_alg_values_supported: ['ES256', 'Ed25519'],
    grant_types_supported: expect.arrayContaining(Object.values(grantTypes)),
    dpop_signing_alg_values_supported: ['ES256', 'Ed25519'],
  });
});

test('too many requests of one address are refused in the form of OAuth', async () => {
  const small = await openAccessNode({ clock, perMinute: 3 });
  try {
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await askToken(small, { grant_type: 'password' }));
    const [, , , last] = answers;
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 429]);
    expect(last?.headers['retry-after']).toBe('20');
    expect(oauthErrorBody.parse(last?.body).error).toBe('temporarily_unavailable');
  } finally {
    await small.close();
  }
});

test('while the database is away a request is refused at once, with the time to come back', async () => {
  const form = await clientCredentials(bank);
  await proxy.close();
  const started = performance.now();
  const answer = await askToken(node, form);
  expect(refusal(answer)).toMatchObject({ status: 503, error: 'temporarily_unavailable' });
  expect(answer.headers['retry-after']).toBe('2');
  expect(performance.now() - started).toBeLessThan(1500);
});

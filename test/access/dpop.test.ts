import request from 'supertest';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantTypes } from '../../src/access/index.ts';
import { oauthErrorBody, tokenResponse } from '../../src/access/token.schema.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { testClock } from '../support/world.ts';
import {
  type AccessNode,
  assertion,
  type Bearer,
  clientForm,
  clientToken,
  dpopProof,
  holderProof,
  offerCode,
  openAccessNode,
  preAuthorizedGrantType,
  type ProofPlan,
  registerClient,
  registerOfficer,
  registerOrganisation,
} from './access-node.ts';

const clock = testClock();
let node: AccessNode;
let bank: Bearer;
let officer: Bearer;
const key = softwareSigner();

beforeAll(async () => {
  node = await openAccessNode({ clock });
  const operator = await clientToken(node, node.operator);
  const plan = { kind: 'bank', purposes: ['verification'] } as const;
  const organisation = await registerOrganisation(node, operator, plan);
  bank = await registerClient(node, operator, organisation, ['verifying-bank']);
  officer = await registerOfficer(node, operator, organisation, ['verifying-bank']);
});
afterAll(() => node.close());

const tokenProof = (plan: Partial<ProofPlan> = {}, by = key) =>
  dpopProof(node, by, { path: '/oauth/token', ...plan });

const ask = (proof: string, form: Record<string, string>) =>
  request(node.app.server)
    .post('/oauth/token')
    .set('dpop', proof)
    .type('form')
    .send(new URLSearchParams(form).toString());

/** Two headers of one name, as Node gives them to the program. */
const twice = (one: string, other: string): string => `${one}, ${other}`;

const clientCredentials = async () => ({
  grant_type: grantTypes.clientCredentials,
  ...(await clientForm(node, bank)),
});

async function boundToken(): Promise<string> {
  const answer = await ask(await tokenProof(), await clientCredentials());
  return tokenResponse.parse(answer.body).access_token;
}

describe('a token that is asked for with a proof', () => {
  test.each<[string, () => Promise<Record<string, string>>]>([
    ['client', clientCredentials],
    [
      'officer',
      async () => ({
        grant_type: grantTypes.officer,
        ...(await clientForm(node, bank)),
        assertion: await assertion(node, officer),
      }),
    ],
    [
      'holder',
      async () => ({ grant_type: grantTypes.holder, assertion: await holderProof(node, softwareSigner()) }),
    ],
    [
      'wallet',
      async () => ({ grant_type: preAuthorizedGrantType, 'pre-authorized_code': await offerCode(node) }),
    ],
  ])('is bound to its key: of a %s', async (bearer, form) => {
    const answer = await ask(await tokenProof(), await form());
    const { access_token: token, token_type: type } = tokenResponse.parse(answer.body);
    expect(type).toBe('DPoP');
    expect(decodeJwt(token)).toMatchObject({ bearer, cnf: { jkt: key.kid } });
    expect(answer.headers['dpop-nonce']).toBe(node.access.dpop.nonce());
  });

  test('may be by an Ed25519 key', async () => {
    const answer = await ask(await tokenProof({}, softwareSigner('Ed25519')), await clientCredentials());
    expect(tokenResponse.parse(answer.body).token_type).toBe('DPoP');
  });

  test('is sent the nonce that it lacks, and nothing was used up by asking', async () => {
    const form = {
      grant_type: preAuthorizedGrantType,
      'pre-authorized_code': await offerCode(node),
    };
    const first = await ask(await tokenProof({ claims: { nonce: undefined } }), form);
    expect([first.status, oauthErrorBody.parse(first.body).error]).toEqual([400, 'use_dpop_nonce']);
    const nonce = first.headers['dpop-nonce'];
    expect(nonce).toMatch(/^[\w-]{20,}$/);
    expect((await ask(await tokenProof({ claims: { nonce } }), form)).status).toBe(200);
  });
});

describe('a proof at the token endpoint is refused', () => {
  const refusal = async (proof: string) => {
    const answer = await ask(proof, await clientCredentials());
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['dpop-nonce']).toBeDefined();
    return `${String(answer.status)} ${oauthErrorBody.parse(answer.body).error}`;
  };
  const now = () => epochSeconds(clock.now());

  test.each<[string, () => Partial<ProofPlan>]>([
    ['for another method', () => ({ method: 'GET' })],
    ['for another address', () => ({ path: '/oauth/par' })],
    ['for another host', () => ({ claims: { htu: 'https://sz.wenjin.example/oauth/token' } })],
    ['for another scheme', () => ({ claims: { htu: 'http://hk.wenjin.example/oauth/token' } })],
    ['for an address with a user', () => ({ claims: { htu: 'https://a@hk.wenjin.example/oauth/token' } })],
    ['for something that is no address', () => ({ claims: { htu: '/oauth/token' } })],
    ['that is old', () => ({ claims: { iat: now() - 121 } })],
    ['that is of the future', () => ({ claims: { iat: now() + 31 } })],
    ['whose time is a text', () => ({ claims: { iat: String(now()) } })],
    ['without time', () => ({ claims: { iat: undefined } })],
    ['without jti', () => ({ claims: { jti: undefined } })],
    ['without method', () => ({ claims: { htm: undefined } })],
    ['of another type', () => ({ header: { typ: 'JWT' } })],
    ['without key', () => ({ header: { jwk: undefined } })],
    ['with another key', () => ({ header: { jwk: softwareSigner().jwk } })],
    ['with a private key', () => ({ header: { jwk: key.privateKey.export({ format: 'jwk' }) } })],
    ['with a secret key', () => ({ header: { jwk: { kty: 'oct', k: 'AAAA' } } })],
    ['with a key to be fetched', () => ({ header: { jku: 'https://example.com/jwks' } })],
    ['with a certificate', () => ({ header: { x5c: ['MIIB'] } })],
    ['with a critical extension', () => ({ header: { crit: ['exp'] } })],
  ])('%s', async (_, plan) => {
    expect(await refusal(await tokenProof(plan()))).toBe('400 invalid_dpop_proof');
  });

  test('whose algorithm is none, or is that of another key', async () => {
    const [header = '', payload = '', signature = ''] = (await tokenProof()).split('.');
    const withAlg = (alg: string) => {
      const forged = { ...Object(JSON.parse(Buffer.from(header, 'base64url').toString())), alg };
      return Buffer.from(JSON.stringify(forged)).toString('base64url');
    };
    for (const alg of ['none', 'HS256', 'RS256', 'Ed25519', 'EdDSA'])
      expect(await refusal(`${withAlg(alg)}.${payload}.${signature}`)).toBe('400 invalid_dpop_proof');
    expect(await refusal(`${header}.${payload}.${'A'.repeat(86)}`)).toBe('400 invalid_dpop_proof');
  });

  test('that an Ed25519 key signed under the polymorphic name EdDSA (RFC 9864)', async () => {
    const edwards = softwareSigner('Ed25519');
    const named = async (alg: string) => {
      const [header = '', payload = ''] = (await tokenProof({}, edwards)).split('.');
      const renamed = { ...Object(JSON.parse(Buffer.from(header, 'base64url').toString())), alg };
      const input = `${Buffer.from(JSON.stringify(renamed)).toString('base64url')}.${payload}`;
      return `${input}.${Buffer.from(await edwards.sign(Buffer.from(input))).toString('base64url')}`;
    };
    expect(await refusal(await named('EdDSA'))).toBe('400 invalid_dpop_proof');
    expect((await ask(await named('Ed25519'), await clientCredentials())).status).toBe(200);
  });

  test('that comes twice, and also of ten at once nine are', async () => {
    const proof = await tokenProof();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refusal1(proof)));
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect(await refusal(proof)).toBe('400 invalid_dpop_proof');
  });
  const refusal1 = async (proof: string) => (await ask(proof, await clientCredentials())).status;

  test('that comes with a second one', async () => {
    expect(await refusal(twice(await tokenProof(), await tokenProof()))).toBe('400 invalid_dpop_proof');
  });

  test('whose nonce is forged or old', async () => {
    const old = node.access.dpop.nonce();
    expect(await refusal(await tokenProof({ claims: { nonce: 'A'.repeat(27) } }))).toBe('400 use_dpop_nonce');
    clock.advance(360);
    expect(await refusal(await tokenProof({ claims: { nonce: old } }))).toBe('400 use_dpop_nonce');
  });
});

describe('a resource', () => {
  const path = '/v1/access-records';
  const read = (authorization: string, proof?: string, query = '') => {
    const asked = request(node.app.server)
      .get(path + query)
      .set('authorization', authorization);
    return proof === undefined ? asked : asked.set('dpop', proof);
  };
  const proofFor = (token: string, plan: Partial<ProofPlan> = {}, by = key) =>
    dpopProof(node, by, { method: 'GET', path, token, ...plan });
  const refusal = async (answer: ReturnType<typeof read>) => {
    const { status, body, headers } = await answer;
    expect([status, problem.parse(body).code]).toEqual([401, 'unauthenticated']);
    return String(headers['www-authenticate']);
  };
  const challenge = (error: string) => `DPoP algs="ES256 Ed25519", error="${error}"`;
  const realm = 'Bearer realm="https://hk.wenjin.example"';

  test('is given for a token with a proof by its key, whatever the query', async () => {
    const token = await boundToken();
    const answer = await read(`DPoP ${token}`, await proofFor(token), '?limit=1');
    expect(answer.status).toBe(200);
    expect(answer.headers['dpop-nonce']).toBe(node.access.dpop.nonce());
    expect((await read(`dpop ${token}`, await proofFor(token))).status).toBe(200);
  });

  test('is not given for the same token as a bearer', async () => {
    const token = await boundToken();
    const refused = `${realm}, error="invalid_token"`;
    expect(await refusal(read(`Bearer ${token}`))).toBe(refused);
    expect(await refusal(read(`Bearer ${token}`, await proofFor(token)))).toBe(refused);
  });

  test('is not given for a bearer token that is passed off as a bound one', async () => {
    const token = await clientToken(node, bank);
    expect(await refusal(read(`DPoP ${token}`, await proofFor(token)))).toBe(challenge('invalid_token'));
  });

  test('tells the nonce that the proof lacks', async () => {
    const token = await boundToken();
    const proof = await proofFor(token, { claims: { nonce: undefined } });
    expect(await refusal(read(`DPoP ${token}`, proof))).toBe(challenge('use_dpop_nonce'));
  });

  test.each<[string, () => Partial<ProofPlan>]>([
    ['for another method', () => ({ method: 'POST' })],
    ['for another address', () => ({ path: '/v1/organisations' })],
    ['for another token', () => ({ token: 'another' })],
    ['without hash of the token', () => ({ claims: { ath: undefined } })],
    [
      'with the hash in hexadecimal',
      () => ({ claims: { ath: Buffer.from(sha256Base64url('x')).toString('hex').slice(0, 64) } }),
    ],
  ])('is not given for a proof %s', async (_, plan) => {
    const token = await boundToken();
    const proof = await proofFor(token, plan());
    expect(await refusal(read(`DPoP ${token}`, proof))).toBe(challenge('invalid_dpop_proof'));
  });

  test('is not given for a proof by another key, nor without one, nor for two', async () => {
    const token = await boundToken();
    const refused = challenge('invalid_dpop_proof');
    expect(await refusal(read(`DPoP ${token}`, await proofFor(token, {}, softwareSigner())))).toBe(refused);
    expect(await refusal(read(`DPoP ${token}`))).toBe(refused);
    const two = twice(await proofFor(token), await proofFor(token));
    expect(await refusal(read(`DPoP ${token}`, two))).toBe(refused);
  });

  test('is given once for each proof', async () => {
    const token = await boundToken();
    const proof = await proofFor(token);
    const answers = await Promise.all(Array.from({ length: 6 }, () => read(`DPoP ${token}`, proof)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await refusal(read(`DPoP ${token}`, proof))).toBe(challenge('invalid_dpop_proof'));
  });

  test('is not given for a token in the query', async () => {
    const token = await clientToken(node, bank);
    const answer = await request(node.app.server).get(`${path}?access_token=${token}`);
    expect(answer.status).toBe(401);
  });
});

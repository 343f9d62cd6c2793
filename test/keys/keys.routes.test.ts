import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { thumbprint as thumbprintOf, readPublicJwk } from '../../src/kernel/jwk.ts';
import { issuerMetadata, jwkSet, signingKey, signingKeyPage } from '../../src/keys/keys.schema.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { startApp, type TestApp } from './app.ts';
import { act, startNode, type TestNode } from './node.ts';

let node: TestNode;
let api: TestApp;
beforeAll(async () => {
  node = await startNode('hk');
  api = await startApp(node);
  const prepared = await node.keys.prepare({
    purpose: 'credential',
    authority: 'registrar',
    suite: 'Ed25519',
  });
  await node.db.transaction((tx) => node.keys.create(tx, prepared, act));
  await node.keys.refresh();
});
afterAll(async () => {
  await api.app.close();
  await node.close();
});
beforeEach(() => {
  api.away = false;
  node.clock.advance(86_400);
});

const rotations = '/v1/keys/rotations';
const compromises = (kid: string) => `/v1/keys/${kid}/compromises`;
const operator = { role: 'operator' } as const;
const unknownKid = 'A'.repeat(43);
const currentKid = () => node.keys.signer('receipt').kid;
const compromise = () => ({
  compromisedAt: node.clock.now().toISOString(),
  reason: 'A backup went missing.',
});
const count = async () => (await node.query('select count(*)::int as n from signing_keys'))[0]?.['n'];

describe('the well-known documents', () => {
  test('the JWK set has the keys of the node, each with use and algorithm', async () => {
    const answer = await api.get('/.well-known/jwks.json');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/jwk-set+json; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    });
    const { keys } = jwkSet.parse(answer.body);
    expect(keys.map(({ kid }) => kid)).toEqual(node.keys.listed(null).map(({ kid }) => kid));
    for (const key of keys) {
      const jwk = readPublicJwk(key);
      expect(jwk && thumbprintOf(jwk)).toBe(key.kid);
      expect(key).not.toHaveProperty('d');
    }
  });

  test('issuer metadata stands before the path of an issuer identical to iss', async () => {
    const answer = await api.get('/.well-known/jwt-vc-issuer/authorities/registrar');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    });
    const { issuer, jwks } = issuerMetadata.parse(answer.body);
    expect(issuer).toBe('https://hk.wenjin.example/authorities/registrar');
    expect(jwks.keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'Ed25519', use: 'sig' }]);
  });

  test('issuer metadata is JSON and has the keys themselves, never also where they are', async () => {
    const answer = await api.get('/.well-known/jwt-vc-issuer/authorities/registrar');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(Object.keys(Object(answer.body)).sort()).toEqual(['issuer', 'jwks']);
    const kids = issuerMetadata.parse(answer.body).jwks.keys.map(({ kid }) => kid);
    expect(kids).toEqual(node.keys.listed('registrar').map(({ kid }) => kid));
  });

  test('keys of both sides of a rotation are listed through the overlap', async () => {
    const rotated = await api.post(rotations, { purpose: 'credential', authority: 'registrar' }, operator);
    const { jwks } = issuerMetadata.parse(
      (await api.get('/.well-known/jwt-vc-issuer/authorities/registrar')).body,
    );
    expect(jwks.keys).toHaveLength(2);
    expect(jwks.keys.map(({ kid }) => kid)).toContain(signingKey.parse(rotated.body).kid);
  });

  test.each([
    ['/.well-known/jwt-vc-issuer/authorities/nobody', 404, 'not-found'],
    ['/.well-known/jwt-vc-issuer/authorities/NOT_A_SLUG', 400, 'invalid-request'],
    ['/.well-known/jwks.json?more=1', 400, 'invalid-request'],
  ])('%s: %i', async (path, status, code) => {
    const answer = await api.get(path);
    expect([answer.status, problem.parse(answer.body).code]).toEqual([status, code]);
  });

  test.each(['/.well-known/jwks.json', '/.well-known/jwt-vc-issuer/authorities/registrar'])(
    '%s: 503',
    async (path) => {
      api.away = true;
      expect((await api.get(path)).status).toBe(503);
    },
  );
});

describe('GET /v1/keys', () => {
  test('200: the whole history, page by page', async () => {
    const kids: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const answer = await api.get(`/v1/keys?limit=2${query}`, 'regulator');
      expect(answer.status).toBe(200);
      const page: z.infer<typeof signingKeyPage> = signingKeyPage.parse(answer.body);
      kids.push(...page.items.map(({ kid }) => kid));
      cursor = page.next;
    } while (cursor !== null);
    expect(kids).toEqual((await node.keys.readPublished(node.db)).map(({ kid }) => kid));
  });

  test.each([
    ['401', undefined, '', 401, 'unauthenticated'],
    ['403 for a bank', 'verifying-bank', '', 403, 'forbidden'],
    ['400 for a limit past 200', 'operator', '?limit=2000', 400, 'invalid-request'],
    ['400 for a cursor of elsewhere', 'operator', '?cursor=AAAA', 400, 'cursor-invalid'],
  ] as const)('%s', async (_, role, query, status, code) => {
    const answer = await api.get(`/v1/keys${query}`, role);
    expect([answer.status, problem.parse(answer.body).code]).toEqual([status, code]);
  });

  test('503', async () => {
    api.away = true;
    expect((await api.get('/v1/keys', 'operator')).status).toBe(503);
  });
});

describe('POST /v1/keys/rotations', () => {
  test('201, and the same answer without a second key when it is sent again', async () => {
    const body = { purpose: 'notice', suite: 'Ed25519' };
    const before = await count();
    const first = await api.post(rotations, body, { ...operator, key: 'rotate-notice' });
    expect(first.status).toBe(201);
    expect(signingKey.parse(first.body)).toMatchObject({
      purpose: 'notice',
      suite: 'Ed25519',
      signUntil: null,
    });
    const again = await api.post(rotations, body, { ...operator, key: 'rotate-notice' });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await count()).toBe(Number(before) + 1);
  });

  test('sent ten times at once with one key makes one key', async () => {
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        api.post(rotations, { purpose: 'status' }, { ...operator, key: 'rotate-status' }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status)).isSubsetOf(new Set([201, 409]))).toBe(true);
    expect(await count()).toBe(Number(before) + 1);
  });

  test('409 while a rotation is under way', async () => {
    expect((await api.post(rotations, { purpose: 'agreement' }, operator)).status).toBe(201);
    const answer = await api.post(rotations, { purpose: 'agreement' }, operator);
    expect([answer.status, problem.parse(answer.body).code]).toEqual([409, 'rotation-under-way']);
  });

  test.each([
    ['400 for another purpose', { purpose: 'mail' }, 400, 'invalid-request', '/body/purpose'],
    [
      '400 for a key of the log that is not Ed25519',
      { purpose: 'log', suite: 'ES256' },
      400,
      'invalid-request',
      '/body/suite',
    ],
    ['400 without the authority', { purpose: 'credential' }, 400, 'invalid-request', '/body/authority'],
    [
      '400 with an authority that owns no such key',
      { purpose: 'status', authority: 'registrar' },
      400,
      'invalid-request',
      '/body/authority',
    ],
    ['400 for another suite', { purpose: 'status', suite: 'RS256' }, 400, 'invalid-request', '/body/suite'],
    [
      '404 for an authority without keys',
      { purpose: 'credential', authority: 'nobody' },
      404,
      'not-found',
      undefined,
    ],
    [
      '422 for a beginning in the past',
      { purpose: 'receipt', signFrom: '2020-01-01T00:00:00Z' },
      422,
      'rotation-time',
      '/body/signFrom',
    ],
  ])('%s', async (_, body, status, code, pointer) => {
    const before = await count();
    const answer = await api.post(rotations, body, operator);
    const { code: got, errors } = problem.parse(answer.body);
    expect([answer.status, got, errors?.[0]?.pointer]).toEqual([status, code, pointer]);
    expect(await count()).toBe(before);
  });

  test('422 for a trust-list key that was not announced', async () => {
    const body = { purpose: 'trust-list', signFrom: node.clock.now().toISOString() };
    const answer = await api.post(rotations, body, operator);
    expect([answer.status, problem.parse(answer.body).code]).toEqual([422, 'rotation-time']);
  });
});

describe('POST /v1/keys/:kid/compromises', () => {
  test('201: marked, replaced, and the same answer when it is sent again', async () => {
    const kid = currentKid();
    const before = await count();
    const body = compromise();
    const first = await api.post(compromises(kid), body, { ...operator, key: 'compromise' });
    expect(first.status).toBe(201);
    expect(signingKey.parse(first.body)).toMatchObject({ kid, compromisedAt: body.compromisedAt });
    const again = await api.post(compromises(kid), body, { ...operator, key: 'compromise' });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await count()).toBe(Number(before) + 1);
    expect(currentKid()).not.toBe(kid);
    const listed = await api.get('/.well-known/jwks.json');
    expect(JSON.stringify(listed.body)).not.toContain(kid);
  });

  test('409 when nothing new is reported', async () => {
    const kid = currentKid();
    const body = compromise();
    expect((await api.post(compromises(kid), body, operator)).status).toBe(201);
    const answer = await api.post(compromises(kid), body, operator);
    expect([answer.status, problem.parse(answer.body).code]).toEqual([409, 'key-already-compromised']);
  });

  test('404 for a key that was never here', async () => {
    expect((await api.post(compromises(unknownKid), compromise(), operator)).status).toBe(404);
  });

  test('400 for an identifier that is none, and for a reason too long', async () => {
    expect((await api.post(compromises('x'), compromise(), operator)).status).toBe(400);
    const body = { ...compromise(), reason: 'x'.repeat(501) };
    const answer = await api.post(compromises(currentKid()), body, operator);
    expect(problem.parse(answer.body).errors).toMatchObject([{ pointer: '/body/reason' }]);
  });

  test('422 for the future', async () => {
    const compromisedAt = new Date(node.clock.now().getTime() + 1000).toISOString();
    const answer = await api.post(compromises(currentKid()), { ...compromise(), compromisedAt }, operator);
    expect([answer.status, problem.parse(answer.body).code]).toEqual([422, 'compromise-in-future']);
  });
});

describe.each([
  ['rotations', () => rotations, () => ({ purpose: 'receipt' })],
  ['compromises', () => compromises(currentKid()), compromise],
])('every creation of keys: %s', (_, path, body) => {
  test.each([
    ['401', undefined, 401],
    ['403 for a regulator', 'regulator', 403],
    ['403 for a joint committee', 'joint-committee', 403],
  ] as const)('%s', async (__, role, status) => {
    const before = await count();
    const answer = await api.post(path(), body(), role ? { role } : {});
    expect(answer.status).toBe(status);
    expect(await count()).toBe(before);
  });

  test('400 without an Idempotency-Key, and for what is no JSON', async () => {
    expect((await api.post(path(), body(), { ...operator, key: null })).body).toMatchObject({
      status: 400,
      code: 'idempotency-key-missing',
    });
    expect((await api.post(path(), '{"a":1,"a":2}', operator)).body).toMatchObject({
      status: 400,
      code: 'malformed-json',
    });
  });

  test('413 and 415', async () => {
    expect((await api.post(path(), JSON.stringify('x'.repeat(262_144)), operator)).status).toBe(413);
    const answer = await request(api.app.server)
      .post(path())
      .set({ 'x-role': 'operator', 'idempotency-key': 'media-type', 'content-type': 'text/plain' })
      .send('x');
    expect(answer.status).toBe(415);
  });

  test('422 for a key that was used for something else', async () => {
    const key = `reused-${path().length}`;
    await api.post(path(), { ...body(), suite: 'RS256' }, { ...operator, key });
    const first = await api.post(path(), body(), { ...operator, key });
    expect([201, 409]).toContain(first.status);
    const other = await api.post(rotations, { purpose: 'token' }, { ...operator, key });
    expect([other.status, problem.parse(other.body).code]).toEqual([422, 'idempotency-key-reused']);
  });

  test('503', async () => {
    api.away = true;
    expect((await api.post(path(), body(), operator)).status).toBe(503);
  });
});

import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { splitCompactJws, verifyCompactJws } from '../../src/kernel/compact-jws.ts';
import { addSeconds, epochSeconds, instantText } from '../../src/kernel/instants.ts';
import { type JsonObject, parseStrictObject } from '../../src/kernel/strict-json.ts';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { createIdempotency } from '../../src/platform/idempotency.service.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { statusRoutes } from '../../src/status/index.ts';
import {
  bitstringCredentialJwt,
  statusListAggregation,
  statusListToken,
} from '../../src/status/status.schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { collectingLog, realClock, seededEntropy, testClock } from '../support/world.ts';
import { hkOrigin, type StatusNode, statusNode } from './status-node.ts';

const clock = testClock();
const entropy = seededEntropy('status routes');
let database: TestDatabase;
let node: StatusNode;
let app: FastifyInstance;

beforeAll(async () => {
  database = await createTestDatabase();
  node = await statusNode({ url: database.appUrl, seed: 'status routes', clock });
  app = await createServer({ log: collectingLog().log, requestId: () => uuidV7(realClock, entropy) });
  const router = createRouter({
    app,
    authenticate: () => Promise.resolve({ kind: 'public' }),
    idempotency: createIdempotency({ db: node.db, clock, entropy }),
  });
  statusRoutes(router, { status: node.status, clock });
  await app.ready();
  await node.status.publishDue();
});

afterAll(async () => {
  await app.close();
  await node.close();
  await database.drop();
});

const get = (path: string) => request(app.server).get(path);
/** The body as it came: supertest knows no such media type. */
const getText = (path: string) =>
  get(path)
    .buffer(true)
    .parse((incoming, done) => {
      incoming.setEncoding('latin1');
      let text = '';
      incoming.on('data', (part: string) => (text += part));
      incoming.on('end', () => done(null, text));
    });
const paths = () => node.status.publishedLists().map((uri) => uri.slice(hkOrigin.length));
const path = () => paths()[0] ?? '';
const now = () => epochSeconds(clock.now());
const stranger = '7f1b7a52-2a3c-4c55-9f0f-3f4d8f9a1b2c';
const purposes = ['revocation', 'suspension'] as const;

describe('the aggregation', () => {
  test('names every list, for any page and for a minute', async () => {
    const answer = await get('/status-lists');
    expect(answer.status).toBe(200);
    expect(answer.type).toBe('application/json');
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
    });
    const { status_lists: lists } = statusListAggregation.parse(answer.body);
    expect(lists).toEqual(node.status.publishedLists());
    expect(lists).toHaveLength(2);
  });

  test('takes no question: 400', async () => {
    const answer = await get('/status-lists?time=1');
    expect(answer.status).toBe(400);
    expect(problem.parse(answer.body)).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/query/time', code: 'unknown-member' }],
    });
  });
});

describe('a list', () => {
  test('is the signed token, byte for byte', async () => {
    for (const one of paths()) {
      const answer = await getText(one);
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/statuslist+jwt',
        'access-control-allow-origin': '*',
        'cache-control': 'public, max-age=60',
        vary: 'Accept, Accept-Encoding',
      });
      expect(statusListToken.parse(answer.body)).toBe(
        Buffer.from((await node.status.token(`${hkOrigin}${one}`)) ?? []).toString(),
      );
    }
  });

  test('is the same by its identifier in capitals', async () => {
    const [, id = ''] = path().split('/status-lists/');
    const answer = await getText(`/status-lists/${id.toUpperCase()}`);
    expect([answer.status, answer.body]).toEqual([200, (await getText(path())).body]);
    expect((await getText(`/status-lists/${id.toUpperCase()}/revocation`)).status).toBe(200);
    expect((await getText(`/status-lists/${id.toUpperCase()}?time=${String(now())}`)).status).toBe(200);
  });

  test.each([
    ['its tag', (tag: string) => tag],
    ['its tag, weak', (tag: string) => `W/${tag}`],
    ['its tag among others', (tag: string) => `"x", ${tag}`],
    ['anything', () => '*'],
  ])('is not sent again to who holds %s: 304', async (_, header) => {
    const { headers } = await get(path());
    const tag = headers['etag'] ?? '';
    expect(tag).toMatch(/^"[\w-]{22}\.gzip"$/);
    const answer = await get(path()).set('if-none-match', header(tag));
    expect(answer.status).toBe(304);
    expect(answer.text).toBe('');
    expect(answer.headers).toMatchObject({ etag: tag, 'access-control-allow-origin': '*' });
    expect((await get(path()).set('if-none-match', '"x"')).status).toBe(200);
  });

  test('has another tag once it was signed anew', async () => {
    const before = (await get(path())).headers['etag'];
    clock.advance(120);
    await node.status.publishDue();
    expect((await get(path())).headers['etag']).not.toBe(before);
  });

  test.each([
    ['with another id', () => `/status-lists/${stranger}`, 404, 'not-found'],
    ['with a malformed id', () => '/status-lists/1', 400, 'invalid-request'],
    ['as of a time before the first', () => `${path()}?time=1780000000`, 404, 'not-found'],
    ['as of a second to come', () => `${path()}?time=${String(now() + 1)}`, 404, 'not-found'],
    ['as of a time past any calendar', () => `${path()}?time=999999999999`, 404, 'not-found'],
    ['as of the first second of 1970', () => `${path()}?time=0`, 404, 'not-found'],
    ['as of nothing', () => `${path()}?time=`, 400, 'invalid-request'],
    ['as of a power of ten', () => `${path()}?time=1e9`, 400, 'invalid-request'],
    ['as of no number', () => `${path()}?time=now`, 400, 'invalid-request'],
    ['as of a time before 1970', () => `${path()}?time=-1`, 400, 'invalid-request'],
    ['as of part of a second', () => `${path()}?time=1780000000.5`, 400, 'invalid-request'],
    ['as of a time with a leading zero', () => `${path()}?time=01780000000`, 400, 'invalid-request'],
    ['as of two times', () => `${path()}?time=1780000000&time=1780000001`, 400, 'invalid-request'],
    ['of bits with another id', () => `/status-lists/${stranger}/revocation`, 404, 'not-found'],
    ['of bits for an unknown purpose', () => `${path()}/refresh`, 400, 'invalid-request'],
    ['of bits as of a time', () => `${path()}/revocation?time=1780000000`, 400, 'invalid-request'],
  ])('%s: %s', async (_, address, status, code) => {
    const answer = await get(address());
    expect(answer.status).toBe(status);
    expect(problem.parse(answer.body)).toMatchObject({ code, status });
    // A page sees why: without this it would see a dead line.
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  test.each([200, 304, 404, 406])('is described without its body to who asks by HEAD: %i', async (status) => {
    const whole = await get(path());
    const address = status === 404 ? `/status-lists/${stranger}` : path();
    const asked = request(app.server).head(address).set('accept-encoding', 'gzip');
    if (status === 304) asked.set('if-none-match', String(whole.headers['etag']));
    if (status === 406) asked.set('accept', 'text/html');
    const answer = await asked;
    expect(answer.status).toBe(status);
    expect(answer.text).toBeFalsy();
    if (status !== 200) return;
    for (const name of ['etag', 'content-type', 'content-length', 'cache-control', 'vary'])
      expect([name, answer.headers[name]]).toEqual([name, whole.headers[name]]);
  });

  test('is compressed for who takes GZIP, under a tag of its own', async () => {
    const plain = await getText(path()).set('accept-encoding', 'identity');
    const packed = await getText(path()).set('accept-encoding', 'br, gzip;q=0.5');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.body).toBe(plain.body);
    expect(packed.headers['etag']).toBe(String(plain.headers['etag']).replace(/"$/, '.gzip"'));
    const refused = await getText(path()).set('accept-encoding', 'gzip;q=0');
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  test.each([
    ['application/statuslist+jwt', 200],
    ['*/*', 200],
    ['application/*', 200],
    ['application/json, application/statuslist+jwt;q=0.1', 200],
    ['application/json', 406],
    ['application/statuslist+cwt', 406],
    ['application/statuslist+jwt;q=0', 406],
    ['text/*', 406],
  ])('is given to who accepts %s: %i', async (accept, status) => {
    const answer = await get(path()).set('accept', accept);
    expect(answer.status).toBe(status);
    if (status === 406) expect(problem.parse(answer.body)).toMatchObject({ code: 'not-acceptable' });
  });

  test('of the past is the token that was the newest then, byte for byte', async () => {
    const before = { text: String((await getText(path())).body), time: now() };
    clock.advance(400);
    await node.status.publishDue();
    const after = { text: String((await getText(path())).body), time: now() };
    expect(after.text).not.toBe(before.text);
    const at = async (time: number) => {
      const { status, body, headers } = await getText(`${path()}?time=${String(time)}`);
      return { status, body: String(body), caching: headers['cache-control'] };
    };
    // Both cover the later seconds: the newer one is what was current.
    expect(await at(after.time)).toEqual({ status: 200, body: after.text, caching: 'no-cache' });
    for (const time of [before.time, after.time - 1]) {
      const caching = time < after.time - 300 ? 'public, max-age=31536000, immutable' : 'no-cache';
      expect(await at(time)).toEqual({ status: 200, body: before.text, caching });
    }
  });

  test('is cached no longer than it lives, and not served after: 503', async () => {
    clock.advance(890);
    expect((await get(path())).headers['cache-control']).toBe('public, max-age=10');
    clock.advance(10);
    const answer = await get(path());
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(problem.parse(answer.body)).toMatchObject({ code: 'unavailable' });
    expect((await get(`${path()}/revocation`)).status).toBe(503);
    // No list covers the second in which the last one expired.
    expect((await get(`${path()}?time=${String(now())}`)).status).toBe(404);
    expect((await get(`${path()}?time=${String(now() - 1)}`)).status).toBe(200);
    clock.advance(1);
    await node.status.publishDue();
    expect((await get(path())).status).toBe(200);
  });
});

describe('a list as bits', () => {
  test('is a secured credential that says what the token says, to a reader that is not ours too', async () => {
    const [ended, suspended, fine] = await node.db.transaction(async (tx) => {
      const refs = [
        await node.status.allocate(tx, 'credential'),
        await node.status.allocate(tx, 'credential'),
        await node.status.allocate(tx, 'credential'),
      ] as const;
      await node.status.set(tx, refs[0], 1);
      await node.status.set(tx, refs[1], 2);
      return refs;
    });
    clock.advance(1);
    await node.status.publishDue();
    const list = ended.uri.slice(hkOrigin.length);
    for (const purpose of purposes) {
      const answer = await getText(`${list}/${purpose}`);
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/vc+jwt',
        'access-control-allow-origin': '*',
        'cache-control': 'public, max-age=60',
      });
      const credential = opened(bitstringCredentialJwt.parse(answer.body));
      expect(credential).toMatchObject({
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        id: `${ended.uri}/${purpose}`,
        type: ['VerifiableCredential', 'BitstringStatusListCredential'],
        issuer: hkOrigin,
        iss: hkOrigin,
        validFrom: instantText(clock.now()),
        validUntil: instantText(addSeconds(clock.now(), 900)),
        credentialSubject: {
          id: `${ended.uri}/${purpose}#list`,
          type: 'BitstringStatusList',
          statusPurpose: purpose,
          ttl: 60_000,
        },
      });
      const wanted = { revocation: [true, false, false], suspension: [false, true, false] };
      for (const [index, ref] of [ended, suspended, fine].entries()) {
        const { verified, results } = await checkStatus({
          credential: {
            '@context': ['https://www.w3.org/ns/credentials/v2'],
            issuer: hkOrigin,
            credentialStatus: node.status.bitstringEntries(ref)[purpose],
          },
          documentLoader: async () => ({ document: credential }),
          verifyBitstringStatusListCredential: false,
        });
        expect(verified).toBe(true);
        expect(results?.[0]?.status).toBe(wanted[purpose][index]);
      }
    }
  });

  test('is read for a credential of another issuer, which the node keeps the list for', async () => {
    const document = opened(String((await getText(`${path()}/revocation`)).body));
    const { revocation } = node.status.bitstringEntries({ uri: `${hkOrigin}${path()}`, idx: 0 });
    const { verified, results } = await checkStatus({
      credential: {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        issuer: `${hkOrigin}/authorities/demo-hk-recognition`,
        credentialStatus: revocation,
      },
      documentLoader: async () => ({ document }),
      verifyBitstringStatusListCredential: false,
      // Their rule of old, by default; section 2.2 lets the two differ.
      verifyMatchingIssuers: false,
    });
    expect([document['issuer'], verified, results]).toEqual([
      hkOrigin,
      true,
      [expect.objectContaining({ status: false })],
    ]);
  });

  test('is signed once for each version, and not sent again to who holds it: 304', async () => {
    const first = await getText(`${path()}/revocation`);
    const again = await getText(`${path()}/revocation`).set('accept-encoding', 'identity');
    expect(again.body).toBe(first.body);
    const held = await get(`${path()}/revocation`).set('if-none-match', String(first.headers['etag']));
    expect(held.status).toBe(304);
    clock.advance(120);
    await node.status.publishDue();
    expect((await getText(`${path()}/revocation`)).body).not.toBe(first.body);
  });

  test('is not given to who accepts only JSON: 406', async () => {
    const answer = await get(`${path()}/suspension`).set('accept', 'application/json');
    expect(answer.status).toBe(406);
    expect(problem.parse(answer.body)).toMatchObject({ code: 'not-acceptable' });
  });
});

/** The credential in it, after its signature. */
function opened(jwt: string): JsonObject {
  const split = splitCompactJws(jwt, { maxBytes: 262_144 });
  if (!split.ok) throw new Error(split.reason);
  expect(split.jws.header).toMatchObject({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid: node.signer.kid });
  expect(verifyCompactJws(split.jws, node.signer.publicKey, 'ES256')).toBe(true);
  const payload = parseStrictObject(split.jws.payload, { maxBytes: 262_144, maxDepth: 8 });
  if (!payload.ok) throw new Error(payload.reason);
  return payload.value;
}

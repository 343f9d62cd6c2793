import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { createIdempotency } from '../../src/platform/idempotency.service.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { statusRoutes } from '../../src/status/index.ts';
import { statusListAggregation, statusListToken } from '../../src/status/status.schema.ts';
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
      });
      expect(statusListToken.parse(answer.body)).toBe(
        Buffer.from((await node.status.token(`${hkOrigin}${one}`)) ?? []).toString(),
      );
    }
  });

  test.each([
    ['its tag', (tag: string) => tag],
    ['its tag, weak', (tag: string) => `W/${tag}`],
    ['its tag among others', (tag: string) => `"x", ${tag}`],
    ['anything', () => '*'],
  ])('is not sent again to who holds %s: 304', async (_, header) => {
    const { headers } = await get(path());
    const tag = headers['etag'] ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
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
    ['with another id', () => '/status-lists/7f1b7a52-2a3c-4c55-9f0f-3f4d8f9a1b2c', 404, 'not-found'],
    ['with a malformed id', () => '/status-lists/1', 400, 'invalid-request'],
    ['as of an instant, which is not offered', () => `${path()}?time=1780000000`, 400, 'invalid-request'],
  ])('%s: %s', async (_, address, status, code) => {
    const answer = await get(address());
    expect(answer.status).toBe(status);
    expect(problem.parse(answer.body)).toMatchObject({ code, status });
  });

  test('is cached no longer than it lives, and not served after: 503', async () => {
    clock.advance(890);
    expect((await get(path())).headers['cache-control']).toBe('public, max-age=10');
    clock.advance(10);
    const answer = await get(path());
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(problem.parse(answer.body)).toMatchObject({ code: 'unavailable' });
    clock.advance(1);
    await node.status.publishDue();
    expect((await get(path())).status).toBe(200);
  });
});

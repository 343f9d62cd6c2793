import net from 'node:net';
import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { openDatabase, type OpenDatabase } from '../../src/platform/database.ts';
import { createIdempotency } from '../../src/platform/idempotency.service.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { collectingLog, realClock, seededEntropy } from '../support/world.ts';

const access = { roles: ['public'], scope: null, purpose: 'public-information' } as const;
const entropy = seededEntropy('server');
const { log, lines } = collectingLog();

let database: TestDatabase;
let opened: OpenDatabase;
let app: FastifyInstance;

beforeAll(async () => {
  database = await createTestDatabase();
  opened = openDatabase(database.appUrl, { max: 4, onError: () => undefined });
  app = await createServer({ log, requestId: () => uuidV7(realClock, entropy) });
  const router = createRouter({
    app,
    authenticate: () => Promise.resolve({ kind: 'public' }),
    idempotency: createIdempotency({ db: opened.db, clock: realClock, entropy }),
  });
  router.mount(
    {
      id: 'echo',
      method: 'POST',
      path: '/echo/:name',
      tag: 'Test',
      summary: 'Echo.',
      description: 'Gives back what was parsed.',
      access,
      params: z.strictObject({ name: z.string().max(20) }),
      query: z.strictObject({ limit: z.string().regex(/^\d+$/).optional() }),
      body: z.strictObject({ text: z.string().max(10), count: z.int().optional() }),
      answers: { 200: { description: 'What was parsed.' } },
    },
    async ({ params, query, body }) => ({ status: 200, body: { params, query, body } }),
  );
  for (const [path, purpose] of [
    ['/document', 'public-information'],
    ['/look', 'verification'],
  ] as const)
    router.mount(
      {
        id: path,
        method: 'GET',
        path,
        tag: 'Test',
        summary: 'Read.',
        description: 'Gives a word.',
        access: { ...access, purpose },
        answers: { 200: { description: 'A word.' } },
      },
      async () => ({ status: 200, body: 'word' }),
    );
  await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await app.close();
  await opened.close();
  await database.drop();
});

const post = (body: string | object, path = '/echo/a') =>
  request(app.server).post(path).set('content-type', 'application/json').send(body);

describe('a request that fits is answered', () => {
  test('with a request id, not to be stored, one log line', async () => {
    const answer = await post({ text: '銀行' }, '/echo/b?limit=5');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ params: { name: 'b' }, query: { limit: '5' }, body: { text: '銀行' } });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(lines.filter((line) => line.includes(String(answer.headers['x-request-id'])))).toHaveLength(1);
  });
});

describe('what anybody may read', () => {
  const origin = 'access-control-allow-origin';

  test('is there for pages of any origin, its refusals too, and for HEAD', async () => {
    const read = await request(app.server).get('/document');
    expect([read.status, read.headers[origin]]).toEqual([200, '*']);
    const refused = await request(app.server).get('/document?unheard-of=1');
    expect([refused.status, refused.headers[origin]]).toEqual([400, '*']);
    const described = await request(app.server).head('/document');
    expect([described.status, described.text, described.headers['content-length']]).toEqual([
      200,
      undefined,
      '6',
    ]);
  });

  test('is all that is: not what is asked about a person, and nothing that is sent', async () => {
    const look = await request(app.server).get('/look');
    expect([look.status, look.headers[origin]]).toEqual([200, undefined]);
    expect((await request(app.server).head('/look')).status).toBe(404);
    expect((await post({ text: 'a' })).headers[origin]).toBeUndefined();
  });
});

describe('a body that does not fit is refused with pointers and changes nothing', () => {
  test.each([
    ['a value of another type is not coerced', { text: 1 }, '/body/text', 'type'],
    ['null is not an empty string', { text: null }, '/body/text', 'type'],
    ['an absent member', {}, '/body/text', 'required'],
    ['an unknown member is not dropped', { text: 'a', admin: true }, '/body/admin', 'unknown-member'],
    ['a string past its limit', { text: 'x'.repeat(11) }, '/body/text', 'too-long'],
  ])('%s', async (_name, body, pointer, code) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'invalid-request', status: 400, errors: [{ pointer, code }] });
  });

  test.each([
    ['duplicate members', '{"text":"a","text":"b"}'],
    ['NUL', '{"text":"a\\u0000"}'],
    ['a lone surrogate', '{"text":"\\ud800"}'],
    ['__proto__', '{"text":"a","__proto__":{}}'],
    ['a number past a double', '{"text":"a","count":1e400}'],
    ['depth', `${'['.repeat(100)}${']'.repeat(100)}`],
    ['half a document', '{"text":'],
    ['nothing', ''],
  ])('%s: malformed-json', async (_name, body) => {
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed-json']);
  });

  test('invalid UTF-8 is not repaired', async () => {
    const answer = await post(
      Buffer.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]).toString('latin1'),
    );
    expect(answer.status).toBe(400);
  });

  test('a body past the limit: 413', async () => {
    const answer = await post(JSON.stringify({ text: 'x'.repeat(300_000) }));
    expect([answer.status, answer.body.code]).toEqual([413, 'too-large']);
  });

  test('another media type: 415', async () => {
    const answer = await request(app.server).post('/echo/a').set('content-type', 'text/plain').send('hello');
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported-media-type']);
  });
});

describe('an address that does not fit', () => {
  test('a query that the contract does not know', async () => {
    const answer = await post({ text: 'a' }, '/echo/a?limit=5&limit=6&x=1');
    expect(answer.status).toBe(400);
  });
  test('NUL in a parameter', async () => {
    expect((await post({ text: 'a' }, '/echo/a%00b')).status).toBe(400);
  });
  test('a broken escape', async () => {
    const answer = await post({ text: 'a' }, '/echo/%zz');
    expect([answer.status, answer.type]).toEqual([400, 'application/problem+json']);
  });
  test('a parameter past the limit of the router', async () => {
    const answer = await post({ text: 'a' }, `/echo/${'x'.repeat(500)}`);
    expect([answer.status, answer.type]).toEqual([400, 'application/problem+json']);
  });
  test('unknown: 404 as a problem in the language asked for', async () => {
    const answer = await request(app.server).get('/nothing').set('accept-language', 'zh-HK');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'not-found', title: '沒有該項目，或未與你分享。' });
  });
});

test('what is not HTTP gets a problem document and a closed connection', async () => {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = net.connect(address.port, '127.0.0.1', () => socket.write('HELLO\r\n\r\n'));
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('malformed-http');
});

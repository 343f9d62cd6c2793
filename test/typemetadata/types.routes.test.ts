import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { typeDocuments, typeMetadataRoutes } from '../../src/typemetadata/index.ts';
import { typeMetadata } from '../../src/typemetadata/types.schema.ts';
import { collectingLog, realClock, seededEntropy } from '../support/world.ts';

const entropy = seededEntropy('types routes');
let app: FastifyInstance;

beforeAll(async () => {
  app = await createServer({ log: collectingLog().log, requestId: () => uuidV7(realClock, entropy) });
  const router = createRouter({
    app,
    authenticate: () => Promise.resolve({ kind: 'public' }),
    // Nothing here creates.
    idempotency: { run: () => Promise.reject(new Error('unused')) },
  });
  typeMetadataRoutes(router);
  await app.ready();
});
afterAll(() => app.close());

const get = (path: string) => request(app.server).get(path);
const path = new URL(vct.recognition).pathname;

test.each(Object.entries(typeDocuments))(
  '%s is served under its own path, octet for octet',
  async (type, document) => {
    const answer = await get(new URL(type).pathname);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
    });
    expect(Buffer.from(answer.text).equals(document.octets)).toBe(true);
    expect(typeMetadata.parse(answer.body).vct).toBe(type);
  },
);

test('it is not sent again to who holds it: 304', async () => {
  const { headers } = await get(path);
  const answer = await get(path).set('if-none-match', String(headers['etag']));
  expect(answer.status).toBe(304);
  expect(answer.text).toBe('');
});

test.each([
  ['/credentials/qualification-recognition/v2', 404, 'not-found'],
  ['/credentials/nothing/v1', 404, 'not-found'],
  ['/credentials/Nothing/v1', 400, 'invalid-request'],
  [`${path}?version=1`, 400, 'invalid-request'],
])('%s: %i', async (address, status, code) => {
  const answer = await get(address);
  expect(answer.status).toBe(status);
  expect(problem.parse(answer.body)).toMatchObject({ code, status });
});

test('it is not given to who accepts no JSON: 406', async () => {
  const answer = await get(path).set('accept', 'text/html');
  expect(answer.status).toBe(406);
  expect(problem.parse(answer.body)).toMatchObject({ code: 'not-acceptable' });
});

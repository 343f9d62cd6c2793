import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccessWorker } from '../../src/access/index.ts';
import { presentationNonce } from '../../src/access/nonces.schema.ts';
import { presentationNonces, usedAssertions } from '../../src/access/single-use.table.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { testClock } from '../support/world.ts';
import { type AccessNode, clientToken, openAccessNode } from './access-node.ts';

const clock = testClock();
let node: AccessNode;

beforeAll(async () => {
  node = await openAccessNode({ clock });
});
afterAll(() => node.close());

const ask = () => request(node.app.server).post('/v1/nonces');
const give = async (): Promise<string> => presentationNonce.parse((await ask()).body).nonce;
const consume = (nonce: string) => node.db.transaction((tx) => node.access.nonces.consume(tx, nonce));

test('anybody gets a nonce for this node, good for ten minutes', async () => {
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(presentationNonce.parse(answer.body)).toEqual({
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    audience: 'https://hk.wenjin.example',
    expiresAt: '2026-06-01T02:10:00Z',
  });
  expect(await give()).not.toBe(await give());
});

test('a body or a query is refused', async () => {
  const body = await ask().send({ nonce: 'mine' });
  expect([body.status, problem.parse(body.body).code]).toEqual([400, 'invalid-request']);
  expect((await request(node.app.server).post('/v1/nonces?nonce=mine')).status).toBe(400);
});

test('a nonce is good once, of two at the same time for one', async () => {
  const nonce = await give();
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => consume(nonce)));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await consume(nonce)).toBe(false);
});

test('a nonce is not used up by a transaction that rolls back', async () => {
  const nonce = await give();
  const failing = node.db.transaction(async (tx) => {
    expect(await node.access.nonces.consume(tx, nonce)).toBe(true);
    throw new Error('refused for another reason');
  });
  await expect(failing).rejects.toThrow('refused');
  expect(await consume(nonce)).toBe(true);
});

test('a nonce that was never given, or has expired, is good for nothing', async () => {
  expect(await consume('A'.repeat(43))).toBe(false);
  expect(await consume('')).toBe(false);
  const nonce = await give();
  clock.advance(600);
  expect(await consume(nonce)).toBe(false);
});

test('what has expired is forgotten, and nothing else', async () => {
  const worker = createAccessWorker({ db: node.db, clock, onError: () => undefined });
  clock.advance(120);
  await give();
  await clientToken(node, node.operator);
  await worker.runOnce();
  expect(await node.db.$count(presentationNonces)).toBe(1);
  expect(await node.db.$count(usedAssertions)).toBe(1);
  clock.advance(700);
  expect(await worker.runOnce()).toBe(2);
  expect(await node.db.$count(presentationNonces)).toBe(0);
  worker.start();
  await worker.stop();
});

test('too many from one address are refused', async () => {
  const small = await openAccessNode({ clock, perMinute: 1 });
  try {
    const post = () => request(small.app.server).post('/v1/nonces');
    expect((await post()).status).toBe(200);
    const answer = await post();
    expect([answer.status, problem.parse(answer.body).code]).toEqual([429, 'too-many-requests']);
    expect(answer.headers['retry-after']).toBe('60');
    clock.advance(60);
    expect((await post()).status).toBe(200);
  } finally {
    await small.close();
  }
});

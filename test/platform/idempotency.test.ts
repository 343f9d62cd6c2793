import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Fault } from '../../src/kernel/fault.ts';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { type OpenDatabase, openDatabase } from '../../src/platform/database.ts';
import { createIdempotency } from '../../src/platform/idempotency.service.ts';
import { forgetOldClaims } from '../../src/platform/idempotency.store.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { bumpSnapshot, readSnapshotVersions } from '../../src/platform/snapshots.store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { collectingLog, realClock, seededEntropy } from '../support/world.ts';

/** The thing that is made is a counter: how often it was made can be read back. */

const entropy = seededEntropy('idempotency');
let database: TestDatabase;
let opened: OpenDatabase;
let owner: pg.Client;
let app: FastifyInstance;
let performed: string[] = [];
/** What happens inside `perform`, before and after the change commits. */
let before: () => Promise<void> = async () => undefined;
let after: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  opened = openDatabase(database.appUrl, { max: 12, onError: () => undefined });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  app = await createServer({ log: collectingLog().log, requestId: () => uuidV7(realClock, entropy) });
  const router = createRouter({
    app,
    authenticate: (incoming) =>
      Promise.resolve({
        kind: 'holder',
        keyThumbprint: String(incoming.headers['x-holder'] ?? 'first'),
        roles: ['holder'],
        scopes: [],
      }),
    idempotency: createIdempotency({ db: opened.db, clock: realClock, entropy }),
  });
  router.mountCreation(
    {
      id: 'makeThing',
      method: 'POST',
      path: '/things',
      tag: 'Test',
      summary: 'Make.',
      description: 'Makes a thing.',
      access: { roles: ['holder'], scope: 'things', purpose: 'own-record' },
      body: z.strictObject({ name: z.string() }),
      answers: { 201: { description: 'Made.' } },
    },
    {
      async perform({ body }, claim) {
        performed.push(claim.id);
        await before();
        await opened.db.transaction(async (tx) => {
          await bumpSnapshot(tx, body.name);
          await claim.record(tx, { status: 201, reference: claim.id });
        });
        await after();
        return { status: 201, reference: claim.id };
      },
      render: async (reference) => ({ id: reference, made: await count('thing') }),
      location: (reference) => `/things/${reference}`,
    },
  );
  await app.ready();
});

afterAll(async () => {
  await app.close();
  await owner.end();
  await opened.close();
  await database.drop();
});

beforeEach(async () => {
  performed = [];
  before = async () => undefined;
  after = async () => undefined;
  await owner.query('delete from snapshot_versions');
});

const count = async (name: string) => (await readSnapshotVersions(opened.db)).get(name) ?? 0;
const post = (key: string | undefined, body: object = { name: 'thing' }, holder = 'first') => {
  const call = request(app.server).post('/things').set('x-holder', holder).send(body);
  return key === undefined ? call : call.set('idempotency-key', key);
};
const expireLease = (key: string) =>
  owner.query(`update idempotency_claims set lease_until = now() - interval '1 second' where key = $1`, [
    key,
  ]);

test('a creation without a key, or with one that is no key, is refused and nothing is made', async () => {
  for (const key of [undefined, 'short', 'with space in it', 'x'.repeat(129)]) {
    const answer = await post(key);
    expect([answer.status, answer.body.code]).toEqual([400, 'idempotency-key-missing']);
  }
  expect(await count('thing')).toBe(0);
});

test('the same request twice has one effect and the same outcome', async () => {
  const first = await post('twice-0001');
  const second = await post('twice-0001');
  expect(first.status).toBe(201);
  expect(second.status).toBe(201);
  expect(second.body).toEqual(first.body);
  expect(second.headers.location).toBe(first.headers.location);
  expect(await count('thing')).toBe(1);
});

test('another body under the same key is refused', async () => {
  await post('body-00001');
  const answer = await post('body-00001', { name: 'other' });
  expect([answer.status, answer.body.code]).toEqual([422, 'idempotency-key-reused']);
  expect(await count('other')).toBe(0);
});

test('the key of one caller is nothing to another', async () => {
  const [first, second] = [await post('shared-001'), await post('shared-001', { name: 'thing' }, 'second')];
  expect(second.status).toBe(201);
  expect(second.body.id).not.toBe(first.body.id);
});

test('ten at once: made once, the others are told to wait or get the outcome', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('at-once-01')));
  expect(await count('thing')).toBe(1);
  expect(performed).toHaveLength(1);
  for (const answer of answers) {
    expect([201, 409]).toContain(answer.status);
    if (answer.status === 409) expect(answer.body.code).toBe('in-progress');
    if (answer.status === 409) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
});

test('a refusal writes nothing and frees the key', async () => {
  before = async () => {
    throw new Fault('not-found');
  };
  expect((await post('refused-01')).status).toBe(404);
  before = async () => undefined;
  expect((await post('refused-01')).status).toBe(201);
});

test('a crash before the change took effect: the retry waits for the lease, then resumes with the same identifier', async () => {
  before = async () => {
    throw new Error('crashed');
  };
  expect((await post('crash-0001')).status).toBe(500);
  before = async () => undefined;
  expect((await post('crash-0001')).status).toBe(409);
  await expireLease('crash-0001');
  expect((await post('crash-0001')).status).toBe(201);
  expect(performed[1]).toBe(performed[0]);
  expect(await count('thing')).toBe(1);
});

test('a crash after the change took effect: the retry gets the outcome, nothing is made twice', async () => {
  after = async () => {
    throw new Error('crashed');
  };
  expect((await post('crash-0002')).status).toBe(500);
  after = async () => undefined;
  const answer = await post('crash-0002');
  expect(answer.status).toBe(201);
  expect(performed).toHaveLength(1);
  expect(await count('thing')).toBe(1);
});

test('who lost the lease cannot record: its change rolls back', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let started = (): void => undefined;
  const inside = new Promise<void>((resolve) => {
    started = resolve;
  });
  before = () => {
    before = async () => undefined;
    started();
    return held;
  };
  const slow = post('slow-00001').then((answer) => answer);
  await inside;
  await expireLease('slow-00001');
  const fast = await post('slow-00001');
  release();
  expect(fast.status).toBe(201);
  const lost = await slow;
  expect([lost.status, lost.body.code]).toEqual([409, 'claim-lost']);
  expect(await count('thing')).toBe(1);
});

test('outcomes are kept for 24 hours at least, then forgotten', async () => {
  await post('kept-00001');
  const age = (hours: number) =>
    owner.query(
      `update idempotency_claims set created_at = now() - make_interval(hours => $1) where key = 'kept-00001'`,
      [hours],
    );
  await age(25);
  await opened.db.transaction(forgetOldClaims);
  expect((await post('kept-00001')).body.made).toBe(1);
  await age(49);
  await opened.db.transaction(forgetOldClaims);
  expect((await post('kept-00001')).body.made).toBe(2);
});

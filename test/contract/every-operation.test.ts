import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { canonicalBytes } from '../../src/kernel/canonical-json.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import type { Role } from '../../src/kernel/caller.ts';
import type { Router } from '../../src/platform/router.ts';
import { mayCall, tokensOfRoles } from '../access/role-cells.ts';
import { type Border, startBorder } from '../support/border.ts';

/** What every operation owes to input that it cannot use, and to a database that is away, tried on all of them by callers who may call. */

type Operation = Router['operations'][number];

let border: Border;
let tokens: ReadonlyMap<Role, string | undefined>;
let owner: pg.Client;
beforeAll(async () => {
  border = await startBorder({ workers: false, fresh: true });
  const { app, contexts, origin, api, register } = border.hk;
  const { clock, db, signin } = contexts;
  const node = { app, clock, db, signin, node: contexts.configuration.node, origin };
  tokens = await tokensOfRoles(node, await api.clientToken(register.operator));
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await border.stop();
});

/** The answers that the committed contract states, by operation. */
const contract = z
  .object({
    paths: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({ operationId: z.string(), responses: z.record(z.string(), z.unknown()) }),
      ),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')));
const stated = new Map(
  Object.values(contract.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId, responses }) => [operationId, Object.keys(responses)]),
  ),
);

const operations = () => border.hk.router.operations;
/** Bodies that are text or a form have rules of their own, and tests beside them. */
const states = ({ id, bodyMediaType }: Operation, status: string): boolean =>
  stated.get(id)?.includes(status) === true && bodyMediaType === undefined;
const withBody = () => operations().filter((operation) => states(operation, '413'));

const uuid = (): string => randomUUID();

/** One that reads as such, of nothing that there is. */
function anIdFor({ path }: Operation): string {
  if (path.includes('/agreements/')) return 'NONE-9';
  return path.includes(':kid') ? 'A'.repeat(43) : uuid();
}

function addressOf({ path }: Operation, id: string): string {
  return path.replaceAll(':version', '1').replaceAll(/:[a-zA-Z]+/g, encodeURIComponent(id));
}

/** A request by somebody who may make it. */
function call(operation: Operation, { id = anIdFor(operation), query = '' } = {}) {
  const role = [...tokens.keys()].find((each) => mayCall(each, operation));
  const token = role === undefined ? undefined : tokens.get(role);
  const address = `${addressOf(operation, id)}${query}`;
  const agent = request(border.hk.app.server);
  const { method } = operation;
  const asked =
    method === 'GET' ? agent.get(address) : method === 'POST' ? agent.post(address) : agent.delete(address);
  if (token !== undefined) asked.set('authorization', `Bearer ${token}`);
  if (operation.bodyMediaType !== undefined) asked.set('content-type', operation.bodyMediaType);
  return method !== 'POST' ? asked : asked.set('idempotency-key', randomUUID());
}

/** The body that the contract shows first; none where there is none. */
function exampleOf({ bodyExamples = {} }: Operation): object | undefined {
  const [example] = Object.values(bodyExamples);
  return example === undefined ? undefined : Object(example.value);
}

async function written(): Promise<unknown> {
  const { rows } = await owner.query(
    // A look is recorded, and not what a request wrote.
    `select (select count(*) from events where type not in ('access.batched', 'regulator.accessed')) as events, (select count(*) from credentials) as credentials,
      (select count(*) from applications) as applications, (select count(*) from organisations) as organisations`,
  );
  return rows;
}

/** Every operation answers so, as a problem document where there is no other form, and nothing was written. */
async function allAnswer(
  asked: readonly Operation[],
  expected: number,
  send: (operation: Operation) => PromiseLike<{ status: number; type: string }>,
): Promise<void> {
  const before = await written();
  const wrong: unknown[] = [];
  for (const operation of asked) {
    const { status, type } = await send(operation);
    const own =
      operation.bodyMediaType === 'text/plain'
        ? 'text/plain'
        : (operation.answers[400]?.mediaType ?? 'application/json');
    const form = operation.errorForm ? own : 'application/problem+json';
    if (status !== expected || type !== form) wrong.push([operation.id, status, type]);
  }
  expect(asked.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
  expect(await written()).toEqual(before);
}

describe('every operation', () => {
  test('400 for a question that it does not know', () =>
    allAnswer(operations(), 400, (operation) => call(operation, { query: '?unheard-of=1' })));

  test('never answers 5xx, nor anything that the contract does not state, whatever the address says', async () => {
    const before = await written();
    const words = fc.oneof(
      fc.constantFrom('x', '%', '\0', '..', '__proto__', '9'.repeat(400), "';--", '\u202e'),
      fc.string({ minLength: 1, maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations()), words, words, async (operation, id, value) => {
        const query = `?limit=${encodeURIComponent(value.toWellFormed())}`;
        const { status } = await call(operation, { id: id.toWellFormed(), query });
        expect(['404', ...(stated.get(operation.id) ?? [])], operation.id).toContain(String(status));
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 400 },
    );
    expect(await written()).toEqual(before);
  });
});

describe('every operation that takes a body', () => {
  test('415 for another type', () =>
    allAnswer(withBody(), 415, (operation) => call(operation).set('content-type', 'text/plain').send('x')));

  test('413 for more than it takes', () =>
    allAnswer(withBody(), 413, (operation) =>
      call(operation)
        .set('content-type', 'application/json')
        .send(`{"x":"${'x'.repeat((operation.bodyBytesMax ?? 256 * 1024) + 1)}"}`),
    ));

  test.each([
    ['half a document', '['],
    ['nothing', ''],
    ['a member twice', '{"a":1,"a":2}'],
    ['half a character', '"\\ud800"'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['more than a document', '{}x'],
    ['a bottomless one', '['.repeat(5000)],
  ])('400 for %s', (_, text) =>
    allAnswer(withBody(), 400, (operation) =>
      call(operation).set('content-type', 'application/json').send(text),
    ),
  );

  test('never answers 5xx, nor anything that the contract does not state, whatever the body says', async () => {
    const before = await written();
    const keys = fc.constantFrom(
      'award',
      'credentials',
      'decision',
      'holder',
      'id',
      'person',
      'purpose',
      'receipt',
      'signature',
    );
    const values = fc.dictionary(keys, fc.jsonValue({ maxDepth: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...withBody()), values, async (operation, body) => {
        const { status } = await call(operation).send(body);
        expect(stated.get(operation.id), operation.id).toContain(String(status));
        expect(status).toBeLessThan(500);
        expect(status).toBeGreaterThanOrEqual(400);
      }),
      { numRuns: 400 },
    );
    expect(await written()).toEqual(before);
  });
});

describe('every creation', () => {
  const creations = () =>
    operations().filter((operation) => operation.method === 'POST' && states(operation, '409'));
  /** As if this caller had used the key before: for a request of another digest, or one that is still under way. */
  async function used(operation: Operation, key: string, digest: Uint8Array): Promise<void> {
    const role = [...tokens.keys()].find((each) => mayCall(each, operation));
    const [, payload = ''] = (role === undefined ? undefined : tokens.get(role))?.split('.') ?? [];
    const { sub } = z
      .object({ sub: z.string() })
      .parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    for (const kind of ['client', 'officer', 'holder'])
      await owner.query(
        `insert into idempotency_claims (caller, key, request_digest, reserved_id, lease_id, lease_until)
         values ($1, $2, $3, gen_random_uuid(), gen_random_uuid(), now() + interval '30 seconds')`,
        [`${kind}:${sub}`, key, Buffer.from(digest)],
      );
  }

  test('400 without an Idempotency-Key', () =>
    allAnswer(creations(), 400, (operation) => call(operation).unset('idempotency-key').send({})));

  test('422 for a key that said something else before; the examples of the contract fit it', () =>
    allAnswer(creations(), 422, async (operation) => {
      const key = uuid();
      await used(operation, key, sha256('another request'));
      const answer = await call(operation).set('idempotency-key', key).send(exampleOf(operation));
      expect(answer.body.code, operation.id).toBe('idempotency-key-reused');
      return answer;
    }));

  test('409 for a key whose request is still under way, with the time to wait', () =>
    allAnswer(creations(), 409, async (operation) => {
      const [key, id] = [uuid(), anIdFor(operation)];
      const body = exampleOf(operation) ?? null;
      await used(
        operation,
        key,
        sha256(canonicalBytes({ body, operation: operation.id, url: addressOf(operation, id) })),
      );
      const answer = await call(operation, { id }).set('idempotency-key', key).send(exampleOf(operation));
      expect(answer.body.code, operation.id).toBe('in-progress');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      return answer;
    }));
});

test('503 for whatever needs the database while it is away; the rest answers from memory', async () => {
  const name = new URL(border.hk.database.ownerUrl).pathname.slice(1);
  const admin = new pg.Client({
    connectionString: border.hk.database.ownerUrl.replace(`/${name}`, '/postgres'),
  });
  await admin.connect();
  await owner.end();
  await admin.query(`alter database ${name} connection limit 0`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  const needing: string[] = [];
  for (const operation of operations().filter(({ method }) => method === 'GET')) {
    const { status } = await call(operation);
    if (status === 503) needing.push(operation.id);
    else expect(status, operation.id).toBeLessThan(500);
  }
  const decided = operations().find(({ id }) => id === 'listStatusEvents');
  if (!decided) throw new Error('The operation has another name.');
  expect((await call(decided, { query: `?objectType=record&objectId=${uuid()}` })).status).toBe(503);
  // The current list is in memory, and its history is not.
  const list = operations().find(({ id }) => id === 'getStatusList');
  if (!list) throw new Error('The operation has another name.');
  expect((await call(list, { query: '?time=1780000000' })).status).toBe(503);
  const writing = operations().filter(
    (operation) => operation.id === 'searchCredentials' || states(operation, '409'),
  );
  for (const operation of writing) {
    const { status, type } = await call(operation).send(exampleOf(operation));
    expect([status, type], operation.id).toEqual([503, 'application/problem+json']);
  }
  await admin.query(`alter database ${name} connection limit -1`);
  await admin.end();
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  expect(needing.toSorted()).toEqual([
    'exportActivity',
    'findAnomalies',
    'getAccessBatch',
    'getAgreementVersion',
    'getApplication',
    'getAttestationOffer',
    'getAuthority',
    'getConsistency',
    'getCredential',
    'getDisclosureCase',
    'getExportManifest',
    'getLifeStory',
    'getLogCheckpoint',
    'getLogHealth',
    // Nobody fetches the trust list of the peer here, whose keys it names.
    'getLogPolicy',
    'getLogProof',
    'getOrganisation',
    'getPresentation',
    'getPublicStatistics',
    'getReadiness',
    'getRecognitionOffer',
    'getShareCode',
    'getStatistics',
    'getStatisticsDefinitions',
    'getStatusEvent',
    'getTrustList',
    'listAccessRecords',
    'listActivity',
    'listApplications',
    'listAuthorities',
    'listClients',
    'listCredentials',
    'listDisclosureCases',
    'listEvents',
    'listHolderAccessRecords',
    'listHolds',
    'listIssuanceOutsideMandate',
    'listKeys',
    'listMandates',
    'listOfficers',
    'listOrganisations',
    'listOverrides',
    'listOwnCredentials',
    'listPresentations',
    'listRefusals',
    'listRestrictions',
    'listShareCodes',
    'listStatusProposals',
    'listTerminations',
    'listVerifications',
  ]);
});

import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  client,
  clientPage,
  officer,
  officerPage,
  organisation,
  organisationPage,
} from '../../src/access/organisations.schema.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { openingContext } from '../../src/platform/events.store.ts';
import { eventOpenings, events } from '../../src/platform/events.table.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { createProxy, type Proxy } from '../support/proxy.ts';
import {
  type AccessNode,
  clientToken,
  create,
  holderToken,
  openAccessNode,
  organisationBody,
  read,
  registerClient,
  registerOfficer,
  registerOrganisation,
  sealer,
  unique,
} from './access-node.ts';

let node: AccessNode;
let proxy: Proxy;
let operator: string;
let bankId: string;
let bankToken: string;

const bankPlan = { kind: 'bank', purposes: ['verification'] } as const;
const nowhere = '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b';

beforeAll(async () => {
  node = await openAccessNode({
    through: async (url) => {
      proxy = await createProxy(url);
      return proxy.url;
    },
  });
  operator = await clientToken(node, node.operator);
  bankId = await registerOrganisation(node, operator, bankPlan);
  const bank = await registerClient(node, operator, bankId, ['verifying-bank']);
  bankToken = await clientToken(node, bank);
});

afterAll(async () => {
  await node.close();
  await proxy.close();
});

const eventCount = (): Promise<number> => node.db.$count(events);

const eventTypes = async (): Promise<string[]> => {
  const rows = await node.db.select({ type: events.type }).from(events).orderBy(events.position);
  return rows.map(({ type }) => type);
};

const newClient = (more: object = {}) => ({
  label: 'Screening',
  roles: ['verifying-bank'],
  publicJwk: softwareSigner().jwk,
  ...more,
});
const newOfficer = (more: object = {}) => ({
  roles: ['verifying-bank'],
  publicJwk: softwareSigner().jwk,
  ...more,
});
const ending = { reasonCode: 'contract-ended' };

/** Every operation that writes, with a body that would do. */
const writes: [string, () => string, () => object][] = [
  ['registerOrganisation', () => '/v1/organisations', () => organisationBody(bankPlan)],
  ['changeOrganisation', () => `/v1/organisations/${bankId}/changes`, () => ({ gbaEligible: true })],
  ['registerClient', () => `/v1/organisations/${bankId}/clients`, () => newClient()],
  ['registerOfficer', () => `/v1/organisations/${bankId}/officers`, () => newOfficer()],
  ['endOrganisation', () => `/v1/organisations/${nowhere}/ends`, () => ending],
  ['endClient', () => `/v1/clients/${nowhere}/ends`, () => ending],
  ['endOfficer', () => `/v1/officers/${nowhere}/ends`, () => ending],
];

describe.each(writes)('%s', (_name, path, body) => {
  const post = (token: string | undefined, key: string | undefined, sent: object | string = body()) => {
    let asked = request(node.app.server).post(path()).set('content-type', 'application/json');
    if (token !== undefined) asked = asked.set('authorization', `Bearer ${token}`);
    if (key !== undefined) asked = asked.set('idempotency-key', key);
    return asked.send(sent);
  };
  const refusal = async (asked: ReturnType<typeof post>) => {
    const before = await eventCount();
    const answer = await asked;
    expect(await eventCount()).toBe(before);
    const { status, code } = problem.parse(answer.body);
    expect(answer.status).toBe(status);
    return [status, code];
  };

  test('401 without a token, 403 with a bank’s', async () => {
    expect(await refusal(post(undefined, unique('k')))).toEqual([401, 'unauthenticated']);
    expect(await refusal(post(bankToken, unique('k')))).toEqual([403, 'forbidden']);
  });

  test('400 without Idempotency-Key, for an unknown member, for no JSON', async () => {
    expect(await refusal(post(operator, undefined))).toEqual([400, 'idempotency-key-missing']);
    expect(await refusal(post(operator, unique('k'), { ...body(), admin: true }))).toEqual([
      400,
      'invalid-request',
    ]);
    expect(await refusal(post(operator, unique('k'), '{'))).toEqual([400, 'malformed-json']);
  });

  test('413 past the size, 415 for another media type', async () => {
    const large = { ...body(), padding: 'x'.repeat(300_000) };
    expect(await refusal(post(operator, unique('k'), large))).toEqual([413, 'too-large']);
    const text = post(operator, unique('k'), 'x').set('content-type', 'text/plain');
    expect(await refusal(text)).toEqual([415, 'unsupported-media-type']);
  });
});

describe('an organisation', () => {
  test('is registered, shown and listed', async () => {
    const body = { ...organisationBody(bankPlan), gbaEligible: true, contractFilingNumber: 'DEMO-1' };
    const answer = await create(node, operator, '/v1/organisations', body);
    expect(answer.status).toBe(201);
    const made = organisation.parse(answer.body);
    expect(made).toMatchObject({ ...body, endedAt: null });
    expect(answer.headers.location).toBe(`/v1/organisations/${made.id}`);
    expect(organisation.parse((await read(node, operator, `/v1/organisations/${made.id}`)).body)).toEqual(
      made,
    );
    const { items } = organisationPage.parse((await read(node, operator, '/v1/organisations')).body);
    expect(items).toContainEqual(made);
    expect((await eventTypes()).at(-1)).toBe('organisation.registered');
  });

  test('comes once for one Idempotency-Key, and the key is good for no other', async () => {
    const key = unique('once');
    const body = organisationBody(bankPlan);
    const before = await eventCount();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => create(node, operator, '/v1/organisations', body, key)),
    );
    for (const { status } of answers) expect(status).toBeOneOf([201, 409]);
    const again = await create(node, operator, '/v1/organisations', body, key);
    expect(again.status).toBe(201);
    expect(await eventCount()).toBe(before + 1);
    const other = await create(
      node,
      operator,
      '/v1/organisations',
      organisationBody({ kind: 'employer', purposes: ['verification'] }),
      key,
    );
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  test('changes what it may, keeps what was left out', async () => {
    const id = await registerOrganisation(node, operator, bankPlan);
    const path = `/v1/organisations/${id}/changes`;
    const answer = await create(node, operator, path, {
      gbaEligible: true,
      contractFilingNumber: 'DEMO-2',
      names: { en: 'New', zhHant: '新', zhHans: '新' },
    });
    expect(answer.status).toBe(200);
    expect(organisation.parse(answer.body)).toMatchObject({
      gbaEligible: true,
      contractFilingNumber: 'DEMO-2',
      purposes: ['verification'],
      names: { en: 'New' },
    });
    const cleared = await create(node, operator, path, { contractFilingNumber: null });
    expect(organisation.parse(cleared.body).contractFilingNumber).toBeNull();
    const nothing = await create(node, operator, path, {});
    expect([nothing.status, nothing.body.code]).toEqual([400, 'invalid-request']);
  });

  test('ends once, and nothing is registered for it any more', async () => {
    const id = await registerOrganisation(node, operator, bankPlan);
    const path = `/v1/organisations/${id}`;
    const ended = await create(node, operator, `${path}/ends`, ending);
    expect(ended.status).toBe(200);
    expect(organisation.parse(ended.body).endedAt).not.toBeNull();
    const later = [
      await create(node, operator, `${path}/ends`, ending),
      await create(node, operator, `${path}/changes`, { gbaEligible: true }),
      await create(node, operator, `${path}/clients`, newClient()),
      await create(node, operator, `${path}/officers`, newOfficer()),
    ];
    for (const answer of later) {
      expect([answer.status, problem.parse(answer.body).code]).toEqual([409, 'registration-ended']);
    }
  });

  test('that there is not is not found', async () => {
    const path = `/v1/organisations/${nowhere}`;
    const answers = [
      await read(node, operator, path),
      await read(node, operator, `${path}/clients`),
      await read(node, operator, `${path}/officers`),
      await create(node, operator, `${path}/ends`, ending),
      await create(node, operator, `${path}/changes`, { gbaEligible: true }),
      await create(node, operator, `${path}/clients`, newClient()),
      await create(node, operator, `${path}/officers`, newOfficer()),
      await create(node, operator, `/v1/clients/${nowhere}/ends`, ending),
      await create(node, operator, `/v1/officers/${nowhere}/ends`, ending),
    ];
    for (const answer of answers) {
      expect([answer.status, problem.parse(answer.body).code]).toEqual([404, 'not-found']);
    }
  });

  test('is listed page by page, each once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const answer = await read(node, operator, `/v1/organisations?limit=2${cursor}`);
      const page = organisationPage.parse(answer.body);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(bankId);
  });
});

describe('a client', () => {
  test('is registered with what its tokens can be good for', async () => {
    const body = newClient();
    const answer = await create(node, operator, `/v1/organisations/${bankId}/clients`, body);
    expect(answer.status).toBe(201);
    const made = client.parse(answer.body);
    expect(made).toMatchObject({
      organisationId: bankId,
      roles: ['verifying-bank'],
      scopes: ['verifications:write', 'access-records:read', 'log:read'],
      endedAt: null,
    });
    const listed = await read(node, operator, `/v1/organisations/${bankId}/clients`);
    expect(clientPage.parse(listed.body).items).toContainEqual(made);
    expect((await eventTypes()).at(-1)).toBe('client.registered');
  });

  test.each([
    ['a role of an authority', ['home-registrar']],
    ['a role that only people have', ['host-approver']],
    ['the role of the operator', ['operator']],
    ['the role of everybody', ['public']],
    ['the role of a holder', ['holder']],
    ['one good and one not', ['verifying-bank', 'regulator']],
  ])('of a bank cannot have %s', async (_name, roles) => {
    const answer = await create(node, operator, `/v1/organisations/${bankId}/clients`, newClient({ roles }));
    const { status, code, errors } = problem.parse(answer.body);
    expect([status, code]).toEqual([422, 'role-not-available']);
    expect(errors).toEqual([expect.objectContaining({ pointer: `/body/roles/${String(roles.length - 1)}` })]);
  });

  test('of an authority that is bound to none cannot be its registrar', async () => {
    const id = await registerOrganisation(node, operator, { kind: 'authority', purposes: ['attestation'] });
    const path = `/v1/organisations/${id}/clients`;
    const answer = await create(node, operator, path, newClient({ roles: ['home-registrar'] }));
    expect([answer.status, answer.body.code]).toEqual([422, 'role-not-available']);
  });

  test('has a key that nobody else has, not even an officer', async () => {
    const key = softwareSigner();
    await registerClient(node, operator, bankId, ['verifying-bank'], key);
    for (const [path, body] of [
      ['clients', newClient({ publicJwk: key.jwk })],
      ['officers', newOfficer({ publicJwk: key.jwk })],
    ] as const) {
      const answer = await create(node, operator, `/v1/organisations/${bankId}/${path}`, body);
      expect([answer.status, answer.body.code]).toEqual([409, 'key-already-registered']);
    }
  });

  test('has a key that ended with it, and does not come back', async () => {
    const made = await registerClient(node, operator, bankId, ['verifying-bank']);
    const ended = await create(node, operator, `/v1/clients/${made.id}/ends`, ending);
    expect([ended.status, client.parse(ended.body).endedAt]).toEqual([200, expect.any(String)]);
    expect((await eventTypes()).at(-1)).toBe('client.ended');
    const again = await create(node, operator, `/v1/clients/${made.id}/ends`, ending);
    expect([again.status, again.body.code]).toEqual([409, 'registration-ended']);
    const path = `/v1/organisations/${bankId}/clients`;
    const reborn = await create(node, operator, path, newClient({ publicJwk: made.key.jwk }));
    expect([reborn.status, reborn.body.code]).toEqual([409, 'key-already-registered']);
  });

  const zeros = 'A'.repeat(43);
  test.each([
    ['a private key', { ...softwareSigner().jwk, d: zeros }, 400, 'invalid-request'],
    ['another curve', { kty: 'EC', crv: 'P-384', x: zeros, y: zeros }, 400, 'invalid-request'],
    ['a symmetric key', { kty: 'oct', k: zeros }, 400, 'invalid-request'],
    ['a point off the curve', { kty: 'EC', crv: 'P-256', x: zeros, y: zeros }, 422, 'key-unusable'],
    ['a point of small order', { kty: 'OKP', crv: 'Ed25519', x: zeros }, 422, 'key-unusable'],
  ])('is not registered with %s', async (_name, publicJwk, status, code) => {
    const path = `/v1/organisations/${bankId}/clients`;
    const answer = await create(node, operator, path, newClient({ publicJwk }));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('an officer', () => {
  const register = (id: string, more: object = {}) =>
    create(node, operator, `/v1/organisations/${id}/officers`, newOfficer(more));

  test('is a new person unless a known one is named', async () => {
    const first = officer.parse((await register(bankId)).body);
    const second = officer.parse((await register(bankId)).body);
    expect(first.personId).not.toBe(second.personId);
    const elsewhere = await registerOrganisation(node, operator, bankPlan);
    const same = await register(elsewhere, { personId: first.personId });
    expect(same.status).toBe(201);
    expect(officer.parse(same.body)).toMatchObject({
      personId: first.personId,
      organisationId: elsewhere,
    });
    const listed = await read(node, operator, `/v1/organisations/${bankId}/officers`);
    expect(officerPage.parse(listed.body).items).toEqual(expect.arrayContaining([first, second]));
  });

  test('is no person whom nobody knows', async () => {
    const answer = await register(bankId, { personId: nowhere });
    expect([answer.status, answer.body.code]).toEqual([422, 'person-unknown']);
  });

  test('has one role at least, and only such as the organisation can have', async () => {
    expect((await register(bankId, { roles: [] })).status).toBe(400);
    expect((await register(bankId, { roles: ['joint-committee'] })).body.code).toBe('role-not-available');
  });

  test('ends', async () => {
    const made = await registerOfficer(node, operator, bankId, ['verifying-bank']);
    const ended = await create(node, operator, `/v1/officers/${made.id}/ends`, ending);
    expect([ended.status, officer.parse(ended.body).endedAt]).toEqual([200, expect.any(String)]);
    expect((await eventTypes()).at(-1)).toBe('officer.ended');
    const again = await create(node, operator, `/v1/officers/${made.id}/ends`, ending);
    expect([again.status, again.body.code]).toEqual([409, 'registration-ended']);
  });

  test('of an authority that the host side needs', async () => {
    const id = await registerOrganisation(node, operator, {
      kind: 'recognition-authority',
      purposes: ['recognition'],
      authority: 'demo-hk-recognition',
    });
    const answer = await register(id, { roles: ['host-assessor', 'host-approver'] });
    expect(officer.parse(answer.body).scopes).toEqual(
      expect.arrayContaining(['decisions:write', 'approvals:write']),
    );
  });
});

describe('a list', () => {
  const lists = [
    () => '/v1/organisations',
    () => `/v1/organisations/${bankId}/clients`,
    () => `/v1/organisations/${bankId}/officers`,
  ];
  test.each(lists)('%s refuses what it does not know', async (path) => {
    const at = path();
    expect((await read(node, operator, `${at}?limit=0`)).status).toBe(400);
    expect((await read(node, operator, `${at}?sort=name`)).status).toBe(400);
    const forged = await read(node, operator, `${at}?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA`);
    expect([forged.status, forged.body.code]).toEqual([400, 'cursor-invalid']);
    expect((await read(node, bankToken, at)).status).toBe(403);
    expect((await request(node.app.server).get(at)).status).toBe(401);
  });

  test('does not take the cursor of another', async () => {
    const page = await read(node, operator, '/v1/organisations?limit=1');
    const next = String(page.body.next);
    const answer = await read(node, operator, `/v1/organisations/${bankId}/clients?cursor=${next}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'cursor-invalid']);
  });

  test('an identifier that is none is malformed', async () => {
    for (const id of ['1', "'%20or%201=1", '..%2f']) {
      expect((await read(node, operator, `/v1/organisations/${id}`)).status).toBeOneOf([400, 404]);
    }
  });
});

test('an event says who did what to whom, by identifiers, and holds no name', async () => {
  const id = await registerOrganisation(node, operator, bankPlan);
  const { id: officerId } = await registerOfficer(node, operator, id, ['verifying-bank']);
  const rows = await node.db.select().from(eventOpenings);
  const openings = await Promise.all(
    rows.map(async ({ eventId, objectId, sealed }) => {
      const opened = await sealer.open(node.db, null, sealed, openingContext(eventId));
      return { objectId, text: Buffer.from(opened ?? []).toString('utf8') };
    }),
  );
  const texts = openings.map(({ text }) => text);
  expect(texts.filter((text) => /Example|Demo operator|示例|Screening/.test(text))).toEqual([]);
  const { payload } = JSON.parse(openings.find(({ objectId }) => objectId === officerId)?.text ?? '{}');
  expect(payload).toMatchObject({
    action: 'officer.registered',
    actor: { id: `client:${node.operator.id}`, role: 'operator' },
    client: { id: node.operator.id, place: 'HK' },
    object: { id: officerId, type: 'officer' },
    purpose: 'node-operation',
    details: { organisation: id, roles: ['verifying-bank'], person: expect.any(String) },
  });
});

test('the first operator is registered once', async () => {
  const { jwk } = node.operator.key;
  const names = { en: 'Demo operator', zhHant: '示範營運者', zhHans: '示范运营者' };
  const before = await eventCount();
  const again = await node.access.ensureOperator({ names, publicJwk: jwk });
  expect(again.clientId).toBe(node.operator.id);
  expect(await eventCount()).toBe(before);
});

test('while the database is away everything is 503 and nothing is written', async () => {
  const holder = await holderToken(node, softwareSigner());
  await proxy.close();
  const answers = [
    ...(await Promise.all(writes.map(([, path, body]) => create(node, operator, path(), body())))),
    await read(node, operator, '/v1/organisations'),
    await read(node, operator, `/v1/organisations/${bankId}`),
    await read(node, operator, `/v1/organisations/${bankId}/clients`),
    await read(node, operator, `/v1/organisations/${bankId}/officers`),
    await read(node, bankToken, '/v1/access-records'),
    await read(node, holder, '/v1/holder/access-records'),
    await request(node.app.server).post('/v1/nonces'),
  ];
  for (const answer of answers) {
    expect([answer.status, problem.parse(answer.body).code]).toEqual([503, 'unavailable']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
});

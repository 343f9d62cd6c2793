import { desc, eq, isNull, sql } from '../../src/platform/drizzle.ts';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessNote, leafOf } from '../../src/access/index.ts';
import { accessRecordPage, holderAccessRecordPage } from '../../src/access/access-records.schema.ts';
import { accessRecords } from '../../src/access/access-records.table.ts';
import type { Caller } from '../../src/kernel/caller.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { treeRoot } from '../../src/transparency/merkle.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { createProxy, type Proxy } from '../support/proxy.ts';
import { testClock } from '../support/world.ts';
import {
  type AccessNode,
  type Bearer,
  clientToken,
  holderToken,
  openAccessNode,
  read,
  registerClient,
  registerOfficer,
  registerOrganisation,
  unique,
} from './access-node.ts';

const clock = testClock();
let node: AccessNode;
let operator: string;

beforeAll(async () => {
  node = await openAccessNode({ clock });
  operator = await clientToken(node, node.operator);
});
afterAll(() => node.close());

async function bank(): Promise<{ organisationId: string; client: Bearer; token: string; caller: Caller }> {
  const organisationId = await registerOrganisation(node, operator, {
    kind: 'bank',
    purposes: ['verification'],
  });
  const client = await registerClient(node, operator, organisationId, ['verifying-bank']);
  const active = node.access.members.current().client(client.id);
  if (!active) throw new Error('not registered');
  const caller: Caller = {
    kind: 'client',
    clientId: client.id,
    roles: active.roles,
    scopes: [],
    organisation: active.organisation,
  };
  return { organisationId, client, token: await clientToken(node, client), caller };
}

const note = (caller: Caller, more: Partial<AccessNote> = {}): AccessNote => ({
  kind: 'verification',
  caller,
  requestId: unique('request'),
  purpose: 'pre-employment',
  objectIds: ['DEMO-HK-000001'],
  result: 'VALID',
  contentClass: 'shown',
  ...more,
});

describe('a record', () => {
  test('is kept whole, and read by the organisation that asked', async () => {
    const { organisationId, client, token, caller } = await bank();
    const authorisation = {
      type: 'consent',
      reference: 'CONSENT-1',
      scope: 'verification',
      expiresAt: '2026-12-31T00:00:00Z',
    };
    const written = note(caller, { stage: 'pre-offer', authorisation, caseReference: 'CASE-1' });
    await node.access.records.write(written);
    const answer = await read(node, token, '/v1/access-records');
    expect(answer.status).toBe(200);
    expect(accessRecordPage.parse(answer.body).items).toEqual([
      {
        id: expect.any(String),
        at: clock.now().toISOString(),
        kind: 'verification',
        caller: `client:${client.id}`,
        clientId: client.id,
        officerId: null,
        personId: null,
        organisation: { id: organisationId, names: expect.objectContaining({ en: 'Example bank' }) },
        purpose: 'pre-employment',
        stage: 'pre-offer',
        authorisation,
        caseReference: 'CASE-1',
        objectIds: ['DEMO-HK-000001'],
        result: 'VALID',
        contentClass: 'shown',
        requestId: written.requestId,
      },
    ]);
  });

  test('names the officer and the person where one asked', async () => {
    const { organisationId, token, caller, client } = await bank();
    const officer = await registerOfficer(node, operator, organisationId, ['verifying-bank']);
    const active = node.access.members.current().officer(officer.id);
    if (!active || caller.kind !== 'client') throw new Error('not registered');
    await node.access.records.write(
      note({ ...caller, kind: 'officer', officerId: officer.id, personId: active.personId }),
    );
    const { items } = accessRecordPage.parse((await read(node, token, '/v1/access-records')).body);
    expect(items).toMatchObject([
      {
        caller: `officer:${officer.id}`,
        officerId: officer.id,
        personId: active.personId,
        clientId: client.id,
      },
    ]);
  });

  test('of another organisation is not shown to a bank, and of no organisation to none', async () => {
    const [one, two] = [await bank(), await bank()];
    await node.access.records.write(note(one.caller));
    await node.access.records.write(note({ kind: 'public' }));
    const { items } = accessRecordPage.parse((await read(node, two.token, '/v1/access-records')).body);
    expect(items).toEqual([]);
  });

  test('is shown to the regulator of this side, not to one of the other', async () => {
    const { caller } = await bank();
    await node.access.records.write(note(caller));
    const regulatorOf = async (jurisdiction: 'HK' | 'CN-SZ') => {
      const id = await registerOrganisation(node, operator, {
        kind: 'regulator',
        purposes: ['supervision'],
        jurisdiction,
      });
      const token = await clientToken(node, await registerClient(node, operator, id, ['regulator']));
      return accessRecordPage.parse((await read(node, token, '/v1/access-records?limit=200')).body).items;
    };
    const own = await regulatorOf('HK');
    expect(own.length).toBe(await node.db.$count(accessRecords));
    expect(own.some(({ caller: name }) => name === 'public')).toBe(true);
    expect(await regulatorOf('CN-SZ')).toEqual([]);
  });

  test('is found by time, page by page, latest first; a cursor is good for its caller alone', async () => {
    const { token, caller } = await bank();
    const begun = clock.now();
    for (const result of ['1', '2', '3', '4', '5']) {
      await node.access.records.write(note(caller, { result }));
      clock.advance(1);
    }
    const results = async (query: string) => {
      const { items, next } = accessRecordPage.parse(
        (await read(node, token, `/v1/access-records${query}`)).body,
      );
      return { results: items.map(({ result }) => result), next };
    };
    expect((await results('')).results).toEqual(['5', '4', '3', '2', '1']);
    const first = await results('?limit=2');
    expect(first.results).toEqual(['5', '4']);
    const second = await results(`?limit=2&cursor=${String(first.next)}`);
    expect(second.results).toEqual(['3', '2']);
    const at = (seconds: number) =>
      encodeURIComponent(new Date(begun.getTime() + seconds * 1000).toISOString());
    expect((await results(`?from=${at(1)}&until=${at(3)}`)).results).toEqual(['3', '2']);
    const other = await bank();
    const stolen = await read(node, other.token, `/v1/access-records?cursor=${String(first.next)}`);
    expect([stolen.status, problem.parse(stolen.body).code]).toEqual([400, 'cursor-invalid']);
    expect((await read(node, token, '/v1/access-records?from=yesterday')).status).toBe(400);
  });
});

describe('a holder', () => {
  test('sees who looked and why, of what is bound to their key alone', async () => {
    const key = softwareSigner();
    const { organisationId, caller } = await bank();
    await node.access.records.write(
      note(caller, { holderThumbprint: key.kid, caseReference: 'SECRET-CASE' }),
    );
    await node.access.records.write(note(caller, { holderThumbprint: softwareSigner().kid }));
    const answer = await read(node, await holderToken(node, key), '/v1/holder/access-records');
    const { items } = holderAccessRecordPage.parse(answer.body);
    expect(items).toMatchObject([
      {
        kind: 'verification',
        organisation: { id: organisationId, names: { en: 'Example bank' } },
        purpose: 'pre-employment',
        result: 'VALID',
      },
    ]);
    expect(JSON.stringify(answer.body)).not.toMatch(/SECRET-CASE|clientId|officerId|personId|requestId/);
  });

  test('is the only one who may ask', async () => {
    const { token } = await bank();
    expect((await read(node, token, '/v1/holder/access-records')).status).toBe(403);
    expect((await request(node.app.server).get('/v1/holder/access-records')).status).toBe(401);
    const holder = await holderToken(node, softwareSigner());
    expect((await read(node, holder, '/v1/access-records')).status).toBe(403);
    expect((await read(node, holder, '/v1/holder/access-records?limit=x')).status).toBe(400);
    const forged = await read(node, holder, '/v1/holder/access-records?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA');
    expect(forged.status).toBe(400);
  });
});

describe('records of many requests', () => {
  test('are all there when their requests are answered, in few commits', async () => {
    const { caller } = await bank();
    const caseReference = 'MANY';
    await Promise.all(
      Array.from({ length: 2000 }, () => node.access.records.write(note(caller, { caseReference }))),
    );
    const { rows } = await node.db.execute<{ records: number; commits: number }>(
      sql`select count(*)::int as records, count(distinct xmin::text)::int as commits
          from access_records where case_reference = ${caseReference}`,
    );
    expect(rows).toEqual([{ records: 2000, commits: 8 }]);
  });

  test('stand in the log as the root of their tree, one entry for each commit', async () => {
    const { caller } = await bank();
    await Promise.all(Array.from({ length: 5 }, () => node.access.records.write(note(caller))));
    const [last] = await node.db.select().from(accessRecords).orderBy(desc(accessRecords.id)).limit(1);
    const entry = last?.batchEntryId ?? '';
    const batch = await node.db
      .select()
      .from(accessRecords)
      .where(eq(accessRecords.batchEntryId, entry))
      .orderBy(accessRecords.id);
    const payload = await node.payloadOf(entry);
    expect(payload).toMatchObject({
      action: 'access.batched',
      details: {
        count: batch.length,
        first: batch[0]?.id,
        last: batch.at(-1)?.id,
        root: Buffer.from(treeRoot(batch.map(leafOf))).toString('base64url'),
      },
    });
    expect(await node.db.$count(accessRecords, isNull(accessRecords.batchEntryId))).toBe(0);
  });

  test('one that the database refuses does not refuse its neighbours', async () => {
    const { caller } = await bank();
    const outcomes = await Promise.allSettled([
      node.access.records.write(note(caller)),
      node.access.records.write(note(caller, { result: 'nul\0' })),
      node.access.records.write(note(caller)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('while the database', () => {
  let proxy: Proxy;
  let far: AccessNode;
  beforeAll(async () => {
    far = await openAccessNode({
      clock,
      limits: { patienceMilliseconds: 300, queueMax: 50 },
      through: async (url) => {
        proxy = await createProxy(url);
        return proxy.url;
      },
    });
  });
  afterAll(async () => {
    await far.close();
    await proxy.close();
  });
  const write = () => far.access.records.write(note({ kind: 'public' }));

  test('does not answer, requests are refused in time; afterwards they are not', async () => {
    await write();
    proxy.freeze();
    const started = performance.now();
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, write));
    expect(performance.now() - started).toBeLessThan(1000);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    proxy.thaw();
    await expect
      .poll(
        () =>
          write().then(
            () => 'kept',
            () => 'refused',
          ),
        { timeout: 5000 },
      )
      .toBe('kept');
  });

  test('is away, requests are refused at once', async () => {
    await proxy.close();
    const started = performance.now();
    await expect(write()).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
    expect(performance.now() - started).toBeLessThan(250);
  });
});

test('what was accepted before the stop is kept, nothing after it', async () => {
  const short = await openAccessNode({ clock });
  try {
    const written = Array.from({ length: 20 }, () => short.access.records.write(note({ kind: 'public' })));
    await short.access.stop();
    await Promise.all(written);
    expect(await short.db.$count(accessRecords)).toBe(20);
    await expect(short.access.records.write(note({ kind: 'public' }))).rejects.toMatchObject({
      code: 'unavailable',
    });
  } finally {
    await short.close();
  }
});

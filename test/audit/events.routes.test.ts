import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditedEvent, eventsPage } from '../../src/audit/events.schema.ts';
import { clientToken, officerToken } from '../../src/bin/demo-acts.ts';
import { type Border, startBorder } from '../support/border.ts';
import { type RecognisedPerson, recognised } from '../support/recognised.ts';

let border: Border;
let person: RecognisedPerson;
let examiner: string;
let owner: pg.Client;

beforeAll(async () => {
  border = await startBorder({ agreed: true });
  person = await recognised(border, 0);
  examiner = await officerToken(border.hk, 'examiner', 'HK-EX-01');
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const get = (path: string, token: string | undefined = examiner) => {
  const call = request(border.hk.app.server).get(path);
  return token === '' ? call : call.set('authorization', `Bearer ${token}`);
};

describe('events', () => {
  test('are read page by page, oldest first, each once, every commitment recomputed', async () => {
    const seen: number[] = [];
    let cursor = '';
    do {
      const answer = await get(`/v1/audit/events?limit=20${cursor}`);
      expect(answer.status).toBe(200);
      const page = eventsPage.parse(answer.body);
      for (const event of page.items) {
        expect(event.commitmentHolds).toBe(true);
        expect(JSON.parse(event.entry)).toMatchObject({
          id: event.id,
          type: event.type,
          jurisdiction: 'HK',
          commitment: event.commitment,
        });
        expect(Object.keys(JSON.parse(event.entry)).sort()).toEqual([
          'commitment',
          'id',
          'issuer',
          'jurisdiction',
          'schema',
          'time',
          'type',
        ]);
      }
      seen.push(...page.items.map(({ position }) => position));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(seen.length).toBeGreaterThan(40);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
  });

  test('carry what a regulator may ask for, and no name, identity number or birth date', async () => {
    const { items } = eventsPage.parse((await get('/v1/audit/events?limit=200')).body);
    const approved = items.find(({ type }) => type === 'application.approved');
    expect(approved?.opening?.payload).toMatchObject({
      actor: { authority: 'demo-hk-recognition', person: expect.any(String), role: expect.any(String) },
      agreement: { id: 'DEMO-1', version: 1, rowId: 'DEMO-1/i03' },
      localOffset: '+08:00',
      purpose: expect.any(String),
      requestId: expect.any(String),
      evidence: expect.arrayContaining([
        expect.objectContaining({
          digestSha256: expect.any(String),
          digestSm3: expect.any(String),
          observedAt: expect.any(String),
        }),
      ]),
    });
    expect(JSON.stringify(items)).not.toMatch(/SHEN Zh|沈|1994-03-12|990000199403120024/);
  });

  test('are found by type, object and time', async () => {
    const issued = eventsPage.parse((await get('/v1/audit/events?type=credential.issued')).body).items;
    expect(issued.length).toBeGreaterThan(0);
    expect(issued.every(({ type }) => type === 'credential.issued')).toBe(true);
    const one = await get(`/v1/audit/events?objectType=credential&objectId=${person.recognitionId}`);
    expect(eventsPage.parse(one.body).items.length).toBeGreaterThan(0);
    expect(eventsPage.parse((await get('/v1/audit/events?from=2999-01-01T00:00:00Z')).body).items).toEqual(
      [],
    );
  });

  test.each<[string, () => ReturnType<typeof get>, number]>([
    ['a forged cursor', () => get('/v1/audit/events?cursor=Zm9yZ2VkZm9yZ2VkZm9yZ2Vk'), 400],
    ['a type that does not exist', () => get('/v1/audit/events?type=nothing'), 400],
    ['a member that the contract does not know', () => get('/v1/audit/events?sql=1'), 400],
    ['no token', () => get('/v1/audit/events', ''), 401],
  ])('%s is refused', async (_name, ask, status) => {
    expect((await ask()).status).toBe(status);
  });
  test('a bank may not read them', async () => {
    const bank = await clientToken(border.hk, 'bank');
    expect((await get('/v1/audit/events', bank)).status).toBe(403);
  });
});

test('when a person is erased the entries stay and their content cannot be opened any more', async () => {
  const { rows } = await owner.query('select subject_id from credentials where id = $1', [
    person.recognitionId,
  ]);
  const subjectId = String(rows[0]?.subject_id);
  await border.hk.contexts.db.transaction((tx) => border.hk.contexts.vault.erase(tx, subjectId));
  const { items } = eventsPage.parse(
    (await get(`/v1/audit/events?objectType=credential&objectId=${person.recognitionId}`)).body,
  );
  expect(items.length).toBeGreaterThan(0);
  for (const event of items)
    expect(auditedEvent.parse(event)).toMatchObject({ opening: null, commitmentHolds: null });
});

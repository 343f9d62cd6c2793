import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken, officerToken } from '../../src/bin/demo-acts.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import { hold, holdPage } from '../../src/retention/answers.schema.ts';
import { type Border, startBorder } from '../support/border.ts';
import { eventsPage, getAs, type Offices, openOffices, postAs } from './offices.ts';
import { type Attested, attested, patiently } from './people.ts';

let border: Border;
let owner: pg.Client;
let offices: Offices;
let chan: Attested;

beforeAll(async () => {
  border = await startBorder();
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  offices = await openOffices(border.hk);
  chan = await patiently(() => attested(border.hk, owner, 51));
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const get = (path: string, token?: string) => getAs(border.hk, token, path);
const post = (path: string, body: object | undefined, token?: string, key?: string) =>
  postAs(border.hk, token, path, body, key);
const tomorrow = () => addDays(civilDate(border.hk.contexts.clock.now()), 1);
const onCredential = (number: string) => ({
  target: { type: 'credential', number },
  legalBasis: 'court-order',
  reference: 'DEMO-ORDER-7',
  until: null,
});
const holds = '/v1/retention/holds';
const lifts = (id: string) => `${holds}/${id}/lifts`;
const lift = { reasonCode: 'order-lifted' };

describe('legal holds', () => {
  test('are placed by an examiner, told in the log, and listed while they stand', async () => {
    const [one, two] = offices.examiners;
    const answer = await post(holds, onCredential(chan.number), one);
    expect(answer.status).toBe(201);
    const made = hold.parse(answer.body);
    expect(made).toMatchObject({
      subjectId: chan.subjectId,
      target: { type: 'credential', id: chan.number },
      stands: true,
      placedAs: 'regulator',
      liftedAt: null,
    });
    expect(made.log).toHaveLength(1);
    const events = eventsPage.parse((await get(`/v1/audit/events?objectId=${made.id}`, one)).body).items;
    expect(events[0]).toMatchObject({
      type: 'hold.placed',
      id: made.log[0]?.entry,
      commitmentHolds: true,
      opening: { payload: { legalBasis: 'court-order', details: { reference: 'DEMO-ORDER-7' } } },
    });
    const listed = holdPage.parse((await get(holds, two)).body);
    expect(listed.items.map(({ id }) => id)).toContain(made.id);
    const lifted = await post(lifts(made.id), lift, two);
    expect(lifted.status).toBe(200);
    expect(hold.parse(lifted.body)).toMatchObject({ stands: false, liftReason: 'order-lifted' });
    expect(hold.parse(lifted.body).log).toHaveLength(2);
    expect(holdPage.parse((await get(holds, two)).body).items.map(({ id }) => id)).not.toContain(made.id);
    const all = holdPage.parse((await get(`${holds}?state=all`, two)).body);
    expect(all.items.map(({ id }) => id)).toContain(made.id);
  });

  test('are placed on a person by their pseudonym, and end by themselves on their day', async () => {
    const body = { ...onCredential(''), target: { type: 'subject', id: chan.subjectId }, until: tomorrow() };
    const made = await post(holds, body, offices.privacy[0]);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ stands: true, placedAs: 'privacy-officer' });
    await owner.query('update retention_holds set until = current_date - 1 where id = $1', [made.body.id]);
    const all = holdPage.parse((await get(`${holds}?state=all&limit=200`, offices.privacy[0])).body);
    expect(all.items.find(({ id }) => id === made.body.id)?.stands).toBe(false);
    expect((await post(lifts(String(made.body.id)), lift, offices.privacy[1])).body.code).toBe('hold-ended');
  });

  test('come once for one key, page by page, and every list is on record', async () => {
    const key = randomUUID();
    const [one] = offices.examiners;
    const first = await post(holds, onCredential(chan.number), one, key);
    const again = await post(holds, onCredential(chan.number), one, key);
    // What proves it may have reached the log meanwhile.
    expect({ ...again.body, log: [] }).toEqual({ ...first.body, log: [] });
    const page = holdPage.parse((await get(`${holds}?state=all&limit=1`, one)).body);
    expect(page.items).toHaveLength(1);
    const next = holdPage.parse(
      (await get(`${holds}?state=all&limit=1&cursor=${String(page.next)}`, one)).body,
    );
    expect(next.items[0]?.id).not.toBe(page.items[0]?.id);
    const { rows } = await owner.query("select * from access_records where result = 'retention-holds'");
    expect(rows.length).toBeGreaterThan(1);
  });

  test('are listed for the privacy officer of an authority on the persons that it knows', async () => {
    const stranger = await border.hk.contexts.db.transaction((tx) =>
      border.hk.contexts.vault.createSubject(tx),
    );
    const body = { ...onCredential(''), target: { type: 'subject', id: stranger } };
    const onStranger = String((await post(holds, body, offices.privacy[0])).body.id);
    const onOwn = String((await post(holds, onCredential(chan.number), offices.privacy[0])).body.id);
    const listed = async (token: string) =>
      holdPage.parse((await get(`${holds}?limit=200`, token)).body).items.map(({ id }) => id);
    expect(await listed(offices.privacy[0])).toEqual(expect.arrayContaining([onStranger, onOwn]));
    const known = await listed(offices.registrarPrivacy);
    expect(known).toContain(onOwn);
    expect(known).not.toContain(onStranger);
  });

  test.each<[string, () => PromiseLike<{ status: number; body: { code?: string } }>, number, string]>([
    [
      'a list for an examiner of the other side',
      () => get(holds, offices.otherSide),
      403,
      'retention-other-side',
    ],
    ['nobody', () => post(holds, onCredential(chan.number)), 401, 'unauthenticated'],
    [
      'a registrar',
      async () =>
        post(holds, onCredential(chan.number), await officerToken(border.hk, 'registrar', 'HK-REG-01')),
      403,
      'forbidden',
    ],
    [
      'a program',
      async () => post(holds, onCredential(chan.number), await clientToken(border.hk, 'examiner')),
      403,
      'officer-required',
    ],
    [
      'an examiner of the other side',
      () => post(holds, onCredential(chan.number), offices.otherSide),
      403,
      'retention-other-side',
    ],
    [
      'a number that is not here',
      () => post(holds, onCredential('DEMO-NONE-1'), offices.examiners[0]),
      404,
      'not-found',
    ],
    [
      'a person who is not here',
      () =>
        post(
          holds,
          { ...onCredential(''), target: { type: 'subject', id: randomUUID() } },
          offices.examiners[0],
        ),
      404,
      'not-found',
    ],
    [
      'a day that is past',
      () => post(holds, { ...onCredential(chan.number), until: '2020-01-01' }, offices.examiners[0]),
      422,
      'hold-past',
    ],
    [
      'a basis that does not exist',
      () => post(holds, { ...onCredential(chan.number), legalBasis: 'because' }, offices.examiners[0]),
      400,
      'invalid-request',
    ],
    [
      'a cursor of another list',
      () => get(`${holds}?cursor=Zm9yZ2VkZm9yZ2VkZm9yZ2Vk`, offices.examiners[0]),
      400,
      'cursor-invalid',
    ],
    ['nobody who lists', () => get(holds), 401, 'unauthenticated'],
    ['a bank that lists', async () => get(holds, await clientToken(border.hk, 'bank')), 403, 'forbidden'],
    ['nobody who lifts', () => post(lifts(randomUUID()), lift), 401, 'unauthenticated'],
    [
      'a hold that is not here',
      () => post(lifts(randomUUID()), lift, offices.examiners[0]),
      404,
      'not-found',
    ],
    [
      'a reason that does not exist',
      () => post(lifts(randomUUID()), { reasonCode: 'x' }, offices.examiners[0]),
      400,
      'invalid-request',
    ],
  ])('%s is refused', async (_name, ask, status, code) => {
    const answer = await ask();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('are not lifted by the one who placed them, nor a regulator’s by a privacy officer, nor twice', async () => {
    const made = await post(holds, onCredential(chan.number), offices.examiners[0]);
    const { id } = hold.parse(made.body);
    const own = await post(lifts(id), lift, offices.examiners[0]);
    expect([own.status, own.body.code]).toEqual([403, 'hold-same-person']);
    const other = await post(lifts(id), lift, offices.privacy[0]);
    expect([other.status, other.body.code]).toEqual([403, 'hold-of-regulator']);
    expect((await post(lifts(id), lift, offices.examiners[1])).status).toBe(200);
    const twice = await post(lifts(id), lift, offices.examiners[1]);
    expect([twice.status, twice.body.code]).toEqual([409, 'hold-ended']);
  });
});

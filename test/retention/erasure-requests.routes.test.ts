import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holderToken } from '../../src/bin/demo-acts.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { erasureAnswer } from '../../src/retention/answers.schema.ts';
import { type Border, startBorder } from '../support/border.ts';
import { eventsPage, getAs, type Offices, openOffices, postAs } from './offices.ts';
import { type Attested, attested, expire, patiently } from './people.ts';

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

describe('a person’s own request to be erased', () => {
  const path = '/v1/holder/erasure-requests';

  test('is recorded and answered: in use, until when, and on which basis', async () => {
    const token = await holderToken(border.hk, chan.wallet);
    const answer = await post(path, undefined, token);
    expect(answer.status).toBe(201);
    const { persons, keptAfterwards, log } = erasureAnswer.parse(answer.body);
    expect(persons).toMatchObject([{ standing: 'in-use', held: expect.any(Boolean) }]);
    expect(persons[0]?.keptBecause.map(({ id }) => id)).toEqual(['ended-credential', 'in-use']);
    expect(persons[0]?.message.zhHant).toContain('資料');
    expect(keptAfterwards.map(({ id }) => id)).toContain('log-entries');
    const events = eventsPage.parse(
      (await get('/v1/audit/events?type=erasure.requested', offices.examiners[0])).body,
    );
    expect(events.items.map(({ id }) => id)).toContain(log[0]?.entry);
  });

  test('of who is due says the day, and of who was erased that they were', async () => {
    const gone = await attested(border.hk, owner, 53);
    await expire(owner, gone.credentialId, '8 years');
    const token = await holderToken(border.hk, gone.wallet);
    const key = randomUUID();
    const due = erasureAnswer.parse((await post(path, undefined, token, key)).body);
    expect(due.persons[0]).toMatchObject({ standing: 'due', eraseOn: expect.any(String) });
    await border.hk.contexts.db.transaction((tx) => border.hk.contexts.vault.erase(tx, gone.subjectId));
    const replayed = erasureAnswer.parse((await post(path, undefined, token, key)).body);
    expect(replayed.persons).toMatchObject([{ standing: 'erased', keptBecause: [] }]);
    const anew = erasureAnswer.parse((await post(path, undefined, token)).body);
    expect(anew.persons).toEqual([]);
  });

  test('of a stranger is recorded too: nothing is kept', async () => {
    const token = await holderToken(border.hk, new Wallet(await newKeyPair()));
    expect(erasureAnswer.parse((await post(path, undefined, token)).body).persons).toEqual([]);
  });

  test('401 for nobody, 403 for who is no holder, 400 without a key', async () => {
    expect((await post(path, undefined)).status).toBe(401);
    expect((await post(path, undefined, offices.examiners[0])).status).toBe(403);
    const token = await holderToken(border.hk, chan.wallet);
    expect((await post(path, undefined, token, 'short')).status).toBe(400);
  });
});

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { restrictions } from '../../src/retention/answers.schema.ts';
import { type Border, startBorder } from '../support/border.ts';
import { eventsPage, getAs, type Offices, openOffices, postAs } from './offices.ts';
import { type Attested, attested, patiently } from './people.ts';

let border: Border;
let owner: pg.Client;
let offices: Offices;
let chan: Attested;
let lam: Attested;

beforeAll(async () => {
  border = await startBorder();
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  offices = await openOffices(border.hk);
  chan = await patiently(() => attested(border.hk, owner, 51));
  lam = await patiently(() => attested(border.hk, owner, 52));
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const get = (path: string, token?: string) => getAs(border.hk, token, path);
const post = (path: string, body: object | undefined, token?: string, key?: string) =>
  postAs(border.hk, token, path, body, key);
const restricting = (id: string) => `/v1/subjects/${id}/restrictions`;

describe('the restriction of a person', () => {
  test('stops reading and writing until it ends; both are in the log and in its history', async () => {
    const { vault, db } = border.hk.contexts;
    const answer = await post(
      restricting(lam.subjectId),
      { reasonCode: 'accuracy-contested', reference: 'DEMO-CASE-9' },
      offices.registrarPrivacy,
    );
    expect(answer.status).toBe(201);
    expect(restrictions.parse(answer.body)).toMatchObject({
      restricted: true,
      items: [
        { cause: 'officer', reasonCode: 'accuracy-contested', reference: 'DEMO-CASE-9', endedAt: null },
      ],
    });
    expect(await vault.person(db, lam.subjectId)).toBeUndefined();
    const again = await post(restricting(lam.subjectId), { reasonCode: 'legal-claim' }, offices.privacy[0]);
    expect([again.status, again.body.code]).toEqual([409, 'already-restricted']);
    const ended = await post(
      `${restricting(lam.subjectId)}/ends`,
      { reasonCode: 'cause-ended' },
      offices.privacy[1],
    );
    expect(ended.status).toBe(200);
    expect(restrictions.parse(ended.body)).toMatchObject({
      restricted: false,
      items: [{ endReason: 'cause-ended' }],
    });
    expect(await vault.person(db, lam.subjectId)).toBeDefined();
    const twice = await post(
      `${restricting(lam.subjectId)}/ends`,
      { reasonCode: 'cause-ended' },
      offices.privacy[1],
    );
    expect([twice.status, twice.body.code]).toEqual([409, 'not-restricted']);
    const read = restrictions.parse((await get(restricting(lam.subjectId), offices.privacy[0])).body);
    expect(read.items[0]?.log).toHaveLength(2);
    const events = eventsPage.parse(
      (await get(`/v1/audit/events?objectType=subject&objectId=${lam.subjectId}`, offices.examiners[0])).body,
    ).items;
    expect(events.map(({ type }) => type)).toEqual(['subject.restricted', 'subject.released']);
    const { rows } = await owner.query("select purpose from access_records where result = 'restrictions'");
    expect(rows[0]).toMatchObject({ purpose: 'privacy' });
  });

  const ends = (id: string) => `${restricting(id)}/ends`;
  const why = { reasonCode: 'person-request' };
  test.each<[string, () => PromiseLike<{ status: number; body: { code?: string } }>, number, string]>([
    ['nobody', () => post(restricting(chan.subjectId), why), 401, 'unauthenticated'],
    ['an examiner', () => post(restricting(chan.subjectId), why, offices.examiners[0]), 403, 'forbidden'],
    [
      'somebody who is not here',
      () => post(restricting(randomUUID()), why, offices.privacy[0]),
      404,
      'not-found',
    ],
    ['what is no pseudonym', () => post(restricting('x'), why, offices.privacy[0]), 400, 'invalid-request'],
    ['no reason', () => post(restricting(chan.subjectId), {}, offices.privacy[0]), 400, 'invalid-request'],
    ['an end by nobody', () => post(ends(chan.subjectId), why), 401, 'unauthenticated'],
    ['an end by an examiner', () => post(ends(chan.subjectId), why, offices.examiners[0]), 403, 'forbidden'],
    ['an end of nobody’s', () => post(ends(randomUUID()), why, offices.privacy[0]), 404, 'not-found'],
    [
      'an end without reason',
      () => post(ends(chan.subjectId), {}, offices.privacy[0]),
      400,
      'invalid-request',
    ],
    [
      'a reader of the other side',
      () => get(restricting(chan.subjectId), offices.otherSidePrivacy),
      403,
      'retention-other-side',
    ],
    ['a reader without token', () => get(restricting(chan.subjectId)), 401, 'unauthenticated'],
    ['an examiner who reads', () => get(restricting(chan.subjectId), offices.examiners[0]), 403, 'forbidden'],
    [
      'what was never restricted',
      () => get(restricting(chan.subjectId), offices.privacy[0]),
      404,
      'not-found',
    ],
    [
      'a question that nobody asked',
      () => get(`${restricting(chan.subjectId)}?x=1`, offices.privacy[0]),
      400,
      'invalid-request',
    ],
  ])('%s is refused', async (_name, ask, status, code) => {
    const answer = await ask();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('an authority’s privacy officer does not reach persons of others, and nobody reaches the erased', async () => {
    const subjectId = await border.hk.contexts.db.transaction((tx) =>
      border.hk.contexts.vault.createSubject(tx),
    );
    expect((await post(restricting(subjectId), why, offices.registrarPrivacy)).status).toBe(404);
    await border.hk.contexts.db.transaction((tx) => border.hk.contexts.vault.erase(tx, subjectId));
    const erased = await post(restricting(subjectId), why, offices.privacy[0]);
    expect([erased.status, erased.body.code]).toEqual([409, 'subject-erased']);
    const ended = await post(ends(subjectId), why, offices.privacy[0]);
    expect([ended.status, ended.body.code]).toEqual([409, 'subject-erased']);
    const held = await post(
      '/v1/retention/holds',
      {
        target: { type: 'subject', id: subjectId },
        legalBasis: 'court-order',
        reference: 'DEMO-ORDER-8',
        until: null,
      },
      offices.examiners[0],
    );
    expect([held.status, held.body.code]).toEqual([409, 'subject-erased']);
  });
});

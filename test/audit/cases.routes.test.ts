import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { disclosureCase, disclosureCasePage } from '../../src/audit/cases.schema.ts';
import { exportManifest } from '../../src/audit/export-manifest.ts';
import { eventsPage } from '../../src/audit/events.schema.ts';
import { lifeStory } from '../../src/audit/story.schema.ts';
import { clientToken, officerToken } from '../../src/bin/demo-acts.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import { getAs, postAs } from '../retention/offices.ts';
import { type Attested, attested, patiently } from '../retention/people.ts';
import { type Border, startBorder } from '../support/border.ts';
import { until } from '../support/recognised.ts';
import { type CasePeople, casePeople } from './case-people.ts';

let border: Border;
let owner: pg.Client;
let people: CasePeople;
let chan: Attested;
let other: Attested;

beforeAll(async () => {
  border = await startBorder();
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  people = await casePeople(border.hk, owner);
  chan = await patiently(() => attested(border.hk, owner, 61));
  other = await attested(border.hk, owner, 62);
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const path = '/v1/audit/disclosure-cases';
const reason = 'An inquiry into advice given in Shenzhen.';
const get = (at: string, token?: string) => getAs(border.hk, token, at);
const post = (at: string, body: object, token?: string, key?: string) =>
  postAs(border.hk, token, at, body, key);
const inDays = (days: number) => addDays(civilDate(border.hk.contexts.clock.now()), days);
const asked = (changes: object = {}) => ({
  credential: chan.number,
  legalBasis: 'hk-court-order',
  reference: 'SZ-CASE-7',
  reason,
  until: inDays(30),
  ...changes,
});
const approve = (id: string, token?: string) => post(`${path}/${id}/approvals`, { reason: 'Read.' }, token);
const refuse = (id: string, token?: string) => post(`${path}/${id}/refusals`, { reason: 'No.' }, token);

async function opened(changes?: object): Promise<string> {
  const { status, body } = await post(path, asked(changes), people.opener);
  expect([status, body.code]).toEqual([201, undefined]);
  return disclosureCase.parse(body).id;
}

async function approved(): Promise<string> {
  const id = await opened();
  expect((await approve(id, people.examiner)).status).toBe(200);
  expect((await approve(id, people.privacy)).body.state).toBe('approved');
  return id;
}

async function story(token: string, caseReference: string, number = chan.number) {
  const { status, body } = await get(`/v1/audit/credentials/${number}?caseReference=${caseReference}`, token);
  expect(status).toBe(200);
  return lifeStory.parse(body);
}

async function expectClosed(token: string, caseReference: string, number = chan.number): Promise<void> {
  const { person, disclosure, events } = await story(token, caseReference, number);
  expect([person, disclosure.identified]).toEqual([null, false]);
  expect(events.length).toBeGreaterThan(0);
  for (const event of events) expect([event.opening, event.disclosure.identified]).toEqual([null, false]);
}

describe('identified reading across the boundary', () => {
  test('is closed until two persons of this side approved, and then open for that person alone', async () => {
    const id = await opened();
    await expectClosed(people.opener, id);
    const first = await approve(id, people.examiner);
    expect([first.status, first.body.state]).toEqual([200, 'pending']);
    await expectClosed(people.opener, id);
    const second = disclosureCase.parse((await approve(id, people.privacy)).body);
    expect(second).toMatchObject({ state: 'approved', reason, subject: chan.subjectId });
    expect(second.said.map(({ word, role }) => [word, role])).toEqual([
      ['approved', 'regulator'],
      ['approved', 'privacy-officer'],
    ]);
    for (const token of [people.opener, people.colleague, people.program]) {
      const { person, disclosure, events } = await story(token, id);
      expect(disclosure).toMatchObject({ identified: true, rule: 'case', caseId: id });
      expect(person).toMatchObject({ nameEn: expect.any(String), birthDate: expect.any(String) });
      for (const event of events)
        expect([event.commitmentHolds, event.disclosure.caseId]).toEqual([true, id]);
    }
    await expectClosed(people.opener, id, other.number);
    await expectClosed(people.stranger, id);
    await expectClosed(people.farAway, id);
    await expectClosed(people.opener, 'SZ-CASE-7');
    await expectClosed(people.opener, randomUUID());
    const all = eventsPage.parse(
      (await get(`/v1/audit/events?limit=200&caseReference=${id}`, people.opener)).body,
    ).items;
    expect(all.some(({ opening }) => opening !== null)).toBe(true);
    for (const { opening, disclosure } of all) expect(opening === null).toBe(!disclosure.identified);
    const subjects = await owner.query('select event_id from event_openings where subject_id = $1', [
      chan.subjectId,
    ]);
    const about = new Set(subjects.rows.map(({ event_id }) => String(event_id)));
    for (const event of all)
      expect([event.id, event.disclosure.identified]).toEqual([event.id, about.has(event.id)]);
  });

  test('leaves each step and each read in the log and on record, with the case', async () => {
    const id = await approved();
    await story(people.opener, id);
    const { items } = eventsPage.parse((await get(`/v1/audit/events?objectId=${id}`, people.examiner)).body);
    expect(items.map(({ type }) => type)).toEqual([
      'disclosure-case.opened',
      'disclosure-case.approved',
      'disclosure-case.approved',
    ]);
    expect(items[0]?.opening?.payload).toMatchObject({ legalBasis: 'hk-court-order', reason });
    const { rows } = await owner.query(
      'select content_class, holder_thumbprint from access_records where case_reference = $1',
      [id],
    );
    expect(rows).toEqual([{ content_class: 'identified', holder_thumbprint: expect.any(String) }]);
    const looks = eventsPage.parse(
      (await get('/v1/audit/events?limit=200&type=regulator.accessed', people.examiner)).body,
    ).items;
    expect(JSON.stringify(looks.map(({ opening }) => opening?.payload))).toContain(id);
  });

  test('ends when the case is refused, is closed, or its day has come', async () => {
    const refused = await opened();
    await approve(refused, people.examiner);
    expect((await refuse(refused, people.registrarPrivacy)).body.state).toBe('refused');
    await expectClosed(people.opener, refused);
    const closed = await approved();
    expect((await refuse(closed, people.privacy)).body.state).toBe('closed');
    await expectClosed(people.opener, closed);
    const expired = await past(await approved());
    expect((await get(`${path}/${expired}`, people.opener)).body.state).toBe('expired');
    await expectClosed(people.opener, expired);
    for (const id of [refused, closed, expired])
      for (const say of [approve, refuse]) {
        const { status, body } = await say(id, people.registrarPrivacy);
        expect([status, body.code]).toEqual([409, 'disclosure-decided']);
      }
  });

  test('takes three natural persons, whatever registrations there are', async () => {
    const id = await opened();
    const own = await approve(id, people.openerHere);
    expect([own.status, own.body.code]).toEqual([403, 'disclosure-same-person']);
    expect((await approve(id, people.examiner)).status).toBe(200);
    const again = await approve(id, people.examinerAgain);
    expect([again.status, again.body.code]).toEqual([403, 'disclosure-same-person']);
    await expectClosed(people.opener, id);
  });

  test('is not approved twice by one person who asks twice at once', async () => {
    const id = await opened();
    const answers = await Promise.all([approve(id, people.examiner), approve(id, people.examinerAgain)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect((await get(`${path}/${id}`, people.opener)).body.state).toBe('pending');
  });
});

describe('an export under a case', () => {
  const exports = '/v1/audit/exports';
  const octets = async (at: string, token: string) => {
    const answer = await fetch(new URL(at, border.hk.baseUrl), {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: answer.status, text: await answer.text() };
  };
  const codeOf = ({ status, text }: { status: number; text: string }) => [status, JSON.parse(text).code];
  const rowsOf = (text: string): Record<string, unknown>[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const manifest = async (query: string) => {
    const { status, text } = await octets(
      `${exports}/manifest?profile=cross-boundary${query}`,
      people.opener,
    );
    expect(status).toBe(200);
    return exportManifest.parse(JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()));
  };
  /** All that happened to the two of them lies below a cosigned checkpoint. */
  const settled = () =>
    until(async () => {
      const { rows } = await owner.query(`select 1 from log_checkpoints c, log_head h
        where c.cosigned_at is not null and c.size >= h.size and not exists (select 1 from log_pending)`);
      return rows.length > 0;
    });

  test('identifies its person alone, and no officer, for as long as it stands', async () => {
    const id = await approved();
    await settled();
    const opened = await manifest(`&case=${id}`);
    expect(opened.case).toBe(id);
    const file = opened.files[0]?.path ?? '';
    const rows = rowsOf((await octets(file, people.opener)).text);
    const known = await owner.query('select id from subjects');
    const persons = new Set(known.rows.map((row) => String(row.id)));
    expect(new Set(rows.map(({ subject }) => subject).filter((one) => persons.has(String(one))))).toEqual(
      new Set([chan.subjectId]),
    );
    const shown = rows.filter(({ subject }) => subject === chan.subjectId);
    const issued = shown.find(({ type }) => type === 'credential.issued');
    const credential = await owner.query('select number from credentials where id = $1', [
      issued?.['objectId'],
    ]);
    expect(credential.rows).toEqual([{ number: chan.number }]);
    const { rows: facts } = await owner.query('select distinct actor_id, actor_person from event_facts');
    const actors = new Set(facts.flatMap(({ actor_id, actor_person }) => [actor_id, actor_person ?? '']));
    for (const { actor, actorPerson } of rows)
      expect([actors.has(actor), actors.has(actorPerson)]).toEqual([false, false]);
    // Without the case nobody is known in it.
    const plain = await manifest('');
    expect(plain.case).toBeUndefined();
    const hidden = rowsOf((await octets(plain.files[0]?.path ?? '', people.opener)).text);
    expect(hidden.some(({ subject }) => persons.has(String(subject)))).toBe(false);
    const looks = await owner.query(
      `select result, content_class from access_records where case_reference = $1 and holder_thumbprint is not null order by id`,
      [id],
    );
    expect(looks.rows).toEqual([
      { result: 'getExportManifest', content_class: 'identified' },
      { result: 'exportActivity', content_class: 'identified' },
    ]);
    expect((await refuse(id, people.privacy)).body.state).toBe('closed');
    expect(codeOf(await octets(file, people.opener))).toEqual([403, 'export-case-closed']);
  });

  test('is refused before two approved, to any other organisation, and with another profile', async () => {
    const pending = await opened();
    await approve(pending, people.examiner);
    const good = await approved();
    await settled();
    const refusals: [string, string, string][] = [
      [people.opener, pending, 'cross-boundary'],
      [people.opener, randomUUID(), 'cross-boundary'],
      [people.stranger, good, 'cross-boundary'],
      [people.examiner, good, 'cross-boundary'],
      [people.opener, good, 'public'],
      [people.opener, good, 'own-side'],
      [people.examiner, good, 'own-side'],
    ];
    for (const [token, id, profile] of refusals)
      for (const name of ['activity', 'manifest'])
        expect(codeOf(await octets(`${exports}/${name}?profile=${profile}&case=${id}`, token))).toEqual([
          403,
          'export-case-closed',
        ]);
  });
});

/** The same case and approvals, as if opened earlier: rows are never changed, so they are copied. */
async function past(id: string): Promise<string> {
  const copy = randomUUID();
  await owner.query(
    `insert into disclosure_cases select (jsonb_populate_record(each, jsonb_build_object('id', $2::text, 'until', current_date - 1))).*
     from disclosure_cases each where id = $1`,
    [id, copy],
  );
  await owner.query(
    `insert into disclosure_case_words select (jsonb_populate_record(each, jsonb_build_object('id', gen_random_uuid(), 'case_id', $2::text))).*
     from disclosure_case_words each where case_id = $1`,
    [id, copy],
  );
  return copy;
}

describe('cases', () => {
  test('are listed page by page to this side, to their opener, and to the privacy officer of the issuer', async () => {
    const id = await opened();
    const idsOf = async (token: string) =>
      disclosureCasePage
        .parse((await get(`${path}?limit=200`, token)).body)
        .items.map(({ id: each }) => each);
    for (const token of [people.opener, people.program, people.examiner, people.registrarPrivacy])
      expect(await idsOf(token)).toContain(id);
    expect(await idsOf(people.stranger)).toEqual([]);
    expect(await idsOf(people.recogniserPrivacy)).toEqual([]);
    const first = disclosureCasePage.parse((await get(`${path}?limit=1`, people.examiner)).body);
    const next = await get(`${path}?limit=1&cursor=${String(first.next)}`, people.examiner);
    expect(disclosureCasePage.parse(next.body).items[0]?.id).not.toBe(first.items[0]?.id);
    expect(disclosureCase.parse((await get(`${path}/${id}`, people.opener)).body)).toMatchObject({
      id,
      state: 'pending',
      legalBasis: { code: 'hk-court-order' },
    });
    const { rows } = await owner.query(
      "select distinct result from access_records where result in ('getDisclosureCase', 'listDisclosureCases')",
    );
    expect(rows.length).toBe(2);
  });

  test('come once for one key, and so do approvals', async () => {
    const [key, other] = [randomUUID(), randomUUID()];
    const first = await post(path, asked(), people.opener, key);
    const again = await post(path, asked(), people.opener, key);
    expect(again.body.id).toBe(first.body.id);
    expect(first.headers.location).toContain(`${path}/${String(first.body.id)}`);
    const at = `${path}/${String(first.body.id)}/approvals`;
    for (const token of [people.examiner, people.examiner]) {
      const { status, body } = await post(at, { reason: 'Read.' }, token, other);
      expect([status, disclosureCase.parse(body).said.length]).toEqual([200, 1]);
    }
  });

  type Answer = PromiseLike<{ status: number; body: unknown }>;
  test.each<[string, () => Answer | Promise<Awaited<Answer>>, number, string]>([
    ['nobody', () => post(path, asked()), 401, 'unauthenticated'],
    [
      'a registrar',
      async () => post(path, asked(), await officerToken(border.hk, 'registrar', 'HK-REG-01')),
      403,
      'forbidden',
    ],
    ['a privacy officer', () => post(path, asked(), people.privacy), 403, 'forbidden'],
    ['a program', () => post(path, asked(), people.program), 403, 'officer-required'],
    ['an examiner of this side', () => post(path, asked(), people.examiner), 403, 'disclosure-not-across'],
    ['one from afar', () => post(path, asked(), people.farAway), 403, 'disclosure-not-across'],
    [
      'a basis in the law of the other side',
      () => post(path, asked({ legalBasis: 'pipl-41-approval' }), people.opener),
      422,
      'disclosure-basis-other-side',
    ],
    [
      'a basis that does not exist',
      () => post(path, asked({ legalBasis: 'because' }), people.opener),
      400,
      'invalid-request',
    ],
    ['today', () => post(path, asked({ until: inDays(0) }), people.opener), 422, 'disclosure-until'],
    ['91 days', () => post(path, asked({ until: inDays(91) }), people.opener), 422, 'disclosure-until'],
    [
      'a number that is not here',
      () => post(path, asked({ credential: 'NONE-1' }), people.opener),
      404,
      'not-found',
    ],
    ['nobody who lists', () => get(path), 401, 'unauthenticated'],
    ['a bank that lists', async () => get(path, await clientToken(border.hk, 'bank')), 403, 'forbidden'],
    [
      'a cursor of another list',
      () => get(`${path}?cursor=Zm9yZ2VkZm9yZ2VkZm9yZ2Vk`, people.examiner),
      400,
      'cursor-invalid',
    ],
    ['nobody who reads', () => get(`${path}/${randomUUID()}`), 401, 'unauthenticated'],
    ['a case that is not here', () => get(`${path}/${randomUUID()}`, people.examiner), 404, 'not-found'],
    ['another organisation', async () => get(`${path}/${await opened()}`, people.stranger), 404, 'not-found'],
  ])('%s is refused', async (_name, send, status, code) => {
    const answer = await send();
    const { code: said } = z.object({ code: z.string() }).parse(answer.body);
    expect([answer.status, said]).toEqual([status, code]);
  });

  test('until the ninetieth day are accepted, by identifier too', async () => {
    await opened({ credential: chan.credentialId, until: inDays(90) });
  });

  describe.each([
    ['approvals', approve],
    ['refusals', refuse],
  ] as const)('%s', (name, say) => {
    test.each<[string, number, string, () => string | undefined]>([
      ['nobody', 401, 'unauthenticated', () => undefined],
      ['the opener', 403, 'disclosure-other-side', () => people.opener],
      ['a colleague of theirs', 403, 'disclosure-other-side', () => people.colleague],
      ['a program', 403, 'officer-required', () => people.program],
      ['the privacy officer of another authority', 404, 'not-found', () => people.recogniserPrivacy],
    ])('are not for %s', async (_who, status, code, token) => {
      const answer = await say(await opened(), token());
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    });

    test('are of a case that there is, with a reason', async () => {
      const none = await say(randomUUID(), people.examiner);
      expect([none.status, none.body.code]).toEqual([404, 'not-found']);
      const silent = await post(`${path}/${randomUUID()}/${name}`, {}, people.examiner);
      expect([silent.status, silent.body.code]).toEqual([400, 'invalid-request']);
    });
  });

  test('of who was erased are neither opened nor decided', async () => {
    const id = await opened({ credential: other.number });
    await owner.query('update subjects set erased_at = now(), wrapped_key = null where id = $1', [
      other.subjectId,
    ]);
    for (const answer of [
      await post(path, asked({ credential: other.number }), people.opener),
      await approve(id, people.examiner),
      await refuse(id, people.examiner),
    ])
      expect([answer.status, answer.body.code]).toEqual([409, 'subject-erased']);
    expect((await get(`${path}/${id}`, people.examiner)).body.reason).toBeNull();
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applicationAnswer } from '../../src/recognition/index.ts';
import type { SoftwareSigner } from '../kernel/software-signer.ts';
import { homeRecord, homeStatus, now, recogniser, type TurnedStatus } from './border.ts';
import { type Desk, openDesk, type RegisteredOfficer } from './desk.ts';
import { apply, approvalBody, approve, decide, decisionBody } from './steps.ts';

const grounds = 'The papers agree: one date is the examination, the other the certificate.';
const refusing = { outcome: 'refused', override: true, reasons: 'The papers contradict one another.' };
const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000);

let desk: Desk;
let holder: SoftwareSigner;
let name: string;
let counter = 0;
const officers = new Map<string, RegisteredOfficer>();

const as = (who: string): readonly [string, RegisteredOfficer] => {
  const officer = officers.get(who);
  if (!officer) throw new Error(`Nobody is called ${who}.`);
  return [who, officer];
};

beforeAll(async () => {
  desk = await openDesk();
  const organisationId = await desk.organisation(recogniser, 'recognition-authority');
  for (const who of ['maker', 'checker', 'reviewer', 'second-reviewer', 'third'])
    officers.set(who, await desk.officer(who, { organisationId, authority: recogniser }));
});
afterAll(() => desk.close());
beforeEach(() => {
  name = `holder-${String(++counter)}`;
  holder = desk.holder(name);
  desk.turned.status = {};
  desk.clock.set(now);
});

const read = async (who: string, id: string) =>
  applicationAnswer.parse((await desk.get(who, `/v1/applications/${id}`)).body);
const file = (id: string, who = name, key: string = randomUUID()) =>
  desk.post(who, `/v1/applications/${id}/appeals`, { grounds }, key);
const withdraw = (id: string, who = name, key: string = randomUUID()) =>
  desk.post(who, `/v1/applications/${id}/appeal-withdrawals`, undefined, key);
const lastEvents = async (id: string, count: number) => (await desk.eventsOf(id)).slice(-count);
const personOf = (who: string) => as(who)[1].caller.personId;

async function refused(): Promise<string> {
  const application = await apply(desk, name, holder, { bridging: [{}] });
  await approve(desk, as('checker'), await decide(desk, as('maker'), application, refusing));
  return application.id;
}

async function appealed(): Promise<string> {
  const id = await refused();
  desk.clock.set(days(7));
  expect((await file(id)).status).toBe(201);
  return id;
}

/** By two who had no part in the refusal. */
async function determine(id: string, decision: object) {
  const waits = await decide(desk, as('reviewer'), await read('reviewer', id), decision);
  return approve(desk, as('second-reviewer'), waits);
}

describe('an appeal', () => {
  test('opens the application again, with its clock standing still; the refusal stays in sight', async () => {
    const id = await refused();
    desk.clock.set(days(7));
    const answer = await file(id);
    expect([answer.status, answer.headers['location']]).toEqual([201, `/v1/applications/${id}`]);
    expect(applicationAnswer.parse(answer.body)).toMatchObject({
      state: 'under-appeal',
      closedAt: null,
      clock: { dueAt: null, stoppedAt: '2026-06-01T02:00:00.000Z' },
      decision: { outcome: 'refused', reasons: refusing.reasons, appeal: { until: '2026-07-02' } },
      appeals: [{ grounds, filedAt: '2026-06-08T02:00:00.000Z', outcome: null, determinedBy: null }],
    });
    const [event] = await lastEvents(id, 1);
    expect(event).toMatchObject({
      action: 'application.appealed',
      actor: { role: 'holder' },
      before: 'refused',
      after: 'under-appeal',
      reason: grounds,
      details: { refusal: answer.body.decision.id, refusalSha256: answer.body.decision.decisionSha256 },
    });
    const list = await desk.get('reviewer', '/v1/applications?state=under-appeal');
    expect(list.body.items.map((item: { id: string }) => item.id)).toContain(id);
  });

  test('is one act however often it is sent, and one against each refusal', async () => {
    const id = await refused();
    const key = randomUUID();
    const [first, again] = [await file(id, name, key), await file(id, name, key)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body.appeals).toHaveLength(1);
    const another = await file(id);
    expect([another.status, another.body.code]).toEqual([409, 'application-state']);
  });

  test('filed twice at the same moment is filed once', async () => {
    const id = await refused();
    const answers = await Promise.all(Array.from({ length: 6 }, () => file(id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
    expect((await read(name, id)).appeals).toHaveLength(1);
  });

  test('can be filed on the last day that the refusal states, and not on the next', async () => {
    const [id, late] = [await refused(), await refused()];
    desk.clock.set(new Date('2026-07-01T15:59:59Z'));
    expect((await file(id)).status).toBe(201);
    desk.clock.set(new Date('2026-07-01T16:00:00Z'));
    const answer = await file(late);
    expect([answer.status, answer.body.code]).toEqual([409, 'appeal-late']);
    expect(answer.body.detail).toContain('2026-07-02');
    expect(await read(name, late)).toMatchObject({ state: 'refused', appeals: [] });
  });

  test('is nobody’s but the holder’s, and lies against nothing but a refusal', async () => {
    const id = await refused();
    desk.holder('stranger');
    expect((await file(id, 'stranger')).status).toBe(404);
    expect((await file(id, 'maker')).status).toBe(403);
    const open = await apply(desk, name, holder, { bridging: [{}] });
    expect((await file(open.id)).body.code).toBe('application-state');
    expect((await desk.post(name, `/v1/applications/${id}/appeals`, { grounds: '' })).status).toBe(400);
  });

  test('keeps its grounds under the key of the person: erased with them, and nowhere else', async () => {
    const id = await appealed();
    const [row] = await desk.query(
      `select a.subject_id, p::text as row from appeals p join applications a on a.id = p.application_id where a.id = $1`,
      [id],
    );
    for (const word of ['papers', Buffer.from('papers').toString('hex')])
      expect(String(row?.['row'])).not.toContain(word);
    expect((await read('reviewer', id)).appeals).toMatchObject([{ grounds }]);
    await desk.db.transaction((tx) => desk.vault.erase(tx, String(row?.['subject_id'])));
    expect((await read('reviewer', id)).appeals).toMatchObject([{ grounds: null, outcome: null }]);
    const { id: other } = await apply(desk, name, desk.holder(name), { bridging: [{}] });
    expect(other).not.toBe(id);
  });
});

describe('what an appeal and a decision say', () => {
  test('is for who decides and for the holder; where place lets no personal data in, it stays out', async () => {
    const id = await appealed();
    const { reasons } = refusing;
    expect(await read('reviewer', id)).toMatchObject({ appeals: [{ grounds }], decision: { reasons } });
    expect(await read(name, id)).toMatchObject({ appeals: [{ grounds }], decision: { reasons } });
    const { caller } = as('reviewer')[1];
    const organisation = { ...caller.organisation, registeredPlace: 'ELSEWHERE' } as const;
    desk.callers.set('remote', { ...caller, organisation });
    const seen = await read('remote', id);
    expect(seen.personalData).toMatchObject({ included: false, rule: 'outside-gba' });
    expect(seen.appeals).toMatchObject([{ grounds: null, outcome: null }]);
    expect(seen.decision).toMatchObject({ outcome: 'refused', reasons: null });
  });

  test('is stored and not shown while the person is restricted', async () => {
    const id = await appealed();
    const [row] = await desk.query('select subject_id from applications where id = $1', [id]);
    const subjectId = String(row?.['subject_id']);
    await desk.db.transaction((tx) => desk.vault.restrict(tx, subjectId));
    const seen = await read('reviewer', id);
    expect([seen.person, seen.personalData.included]).toEqual([null, false]);
    expect(seen.appeals).toMatchObject([{ grounds: null, outcome: null }]);
    expect(seen.decision).toMatchObject({ outcome: 'refused', reasons: null });
    await desk.db.transaction((tx) => desk.vault.liftRestriction(tx, subjectId));
    expect((await read('reviewer', id)).appeals).toMatchObject([{ grounds }]);
  });
});

describe('a recognition on appeal', () => {
  test.each<[string, TurnedStatus]>([
    ['the standing was suspended', { [homeRecord.idx]: 2 }],
    ['the home credential ended', { [homeStatus.idx]: 1 }],
    ['the home side is out of reach', { [homeRecord.idx]: 'unknown' }],
  ])('is not issued when meanwhile %s; the appeal waits on, and can be remitted', async (_, status) => {
    const id = await appealed();
    const waits = await decide(desk, as('reviewer'), await read('reviewer', id));
    desk.turned.status = status;
    const body = await approvalBody(desk, as('second-reviewer')[1], waits);
    const answer = await desk.post('second-reviewer', `/v1/applications/${id}/approvals`, body);
    expect([answer.status, answer.body.code]).toEqual([409, 'evidence-changed']);
    const returned = await approve(desk, as('second-reviewer'), waits, { verdict: 'return' });
    expect(returned.applicationState).toBe('under-appeal');
    expect((await read(name, id)).appeals).toMatchObject([{ outcome: null }]);
    const remitted = { outcome: 'remitted', reasons: 'The home side has changed what it says.' };
    expect(await determine(id, remitted)).toMatchObject({ applicationState: 'under-assessment' });
  });

  test.each(['restricted', 'erased'] as const)('is not issued about a person who is %s', async (how) => {
    const id = await appealed();
    const waits = await decide(desk, as('reviewer'), await read('reviewer', id));
    const [row] = await desk.query('select subject_id from applications where id = $1', [id]);
    const subjectId = String(row?.['subject_id']);
    await desk.db.transaction(async (tx) => {
      await (how === 'erased' ? desk.vault.erase(tx, subjectId) : desk.vault.restrict(tx, subjectId));
    });
    const body = await approvalBody(desk, as('second-reviewer')[1], waits);
    const answer = await desk.post('second-reviewer', `/v1/applications/${id}/approvals`, body);
    expect([answer.status, answer.body.code]).toEqual([409, `subject-${how}`]);
    const stated = desk.router.operations.find(({ id: of }) => of === 'approveDecision');
    expect(stated?.faults).toContain(`subject-${how}`);
  });
});

describe('who refused', () => {
  test.each(['maker', 'checker'])('as %s can neither decide on the appeal nor approve', async (who) => {
    const id = await appealed();
    const application = await read(who, id);
    const body = await decisionBody(desk, as(who)[1], application);
    const answer = await desk.post(who, `/v1/applications/${id}/decisions`, body);
    expect([answer.status, answer.body.code]).toEqual([403, 'took-part']);
    const waits = await decide(desk, as('reviewer'), application);
    const approval = await approvalBody(desk, as(who)[1], waits);
    const refusedApproval = await desk.post(who, `/v1/applications/${id}/approvals`, approval);
    expect([refusedApproval.status, refusedApproval.body.code]).toEqual([403, 'took-part']);
    expect((await read('reviewer', id)).state).toBe('determination-proposed');
  });

  test('nor the same person under another registration', async () => {
    const id = await appealed();
    const organisationId = await desk.organisation(recogniser, 'recognition-authority');
    const again = await desk.officer('maker-again', {
      organisationId,
      authority: recogniser,
      personId: personOf('maker'),
    });
    const body = await decisionBody(desk, again, await read('reviewer', id));
    const answer = await desk.post('maker-again', `/v1/applications/${id}/decisions`, body);
    expect(answer.body.code).toBe('took-part');
  });
});

test('who decided to refuse before the refusal that stood had a part in it too, and nobody who sent one back', async () => {
  const application = await apply(desk, name, holder, { bridging: [{}] });
  const first = await decide(desk, as('third'), application, refusing);
  await approve(desk, as('second-reviewer'), first, { verdict: 'return' });
  await approve(desk, as('checker'), await decide(desk, as('maker'), application, refusing));
  expect((await file(application.id)).status).toBe(201);
  const heard = await read('reviewer', application.id);
  const body = await decisionBody(desk, as('third')[1], heard);
  const answer = await desk.post('third', `/v1/applications/${application.id}/decisions`, body);
  expect([answer.status, answer.body.code]).toEqual([403, 'took-part']);
  expect(await determine(application.id, {})).toMatchObject({ applicationState: 'issued' });
});

test('who lets a refusal stand on appeal may be told to think again, and decides then', async () => {
  const id = await appealed();
  const waits = await decide(desk, as('reviewer'), await read('reviewer', id), refusing);
  await approve(desk, as('second-reviewer'), waits, { verdict: 'return' });
  expect(await determine(id, refusing)).toMatchObject({ applicationState: 'refused' });
});

describe('an appeal that is determined', () => {
  test('upheld: the refusal stands, for the second time with two people, and no further appeal lies', async () => {
    const id = await appealed();
    const approval = await determine(id, { ...refusing, reasons: 'They still do.' });
    expect(approval).toMatchObject({ applicationState: 'refused', credentialId: null });
    const seen = await read(name, id);
    expect(seen).toMatchObject({
      state: 'refused',
      closedAt: '2026-06-08T02:00:00.000Z',
      decision: { outcome: 'refused', reasons: 'They still do.', appeal: null },
      appeals: [
        { outcome: 'upheld', determinedBy: seen.decision?.id, determinedAt: '2026-06-08T02:00:00.000Z' },
      ],
    });
    expect(await lastEvents(id, 2)).toMatchObject([
      { action: 'application.decided', before: 'under-appeal', after: 'determination-proposed' },
      {
        action: 'application.appeal-determined',
        reasonCode: 'upheld',
        before: 'determination-proposed',
        after: 'refused',
        details: {
          appeal: seen.appeals[0]?.id,
          refusal: seen.appeals[0]?.decisionId,
          maker: { person: personOf('reviewer') },
          checker: { person: personOf('second-reviewer') },
        },
      },
    ]);
    const further = await file(id);
    expect([further.status, further.body.code]).toEqual([409, 'appeal-determined']);
  });

  test('varied: the recognition is issued, and both the determination and the recognition are on record', async () => {
    const id = await appealed();
    const approval = await determine(id, {});
    expect(approval).toMatchObject({ applicationState: 'issued' });
    expect(await read(name, id)).toMatchObject({
      state: 'issued',
      credentialId: approval.credentialId,
      decision: { outcome: 'recognised-with-conditions', appeal: null },
      appeals: [{ outcome: 'varied' }],
    });
    const actions = (await lastEvents(id, 2)).map(({ action }) => action);
    expect(actions).toEqual(['application.appeal-determined', 'application.approved']);
    const held = await desk.credentials.reading.ofHolder(holder.kid);
    expect(held.map(({ row }) => row.id)).toContain(approval.credentialId);
  });

  test('remitted: it is assessed anew, on a clock that stood still, by others than those who refused', async () => {
    const id = await appealed();
    const remitted = { outcome: 'remitted', reasons: 'The second date was not looked at.' };
    expect(await determine(id, remitted)).toMatchObject({ applicationState: 'under-assessment' });
    expect(await read(name, id)).toMatchObject({
      state: 'under-assessment',
      closedAt: null,
      // Ten working days after the first of June, and the five until the eighth.
      clock: { stoppedAt: null, dueAt: '2026-06-22T16:00:00.000Z' },
      decision: { outcome: 'remitted', reasons: remitted.reasons },
      appeals: [{ outcome: 'remitted' }],
    });
    const answer = await desk.post(
      'maker',
      `/v1/applications/${id}/decisions`,
      await decisionBody(desk, as('maker')[1], await read('maker', id)),
    );
    expect(answer.body.code).toBe('took-part');
    desk.clock.set(days(8));
    const waits = await decide(desk, as('third'), await read('third', id), refusing);
    await approve(desk, as('reviewer'), waits);
    // A new refusal is a new decision, and can be appealed against once more.
    expect((await file(id)).status).toBe(201);
    expect((await read(name, id)).appeals).toMatchObject([{ outcome: 'remitted' }, { outcome: null }]);
  });

  test('returned by the second of the two: it is under appeal as before', async () => {
    const id = await appealed();
    const waits = await decide(desk, as('reviewer'), await read('reviewer', id));
    const returned = await approve(desk, as('second-reviewer'), waits, { verdict: 'return', note: 'Why?' });
    expect(returned.applicationState).toBe('under-appeal');
    expect(await read(name, id)).toMatchObject({
      decision: { outcome: 'refused' },
      appeals: [{ outcome: null }],
    });
    expect(await lastEvents(id, 1)).toMatchObject([
      { action: 'application.returned', before: 'determination-proposed', after: 'under-appeal' },
    ]);
  });

  test.each(['reserve', 'reserved', 'sign', 'signed', 'record', 'recorded', 'committed'] as const)(
    'varied, and the process dies at `%s`: a retry brings exactly one credential and one determination',
    async (crash) => {
      const id = await appealed();
      const waits = await decide(desk, as('reviewer'), await read('reviewer', id));
      const body = await approvalBody(desk, as('second-reviewer')[1], waits);
      const key = randomUUID();
      const send = () => desk.post('second-reviewer', `/v1/applications/${id}/approvals`, body, key);
      desk.turned.crash = crash;
      expect((await send()).status).toBe(500);
      await desk.expireLease(key);
      expect((await send()).status).toBe(201);
      const issued = await desk.query(
        'select id from credentials where application_id = $1 and issuer_jwt is not null',
        [id],
      );
      expect(issued).toHaveLength(1);
      const determined = (await desk.eventsOf(id)).filter(
        ({ action }) => action === 'application.appeal-determined',
      );
      expect(determined).toHaveLength(1);
    },
  );
});

describe('an appeal that is withdrawn', () => {
  test('leaves the refusal as it stood, upheld by nobody and final; the application is closed again', async () => {
    const id = await appealed();
    desk.clock.set(days(9));
    const answer = await withdraw(id);
    expect(answer.status).toBe(201);
    const seen = applicationAnswer.parse(answer.body);
    expect(seen).toMatchObject({
      state: 'refused',
      closedAt: '2026-06-10T02:00:00.000Z',
      decision: { outcome: 'refused', reasons: refusing.reasons, appeal: null },
      appeals: [
        { outcome: 'withdrawn', determinedBy: null, determinedAt: '2026-06-10T02:00:00.000Z', grounds },
      ],
    });
    expect(await lastEvents(id, 1)).toMatchObject([
      {
        action: 'application.appeal-withdrawn',
        before: 'under-appeal',
        after: 'refused',
        details: { appeal: seen.appeals[0]?.id, refusal: seen.decision?.id },
      },
    ]);
    // The time for an appeal has not run out.
    const further = await file(id);
    expect([further.status, further.body.code]).toEqual([409, 'appeal-determined']);
    const decided = await desk.post(
      'reviewer',
      `/v1/applications/${id}/decisions`,
      await decisionBody(desk, as('reviewer')[1], await read('reviewer', id)),
    );
    expect([decided.status, decided.body.code]).toEqual([409, 'application-state']);
  });

  test('is one act however often it is sent, and at the same moment', async () => {
    const [one, other] = [await appealed(), await appealed()];
    const answers = await Promise.all([withdraw(one), withdraw(one), withdraw(one)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const key = randomUUID();
    const [first, second] = [await withdraw(other, name, key), await withdraw(other, name, key)];
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
    for (const id of [one, other]) {
      const actions = (await desk.eventsOf(id)).map(({ action }) => action);
      expect(actions.filter((action) => action === 'application.appeal-withdrawn')).toHaveLength(1);
    }
  });

  test('is nobody’s but the holder’s, until an officer has decided on it, and again when that is sent back', async () => {
    const id = await appealed();
    const stranger = `${name}-stranger`;
    desk.holder(stranger);
    expect((await withdraw(id, stranger)).status).toBe(404);
    expect((await withdraw(id, 'reviewer')).status).toBe(403);
    const waits = await decide(desk, as('reviewer'), await read('reviewer', id), refusing);
    const late = await withdraw(id);
    expect([late.status, late.body.code]).toEqual([409, 'application-state']);
    await approve(desk, as('second-reviewer'), waits, { verdict: 'return', note: 'Why?' });
    expect((await withdraw(id)).status).toBe(201);
    const unappealed = await refused();
    expect((await withdraw(unappealed)).body.code).toBe('application-state');
  });

  test('of somebody who was erased meanwhile stays filed, since nothing more can be sealed about them', async () => {
    const id = await appealed();
    const [row] = await desk.query('select subject_id from applications where id = $1', [id]);
    await desk.db.transaction((tx) => desk.vault.erase(tx, String(row?.['subject_id'])));
    const answer = await withdraw(id);
    expect([answer.status, answer.body.code]).toEqual([409, 'subject-erased']);
    const kept = await desk.query('select outcome from appeals where application_id = $1', [id]);
    expect(kept).toEqual([{ outcome: null }]);
  });
});

test('on appeal nothing more is asked of the holder, elsewhere nothing is remitted, and to remit takes reasons', async () => {
  const id = await appealed();
  const post = async (who: string, of: string, changes: object) => {
    const body = await decisionBody(desk, as(who)[1], await read(who, of), changes);
    return (await desk.post(who, `/v1/applications/${of}/decisions`, body)).body.code;
  };
  const bridging = { outcome: 'bridging-required', override: true, reasons: 'One more paper.' };
  expect(await post('reviewer', id, bridging)).toBe('application-state');
  expect(await post('reviewer', id, { outcome: 'remitted' })).toBe('reasons-required');
  const remitted = { outcome: 'remitted', reasons: 'Look again.' };
  expect(await post('reviewer', id, { ...remitted, override: true })).toBe('override-not-meant');
  const open = await apply(desk, name, holder, { bridging: [{}] });
  expect(await post('reviewer', open.id, remitted)).toBe('application-state');
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { applicationAnswer, decisionAnswer } from '../../src/recognition/index.ts';
import type { SoftwareSigner } from '../kernel/software-signer.ts';
import { bridgingClaims, college, homeRecord, issued, recogniser, shown } from './border.ts';
import { type Desk, openDesk, type RegisteredOfficer } from './desk.ts';
import {
  apply,
  approve,
  decide,
  type Decided,
  decisionBody,
  digestOf,
  evidenceBody,
  statement,
} from './steps.ts';

let desk: Desk;
let maker: RegisteredOfficer;
let checker: RegisteredOfficer;
let holder: SoftwareSigner;
let counter = 0;
let name: string;

beforeAll(async () => {
  desk = await openDesk();
  const organisationId = await desk.organisation(recogniser, 'recognition-authority');
  maker = await desk.officer('maker', { organisationId, authority: recogniser });
  checker = await desk.officer('checker', { organisationId, authority: recogniser });
  const elsewhere = await desk.organisation('another-authority', 'recognition-authority');
  await desk.officer('stranger', { organisationId: elsewhere, authority: 'another-authority' });
});
afterAll(() => desk.close());
beforeEach(() => {
  name = `holder-${String(++counter)}`;
  holder = desk.holder(name);
  desk.turned.trust = {};
  desk.turned.status = {};
});

const post = (id: string, body: object, as = 'maker', key?: string) =>
  desk.post(as, `/v1/applications/${id}/decisions`, body, key);
const stateOf = async (id: string): Promise<string> =>
  (await desk.get('maker', `/v1/applications/${id}`)).body.state;

describe('a decision', () => {
  test('as proposed waits for another person, and the log says who decided what', async () => {
    const application = await apply(desk, name, holder, { bridging: [{}] });
    const body = await decisionBody(desk, maker, application);
    const answer = await post(application.id, body);
    expect(answer.status).toBe(201);
    const decision = decisionAnswer.parse(answer.body);
    expect(decision).toMatchObject({
      outcome: 'recognised-with-conditions',
      override: false,
      conditions: ['hk-engagement-for-certification'],
      state: 'pending',
      decidedBy: maker.caller.officerId,
      decisionSha256: digestOf(body.decision),
    });
    expect(await stateOf(application.id)).toBe('decision-proposed');
    const event = (await desk.eventsOf(application.id)).at(-1);
    expect(event).toMatchObject({
      action: 'application.decided',
      actor: { role: 'host-assessor', person: maker.caller.personId, authority: recogniser },
      agreement: { id: 'DEMO-1', version: 1, rowId: 'DEMO-1/i03' },
      before: 'under-assessment',
      after: 'decision-proposed',
      details: {
        proposed: 'recognised-with-conditions',
        decided: 'recognised-with-conditions',
        override: false,
      },
    });
  });

  test('is not shown to the holder before it is approved', async () => {
    const application = await apply(desk, name, holder, { bridging: [{}] });
    await decide(desk, ['maker', maker], application);
    const seen = applicationAnswer.parse((await desk.get(name, `/v1/applications/${application.id}`)).body);
    expect([seen.state, seen.decision]).toEqual(['decision-proposed', null]);
    const inside = applicationAnswer.parse(
      (await desk.get('checker', `/v1/applications/${application.id}`)).body,
    );
    expect(inside.decision).toMatchObject({ decidedBy: maker.caller.officerId, approvedAt: null });
  });

  test.each<[string, object, string]>([
    ['that departs without saying so', { outcome: 'refused', reasons: 'No.' }, 'override-required'],
    ['that overrides nothing', { override: true, reasons: 'Why not.' }, 'override-not-meant'],
    ['that departs without reasons', { outcome: 'refused', override: true }, 'reasons-required'],
    [
      'with reasons in another script',
      { outcome: 'refused', override: true, reasons: '不符' },
      'reasons-language',
    ],
    ['with conditions that the row does not know', { conditions: ['must-sing'] }, 'conditions-not-accepted'],
  ])('%s is refused', async (_, changes, code) => {
    const application = await apply(desk, name, holder, { bridging: [{}] });
    const answer = await post(application.id, await decisionBody(desk, maker, application, changes));
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(await stateOf(application.id)).toBe('under-assessment');
  });

  test('to recognise without the local law that is missing is nobody’s to take', async () => {
    const application = await apply(desk, name, holder);
    const changes = { override: true, reasons: 'Twenty years of experience.' };
    const answer = await post(application.id, await decisionBody(desk, maker, application, changes));
    expect([answer.status, answer.body.code]).toEqual([422, 'override-not-allowed']);
  });

  test('upon a proposal that was overtaken is refused', async () => {
    const application = await apply(desk, name, holder);
    const body = await decisionBody(desk, maker, application, { outcome: 'bridging-required' });
    await desk.post(name, `/v1/applications/${application.id}/evidence`, await evidenceBody(desk, holder));
    const answer = await post(application.id, body);
    expect([answer.status, answer.body.code]).toEqual([409, 'proposal-outdated']);
  });

  test('taken twice at once is taken once', async () => {
    const application = await apply(desk, name, holder, { bridging: [{}] });
    const bodies = [
      await decisionBody(desk, maker, application),
      await decisionBody(desk, checker, application),
    ];
    const answers = await Promise.all(
      bodies.map((body, index) => post(application.id, body, index === 0 ? 'maker' : 'checker')),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  test('about another application than the address names is refused', async () => {
    const [one, other] = [await apply(desk, name, holder), await apply(desk, name, holder)];
    const answer = await post(other.id, await decisionBody(desk, maker, one));
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/body/decision/applicationId']);
  });

  test('of another authority’s officer meets no application', async () => {
    const application = await apply(desk, name, holder);
    const answer = await post(application.id, await decisionBody(desk, maker, application), 'stranger');
    expect(answer.status).toBe(404);
  });

  test('sent again under its key is the same one', async () => {
    const application = await apply(desk, name, holder, { bridging: [{}] });
    const [body, key] = [await decisionBody(desk, maker, application), randomUUID()];
    const first = await post(application.id, body, 'maker', key);
    expect((await post(application.id, body, 'maker', key)).body).toEqual(first.body);
  });
});

describe('a signature', () => {
  let application: Decided;
  beforeAll(async () => {
    const key = desk.holder('signed');
    application = await apply(desk, 'signed', key, { bridging: [{}] });
  });
  const attempt = async (signature: string) => {
    const { decision } = await decisionBody(desk, maker, application);
    return post(application.id, { decision, signature });
  };
  const over = async (changes: JsonObject, act = 'decide', by = maker) => {
    const { decision } = await decisionBody(desk, maker, application);
    return statement(desk, by, { decisionSha256: digestOf(decision), act }, changes);
  };

  test.each<[string, () => Promise<string>]>([
    ['another officer’s key', () => over({ officer: maker.caller.officerId }, 'decide', checker)],
    ['another officer’s name', () => over({ officer: checker.caller.officerId })],
    ['another act', () => over({}, 'approve')],
    ['another decision', () => over({ decision_sha256: digestOf({}) })],
    ['yesterday', () => over({ iat: 0 })],
    ['tomorrow', () => over({ iat: 4_000_000_000 })],
    ['more than is known', () => over({ also: 'this' })],
    ['nothing', () => Promise.resolve('e30.e30.AAAA')],
  ])('over %s is not accepted', async (_, sign) => {
    const answer = await attempt(await sign());
    expect([answer.status, answer.body.code]).toEqual([422, 'signature-not-accepted']);
  });

  test('over exactly this, by the officer’s own key, is', async () => {
    expect((await attempt(await over({}))).status).toBe(201);
  });
});

describe('evidence', () => {
  const add = async (id: string, body: object, as = name) =>
    desk.post(as, `/v1/applications/${id}/evidence`, body);

  test('of bridging brings a new proposal under the versions that the application keeps', async () => {
    const application = await apply(desk, name, holder);
    const answer = await add(application.id, await evidenceBody(desk, holder));
    expect(answer.status).toBe(201);
    const updated = applicationAnswer.parse(answer.body);
    expect(updated.proposal).toMatchObject({ sequence: 2, outcome: 'recognised-with-conditions' });
    expect(updated.proposal.bridged).toHaveLength(3);
    expect(updated.agreements).toEqual([{ id: 'DEMO-1', version: 1 }]);
    expect((await desk.eventsOf(application.id)).map(({ action }) => action)).toEqual([
      'application.received',
      'application.proposed',
      'application.proposed',
    ]);
  });

  test('by a provider without a mandate is on file and does not count', async () => {
    const application = await apply(desk, name, holder);
    desk.turned.trust = { withoutMandate: ['https://hk.wenjin.example/authorities/demo-bridging-college'] };
    const { body } = await add(application.id, await evidenceBody(desk, holder));
    expect(body.proposal).toMatchObject({
      outcome: 'bridging-required',
      ignoredBridging: [{ reason: 'provider-not-mandated' }],
    });
  });

  test('of the same result twice is on file once', async () => {
    const application = await apply(desk, name, holder);
    const result = await issued(bridgingClaims(holder), college);
    for (const sequence of [2, 3]) {
      const nonce = await desk.nonce();
      const bridging = [await shown(result, { nonce, holder, chosen: [] })];
      const { body } = await add(application.id, { bridging, nonce });
      expect(body.proposal).toMatchObject({ sequence, outcome: 'recognised-with-conditions' });
      const types = body.evidence.map(({ type }: { type: string }) => type);
      expect(types.filter((type: string) => type === 'bridging-result')).toHaveLength(1);
    }
  });

  test('declared by the applicant is taken over, and needs no nonce', async () => {
    const application = await apply(desk, name, holder);
    const answer = await add(application.id, { experienceMonths: 48, cpd: { hours: 30, withinMonths: 24 } });
    expect(answer.body.proposal.sequence).toBe(2);
    expect(
      await desk.query('select experience_months, cpd_hours from applications where id = $1', [
        application.id,
      ]),
    ).toEqual([{ experience_months: 48, cpd_hours: 30 }]);
  });

  test.each<[string, object, number, string]>([
    ['nothing', {}, 400, 'invalid-request'],
    ['a nonce alone', { nonce: 'n'.repeat(43) }, 400, 'invalid-request'],
  ])('of %s is refused', async (_, body, status, code) => {
    const application = await apply(desk, name, holder);
    const answer = await add(application.id, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('of another holder meets no application; a replayed nonce is refused; while a decision waits nothing is added', async () => {
    const application = await apply(desk, name, holder);
    const body = await evidenceBody(desk, holder);
    desk.holder('somebody');
    expect((await add(application.id, body, 'somebody')).status).toBe(404);
    expect((await add(application.id, body)).status).toBe(201);
    expect((await add(application.id, body)).body.code).toBe('nonce-not-accepted');
    const [updated] = [
      applicationAnswer.parse((await desk.get(name, `/v1/applications/${application.id}`)).body),
    ];
    await decide(desk, ['maker', maker], updated);
    const late = await add(application.id, await evidenceBody(desk, holder));
    expect([late.status, late.body.code]).toEqual([409, 'application-state']);
  });

  test('that comes twice at once makes two proposals, one after the other, or is told to look again', async () => {
    const application = await apply(desk, name, holder);
    const bodies = [await evidenceBody(desk, holder), await evidenceBody(desk, holder)];
    const answers = await Promise.all(bodies.map((body) => add(application.id, body)));
    const codes = answers.map(({ status, body }) => (status === 201 ? 201 : body.code));
    expect([201, 'proposal-outdated']).toEqual(expect.arrayContaining([...new Set(codes)]));
    const rows = await desk.query('select sequence from proposals where application_id = $1 order by 1', [
      application.id,
    ]);
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
  });
});

describe('withdrawing', () => {
  const withdraw = (id: string, as = name, key?: string) =>
    desk.post(as, `/v1/applications/${id}/withdrawals`, undefined, key);

  test('ends an application, once and for all', async () => {
    const application = await apply(desk, name, holder);
    const [key, again] = [randomUUID(), randomUUID()];
    const answer = await withdraw(application.id, name, key);
    expect([answer.status, answer.body.state, answer.body.clock.dueAt]).toEqual([201, 'withdrawn', null]);
    expect((await withdraw(application.id, name, key)).status).toBe(201);
    expect((await withdraw(application.id, name, again)).body.code).toBe('application-state');
    expect((await desk.eventsOf(application.id)).at(-1)).toMatchObject({
      action: 'application.withdrawn',
      before: 'under-assessment',
      after: 'withdrawn',
    });
    const late = await post(
      application.id,
      await decisionBody(desk, maker, application, { outcome: 'bridging-required' }),
    );
    expect([late.status, late.body.code]).toEqual([409, 'application-state']);
  });

  test('and deciding at once: one of the two happens', async () => {
    for (let round = 0; round < 5; round += 1) {
      const application = await apply(desk, name, holder, { bridging: [{}] });
      const body = await decisionBody(desk, maker, application);
      const [decided, withdrawn] = await Promise.all([post(application.id, body), withdraw(application.id)]);
      expect([decided.status, withdrawn.status].toSorted()).toEqual([201, 409]);
      expect(await stateOf(application.id)).toBe(decided.status === 201 ? 'decision-proposed' : 'withdrawn');
    }
  });

  test('is not possible once somebody has decided, and is nobody else’s', async () => {
    const application = await apply(desk, name, holder, { bridging: [{}] });
    desk.holder('bystander');
    expect((await withdraw(application.id, 'bystander')).status).toBe(404);
    await decide(desk, ['maker', maker], application);
    expect((await withdraw(application.id)).status).toBe(409);
  });
});

test('while the holder is asked for more, the clock stands still', async () => {
  const application = await apply(desk, name, holder);
  const decision = await decide(desk, ['maker', maker], application, { outcome: 'bridging-required' });
  const approval = await approve(desk, ['checker', checker], decision);
  expect(approval).toMatchObject({ applicationState: 'information-requested', credentialId: null });
  desk.clock.advance(2 * 86_400);
  const waiting = applicationAnswer.parse((await desk.get(name, `/v1/applications/${application.id}`)).body);
  expect(waiting.clock).toMatchObject({ dueAt: null, stoppedAt: '2026-06-01T02:00:00.000Z' });
  expect(waiting.decision).toMatchObject({ outcome: 'bridging-required', decidedBy: null });
  const body = await evidenceBody(desk, holder, { iat: Math.floor(desk.clock.now().getTime() / 1000) });
  const answer = await desk.post(name, `/v1/applications/${application.id}/evidence`, body);
  expect(answer.body).toMatchObject({
    state: 'under-assessment',
    clock: { dueAt: '2026-06-17T16:00:00.000Z', stoppedAt: null },
    proposal: { sequence: 2, outcome: 'recognised-with-conditions' },
  });
  desk.clock.set('2026-06-01T02:00:00.000Z');
});

test('an application keeps its version although a newer one governs today', async () => {
  const application = await apply(desk, name, holder);
  const [first] = desk.turned.agreements;
  if (!first) throw new Error('no agreement');
  desk.turned.agreements = [first, { ...first, document: { ...first.document, version: 2 } }];
  const { body } = await desk.post(
    name,
    `/v1/applications/${application.id}/evidence`,
    await evidenceBody(desk, holder),
  );
  expect(body.proposal.agreement).toEqual({ id: 'DEMO-1', version: 1, row: 'DEMO-1/i03', newerVersion: 2 });
  expect(body.proposal.trace[0].code).toBe('version-governs-newer-exists');
  const later = await apply(desk, name, holder);
  expect(later.proposal.agreement).toMatchObject({ version: 2, newerVersion: null });
  desk.turned.agreements = [first];
});

test('news from home between two looks changes the proposal, not the evidence', async () => {
  const application = await apply(desk, name, holder, { bridging: [{}] });
  desk.turned.status = { [homeRecord.idx]: 2 };
  const { body } = await desk.post(name, `/v1/applications/${application.id}/evidence`, {
    experienceMonths: 12,
  });
  expect(body.proposal).toMatchObject({ outcome: 'refuse', sequence: 2 });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifySdJwtVc } from '../../src/formats/index.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { importPublicKey } from '../../src/kernel/jwk.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { applicationAnswer, approvalAnswer } from '../../src/recognition/index.ts';
import type { SoftwareSigner } from '../kernel/software-signer.ts';
import {
  bridgingStatus,
  homeRecord,
  homeStatus,
  recogniser,
  recogniserIss,
  registrarIss,
  seconds,
  type TurnedStatus,
  type TurnedTrust,
} from './border.ts';
import { type Crash, type Desk, openDesk, type RegisteredOfficer } from './desk.ts';
import { apply, approvalBody, approve, decide, digestOf, statement, type Waiting } from './steps.ts';

let desk: Desk;
let maker: RegisteredOfficer;
let checker: RegisteredOfficer;
let other: RegisteredOfficer;
let holder: SoftwareSigner;
let counter = 0;
let name: string;

beforeAll(async () => {
  desk = await openDesk();
  const organisationId = await desk.organisation(recogniser, 'recognition-authority');
  maker = await desk.officer('maker', { organisationId, authority: recogniser });
  checker = await desk.officer('checker', { organisationId, authority: recogniser });
  other = await desk.officer('other', { organisationId, authority: recogniser });
});
afterAll(() => desk.close());
beforeEach(() => {
  name = `holder-${String(++counter)}`;
  holder = desk.holder(name);
  desk.turned.trust = {};
  desk.turned.status = {};
  desk.turned.crash = undefined;
});

const post = (of: Waiting, body: object, as = 'checker', key?: string) =>
  desk.post(as, `/v1/applications/${of.applicationId}/approvals`, body, key);
const read = async (as: string, id: string) =>
  applicationAnswer.parse((await desk.get(as, `/v1/applications/${id}`)).body);
const issuedFor = (applicationId: string) =>
  desk.query(
    `select id, life, issuer_jwt from credentials where application_id = $1 and issuer_jwt is not null`,
    [applicationId],
  );

/** A decision to recognise that waits. */
async function waiting() {
  const application = await apply(desk, name, holder, { bridging: [{}] });
  return { application, decision: await decide(desk, ['maker', maker], application) };
}

describe('approving a recognition', () => {
  test('issues one credential that says what was decided, and that its holder can fetch', async () => {
    const { application, decision } = await waiting();
    const approval = await approve(desk, ['checker', checker], decision);
    expect(approval).toMatchObject({ verdict: 'approve', applicationState: 'issued' });
    expect(await issuedFor(application.id)).toMatchObject([{ id: approval.credentialId, life: 'active' }]);

    const [held] = await desk.credentials.reading.ofHolder(holder.kid);
    const key = importPublicKey((await publishedKey()).jwk);
    if (!held?.credential || !key) throw new Error('The holder has no credential.');
    const verified = verifySdJwtVc(held.credential, {
      now: seconds,
      issuerKey: () => ({ key, alg: 'ES256' }),
    });
    expect(verified.valid).toBe(true);
    const home = application.evidence.find(({ type }) => type === 'home-attestation');
    expect(verified.claims).toMatchObject({
      iss: recogniserIss,
      vct: vct.recognition,
      decision: 'recognised-with-conditions',
      effect: 'component',
      agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03' },
      target: 'hk-ecf-crm-core',
      home: {
        iss: registrarIss,
        qualification: 'cn-qcbp-im-cc',
        record: { status_list: homeRecord },
        credential_sha256: home?.digestSha256,
      },
      conditions: [{ code: 'hk-engagement-for-certification' }],
      not_conferred: [{ code: 'acrp-title' }],
      components: [
        'credit-analysis',
        'corporate-lending-process',
        'hk-security-and-company-law',
        'hk-ethics-and-conduct',
        'bridging-assessment',
      ],
      review_by: '2027-06-01',
      cnf: { jwk: holder.jwk },
      demonstration: true,
      name_en: 'SHEN Zhiyuan',
    });
    const seen = await read(name, application.id);
    expect(seen).toMatchObject({
      state: 'issued',
      credentialId: approval.credentialId,
      decision: { outcome: 'recognised-with-conditions', decidedBy: null, appeal: null },
    });
  });

  test('leaves both officers, both signatures and the difference from the proposal in the log', async () => {
    const { application, decision } = await waiting();
    const body = await approvalBody(desk, checker, decision);
    expect((await post(decision, body)).status).toBe(201);
    const event = (await desk.eventsOf(application.id)).at(-1);
    const [{ jws } = { jws: '' }] = await desk.query('select jws from decisions where id = $1', [
      decision.id,
    ]);
    expect(event).toMatchObject({
      action: 'application.approved',
      actor: { role: 'host-approver', person: checker.caller.personId },
      before: 'decision-proposed',
      after: 'issued',
      details: {
        maker: { officer: maker.caller.officerId, person: maker.caller.personId },
        checker: { officer: checker.caller.officerId, person: checker.caller.personId },
        decisionSha256: decision.decisionSha256,
        decisionJwsSha256: sha256Base64url(String(jws)),
        approvalJwsSha256: sha256Base64url(body.signature),
        proposed: 'recognised-with-conditions',
        decided: 'recognised-with-conditions',
        override: false,
      },
    });
    expect(JSON.stringify(event?.['evidence'])).toContain('status-list');
  });

  test('by the one who decided is refused, and by the same person under another registration too', async () => {
    const second = await desk.organisation(recogniser, 'recognition-authority');
    const twin = await desk.officer('twin', {
      organisationId: second,
      authority: recogniser,
      personId: maker.caller.personId,
    });
    const { application, decision } = await waiting();
    for (const [as, officer] of [
      ['maker', maker],
      ['twin', twin],
    ] as const) {
      const answer = await post(decision, await approvalBody(desk, officer, decision), as);
      expect([answer.status, answer.body.code]).toEqual([403, 'same-person']);
    }
    expect(await issuedFor(application.id)).toEqual([]);
    expect((await approve(desk, ['checker', checker], decision)).applicationState).toBe('issued');
  });

  test('twice at once, by two people, issues one', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { application, decision } = await waiting();
      const answers = await Promise.all([
        post(decision, await approvalBody(desk, checker, decision), 'checker'),
        post(decision, await approvalBody(desk, other, decision), 'other'),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
      expect(await issuedFor(application.id)).toHaveLength(1);
      const events = await desk.eventsOf(application.id);
      expect(events.filter(({ action }) => action === 'application.approved')).toHaveLength(1);
    }
  });

  test('ten times under one key issues one', async () => {
    const { application, decision } = await waiting();
    const [body, key] = [await approvalBody(desk, checker, decision), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(decision, body, 'checker', key)));
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect((await post(decision, body, 'checker', key)).status).toBe(201);
    expect(await issuedFor(application.id)).toHaveLength(1);
  });

  test('after it was approved is refused', async () => {
    const { decision } = await waiting();
    await approve(desk, ['checker', checker], decision);
    const answer = await post(decision, await approvalBody(desk, other, decision), 'other');
    expect([answer.status, answer.body.code]).toEqual([409, 'decision-not-pending']);
  });
});

describe('a process that dies while it issues', () => {
  test.each<Crash>(['reserve', 'reserved', 'sign', 'signed', 'record', 'recorded', 'committed'])(
    'at %s resumes under the same key, and one credential comes of it',
    async (crash) => {
      const { application, decision } = await waiting();
      const [body, key] = [await approvalBody(desk, checker, decision), randomUUID()];
      desk.turned.crash = crash;
      expect((await post(decision, body, 'checker', key)).status).toBe(500);
      expect(desk.turned.crash).toBeUndefined();
      const done = crash === 'committed';
      expect(await issuedFor(application.id)).toHaveLength(done ? 1 : 0);
      expect((await read(name, application.id)).state).toBe(done ? 'issued' : 'decision-proposed');
      if (!done) {
        expect((await post(decision, body, 'checker', key)).body.code).toBe('in-progress');
        await desk.expireLease(key);
      }
      const answer = await post(decision, body, 'checker', key);
      expect(answer.status).toBe(201);
      const issued = await issuedFor(application.id);
      expect(issued).toMatchObject([{ id: approvalAnswer.parse(answer.body).credentialId, life: 'active' }]);
      const all = await desk.query('select id from credentials where application_id = $1', [application.id]);
      expect(all).toHaveLength(1);
      expect((await post(decision, body, 'checker', key)).body).toEqual(answer.body);
    },
  );

  test('and comes back much later signs nothing that says it was issued long before', async () => {
    const { application, decision } = await waiting();
    const key = randomUUID();
    desk.turned.crash = 'signed';
    expect((await post(decision, await approvalBody(desk, checker, decision), 'checker', key)).status).toBe(
      500,
    );
    desk.clock.advance(3600);
    const answer = await post(decision, await approvalBody(desk, other, decision), 'other');
    expect(answer.status).toBe(201);
    const [credential] = await desk.query(
      'select issued_at from credentials where application_id = $1 and issuer_jwt is not null',
      [application.id],
    );
    expect(credential?.['issued_at']).toEqual(new Date((seconds + 3600) * 1000));
    desk.clock.set(new Date(seconds * 1000));
  });
});

describe('freshness is checked again', () => {
  test.each<[string, TurnedStatus, TurnedTrust, string]>([
    ['the standing was suspended', { [homeRecord.idx]: 2 }, {}, 'standing-suspended'],
    ['the award ended', { [homeRecord.idx]: 1 }, {}, 'award-ended'],
    ['the credential ended', { [homeStatus.idx]: 1 }, {}, 'status-ended'],
    ['the home side is out of reach', { [homeRecord.idx]: 'unknown' }, {}, 'no-proof-of-freshness'],
    ['a bridging result ended', { [bridgingStatus.idx]: 1 }, {}, 'bridging-result-lost'],
    ['the issuer’s key was compromised', {}, { compromisedAt: new Date() }, 'issuer-not-trusted'],
    ['the issuer was never mandated', {}, { withoutMandate: [registrarIss] }, 'issuer-not-trusted'],
  ])('%s: nothing is issued', async (_, status, trust, code) => {
    const { application, decision } = await waiting();
    Object.assign(desk.turned, { status, trust });
    const answer = await post(decision, await approvalBody(desk, checker, decision));
    expect([answer.status, answer.body.code]).toEqual([409, 'evidence-changed']);
    expect(answer.body.detail).toContain(code);
    expect(await issuedFor(application.id)).toEqual([]);
    Object.assign(desk.turned, { status: {}, trust: {} });
    expect((await approve(desk, ['checker', checker], decision)).applicationState).toBe('issued');
  });

  test('an attestation and a status list of today are what it takes, however old the application', async () => {
    const { decision } = await waiting();
    desk.clock.advance(40 * 86_400);
    const approval = await approve(desk, ['checker', checker], decision);
    expect(approval.applicationState).toBe('issued');
    desk.clock.set(new Date(seconds * 1000));
  });

  test('a renewal at home is no change', async () => {
    const { decision } = await waiting();
    desk.turned.status = { [homeStatus.idx]: 3 };
    expect((await approve(desk, ['checker', checker], decision)).applicationState).toBe('issued');
  });

  test('without a mandate of its own the authority issues nothing', async () => {
    const { decision } = await waiting();
    desk.turned.trust = { withoutMandate: [recogniserIss] };
    const answer = await post(decision, await approvalBody(desk, checker, decision));
    expect([answer.status, answer.body.code]).toEqual([422, 'not-recognised-here']);
  });

  test('an agreement that was suspended issues nothing', async () => {
    const { decision } = await waiting();
    const [demo] = desk.turned.agreements;
    if (!demo) throw new Error('no agreement');
    const suspended = {
      id: randomUUID(),
      jurisdiction: 'HK',
      kind: 'suspended',
      reasonCode: 'under-review',
      effectiveAt: new Date(seconds * 1000 - 1000),
      saidAt: new Date(seconds * 1000 - 1000),
      recordedAt: new Date(seconds * 1000 - 1000),
      jws: 'a.b.c',
    } as const;
    desk.turned.agreements = [{ ...demo, statements: [suspended] }];
    const answer = await post(decision, await approvalBody(desk, checker, decision));
    expect([answer.status, answer.body.code]).toEqual([409, 'evidence-changed']);
    desk.turned.agreements = [demo];
  });
});

describe('a refusal', () => {
  const refusing = { outcome: 'refused', override: true, reasons: 'The papers contradict one another.' };

  test('is final with two people, reasons, and where to appeal until when', async () => {
    const application = await apply(desk, name, holder, { bridging: [{}] });
    const decision = await decide(desk, ['maker', maker], application, refusing);
    expect((await read(name, application.id)).decision).toBeNull();
    const approval = await approve(desk, ['checker', checker], decision);
    expect(approval).toMatchObject({ applicationState: 'refused', credentialId: null });
    const seen = await read(name, application.id);
    expect(seen).toMatchObject({
      state: 'refused',
      clock: { dueAt: null },
      closedAt: '2026-06-01T02:00:00.000Z',
      decision: { outcome: 'refused', reasons: refusing.reasons, appeal: { until: '2026-07-02' } },
    });
    expect(seen.decision?.appeal?.route.zhHans).toContain('申诉');
    expect((await desk.eventsOf(application.id)).at(-1)).toMatchObject({
      action: 'application.refused',
      reason: refusing.reasons,
      reasonCode: 'refused',
      details: { proposed: 'recognised-with-conditions', decided: 'refused', override: true },
    });
    expect(await issuedFor(application.id)).toEqual([]);
  });

  test('and its words are under the key of the person: erased with them, and nowhere else', async () => {
    const application = await apply(desk, name, holder, { bridging: [{}] });
    const decision = await decide(desk, ['maker', maker], application, refusing);
    await approve(desk, ['checker', checker], decision, { note: 'A note on the contradiction.' });
    const [row] = await desk.query(
      `select a.subject_id, d::text || p::text as rows from decisions d
       join approvals p on p.decision_id = d.id join applications a on a.id = d.application_id where d.id = $1`,
      [decision.id],
    );
    const hex = (text: string) => Buffer.from(text).toString('hex');
    for (const word of ['contradict', hex('contradict')]) expect(String(row?.['rows'])).not.toContain(word);
    await desk.db.transaction((tx) => desk.vault.erase(tx, String(row?.['subject_id'])));
    const seen = await read('maker', application.id);
    expect(seen).toMatchObject({
      state: 'refused',
      person: null,
      decision: { outcome: 'refused', reasons: null },
    });
  });

  test('of an award that came by grandfathering follows the proposal and still gives reasons', async () => {
    const application = await apply(desk, name, holder, { home: { route: 'grandfathering' } });
    expect(application.proposal.outcome).toBe('refuse');
    const decision = await decide(desk, ['maker', maker], application, {
      outcome: 'refused',
      reasons: 'The row accepts awards by examination or assessment only.',
    });
    expect((await approve(desk, ['checker', checker], decision)).applicationState).toBe('refused');
  });
});

describe('returning a decision', () => {
  test('sends it back to assessment with a note, and another can be taken', async () => {
    const { application, decision } = await waiting();
    const returned = await approve(desk, ['checker', checker], decision, {
      verdict: 'return',
      note: 'Please look at the certificate date again.',
    });
    expect(returned).toMatchObject({ verdict: 'return', applicationState: 'under-assessment' });
    expect((await desk.eventsOf(application.id)).at(-1)).toMatchObject({
      action: 'application.returned',
      after: 'under-assessment',
    });
    expect((await read(name, application.id)).decision).toBeNull();
    const late = await post(decision, await approvalBody(desk, other, decision), 'other');
    expect(late.body.code).toBe('decision-not-pending');
    const again = await decide(desk, ['maker', maker], application);
    expect((await approve(desk, ['other', other], again)).applicationState).toBe('issued');
  });

  test('and approving it at once: one of the two happens', async () => {
    const { application, decision } = await waiting();
    const answers = await Promise.all([
      post(decision, await approvalBody(desk, checker, decision), 'checker'),
      post(decision, await approvalBody(desk, other, decision, { verdict: 'return' }), 'other'),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const issued = await issuedFor(application.id);
    expect(issued).toHaveLength(answers[0].status === 201 ? 1 : 0);
  });
});

describe('an approval', () => {
  test('of another digest, another decision or another application is refused', async () => {
    const { decision } = await waiting();
    const body = await approvalBody(desk, checker, decision);
    const differing = { ...body, approval: { ...body.approval, decisionSha256: digestOf({}) } };
    expect((await post(decision, differing)).body.code).toBe('decision-differs');
    const unknown = { ...body, approval: { ...body.approval, decisionId: randomUUID() } };
    expect((await post(decision, unknown)).status).toBe(404);
    const elsewhere = { ...body, approval: { ...body.approval, applicationId: randomUUID() } };
    expect((await post(decision, elsewhere)).status).toBe(400);
  });

  test('signed for another act is refused: a return is no approval', async () => {
    const { application, decision } = await waiting();
    const { decisionSha256 } = decision;
    const approval = { applicationId: application.id, decisionId: decision.id, decisionSha256 };
    for (const act of ['return', 'decide']) {
      const signature = await statement(desk, checker, { decisionSha256, act });
      expect((await post(decision, { approval, signature })).body.code).toBe('signature-not-accepted');
    }
  });
});

async function publishedKey() {
  const [row] = await desk.query(`select public_jwk from signing_keys where purpose = 'credential'`);
  return { jwk: row?.['public_jwk'] };
}

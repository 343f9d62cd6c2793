import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { applicationAnswer } from '../../src/recognition/index.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import {
  bridgingStatus,
  demo1,
  homeRecord,
  homeStatus,
  hongKong,
  recogniser,
  recogniserIss,
  registrarIss,
  seconds,
} from './border.ts';
import { type Desk, openDesk } from './desk.ts';
import { apply, applicationBody, consent, evidenceBody, type Offer } from './steps.ts';

let desk: Desk;
let holder: SoftwareSigner;
let counter = 0;
let name: string;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(() => {
  name = `holder-${String(++counter)}`;
  holder = desk.holder(name);
  desk.turned.trust = {};
  desk.turned.status = {};
  desk.turned.agreements = [demo1];
});

const post = (body: object, key?: string) => desk.post(name, '/v1/applications', body, key);
const count = async (table: string) =>
  Number((await desk.query(`select count(*) as n from ${table}`))[0]?.['n']);

describe('an application', () => {
  test('is acknowledged and assessed at once, with a trace of every rule', async () => {
    const answer = await post(await applicationBody(desk, holder));
    expect(answer.status).toBe(201);
    const application = applicationAnswer.parse(answer.body);
    expect(answer.headers.location).toBe(`/v1/applications/${application.id}`);
    expect(application).toMatchObject({
      state: 'under-assessment',
      authority: recogniserIss,
      agreements: [{ id: 'DEMO-1', version: 1 }],
      home: { issuer: registrarIss, qualification: 'cn-qcbp-im-cc' },
      clock: { acknowledgedAt: '2026-06-01T02:00:00.000Z', dueAt: '2026-06-15T16:00:00.000Z' },
      proposal: { sequence: 1, outcome: 'bridging-required', agreement: { row: 'DEMO-1/i03' } },
      decision: null,
      person: { nameEn: 'SHEN Zhiyuan', nameZhHans: '沈知远', birthDate: '1994-03-12' },
      personalData: { included: true, rule: 'own-record' },
    });
    expect(application.proposal.missing.map(({ code }) => code)).toEqual([
      'hk-security-and-company-law',
      'hk-ethics-and-conduct',
      'bridging-assessment',
    ]);
    expect(application.proposal.trace.map(({ rule }) => rule)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15]);
    expect(application.evidence.map(({ type }) => type).toSorted()).toEqual([
      'home-attestation',
      'key-binding',
      'status-list',
    ]);
  });

  test('leaves an event for its receipt and one for the proposal, with the evidence by digest', async () => {
    const { id, evidence } = await apply(desk, name, holder, { bridging: [{}] });
    const [received, proposed, ...more] = await desk.eventsOf(id);
    expect(more).toEqual([]);
    expect(received).toMatchObject({
      action: 'application.received',
      actor: { id: `holder:${holder.kid}`, role: 'holder' },
      after: 'under-assessment',
      purpose: 'recognition',
    });
    expect(proposed).toMatchObject({
      action: 'application.proposed',
      agreement: { id: 'DEMO-1', version: 1, rowId: 'DEMO-1/i03' },
      details: { outcome: 'recognised-with-conditions', newerVersion: null },
    });
    const digests = evidence.map(({ digestSha256 }) => digestSha256).toSorted();
    const logged = applicationEvidence(received).map(({ digestSha256 }) => digestSha256);
    expect(logged.toSorted()).toEqual(digests);
  });

  test('writes the person to the vault and to nowhere else', async () => {
    const { id } = await apply(desk, name, holder);
    const dump = await everything();
    // Were a name in what was signed, it would be seen: the number of the credential is.
    expect(dump).toContain('DEMO-SZ-A-000001');
    for (const canary of ['SHEN Zh', 'Zhiyuan', '沈知远', '1994-03-12', 'DEMO-QCBP'])
      expect(dump.includes(canary)).toBe(false);
    expect(JSON.stringify(await desk.eventsOf(id))).not.toMatch(/SHEN Zh|1994-03-12|沈/);
    expect(desk.lines.join('\n')).not.toMatch(/SHEN Zh|1994-03-12|沈|eyJ[\w-]{20}/);
    const [row] = await desk.query('select subject_id, consent_id from applications where id = $1', [id]);
    expect(await desk.vault.person(desk.db, String(row?.['subject_id']))).toMatchObject({
      nameEn: 'SHEN Zhiyuan',
    });
    const consents = await desk.vault.consents(desk.db, String(row?.['subject_id']));
    expect(consents).toMatchObject([
      { id: row?.['consent_id'], recipient: recogniserIss, items: consent.items },
    ]);
  });

  test('keeps what the issuer signed as bytes whose digest is in the log', async () => {
    const { id } = await apply(desk, name, holder);
    const [row] = await desk.query(
      `select content, digest, encode(sha256(content), 'base64') as again from application_evidence
       where application_id = $1 and type = 'home-attestation'`,
      [id],
    );
    expect(Buffer.from(String(row?.['again']), 'base64').toString('base64url')).toBe(row?.['digest']);
    expect(String(row?.['content'])).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test('of the same key is of the same person, also when two come at once', async () => {
    const bodies = await Promise.all([applicationBody(desk, holder), applicationBody(desk, holder)]);
    const answers = await Promise.all(bodies.map((body) => post(body)));
    await apply(desk, name, holder);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const subjects = await desk.query(
      'select distinct subject_id from applications where holder_thumbprint = $1',
      [holder.kid],
    );
    expect(subjects).toHaveLength(1);
  });

  test('of a person who was erased is of somebody new', async () => {
    const first = await apply(desk, name, holder);
    const subjectOf = async (id: string) =>
      String(
        (await desk.query('select subject_id from applications where id = $1', [id]))[0]?.['subject_id'],
      );
    const erased = await subjectOf(first.id);
    await desk.db.transaction((tx) => desk.vault.erase(tx, erased));
    const second = await apply(desk, name, holder);
    expect(await subjectOf(second.id)).not.toBe(erased);
    expect(second.person).toMatchObject({ nameEn: 'SHEN Zhiyuan' });
    const again = applicationAnswer.parse((await desk.get(name, `/v1/applications/${first.id}`)).body);
    expect(again.person).toBeNull();
    expect(again.personalData.included).toBe(false);
  });

  test('sent twice under one Idempotency-Key is one', async () => {
    const body = await applicationBody(desk, holder);
    const key = randomUUID();
    const [first, second] = [await post(body, key), await post(body, key)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const other = await post({ ...body, language: 'zh-Hans' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });
});

describe('a nonce', () => {
  test('is used once, also under ten tries at once', async () => {
    const before = await count('applications');
    const body = await applicationBody(desk, holder);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(new Set(others.map(({ body: problem }) => problem.code))).toEqual(new Set(['nonce-not-accepted']));
    expect(await count('applications')).toBe(before + 1);
  });

  test('is not used up by an application that was refused', async () => {
    const nonce = await desk.nonce();
    const refused = await post(
      await applicationBody(desk, holder, { nonce, home: { qualification: 'cn-qcbp-jr-pf' } }),
    );
    expect(refused.status).toBe(422);
    expect((await post(await applicationBody(desk, holder, { nonce }))).status).toBe(201);
  });

  test('that was never given, or has expired, is not accepted', async () => {
    const invented = await post(await applicationBody(desk, holder, { nonce: 'invented-by-somebody' }));
    expect([invented.status, invented.body.code]).toEqual([422, 'nonce-not-accepted']);
    const body = await applicationBody(desk, holder);
    desk.clock.advance(599);
    expect((await post(await applicationBody(desk, holder, { nonce: body.nonce }))).status).toBe(201);
    const late = await desk.nonce();
    desk.clock.advance(601);
    const expired = await post(await applicationBody(desk, holder, { nonce: late }));
    expect([expired.status, expired.body.code]).toEqual([422, 'nonce-not-accepted']);
    desk.clock.set(new Date(seconds * 1000));
  });
});

describe('at the door', () => {
  test.each<[string, Offer, string, string]>([
    ['a recognition as source', { home: { vct: vct.recognition } }, 'chaining-not-allowed', 'invalid'],
    ['a superseded credential', {}, 'presentation-not-accepted', 'status-superseded'],
    [
      'an unknown issuer',
      { home: { iss: `${hongKong}/authorities/x` } },
      'presentation-not-accepted',
      'issuer-key',
    ],
    [
      'a bridging result of a real node',
      { bridging: [{ demonstration: false }] },
      'presentation-not-accepted',
      'demonstration-flag',
    ],
  ])('%s is refused, and nothing is written', async (what, offer, code, detail) => {
    if (what.startsWith('a superseded')) desk.turned.status = { [homeStatus.idx]: 3 };
    const before = await count('applications');
    const answer = await post(await applicationBody(desk, holder, offer));
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(answer.body.errors[0]).toMatchObject({ code: detail });
    expect(await count('applications')).toBe(before);
  });

  test.each<[string, Record<number, 0 | 1 | 2 | 3 | 'unknown'>, string]>([
    ['has ended', { [homeStatus.idx]: 1 }, 'status-ended'],
    ['bridging has ended', { [bridgingStatus.idx]: 1 }, 'status-ended'],
    ['bridging is suspended', { [bridgingStatus.idx]: 2 }, 'status-not-valid'],
    ['bridging is out of reach', { [bridgingStatus.idx]: 'unknown' }, 'status-unknown'],
  ])('a credential that %s is refused', async (_, status, detail) => {
    desk.turned.status = status;
    const answer = await post(await applicationBody(desk, holder, { bridging: [{}] }));
    expect([answer.status, answer.body.code]).toEqual([422, 'presentation-not-accepted']);
    expect(answer.body.errors[0].code).toBe(detail);
  });

  test('suspension and a list out of reach pass, for the rules to judge', async () => {
    desk.turned.status = { [homeStatus.idx]: 2, [homeRecord.idx]: 2 };
    expect((await apply(desk, name, holder)).proposal.outcome).toBe('refuse');
    desk.turned.status = { [homeStatus.idx]: 'unknown', [homeRecord.idx]: 'unknown' };
    const open = await apply(desk, name, holder);
    expect(open.proposal.outcome).toBe('inconclusive');
    expect(open.evidence.map(({ type }) => type)).not.toContain('status-list');
  });

  test('a trust list that is too old is no answer about the credential', async () => {
    desk.turned.trust = { fresh: false };
    const answer = await post(await applicationBody(desk, holder));
    expect([answer.status, answer.body.code]).toEqual([503, 'home-side-out-of-reach']);
    expect(answer.headers['retry-after']).toBe('30');
  });

  test('credentials of two keys, or of another than the caller’s, are refused', async () => {
    const nonce = await desk.nonce();
    const mine = await applicationBody(desk, holder, { nonce });
    const theirs = await applicationBody(desk, softwareSigner(), { nonce, bridging: [{}] });
    for (const body of [theirs, { ...mine, bridging: theirs.bridging }]) {
      const answer = await post(body);
      expect([answer.status, answer.body.code]).toEqual([422, 'holder-key-mismatch']);
    }
  });

  test.each<[string, JsonObject]>([
    ['leaves out what is disclosed', { items: ['nameEn', 'birthDate'] }],
    ['is of tomorrow', { givenAt: '2026-06-02T02:00:00Z' }],
  ])('a consent that %s is refused', async (_, changes) => {
    const body = await applicationBody(desk, holder, { body: { consent: { ...consent, ...changes } } });
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'consent-incomplete']);
  });

  test('a target that nobody here recognises, and an award that leads nowhere, are refused', async () => {
    const elsewhere = await post(
      await applicationBody(desk, holder, { body: { targetQualification: 'cn-qcbp-im-cc' } }),
    );
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'not-recognised-here']);
    desk.turned.agreements = [];
    const nowhere = await post(await applicationBody(desk, holder));
    expect([nowhere.status, nowhere.body.code]).toEqual([422, 'no-agreement-row']);
  });
});

describe('an employer that relays', () => {
  let organisationId: string;
  beforeAll(async () => {
    organisationId = await desk.organisation(null, 'employer');
    for (const [as, id] of [
      ['hr', organisationId],
      ['other-hr', randomUUID()],
    ] as const)
      desk.callers.set(as, {
        kind: 'client',
        clientId: randomUUID(),
        roles: ['hr-system'],
        scopes: ['applications:write', 'applications:read'],
        organisation: {
          id,
          name: 'Example Bank HK',
          jurisdiction: 'HK',
          registeredPlace: 'HK',
          gbaEligible: true,
          contractFilingNumber: null,
          purposes: ['recognition'],
          authority: null,
        },
      });
  });
  const mandate = (changes: JsonObject = {}) =>
    signCompactJws(
      { typ: 'wenjin-mandate+jwt' },
      {
        aud: hongKong,
        organisation: organisationId,
        purpose: 'recognition',
        iat: seconds,
        exp: seconds + 86_400,
        jti: 'mandate-0001',
        ...changes,
      },
      holder,
    );
  const relayed = async (given: JsonObject) =>
    desk.post(
      'hr',
      '/v1/applications',
      await applicationBody(desk, holder, { body: { caseReference: 'HR-117', ...given } }),
    );

  test('does so by the holder’s mandate, and gets no personal data', async () => {
    const answer = await relayed({ mandate: await mandate() });
    expect(answer.status).toBe(201);
    const application = applicationAnswer.parse(answer.body);
    expect(application).toMatchObject({
      relayedBy: organisationId,
      caseReference: 'HR-117',
      person: null,
      personalData: { included: false, rule: 'not-needed' },
    });
    const [received] = await desk.eventsOf(application.id);
    expect(received).toMatchObject({
      onBehalfOf: `holder:${holder.kid}`,
      caseReference: 'HR-117',
      authorisation: { type: 'holder-mandate', reference: 'mandate-0001' },
      client: { organisation: organisationId },
    });
    expect((await desk.get('hr', `/v1/applications/${application.id}`)).status).toBe(200);
    expect((await desk.get('other-hr', `/v1/applications/${application.id}`)).status).toBe(404);
    expect((await desk.get(name, `/v1/applications/${application.id}`)).status).toBe(200);
    const added = await desk.post(
      'hr',
      `/v1/applications/${application.id}/evidence`,
      await evidenceBody(desk, holder),
    );
    expect(added.body.proposal).toMatchObject({ sequence: 2, outcome: 'recognised-with-conditions' });
  });

  test('sees it until the mandate ends', async () => {
    const { body } = await relayed({ mandate: await mandate({ exp: seconds + 3600 }) });
    const seen = () => desk.get('hr', `/v1/applications/${String(body.id)}`);
    const listed = async () =>
      (await desk.get('hr', '/v1/applications')).body.items.map(({ id }: { id: string }) => id);
    expect((await seen()).status).toBe(200);
    expect(await listed()).toContain(body.id);
    desk.clock.advance(3600);
    expect((await seen()).status).toBe(404);
    expect(await listed()).not.toContain(body.id);
    desk.clock.set(new Date(seconds * 1000));
  });

  test.each([
    ['no mandate', undefined, 'required'],
    ['a mandate for another organisation', { organisation: randomUUID() }, 'invalid'],
    ['a mandate for another purpose', { purpose: 'verification' }, 'invalid'],
    ['a mandate that has expired', { iat: seconds - 10, exp: seconds - 1 }, 'invalid'],
  ])('is refused with %s', async (_, changes, code) => {
    const answer = await relayed(changes === undefined ? {} : { mandate: await mandate(changes) });
    expect([answer.status, answer.body.code]).toEqual([422, 'holder-mandate-not-accepted']);
    expect(answer.body.errors).toMatchObject([{ pointer: '/body/mandate', code }]);
  });

  test('a holder in person needs and sends none', async () => {
    const body = await applicationBody(desk, holder, { body: { mandate: await mandate() } });
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
  });
});

test('the one authority that recognises is the one with the mandate', async () => {
  const { id } = await apply(desk, name, holder);
  const [row] = await desk.query('select authority from applications where id = $1', [id]);
  expect(row?.['authority']).toBe(recogniser);
});

function applicationEvidence(event: Record<string, unknown> | undefined): { digestSha256: string }[] {
  const evidence = event?.['evidence'];
  return Array.isArray(evidence) ? evidence : [];
}

/** Every table of the database as text, but for the encrypted ones of the vault. */
async function everything(): Promise<string> {
  const tables = await desk.query(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name: table }) =>
      JSON.stringify(await desk.query(`select t.*::text as row from ${String(table)} t`)),
    ),
  );
  const readable = texts.join('\n').replaceAll(/\\\\x([0-9a-f]+)/g, (_, hex: string) => {
    const text = Buffer.from(hex, 'hex').toString('utf8');
    return `${text}\n${text
      .split(/[.~]/)
      .map((part) => Buffer.from(part, 'base64url').toString('utf8'))
      .join('\n')}`;
  });
  return readable;
}

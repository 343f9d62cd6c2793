import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusOf } from '../../src/platform/problem.ts';
import { faultsOf } from '../../src/platform/openapi.ts';
import type { RegisteredPlace, Role } from '../../src/kernel/caller.ts';
import type { Jurisdiction } from '../../src/kernel/jurisdiction.ts';
import { applicationAnswer, applicationPage } from '../../src/recognition/index.ts';
import type { SoftwareSigner } from '../kernel/software-signer.ts';
import { recogniser } from './border.ts';
import { type Desk, openDesk, type RegisteredOfficer } from './desk.ts';
import { apply, applicationBody, approve, decide, unknownId } from './steps.ts';

let desk: Desk;
let holder: SoftwareSigner;
let maker: RegisteredOfficer;
let checker: RegisteredOfficer;

beforeAll(async () => {
  desk = await openDesk();
  holder = desk.holder('holder');
  desk.holder('other');
  const organisationId = await desk.organisation(recogniser, 'recognition-authority');
  maker = await desk.officer('maker', { organisationId, authority: recogniser });
  checker = await desk.officer('checker', { organisationId, authority: recogniser });
  member('bank', { roles: ['verifying-bank'] });
  member('examiner', { roles: ['regulator'] });
  member('their-examiner', { roles: ['regulator'], jurisdiction: 'CN-SZ', place: 'GBA-MAINLAND' });
});
afterAll(() => desk.close());

function member(
  name: string,
  of: { roles: readonly Role[]; jurisdiction?: Jurisdiction; place?: RegisteredPlace; authority?: string },
): void {
  desk.callers.set(name, {
    kind: 'client',
    clientId: randomUUID(),
    roles: of.roles,
    scopes: ['applications:read', 'applications:write', 'decisions:write', 'approvals:write'],
    organisation: {
      id: randomUUID(),
      name,
      jurisdiction: of.jurisdiction ?? 'HK',
      registeredPlace: of.place ?? 'HK',
      gbaEligible: true,
      contractFilingNumber: null,
      purposes: ['recognition', 'supervision', 'verification'],
      authority: of.authority ?? null,
    },
  });
}

const posts = [
  '/v1/applications',
  '/v1/applications/:id/evidence',
  '/v1/applications/:id/withdrawals',
  '/v1/applications/:id/appeals',
  '/v1/applications/:id/appeal-withdrawals',
  '/v1/applications/:id/decisions',
  '/v1/applications/:id/approvals',
] as const;
const gets = ['/v1/applications', '/v1/applications/:id'] as const;
const at = (path: string, id = unknownId()) => path.replace(':id', id);

describe('every operation', () => {
  test.each(posts)(
    'POST %s: 401 without a token, 403 to who has no such role, 400 without a key',
    async (path) => {
      expect((await desk.post(undefined, at(path), {})).status).toBe(401);
      expect((await desk.post('bank', at(path), {})).status).toBe(403);
      const who = path.endsWith('decisions') || path.endsWith('approvals') ? 'maker' : 'holder';
      const keyless = await desk.post(who, at(path), undefined, 'short');
      expect(keyless.status).toBe(400);
    },
  );

  test.each(posts.filter((path) => !path.endsWith('withdrawals')))(
    'POST %s: 400 with pointers for a body that does not fit, 400 for one that is no JSON, 415 for another type, 413 for a large one',
    async (path) => {
      const who = path.endsWith('decisions') || path.endsWith('approvals') ? 'maker' : 'holder';
      const misfit = await desk.post(who, at(path), { surprise: true });
      expect([misfit.status, misfit.body.code]).toEqual([400, 'invalid-request']);
      expect(misfit.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain(
        '/body/surprise',
      );
      const key = randomUUID();
      const raw = desk.post(who, at(path), undefined, key);
      expect((await raw.type('application/json').send('{"a":1,"a":2}')).status).toBe(400);
      expect((await desk.post(who, at(path), undefined, key).type('text/plain').send('a')).status).toBe(415);
      const large = desk.post(who, at(path), { nonce: 'x'.repeat(300_000) });
      expect((await large).status).toBe(413);
    },
  );

  test.each(posts.slice(1))(
    'POST %s: 404 for an application that is not there, 400 for what is no identifier',
    async (path) => {
      const who = path.endsWith('decisions') || path.endsWith('approvals') ? 'maker' : 'holder';
      const id = unknownId();
      const bodies: Record<string, object | undefined> = {
        evidence: { experienceMonths: 1 },
        withdrawals: undefined,
        'appeal-withdrawals': undefined,
        appeals: { grounds: 'It was by examination.' },
        decisions: {
          decision: {
            applicationId: id,
            proposalId: id,
            outcome: 'refused',
            override: false,
            reasons: 'No.',
          },
          signature: 'e30.e30.AAAA',
        },
        approvals: {
          approval: { applicationId: id, decisionId: id, decisionSha256: 'x'.repeat(43) },
          signature: 'e30.e30.AAAA',
        },
      };
      const body = bodies[path.split('/').at(-1) ?? ''];
      expect((await desk.post(who, at(path, id), body)).status).toBe(404);
      expect((await desk.post(who, at(path, 'nothing'), body)).status).toBe(400);
    },
  );

  test.each(gets)('GET %s: 401, 403, 400', async (path) => {
    expect((await desk.get(undefined, at(path))).status).toBe(401);
    expect((await desk.get('bank', at(path))).status).toBe(403);
    expect((await desk.get('holder', `${at(path)}?surprise=1`)).status).toBe(400);
  });

  test('states every status that it answers', async () => {
    const stated = desk.router.operations.map((operation) => {
      const statuses = [...faultsOf(operation, operation.creates, true)].map(statusOf);
      return [
        operation.id,
        [...new Set([...Object.keys(operation.answers).map(Number), ...statuses])].toSorted((a, b) => a - b),
      ];
    });
    expect(Object.fromEntries(stated)).toMatchObject({
      applyForRecognition: [201, 400, 401, 403, 409, 413, 415, 422, 503],
      addApplicationEvidence: [201, 400, 401, 403, 404, 409, 413, 415, 422, 503],
      appealAgainstRefusal: [201, 400, 401, 403, 404, 409, 413, 415, 422, 503],
      withdrawAppeal: [201, 400, 401, 403, 404, 409, 422, 503],
      withdrawApplication: [201, 400, 401, 403, 404, 409, 422, 503],
      getApplication: [200, 400, 401, 403, 404, 503],
      listApplications: [200, 400, 401, 403, 503],
      decideApplication: [201, 400, 401, 403, 404, 409, 413, 415, 422, 503],
      approveDecision: [201, 400, 401, 403, 404, 409, 413, 415, 422, 503],
    });
  });

  test('refuses a key that was used for something else: 422', async () => {
    const [one, other] = [await apply(desk, 'holder', holder), await apply(desk, 'holder', holder)];
    const key = randomUUID();
    const withdraw = (id: string) =>
      desk.post('holder', `/v1/applications/${id}/withdrawals`, undefined, key);
    expect((await withdraw(one.id)).status).toBe(201);
    const reused = await withdraw(other.id);
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  test('adds nothing about a person whose data are restricted: 409', async () => {
    const key = desk.holder('restricted');
    const { id } = await apply(desk, 'restricted', key);
    const [row] = await desk.query('select subject_id from applications where id = $1', [id]);
    await desk.db.transaction((tx) => desk.vault.restrict(tx, String(row?.['subject_id'])));
    const answer = await desk.post('restricted', '/v1/applications', await applicationBody(desk, key));
    expect([answer.status, answer.body.code]).toEqual([409, 'subject-restricted']);
  });

  test('answers 503 while the database is away', async () => {
    const away = await openDesk();
    for (const name of ['examiner', 'maker']) away.callers.set(name, caller(name));
    const body = await applicationBody(away, away.holder('holder'));
    await away.interrupt();
    const id = unknownId();
    const signature = 'e30.e30.AAAA';
    const answers = await Promise.all([
      away.get('examiner', '/v1/applications'),
      away.get('examiner', at('/v1/applications/:id')),
      away.post('holder', '/v1/applications', body),
      away.post('holder', at('/v1/applications/:id/evidence'), { experienceMonths: 1 }),
      away.post('holder', at('/v1/applications/:id/withdrawals'), undefined),
      away.post('holder', at('/v1/applications/:id/appeal-withdrawals'), undefined),
      away.post('holder', at('/v1/applications/:id/appeals'), { grounds: 'It was by examination.' }),
      away.post('maker', at('/v1/applications/:id/decisions', id), {
        decision: { applicationId: id, proposalId: id, outcome: 'refused', override: false },
        signature,
      }),
      away.post('maker', at('/v1/applications/:id/approvals', id), {
        approval: { applicationId: id, decisionId: id, decisionSha256: 'x'.repeat(43) },
        signature,
      }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBeDefined();
    }
    await away.close();
  });
});

function caller(name: string) {
  const found = desk.callers.get(name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}

describe('who sees an application', () => {
  const seen = async (as: string, id: string) => desk.get(as, `/v1/applications/${id}`);

  test('its holder, the officers of the authority, the regulator of this side; nobody else', async () => {
    const { id } = await apply(desk, 'holder', holder);
    member('hr', { roles: ['hr-system'] });
    member('program', { roles: ['host-assessor'], authority: recogniser });
    const statuses = await Promise.all(
      ['holder', 'maker', 'examiner', 'other', 'their-examiner', 'hr', 'program'].map((as) => seen(as, id)),
    );
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 404, 404, 404, 404]);
  });

  test('an officer gets the person where place allows it, and the look is on record', async () => {
    const { id } = await apply(desk, 'holder', holder);
    const answer = applicationAnswer.parse((await seen('maker', id)).body);
    expect(answer.person).toMatchObject({ nameEn: 'SHEN Zhiyuan' });
    expect(answer.personalData).toMatchObject({ included: true, rule: 'hk-within' });
    const [record] = await desk.query(
      `select kind, purpose, result, holder_thumbprint, officer_id from access_records where $1 = any(object_ids)`,
      [id],
    );
    expect(record).toMatchObject({
      purpose: 'recognition',
      result: 'with-personal-data',
      holder_thumbprint: holder.kid,
      officer_id: maker.caller.officerId,
    });
  });

  test('an officer of an organisation that is registered elsewhere gets it without, and is told why', async () => {
    const { id } = await apply(desk, 'holder', holder);
    desk.callers.set('remote', {
      ...maker.caller,
      organisation: { ...maker.caller.organisation, registeredPlace: 'ELSEWHERE' },
    });
    const answer = applicationAnswer.parse((await seen('remote', id)).body);
    expect(answer.person).toBeNull();
    expect(answer.personalData).toMatchObject({ included: false, rule: 'outside-gba' });
    expect(JSON.stringify(answer)).not.toMatch(/SHEN Zh|1994-03-12/);
  });
});

describe('the list', () => {
  test('goes page by page, newest first, and holds no personal data', async () => {
    const lister = desk.holder('lister');
    const ids: string[] = [];
    for (let made = 0; made < 5; made += 1) {
      desk.clock.advance(1);
      ids.unshift((await apply(desk, 'lister', lister)).id);
    }
    const pages: string[][] = [];
    for (let next: string | null = ''; next !== null; ) {
      const query: string = next === '' ? 'limit=2' : `limit=2&cursor=${next}`;
      const answer = await desk.get('lister', `/v1/applications?${query}`);
      expect(JSON.stringify(answer.body)).not.toMatch(/SHEN Zh|1994-03-12/);
      const page = applicationPage.parse(answer.body);
      pages.push(page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(ids);
  });

  test('is narrowed by state, and a cursor is good for its own list only', async () => {
    const key = desk.holder('narrow');
    const [one] = [
      await apply(desk, 'narrow', key),
      await apply(desk, 'narrow', key),
      await apply(desk, 'narrow', key),
    ];
    await desk.post('narrow', `/v1/applications/${one.id}/withdrawals`, undefined);
    const withdrawn = applicationPage.parse(
      (await desk.get('narrow', '/v1/applications?state=withdrawn')).body,
    );
    expect(withdrawn.items.map(({ id }) => id)).toEqual([one.id]);
    const { body } = await desk.get('narrow', '/v1/applications?limit=1');
    for (const address of ['/v1/applications?state=withdrawn&cursor=', '/v1/applications?cursor=x']) {
      const answer = await desk.get('narrow', `${address}${String(body.next)}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'cursor-invalid']);
    }
    expect((await desk.get('holder', `/v1/applications?cursor=${String(body.next)}`)).status).toBe(400);
  });

  test('is empty for who may see none, and shows an officer those of the authority alone', async () => {
    const elsewhere = await desk.organisation('another-authority', 'recognition-authority');
    await desk.officer('stranger', { organisationId: elsewhere, authority: 'another-authority' });
    for (const as of ['stranger', 'their-examiner'])
      expect((await desk.get(as, '/v1/applications')).body).toEqual({ items: [], next: null });
    for (const as of ['maker', 'examiner'])
      expect((await desk.get(as, '/v1/applications')).body.items.length).toBeGreaterThan(0);
  });
});

test('names are in no event, no log line and no address, from application to issue', async () => {
  const key = desk.holder('whole');
  const application = await apply(desk, 'whole', key, { bridging: [{}] });
  const decision = await decide(desk, ['maker', maker], application);
  const approval = await approve(desk, ['checker', checker], decision);
  for (const id of [application.id, approval.credentialId ?? ''])
    expect(JSON.stringify(await desk.eventsOf(id))).not.toMatch(/SHEN Zh|Zhiyuan|沈|1994-03-12/);
  expect(desk.lines.join('\n')).not.toMatch(/SHEN Zh|Zhiyuan|沈|1994-03-12|eyJ[\w-]{20}/);
});

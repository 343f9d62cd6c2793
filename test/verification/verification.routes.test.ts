import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken, holderToken, officerToken, verificationBody } from '../../src/bin/demo-acts.ts';
import { decideStatus } from '../../src/bin/demo-officers.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { verificationResult } from '../../src/verification/verification.schema.ts';
import { type Border, startBorder } from '../support/border.ts';
import { type RecognisedPerson, recognised, until } from '../support/recognised.ts';

let border: Border;
let person: RecognisedPerson;
let owner: pg.Client;
let bank: string;

beforeAll(async () => {
  border = await startBorder({ agreed: true });
  person = await recognised(border, 0);
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  bank = await clientToken(border.hk, 'bank');
});
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const body = (more: object = {}) => ({
  ...verificationBody({ credentials: person.credentials, caseReference: 'HR-7' }),
  ...more,
});
function post(sent: string | object, token: string | undefined = bank, headers: Record<string, string> = {}) {
  const call = request(border.hk.app.server)
    .post('/v1/verifications')
    .set('content-type', 'application/json')
    .set(headers);
  return (token === '' ? call : call.set('authorization', `Bearer ${token}`)).send(sent);
}
const records = async () =>
  (await owner.query('select * from access_records where kind = $1 order by at', ['verification'])).rows;

describe('an answer', () => {
  test('200: the published contract, recorded before it is given', async () => {
    const before = await records();
    const answer = await post(body({ receipt: true }));
    expect(answer.status).toBe(200);
    expect(verificationResult.parse(answer.body).result).toBe('VALID_WITH_CONDITIONS');
    const after = await records();
    expect(after).toHaveLength(before.length + 1);
    expect(after.at(-1)).toMatchObject({
      purpose: 'employment-screening',
      stage: 'pre-offer',
      authorisation_type: 'consent',
      authorisation_reference: 'CONSENT-HR-7',
      case_reference: 'HR-7',
      result: 'VALID_WITH_CONDITIONS',
    });
    expect(JSON.stringify(after.at(-1))).not.toMatch(/SHEN Zh|沈|1994-03-12/);
  });

  test.each([
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['text/html;q=0, */*', 'application/json'],
    ['text/html;q=0.2, application/json;q=0.9', 'application/json'],
    ['text/html, application/json;q=0.9, */*;q=0.8', 'text/html'],
    ['text/*', 'text/html'],
  ])('200: to who accepts %s as %s', async (accept, type) => {
    const answer = await post(body(), bank, { accept });
    expect([answer.status, answer.type]).toEqual([200, type]);
  });

  test('200: a page in three languages on request, that escapes what came from outside and may run nothing', async () => {
    const answer = await post(body({ caseReference: '<script>alert(1)</script>' }), bank, {
      accept: 'text/html',
    });
    expect([answer.status, answer.type]).toEqual([200, 'text/html']);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.text).toContain('VALID_WITH_CONDITIONS');
    for (const language of ['en', 'zh-Hant', 'zh-Hans']) expect(answer.text).toContain(`lang="${language}"`);
    expect(answer.text).not.toContain('<script');
  });

  test('the good path asks the database nothing: no table is read more often for 100 requests', async () => {
    // The workers' own: they look into these many times a second, at a pace of their own.
    const ofWorkers = ['snapshot_versions', 'notices_out'];
    // The record of each look is an entry of the log: its rows refer to one another, and the sequencer takes it up.
    const ofLog = [
      'events',
      'log_pending',
      'log_entries',
      'log_bundles',
      'log_tiles',
      'log_head',
      'log_checkpoints',
    ];
    const counters = async () => {
      await owner.query('select pg_stat_clear_snapshot()');
      const { rows } = await owner.query(
        'select relname, seq_scan + coalesce(idx_scan, 0) as reads from pg_stat_user_tables where not relname = any($1)',
        [[...ofWorkers, ...ofLog]],
      );
      return Object.fromEntries(rows.map(({ relname, reads }) => [relname, Number(reads)]));
    };
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    // Statistics come a second late; workers read a little all the time, so a quiet while is measured beside a busy one.
    await pause(1200);
    const first = await counters();
    const began = performance.now();
    await pause(1200);
    const quiet = await counters();
    const between = performance.now();
    for (let round = 0; round < 100; round++) expect((await post(body())).status).toBe(200);
    await pause(1200);
    const busy = await counters();
    // The workers go on at their pace for as long as the requests take.
    const longer = (performance.now() - between) / (between - began);
    for (const table of Object.keys(busy)) {
      const [idle, asked] = [
        Number(quiet[table]) - Number(first[table]),
        Number(busy[table]) - Number(quiet[table]),
      ];
      expect(asked, table).toBeLessThan(idle * longer * 2 + 60);
    }
  });

  test('a holder is told of the own credentials, and of no others', async () => {
    const own = await post(body({ purpose: 'holder-check' }), await holderToken(border.hk, person.wallet));
    expect(own.body.result).toBe('VALID_WITH_CONDITIONS');
    const stranger = await post(
      body({ purpose: 'holder-check' }),
      await holderToken(border.hk, new Wallet(await newKeyPair())),
    );
    expect([stranger.status, stranger.body.result]).toEqual([200, 'NOT_FOUND_OR_NOT_SHARED']);
  });

  test('identity: what the caller knows is compared with what was disclosed, codes come back', async () => {
    const same = await post(body({ identity: { nameEn: 'SHEN Zhiyuan', birthDate: '1994-03-12' } }));
    expect(same.body.identityMatch.level).toBe('strong');
    const other = await post(body({ identity: { nameEn: 'SHEN Zhiyuan', birthDate: '1990-01-01' } }));
    expect(other.body.identityMatch.mismatchedOn).toContain('birth-date');
    expect(JSON.stringify(other.body.identityMatch)).not.toContain('1994-03-12');
  });
});

describe('a refusal records nothing', () => {
  test.each<[string, () => ReturnType<typeof post>, number, string]>([
    ['no credentials', () => post(body({ credentials: [] })), 400, 'invalid-request'],
    ['too many', () => post(body({ credentials: ['a', 'b', 'c', 'd', 'e'] })), 400, 'invalid-request'],
    ['no purpose', () => post(body({ purpose: undefined })), 400, 'invalid-request'],
    ['an unknown member', () => post(body({ admin: true })), 400, 'invalid-request'],
    [
      'an identity number before an offer',
      () => post(body({ identity: { identityNumber: { type: 'hkid', number: 'QQ000101(3)' } } })),
      400,
      'invalid-request',
    ],
    [
      'an instant that is still to come',
      () => post(body({ asOf: '2999-01-01T00:00:00Z' })),
      400,
      'invalid-request',
    ],
    ['broken JSON', () => post('{"credentials":'), 400, 'malformed-json'],
    ['no token', () => post(body(), ''), 401, 'unauthenticated'],
    ['a forged token', () => post(body(), 'eyJhbGciOiJub25lIn0.e30.'), 401, 'unauthenticated'],
    [
      'a media type that is not to be had',
      () => post(body(), bank, { accept: 'application/pdf' }),
      406,
      'not-acceptable',
    ],
    ['too large', () => post(body({ caseReference: 'x'.repeat(300_000) })), 413, 'too-large'],
    [
      'an expired authorisation',
      () =>
        post(
          body({
            authorisation: { type: 'consent', reference: 'C', scope: 's', expiresAt: '2020-01-01T00:00:00Z' },
          }),
        ),
      422,
      'authorisation-expired',
    ],
  ])('%s', async (_name, send, status, code) => {
    const before = await records();
    const answer = await send();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await records()).toHaveLength(before.length);
  });

  test('403 for who has no such role; 415 for another media type', async () => {
    const committee = await officerToken(border.hk, 'committee', 'HK-JC-01');
    expect((await post(body(), committee)).status).toBe(403);
    expect((await post('hello', bank, { 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('receipts', () => {
  const check = (node: 'hk' | 'sz', sent: object | string) =>
    request(border[node].app.server)
      .post('/v1/receipts/verify')
      .set('content-type', 'application/json')
      .send(sent);
  test('are genuine on either node, and not when altered', async () => {
    const { receipt } = (await post(body({ receipt: true }))).body;
    for (const node of ['hk', 'sz'] as const) {
      const answer = await check(node, { receipt });
      expect([answer.status, answer.body.authentic]).toEqual([200, true]);
    }
    const altered = `${String(receipt).slice(0, -6)}AAAAAA`;
    expect((await check('hk', { receipt: altered })).body.authentic).toBe(false);
  });
  test.each<[object | string, number]>([
    [{}, 400],
    [{ receipt: 1 }, 400],
    ['[', 400],
  ])('%j is refused', async (sent, status) => {
    expect((await check('hk', sent)).status).toBe(status);
  });
});

test('as of a past instant the answer is what it was then, also after a suspension', async () => {
  const then = (await post(body())).body.checkedAt;
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await decideStatus(border.sz, 'registrar', 'SZ-REG-01', {
    object: { type: 'record', id: person.recordId },
    kind: 'suspend',
    facet: 'standing',
    reasonCode: 'not-stated',
  });
  const took = await until(async () => (await post(body())).body.result === 'SUSPENDED');
  expect(took).toBeLessThan(2000);
  expect((await post(body({ asOf: then }))).body.result).toBe('VALID_WITH_CONDITIONS');
  await until(async () => (await post(body())).body.facets.homeStanding.state === 'suspended');
  expect((await post(body())).body.facets.award.state).toBe('intact');
});

test('503 when the database is away: nothing is answered that could not be recorded', async () => {
  const name = new URL(border.hk.database.ownerUrl).pathname.slice(1);
  const admin = new pg.Client({
    connectionString: border.hk.database.ownerUrl.replace(`/${name}`, '/postgres'),
  });
  await admin.connect();
  await owner.end();
  await admin.query(`alter database ${name} connection limit 0`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  const answer = await post(body());
  expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  await admin.query(`alter database ${name} connection limit -1`);
  await until(async () => (await post(body())).status === 200);
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  await admin.end();
});

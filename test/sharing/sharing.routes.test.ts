import { randomUUID } from 'node:crypto';
import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken, holderToken, officerToken } from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { type ShareCodeAnswer, shareCodeAnswer, shareCodePage } from '../../src/sharing/sharing.schema.ts';
import { createSharingWorker } from '../../src/sharing/index.ts';
import { verificationResult } from '../../src/verification/index.ts';
import { attested, type Attested } from '../retention/people.ts';
import { type Border, startBorder } from '../support/border.ts';
import { patiently, type RecognisedPerson, recognised } from '../support/recognised.ts';

let border: Border;
let owner: pg.Client;
let shen: RecognisedPerson;
let chan: Attested;
let tokens: { readonly bank: string; readonly shen: string; readonly chan: string };

beforeAll(async () => {
  border = await startBorder({ agreed: true });
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  shen = await recognised(border, 0);
  chan = await patiently(() => attested(border.hk, owner, 61));
  tokens = {
    bank: await clientToken(border.hk, 'bank'),
    shen: await holderToken(border.hk, shen.wallet),
    chan: await holderToken(border.hk, chan.wallet),
  };
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const server = () => request(border.hk.app.server);
const ofChan = (more: object = {}) => ({
  share: [{ credential: chan.credentialId, fields: ['name_en', 'birth_date'] }],
  purpose: 'employment-screening',
  days: 30,
  uses: 3,
  ...more,
});
const make = (body: object, token = tokens.chan, key: string = randomUUID()) =>
  server()
    .post('/v1/share-codes')
    .set('authorization', `Bearer ${token}`)
    .set('idempotency-key', key)
    .send(body);
async function made(
  body: object = ofChan(),
  token = tokens.chan,
): Promise<ShareCodeAnswer & { code: string }> {
  const answer = await make(body, token);
  expect(answer.status).toBe(201);
  const { code, ...rest } = shareCodeAnswer.parse(answer.body);
  if (code === null) throw new Error('a new code opens something');
  return { ...rest, code };
}
const look = (code: string, more: object = {}, token = tokens.bank) =>
  server()
    .post('/v1/share-codes/verifications')
    .set('authorization', `Bearer ${token}`)
    .send({ code, purpose: 'employment-screening', stage: 'pre-offer', caseReference: 'HR-61', ...more });
const read = (path: string, token = tokens.chan) =>
  server().get(path).set('authorization', `Bearer ${token}`);
const revoke = (id: string, token = tokens.chan) =>
  server().delete(`/v1/share-codes/${id}`).set('authorization', `Bearer ${token}`);

describe('a code', () => {
  test('201: shows what its holder chose, and no more, in the answer of any other verification', async () => {
    const { code, link, qr } = await made();
    expect(link).toBe(`https://hk.wenjin.example/share#${code}`);
    expect(qr?.svg).toContain('<svg');
    const answer = await look(code, { receipt: true });
    expect(answer.status).toBe(200);
    const result = verificationResult.parse(answer.body);
    expect(result).toMatchObject({ result: 'VALID', caseReference: 'HR-61', stage: 'pre-offer' });
    expect(result.disclosed).toEqual({
      name_en: castOf(61).chan.nameEn,
      birth_date: castOf(61).chan.birthDate,
    });
    expect(result.receipt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const nothing = await made(ofChan({ share: [{ credential: chan.credentialId, fields: [] }] }));
    const bare = verificationResult.parse((await look(nothing.code)).body);
    expect([bare.result, bare.disclosed]).toEqual(['VALID', {}]);
  });

  test('carries the home credential of the other node and the recognition together', async () => {
    const [home = ''] = shen.credentials;
    const { code } = await made(
      ofChan({ share: [{ presentation: home }, { credential: shen.recognitionId, fields: ['name_en'] }] }),
      tokens.shen,
    );
    const result = verificationResult.parse((await look(code)).body);
    expect(result.result).toBe('VALID_WITH_CONDITIONS');
    expect(result.facets).toMatchObject({ award: { state: 'intact' }, recognition: { state: 'in-force' } });
  });

  test('is upgraded after an offer to a match of the identity number on the same record, at no further use', async () => {
    const { id, code } = await made(ofChan({ uses: 1 }));
    expect((await look(code)).body.identityMatch).toMatchObject({ level: 'none', matchedOn: [] });
    const { nameEn, identityNumber } = castOf(61).chan;
    const after = await look(code, { stage: 'post-offer', identity: { nameEn, identityNumber } });
    expect(after.body.identityMatch).toEqual({
      level: 'strong',
      matchedOn: ['identity-number', 'name-en'],
      mismatchedOn: [],
    });
    const other = castOf(62).chan.identityNumber;
    const wrong = await look(code, { stage: 'post-offer', identity: { nameEn, identityNumber: other } });
    expect(wrong.body.identityMatch).toMatchObject({ level: 'partial', mismatchedOn: ['identity-number'] });
    expect((await look(code, { caseReference: 'HR-62' })).body.result).toBe('NOT_FOUND_OR_NOT_SHARED');
    expect(shareCodeAnswer.parse((await read(`/v1/share-codes/${id}`)).body)).toMatchObject({
      state: 'used-up',
      uses: { max: 1, left: 0 },
    });
  });

  test('the last use goes to one of many who ask at once', async () => {
    const { code } = await made(ofChan({ uses: 1 }));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, number) => look(code, { caseReference: `RACE-${String(number)}` })),
    );
    expect(answers.filter(({ body }) => body.result === 'VALID')).toHaveLength(1);
  });

  test('the same request again gives the same code; stored is none of it', async () => {
    const key = randomUUID();
    const first = await make(ofChan(), tokens.chan, key);
    const again = await make(ofChan(), tokens.chan, key);
    expect(again.body.code).toBe(first.body.code);
    const { rows } = await owner.query('select share_codes::text as row from share_codes');
    const plain = String(first.body.code).replaceAll('-', '');
    for (const { row } of rows) {
      expect(row).not.toContain(first.body.code);
      expect(row).not.toContain(plain);
    }
    expect(border.hk.lines.join('\n')).not.toContain(first.body.code);
  });
});

describe('who made it', () => {
  test('sees who looked, when and at what stage, also among all looks', async () => {
    const { id, code } = await made();
    await look(code);
    await look(code, { caseReference: 'HR-63', stage: 'post-offer' });
    const seen = shareCodeAnswer.parse((await read(`/v1/share-codes/${id}`)).body);
    expect(seen.uses).toEqual({ max: 3, left: 1 });
    await look(code);
    const again = shareCodeAnswer.parse((await read(`/v1/share-codes/${id}`)).body);
    expect([again.looks.length, again.uses.left]).toEqual([2, 1]);
    expect(seen.looks).toMatchObject([
      { stage: 'post-offer', organisation: { names: { en: expect.stringContaining('Bank') } } },
      { stage: 'pre-offer' },
    ]);
    const { items } = shareCodePage.parse((await read('/v1/share-codes?limit=1')).body);
    expect(items.map((item) => item.id)).toEqual([id]);
    const all = await read('/v1/holder/access-records?limit=1');
    expect(all.body.items[0]).toMatchObject({ purpose: 'employment-screening', result: 'VALID' });
  });

  test('204: revokes it, once and for all, with an entry for the log', async () => {
    const { id, code } = await made();
    expect((await revoke(id, tokens.shen)).status).toBe(404);
    expect([(await revoke(id)).status, (await revoke(id)).status]).toEqual([204, 204]);
    expect((await look(code)).body.result).toBe('NOT_FOUND_OR_NOT_SHARED');
    expect((await read(`/v1/share-codes/${id}`)).body).toMatchObject({
      state: 'revoked',
      code: null,
      qr: null,
    });
    const { rows } = await owner.query(
      'select type from event_facts where object_id = $1 order by recorded_at',
      [id],
    );
    expect(rows.map(({ type }) => type)).toEqual(['share-code.made', 'share-code.revoked']);
  });

  test('404: nobody else can read it; 400: a cursor of another', async () => {
    const { id } = await made();
    expect((await read(`/v1/share-codes/${id}`, tokens.shen)).status).toBe(404);
    const { body } = await read('/v1/share-codes?limit=1');
    expect((await read(`/v1/share-codes?cursor=${String(body.next)}`, tokens.shen)).body.code).toBe(
      'cursor-invalid',
    );
  });
});

describe('to a stranger', () => {
  test('wrong, expired, revoked, used up and made for another are one answer', async () => {
    const [expired, revoked, usedUp, forAnother] = [
      await made(),
      await made(),
      await made(ofChan({ uses: 1 })),
      await made(ofChan({ audience: await organisationOf('examiner') })),
    ];
    await owner.query(`update share_codes set expires_at = now() - interval '1 second' where id = $1`, [
      expired.id,
    ]);
    await revoke(revoked.id);
    await look(usedUp.code, { caseReference: 'FIRST' });
    const wrong = '00000-00000-00000-00000';
    const answers = [];
    for (const code of [wrong, expired.code, revoked.code, usedUp.code, forAnother.code]) {
      const { status, body } = await look(code, { caseReference: 'STRANGER' });
      const { id: _id, asOf: _asOf, checkedAt: _checkedAt, messages, ...same } = body;
      answers.push(
        JSON.stringify([status, same, messages]).replaceAll(
          /[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d[^"]*/g,
          '',
        ),
      );
    }
    expect(answers[0]).toContain('NOT_FOUND_OR_NOT_SHARED');
    expect(new Set(answers).size).toBe(1);
  });

  test('a code for one organisation opens for it', async () => {
    const { code } = await made(ofChan({ audience: await organisationOf('bank') }));
    expect((await look(code)).body.result).toBe('VALID');
  });

  test('429: after many codes that open nothing even a good one has to wait', async () => {
    const { code } = await made();
    const examiner = await officerToken(border.hk, 'examiner', 'HK-EX-01');
    const tries = Array.from({ length: 40 }, () => look('00000-00000-00000-00000', {}, examiner));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    // As many as one may fail at once, and one or two that the time of the test lets one try again; coming at once gains nothing.
    expect(statuses.filter((status) => status === 200).length).toBeLessThan(23);
    const refused = await look(code, {}, examiner);
    expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await look(code)).status).toBe(200);
  });

  test('good codes take nobody’s tries, also those that are for something else', async () => {
    const { code } = await made(ofChan({ uses: 100 }));
    for (let round = 0; round < 4; round++) {
      const good = Array.from({ length: 3 }, () => look(code));
      const other = Array.from({ length: 3 }, () => look(code, { purpose: 'fit-and-proper' }));
      const statuses = (await Promise.all([...good, ...other])).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([200, 403]));
    }
  });
});

async function organisationOf(key: string): Promise<string> {
  const { rows } = await owner.query(
    `select o.id from organisations o join clients c on c.organisation_id = o.id where o.names ->> 'en' ilike $1 limit 1`,
    [key === 'bank' ? '%bank%' : '%'],
  );
  if (key === 'bank') return String(rows[0].id);
  const others = await owner.query(
    `select id from organisations where names ->> 'en' not ilike '%bank%' limit 1`,
  );
  return String(others.rows[0].id);
}

describe('a refusal makes nothing', () => {
  const count = async () => Number((await owner.query('select count(*) from share_codes')).rows[0].count);

  test.each<[string, () => ReturnType<typeof make>, number, string]>([
    ['nothing to share', () => make(ofChan({ share: [] })), 400, 'invalid-request'],
    ['181 days', () => make(ofChan({ days: 181 })), 400, 'invalid-request'],
    ['no day', () => make(ofChan({ days: 0 })), 400, 'invalid-request'],
    ['no use', () => make(ofChan({ uses: 0 })), 400, 'invalid-request'],
    [
      'a claim that is not hidden',
      () => make(ofChan({ share: [{ credential: chan.credentialId, fields: ['cnf'] }] })),
      400,
      'invalid-request',
    ],
    [
      'the credential of another',
      () => make(ofChan({ share: [{ credential: shen.recognitionId, fields: [] }] })),
      404,
      'not-found',
    ],
    [
      'a presentation of another',
      () => make(ofChan({ share: [{ presentation: shen.credentials[0] }] })),
      422,
      'holder-key-mismatch',
    ],
    [
      'what is no credential',
      () => make(ofChan({ share: [{ presentation: 'a.b.c~' }] })),
      422,
      'holder-key-mismatch',
    ],
    [
      'a forged one',
      () => make(ofChan({ share: [{ presentation: forged(shen.credentials[0]) }] }), tokens.shen),
      422,
      'share-not-genuine',
    ],
    [
      'an organisation that is not here',
      () => make(ofChan({ audience: randomUUID() })),
      422,
      'share-audience-unknown',
    ],
    ['a bank', () => make(ofChan(), tokens.bank), 403, 'forbidden'],
    ['nobody', () => make(ofChan(), ''), 401, 'unauthenticated'],
  ])('%s', async (_what, act, status, code) => {
    const before = await count();
    const answer = await act();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await count()).toBe(before);
  });

  test('409: more codes than one can have at a time', async () => {
    const [home = ''] = shen.credentials;
    await made(ofChan({ share: [{ presentation: home }] }), tokens.shen);
    await owner.query(
      `insert into share_codes select gen_random_uuid(), gen_random_uuid()::text::bytea, one.holder_thumbprint, '[]', null, one.purpose, null, 1, 1, now(), now() + interval '1 day', null from (select holder_thumbprint, purpose from share_codes where sealed is not null limit 1) as one, lateral generate_series(1, 48 - (select count(*) from share_codes where holder_thumbprint = one.holder_thumbprint)::int)`,
    );
    // There is room for two more, however many are asked for at once.
    const many = Array.from({ length: 8 }, () =>
      make(ofChan({ share: [{ presentation: home }] }), tokens.shen),
    );
    const answers = await Promise.all(many);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    for (const { body } of answers.filter(({ status }) => status !== 201))
      expect(body.code).toBe('share-codes-too-many');
    await owner.query(`delete from share_codes where held = '[]' and sealed is null`);
  });

  test.each<[string, object, number, string]>([
    ['a mistyped code', { code: '7K9D0-M2QX4-6TVB8-Z1HNE' }, 400, 'invalid-request'],
    [
      'an identity number before an offer',
      { identity: { identityNumber: castOf(61).chan.identityNumber } },
      400,
      'invalid-request',
    ],
    ['another purpose', { purpose: 'fit-and-proper' }, 403, 'share-code-other-purpose'],
    [
      'an impossible identity number',
      { stage: 'post-offer', identity: { identityNumber: { type: 'hkid', number: 'QQ000101(4)' } } },
      400,
      'invalid-request',
    ],
  ])('a look with %s takes no use', async (_what, more, status, refusal) => {
    const { id, code } = await made();
    const answer = await look(code, more);
    expect([answer.status, answer.body.code]).toEqual([status, refusal]);
    expect((await read(`/v1/share-codes/${id}`)).body.uses.left).toBe(3);
  });
});

describe('the page of a link', () => {
  const post = (code: string) => server().post('/share').type('form').send({ code });

  test('200: asks for the code in three languages, and may run its own script alone', async () => {
    const page = await server().get('/share');
    expect([page.status, page.type]).toEqual([200, 'text/html']);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none';.*script-src 'self'/);
    for (const language of ['en', 'zh-Hant', 'zh-Hans']) expect(page.text).toContain(`lang="${language}"`);
    const script = await server().get('/share/fill-in.js');
    expect([script.status, script.type]).toEqual([200, 'text/javascript']);
  });

  test('200: shows the public the verdict without a name, costs a use, and the holder sees that somebody looked', async () => {
    const { id, code } = await made();
    const page = await post(code.toLowerCase());
    expect([page.status, page.type]).toEqual([200, 'text/html']);
    expect(page.text).toContain('VALID');
    expect(page.text).not.toContain(castOf(61).chan.nameEn);
    const seen = shareCodeAnswer.parse((await read(`/v1/share-codes/${id}`)).body);
    expect(seen.uses.left).toBe(2);
    expect(seen.looks).toMatchObject([{ organisation: null }]);
    const forBank = await made(ofChan({ audience: await organisationOf('bank') }));
    expect((await post(forBank.code)).text).toContain('NOT_FOUND_OR_NOT_SHARED');
  });

  test('400: says so when it cannot be a code; 415: a body that is no form', async () => {
    const page = await post('7K9D0');
    expect([page.status, page.type]).toEqual([400, 'text/html']);
    expect(page.text).toContain('role="alert"');
    expect((await server().post('/share').send({ code: 'x' })).status).toBe(415);
  });
});

describe('the end', () => {
  test('whoever is restricted is not shown any more', async () => {
    const lam = await attested(border.hk, owner, 64);
    const token = await holderToken(border.hk, lam.wallet);
    const { code } = await made(
      ofChan({ share: [{ credential: lam.credentialId, fields: ['name_en'] }] }),
      token,
    );
    await owner.query('update subjects set restricted_at = now() where id = $1', [lam.subjectId]);
    expect((await look(code)).body.result).toBe('NOT_FOUND_OR_NOT_SHARED');
  });

  test('what an ended code shared is removed, and after a year the code with all looks', async () => {
    const { db, clock } = border.hk.contexts;
    const [home = ''] = shen.credentials;
    const { id, code } = await made(ofChan({ share: [{ presentation: home }] }), tokens.shen);
    await look(code);
    const worker = createSharingWorker({ db, clock, onError: () => undefined });
    const sealed = async () =>
      (await owner.query('select sealed is null as gone from share_codes where id = $1', [id])).rows;
    await worker.runOnce();
    expect(await sealed()).toEqual([{ gone: false }]);
    await owner.query(`update share_codes set expires_at = now() - interval '1 second' where id = $1`, [id]);
    await worker.runOnce();
    expect(await sealed()).toEqual([{ gone: true }]);
    await owner.query(`update share_codes set expires_at = now() - interval '366 days' where id = $1`, [id]);
    await worker.runOnce();
    expect(await sealed()).toEqual([]);
  });
});

function forged(presented = ''): string {
  const [jwt = '', ...rest] = presented.split('~');
  const [header, payload, signature = ''] = jwt.split('.');
  const first = signature.startsWith('A') ? 'B' : 'A';
  return [[header, payload, `${first}${signature.slice(1)}`].join('.'), ...rest].join('~');
}

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import jsonld from 'jsonld';
import { contexts } from '@digitalbazaar/credentials-context';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken, holderToken, officerToken } from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { exportAnswer, parallelKeysAnswer } from '../../src/archive/archive.schema.ts';
import { openDualSigned } from '../../src/archive/dual-signature.ts';
import { ownContext, ownContextOctets } from '../../src/formats/index.ts';
import { verifySm2 } from '../../src/keys/index.ts';
import { openingContext } from '../../src/platform/events.store.ts';
import { verificationResult } from '../../src/verification/index.ts';
import { subjectOf } from '../retention/people.ts';
import { type Border, startBorder } from '../support/border.ts';
import { type RecognisedPerson, recognised, until } from '../support/recognised.ts';

let border: Border;
let owner: pg.Client;
let shen: RecognisedPerson;
let tokens: Readonly<Record<'approver' | 'holder' | 'regulator' | 'bank' | 'other', string>>;

beforeAll(async () => {
  border = await startBorder({ agreed: true, variables: { WENJIN_PARALLEL_SUITES: 'ML-DSA-44,SM2-SM3' } });
  shen = await recognised(border, 0);
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  tokens = {
    approver: await officerToken(border.hk, 'recogniser', 'HK-02'),
    holder: await holderToken(border.hk, shen.wallet),
    regulator: await clientToken(border.hk, 'examiner'),
    bank: await clientToken(border.hk, 'bank'),
    other: await officerToken(border.hk, 'registrar', 'HK-REG-01'),
  };
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const issuer = 'https://hk.wenjin.example/authorities/demo-hk-recognition';
const server = () => request(border.hk.app.server);
function send(token: string, body: object = {}, { path = '', accept = '*/*' } = {}) {
  const own = token === tokens.holder ? '/v1/holder/credentials' : '/v1/credentials';
  return server()
    .post(path === '' ? `${own}/${shen.recognitionId}/vc` : path)
    .set('authorization', `Bearer ${token}`)
    .set('accept', accept)
    .send(body);
}
/** The client library keeps what it has no parser for as octets or as text. */
const textOf = (answer: { body: unknown; text?: string }) =>
  Buffer.isBuffer(answer.body) ? answer.body.toString() : (answer.text ?? '');
const payloadOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
const headerOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString());
const verified = async (credentials: readonly string[], node = border.hk, token = tokens.bank) => {
  const answer = await request(node.app.server)
    .post('/v1/verifications')
    .set('authorization', `Bearer ${token}`)
    .send({
      credentials,
      purpose: 'employment-screening',
      stage: 'pre-offer',
      authorisation: { type: 'consent', reference: 'C-1', scope: 'check', expiresAt: '2036-01-01T00:00:00Z' },
      caseReference: 'HR-9',
    });
  expect(answer.status).toBe(200);
  return verificationResult.parse(answer.body);
};

describe('an export', () => {
  test('200: is application/vc+jwt with a kid under its issuer, certificates, and nothing of the person unless asked', async () => {
    const answer = await send(tokens.approver);
    expect([answer.status, answer.type]).toEqual([200, 'application/vc+jwt']);
    const text = textOf(answer);
    expect(headerOf(text)).toMatchObject({
      typ: 'vc+jwt',
      cty: 'vc',
      alg: 'ES256',
      kid: expect.stringContaining(`${issuer}#`),
      x5c: [expect.any(String), expect.any(String)],
    });
    const payload = payloadOf(text);
    expect(payload).toMatchObject({
      issuer,
      iss: issuer,
      type: ['VerifiableCredential', 'EndorsementCredential', 'QualificationRecognitionCredential'],
      credentialStatus: [{ statusPurpose: 'revocation' }, { statusPurpose: 'suspension' }],
    });
    expect(payload.credentialSubject).not.toHaveProperty('person');
    expect(payload).not.toHaveProperty('cnf');
    expect(JSON.stringify(payload)).not.toContain(castOf(0).shen.nameEn);
    expect(payload.credentialSubject.notConferred.length).toBeGreaterThan(0);
  });

  test('verifies here like the credential that it was made of, by the trust list and our own rows', async () => {
    const made = exportAnswer.parse(
      (await send(tokens.holder, { claims: ['name_en'] }, { accept: 'application/json' })).body,
    );
    const result = await verified([made.credential]);
    expect(result.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(result).toMatchObject({
      result: 'VALID_WITH_CONDITIONS',
      disclosed: { name_en: castOf(0).shen.nameEn },
    });
    expect(result.checks).toContainEqual(expect.objectContaining({ code: 'certificate', outcome: 'pass' }));
    const [head = '', , signature = ''] = made.credential.split('.');
    const forged = { ...payloadOf(made.credential), number: 'DEMO-HK-R-999999' };
    const text = `${head}.${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${signature}`;
    expect((await verified([text])).result).toBe('SIGNATURE_INVALID');
  });

  test('verifies at the other node too, by its copies of our lists', async () => {
    const made = await send(tokens.holder, {}, { accept: 'application/json' });
    const bank = await clientToken(border.sz, 'bank');
    const there = () => verified([made.body.credential], border.sz, bank);
    // Its copy of the list that the recognition is on may be about to come.
    await until(async () => (await there()).result !== 'INCONCLUSIVE');
    const result = await there();
    expect(result.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(result.result).toBe('VALID_WITH_CONDITIONS');
  });

  test('expands in a JSON-LD processor in safe mode, which drops nothing', async () => {
    const { body } = await send(
      tokens.holder,
      { claims: ['name_en'], holderBinding: true },
      { accept: 'application/json' },
    );
    const served: unknown = JSON.parse((await server().get('/contexts/credentials/v1').buffer(true)).text);
    const documentLoader = async (url: string) => {
      const document = url === ownContext ? served : contexts.get(url);
      if (!document) throw new Error(`nothing is fetched: ${url}`);
      return { contextUrl: null, documentUrl: url, document };
    };
    const document = payloadOf(body.credential);
    const [expanded] = await jsonld.expand(document, { documentLoader, safe: true });
    // `@context` is used up; every other member is there.
    expect(Object.keys(Object(expanded))).toHaveLength(Object.keys(document).length - 1);
  });

  test('is an entry of the log before it is handed over, with what it said of the person and no value of it', async () => {
    const count = async () =>
      Number(
        (await owner.query("select count(*) from events where type = 'credential.exported'")).rows[0].count,
      );
    const before = await count();
    await send(tokens.holder, { claims: ['birth_date'], caseReference: 'ARCHIVE-1' });
    expect(await count()).toBe(before + 1);
    const { rows } = await owner.query(
      `select e.id, e.entry, o.subject_id, o.sealed from events e join event_openings o on o.event_id = e.id
       where e.type = 'credential.exported' order by e.position desc limit 1`,
    );
    const [{ id, entry, subject_id: subjectId, sealed }] = rows;
    const { db, vault } = border.hk.contexts;
    const plain = await vault.open(db, subjectId, new Uint8Array(sealed), openingContext(id));
    const opening = Buffer.from(plain ?? []).toString();
    expect(JSON.parse(opening).payload).toMatchObject({
      action: 'credential.exported',
      caseReference: 'ARCHIVE-1',
      details: { format: 'vc+jwt', personalClaims: ['birth_date'], holderBinding: false },
    });
    expect(`${String(entry)} ${opening}`).not.toContain(castOf(0).shen.birthDate);
  });

  test('200: says of the person what an officer of the issuing authority chose, and nothing else', async () => {
    const { person } = payloadOf(
      textOf(await send(tokens.approver, { claims: ['name_en'] })),
    ).credentialSubject;
    expect(person).toEqual({ nameEn: castOf(0).shen.nameEn });
  });

  test('200: is the same by its identifier in capitals, which the document has in small letters', async () => {
    const id = shen.recognitionId.toUpperCase();
    for (const [token, base] of [
      [tokens.approver, '/v1/credentials'],
      [tokens.holder, '/v1/holder/credentials'],
    ] as const) {
      const answer = await send(token, {}, { path: `${base}/${id}/vc` });
      expect(answer.status).toBe(200);
      expect(payloadOf(textOf(answer)).id).toBe(`urn:uuid:${shen.recognitionId}`);
    }
  });

  test('200: names the holder’s key when asked to', async () => {
    const answer = await send(tokens.holder, { holderBinding: true }, { accept: 'application/json' });
    expect(payloadOf(answer.body.credential).cnf.jwk).toMatchObject({ kty: 'EC', crv: 'P-256' });
  });
});

describe('parallel signatures', () => {
  test('200: are over the same payload by ML-DSA-44 and over the same octets by SM2, and verify by the published keys', async () => {
    const answer = await send(tokens.holder, { parallel: ['ML-DSA-44', 'SM2-SM3'] });
    expect([answer.status, answer.type]).toEqual([200, 'application/json']);
    const { credential, generalJws, parallelSignatures } = exportAnswer.parse(answer.body);
    const published = await server().get('/v1/authorities/demo-hk-recognition/parallel-keys');
    expect(published.status).toBe(200);
    const { keys, sm2 } = parallelKeysAnswer.parse(published.body);
    const [key] = keys;
    expect(openDualSigned(generalJws, () => key)).toEqual({ ok: true, compact: credential });
    expect((await verified([credential])).result).toBe('VALID_WITH_CONDITIONS');
    const [beside] = parallelSignatures ?? [];
    expect(beside?.publicKey).toBe(sm2?.publicKey);
    const signature = Buffer.from(beside?.signature ?? '', 'base64');
    expect(verifySm2(Buffer.from(credential), signature, sm2?.publicKey ?? '')).toBe(true);
    expect(verifySm2(Buffer.from(`${credential}A`), signature, sm2?.publicKey ?? '')).toBe(false);
  });

  test.each<[string, (jws: { payload: string; signatures: object[] }) => unknown, string]>([
    [
      'one signature',
      ({ payload, signatures }) => ({ payload, signatures: signatures.slice(0, 1) }),
      'structure',
    ],
    [
      'the two exchanged',
      ({ payload, signatures }) => ({ payload, signatures: [...signatures].reverse() }),
      'header',
    ],
    [
      'an unprotected header',
      ({ payload, signatures: [a, b] }) => ({ payload, signatures: [a, { ...b, header: {} }] }),
      'structure',
    ],
    ['another payload', ({ signatures }) => ({ payload: 'e30', signatures }), 'signature'],
    [
      'a signature that is not base64url',
      ({ payload, signatures: [a, b] }) => ({ payload, signatures: [a, { ...b, signature: '=' }] }),
      'signature',
    ],
    ['nothing', () => null, 'structure'],
    [
      'a disclosure behind the first signature',
      ({ payload, signatures: [a, b] }) => ({
        payload,
        signatures: [{ ...a, signature: `${String(Object(a).signature)}~WyJhIl0~` }, b],
      }),
      'structure',
    ],
    [
      'a first header of another type',
      ({ payload, signatures: [a, b] }) => ({
        payload,
        signatures: [
          { ...a, protected: Buffer.from('{"typ":"dc+sd-jwt","alg":"ES256"}').toString('base64url') },
          b,
        ],
      }),
      'structure',
    ],
  ])('do not open with %s', async (_, turn, problem) => {
    const { body } = await send(tokens.holder, { parallel: ['ML-DSA-44'] });
    const { keys } = parallelKeysAnswer.parse(
      (await server().get('/v1/authorities/demo-hk-recognition/parallel-keys')).body,
    );
    expect(openDualSigned(turn(body.generalJws), () => keys[0])).toEqual({ ok: false, problem });
    expect(openDualSigned(body.generalJws, () => undefined)).toEqual({ ok: false, problem: 'key' });
  });

  test('are verified by keys that pages of any origin may read, and keep for as long as other keys', async () => {
    const { headers } = await server().get('/v1/authorities/demo-hk-recognition/parallel-keys');
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
    });
  });

  test('404: of an authority that is not of this node', async () => {
    expect((await server().get('/v1/authorities/nobody/parallel-keys')).status).toBe(404);
  });
});

describe('is refused', () => {
  test('400: a claim that is not personal, and a member that is not known', async () => {
    for (const body of [{ claims: ['decision'] }, { more: 1 }])
      expect((await send(tokens.holder, body)).status).toBe(400);
    expect((await send(tokens.approver, {}, { path: '/v1/credentials/x/vc' })).status).toBe(400);
  });

  test('401 and 403: without a token, with one of a bank, and with that of the other route', async () => {
    expect((await server().post(`/v1/credentials/${shen.recognitionId}/vc`).send({})).status).toBe(401);
    expect((await send(tokens.bank)).status).toBe(403);
    const own = `/v1/holder/credentials/${shen.recognitionId}/vc`;
    expect((await send(tokens.approver, {}, { path: own })).status).toBe(403);
  });

  test('403: claims of the person to a regulator, who has the rest', async () => {
    const refused = await send(tokens.regulator, { claims: ['name_en'] });
    expect([refused.status, refused.body.code]).toEqual([403, 'claims-not-permitted']);
    expect((await send(tokens.regulator)).status).toBe(200);
  });

  test('404: to another authority, to another holder, and for what does not exist', async () => {
    expect((await send(tokens.other)).status).toBe(404);
    for (const token of [tokens.approver, tokens.holder]) {
      const base = token === tokens.holder ? '/v1/holder/credentials' : '/v1/credentials';
      expect((await send(token, {}, { path: `${base}/${randomUUID()}/vc` })).status).toBe(404);
    }
  });

  test('406: another form, and a compact form that could not hold what was asked', async () => {
    expect((await send(tokens.holder, {}, { accept: 'text/html' })).status).toBe(406);
    const both = { parallel: ['ML-DSA-44'] };
    expect((await send(tokens.holder, both, { accept: 'application/vc+jwt' })).status).toBe(406);
  });
});

describe('the context', () => {
  test('200, 304 and 406: is served octet for octet and can be kept for ever', async () => {
    const path = '/contexts/credentials/v1';
    const answer = await server()
      .get(path)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      });
    expect([answer.status, answer.type]).toEqual([200, 'application/ld+json']);
    expect(Buffer.compare(answer.body, ownContextOctets)).toBe(0);
    expect(answer.headers['cache-control']).toContain('immutable');
    const held = await server()
      .get(path)
      .set('if-none-match', answer.headers['etag'] ?? '');
    expect(held.status).toBe(304);
    expect((await server().get(path).set('accept', 'text/html')).status).toBe(406);
  });
});

describe('of an authority that has lost its mandate', () => {
  test('403: nothing new is signed in its name, also of what was issued by right', async () => {
    const { api, register, contexts: own } = border.hk;
    const [mandate] = own.trust.view().authority(issuer)?.mandates ?? [];
    const operator = await api.clientToken(register.operator);
    const ends = `/v1/authorities/demo-hk-recognition/mandates/${mandate?.id ?? ''}/ends`;
    await api.post(ends, { reason: 'It was dissolved.' }, { token: operator, expect: 201 });
    await until(async () => (await send(tokens.holder)).status === 403);
    const refused = await send(tokens.approver);
    expect([refused.status, refused.body.code]).toEqual([403, 'not-mandated']);
  });
});

describe('of a restricted person', () => {
  test('404: nothing is signed any more, whoever asks', async () => {
    const { db, vault } = border.hk.contexts;
    const subjectId = await subjectOf(owner, shen.recognitionId);
    await db.transaction((tx) => vault.restrict(tx, subjectId));
    for (const token of [tokens.approver, tokens.regulator, tokens.holder])
      expect((await send(token)).status).toBe(404);
  });
});

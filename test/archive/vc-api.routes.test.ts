import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken, holderToken, officerToken } from '../../src/bin/demo-acts.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { exportAnswer } from '../../src/archive/archive.schema.ts';
import { issueAnswer, verifyAnswer } from '../../src/archive/vc-api.schema.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { buildApp } from '../../src/app.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { type Border, startBorder } from '../support/border.ts';
import { type RecognisedPerson, recognised } from '../support/recognised.ts';

let border: Border;
let shen: RecognisedPerson;
let tokens: Readonly<Record<'approver' | 'holder' | 'bank' | 'registrar', string>>;

beforeAll(async () => {
  border = await startBorder({ agreed: true, variables: { WENJIN_VC_API: 'true' } });
  shen = await recognised(border, 0);
  tokens = {
    approver: await officerToken(border.hk, 'recogniser', 'HK-02'),
    holder: await holderToken(border.hk, shen.wallet),
    bank: await clientToken(border.hk, 'bank'),
    registrar: await officerToken(border.hk, 'registrar', 'HK-REG-01'),
  };
}, 60_000);
afterAll(() => border.stop());

const post = (path: string, body: object, token = '') => {
  const call = request(border.hk.app.server).post(path);
  return (token === '' ? call : call.set('authorization', `Bearer ${token}`)).send(body);
};
const options = {
  purpose: 'employment-screening',
  stage: 'pre-offer',
  authorisation: { type: 'consent', reference: 'C-1', scope: 'check', expiresAt: '2036-01-01T00:00:00Z' },
  caseReference: 'HR-12',
};
const asked = { ...options, domain: 'https://bank.example', challenge: 'n-1' };
const exported = async (more: object = {}) => {
  const answer = await request(border.hk.app.server)
    .post(`/v1/holder/credentials/${shen.recognitionId}/vc`)
    .set('authorization', `Bearer ${tokens.holder}`)
    .set('accept', 'application/json')
    .send(more);
  return exportAnswer.parse(answer.body).credential;
};
const payloadOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
const envelope = (jwt: string) => ({
  '@context': 'https://www.w3.org/ns/credentials/v2',
  type: 'EnvelopedVerifiableCredential',
  id: `data:application/vc+jwt,${jwt}`,
});
const presented = async (jwt: string, signer: Parameters<typeof signCompactJws>[2], more: object = {}) => {
  const payload = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: 'VerifiablePresentation',
    verifiableCredential: [envelope(jwt)],
    aud: asked.domain,
    nonce: asked.challenge,
    iat: Math.floor(Date.now() / 1000),
    ...more,
  };
  const text = await signCompactJws({ typ: 'vp+jwt' }, payload, signer);
  return { type: 'EnvelopedVerifiablePresentation', id: `data:application/vp+jwt,${text}` };
};

describe('off by default', () => {
  test('404: there are no such operations unless the configuration says so', async () => {
    const { contexts } = border.sz;
    const configuration = { ...contexts.configuration, vcApi: false };
    const { app, router } = await buildApp(
      { ...contexts, configuration },
      { requestId: randomUUID, isReady: () => Promise.resolve(true) },
    );
    expect(router.operations.filter(({ id }) => id.startsWith('vcApi'))).toEqual([]);
    for (const path of ['/credentials/issue', '/credentials/verify', '/presentations/verify'])
      expect((await request(app.server).post(path).send({})).status).toBe(404);
    await app.close();
  });

  test('422: an export by an algorithm that is not switched on is refused', async () => {
    const path = `/v1/holder/credentials/${shen.recognitionId}/vc`;
    const answer = await post(path, { parallel: ['ML-DSA-44'] }, tokens.holder);
    expect([answer.status, answer.body.code]).toEqual([422, 'suite-not-offered']);
    const keys = await request(border.hk.app.server).get('/v1/authorities/demo-hk-recognition/parallel-keys');
    expect(keys.body).toMatchObject({ keys: [], sm2: null });
  });
});

describe('/credentials/issue', () => {
  const issue = (credential: object, token = tokens.approver, more: object = {}) =>
    post(
      '/credentials/issue',
      { credential: { id: `urn:uuid:${shen.recognitionId}`, ...credential }, ...more },
      token,
    );

  test('201: signs the export of a record, which verifies', async () => {
    const answer = await issue({
      type: ['VerifiableCredential', 'EndorsementCredential', 'QualificationRecognitionCredential'],
    });
    expect(answer.status).toBe(201);
    const { verifiableCredential } = issueAnswer.parse(answer.body);
    const verified = verifyAnswer.parse(
      (await post('/credentials/verify', { verifiableCredential, options }, tokens.bank)).body,
    );
    expect(verified).toMatchObject({
      verified: true,
      problemDetails: [],
      result: { result: 'VALID_WITH_CONDITIONS' },
    });
  });

  test('422: never signs what was sent, whether it says more or says it otherwise', async () => {
    for (const sent of [
      { issuer: 'https://evil.example' },
      { name: 'Anything' },
      { validUntil: '2999-01-01T00:00:00Z' },
      { id: `urn:uuid:${shen.recognitionId.toUpperCase()}` },
    ]) {
      const answer = await issue(sent);
      expect([answer.status, answer.body.code]).toEqual([422, 'not-this-record']);
    }
  });

  test('400, 401, 403 and 404: bad input, nobody, a bank, and another authority', async () => {
    for (const id of [
      undefined,
      7,
      'x',
      'urn:uuid:x',
      `urn:uuid:${'-'.repeat(36)}`,
      `urn:uuid:${'a'.repeat(36)}`,
    ])
      expect((await issue({ id })).status).toBe(400);
    expect((await issue({}, '')).status).toBe(401);
    expect((await issue({}, tokens.bank)).status).toBe(403);
    expect((await issue({}, tokens.registrar)).status).toBe(404);
    expect((await issue({ id: `urn:uuid:${randomUUID()}` })).status).toBe(404);
  });
});

describe('/credentials/verify', () => {
  const verify = (verifiableCredential: object, token = tokens.bank, more: object = {}) =>
    post('/credentials/verify', { verifiableCredential, options: { ...options, ...more } }, token);

  test('200: names what fails by the types of problems that others know', async () => {
    const [head = '', payload = '', signature = ''] = (await exported()).split('.');
    const forged = verifyAnswer.parse(
      (await verify(envelope(`${head}.${payload}.${'A'.repeat(signature.length)}`))).body,
    );
    expect(forged.verified).toBe(false);
    expect(forged.problemDetails).toContainEqual({
      type: 'https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR',
      title: 'It is not secured as it must be.',
      detail: 'signature: does-not-verify',
    });
  });

  test('200: opens no envelope but of vc+jwt, and takes no other format within one', async () => {
    const own = await request(border.hk.app.server)
      .get('/v1/holder/credentials')
      .set('authorization', `Bearer ${tokens.holder}`);
    const sdJwt: string = own.body.items[0].credential;
    expect(sdJwt).toMatch(/~$/);
    for (const sent of [
      { ...envelope('x'), id: 'data:application/vc+sd-jwt,x~' },
      envelope(sdJwt),
      envelope('x'),
    ])
      expect(verifyAnswer.parse((await verify(sent)).body)).toMatchObject({
        verified: false,
        result: null,
        problemDetails: [{ detail: 'envelope' }],
      });
  });

  test('400, 401, 403 and 422: bad input, nobody, a holder, and an authorisation that has expired', async () => {
    expect((await verify({ id: 1 })).status).toBe(400);
    expect((await verify(envelope('x'), '')).status).toBe(401);
    expect((await verify(envelope('x'), tokens.holder)).status).toBe(403);
    const over = { authorisation: { ...options.authorisation, expiresAt: '2020-01-01T00:00:00Z' } };
    expect((await verify(envelope(await exported()), tokens.bank, over)).status).toBe(422);
  });
});

describe('/presentations/verify', () => {
  const verify = (verifiablePresentation: object, token = tokens.bank, more: object = {}) =>
    post('/presentations/verify', { verifiablePresentation, options: { ...asked, ...more } }, token);

  test('200: verifies what its holder signed for this verifier, and shows what was chosen', async () => {
    const jwt = await exported({ holderBinding: true, claims: ['name_en'] });
    const answer = verifyAnswer.parse((await verify(await presented(jwt, shen.wallet.key.signer))).body);
    expect(answer).toMatchObject({
      verified: true,
      result: { disclosed: { name_en: castOf(0).shen.nameEn } },
    });
  });

  test('200: does not open by a stranger’s key, without a key, or for another request', async () => {
    const bound = await exported({ holderBinding: true });
    const other = new Wallet(await newKeyPair());
    for (const [presentation, detail] of [
      [await presented(bound, other.key.signer), 'does-not-verify'],
      [await presented(await exported(), shen.wallet.key.signer), 'holder-key'],
      [await presented(bound, shen.wallet.key.signer, { nonce: 'n-2' }), 'other-nonce'],
      [await presented(bound, softwareSigner()), 'does-not-verify'],
      [{ type: 'EnvelopedVerifiablePresentation', id: 'data:application/vp,x' }, 'envelope'],
    ] as const) {
      const answer = verifyAnswer.parse((await verify(presentation)).body);
      expect(answer).toMatchObject({ verified: false, result: null, problemDetails: [{ detail }] });
    }
  });

  test('400, 401, 403 and 422: bad input, nobody, a holder, and an authorisation that has expired', async () => {
    const jwt = await exported({ holderBinding: true });
    const presentation = await presented(jwt, shen.wallet.key.signer);
    expect((await verify({})).status).toBe(400);
    expect((await verify(presentation, '')).status).toBe(401);
    expect((await verify(presentation, tokens.holder)).status).toBe(403);
    const over = { authorisation: { ...options.authorisation, expiresAt: '2020-01-01T00:00:00Z' } };
    expect((await verify(presentation, tokens.bank, over)).status).toBe(422);
  });
});

test('never answers 5xx, whatever a member says: they are no part of the contract, whose tests try the others', async () => {
  const bound = await exported({ holderBinding: true });
  const good = payloadOf(bound);
  const anything = fc.jsonValue({ maxDepth: 4 });
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  /** The export with another value somewhere, under its own header and signature, and texts that are none. */
  const turned = fc.tuple(fc.constantFrom(...Object.keys(good)), anything).map(([name, value]) => {
    const [head = '', , signature = ''] = bound.split('.');
    return `${head}.${part({ ...good, [name]: value })}.${signature}`;
  });
  const texts = fc.oneof(turned, fc.string(), fc.constant(bound));
  const presentations = fc.array(texts, { maxLength: 3 }).map((all) => {
    const payload = { '@context': good['@context'].slice(0, 1), type: 'VerifiablePresentation' };
    const head = part({ typ: 'vp+jwt', alg: 'ES256' });
    const text = `${head}.${part({ ...payload, verifiableCredential: all.map(envelope) })}.AAAA`;
    return { type: 'EnvelopedVerifiablePresentation', id: `data:application/vp+jwt,${text}` };
  });
  const members = fc.dictionary(fc.constantFrom(...Object.keys(good)), anything);
  const credentials = members.map((more) => ({ ...more, id: good.id }));
  const calls = fc.oneof(
    fc.oneof(anything, texts.map(envelope)).map((verifiableCredential) => ({
      path: '/credentials/verify',
      body: { verifiableCredential, options },
    })),
    fc.oneof(anything, presentations).map((verifiablePresentation) => ({
      path: '/presentations/verify',
      body: { verifiablePresentation, options: asked },
    })),
    fc
      .oneof(anything, credentials)
      .map((credential) => ({ path: '/credentials/issue', body: { credential } })),
  );
  await fc.assert(
    fc.asyncProperty(calls, async ({ path, body }) => {
      const token = path === '/credentials/issue' ? tokens.approver : tokens.bank;
      expect([200, 201, 400, 422], path).toContain((await post(path, body, token)).status);
    }),
    { numRuns: 200 },
  );
});

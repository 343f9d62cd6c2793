import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken, holderToken } from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { exportAnswer } from '../../src/archive/archive.schema.ts';
import { signBeside } from '../../src/archive/dual-signature.ts';
import { vcVerificationAnswer } from '../../src/archive/vc-verification.schema.ts';
import { envelopedVc, vcKeyId } from '../../src/formats/index.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { createParallelKeys } from '../../src/keys/index.ts';
import { type Border, startBorder } from '../support/border.ts';
import { type RecognisedPerson, recognised, until } from '../support/recognised.ts';

let border: Border;
let shen: RecognisedPerson;
let tokens: Readonly<Record<'holder' | 'bank' | 'outsideBank', string>>;

beforeAll(async () => {
  border = await startBorder({ agreed: true, variables: { WENJIN_PARALLEL_SUITES: 'ML-DSA-44,SM2-SM3' } });
  shen = await recognised(border, 0);
  tokens = {
    holder: await holderToken(border.hk, shen.wallet),
    bank: await clientToken(border.hk, 'bank'),
    outsideBank: await clientToken(border.sz, 'bank'),
  };
}, 60_000);
afterAll(() => border.stop());

const issuer = 'https://hk.wenjin.example/authorities/demo-hk-recognition';
const look = {
  purpose: 'employment-screening',
  stage: 'pre-offer',
  authorisation: { type: 'consent', reference: 'C-1', scope: 'check', expiresAt: '2036-01-01T00:00:00Z' },
  caseReference: 'HR-31',
};
const keyBinding = { audience: 'https://bank.example', nonce: 'n-1' };
const post = (body: object, token = tokens.bank, node = border.hk) => {
  const call = request(node.app.server).post('/v1/vc-verifications');
  return (token === '' ? call : call.set('authorization', `Bearer ${token}`)).send({ ...look, ...body });
};
const verified = async (body: object, token = tokens.bank, node = border.hk) => {
  const answer = await post(body, token, node);
  expect(answer.status).toBe(200);
  return vcVerificationAnswer.parse(answer.body);
};
const exported = async (more: object = {}) => {
  const answer = await request(border.hk.app.server)
    .post(`/v1/holder/credentials/${shen.recognitionId}/vc`)
    .set('authorization', `Bearer ${tokens.holder}`)
    .set('accept', 'application/json')
    .send(more);
  return exportAnswer.parse(answer.body);
};
const presented = (jwt: string, signer = shen.wallet.key.signer, more: object = {}) =>
  signCompactJws(
    { typ: 'vp+jwt', cty: 'vp' },
    {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: 'VerifiablePresentation',
      verifiableCredential: [envelopedVc(jwt)],
      aud: keyBinding.audience,
      nonce: keyBinding.nonce,
      iat: Math.floor(Date.now() / 1000),
      ...more,
    },
    signer,
  );
/** As the holder sees them. */
const looks = async () => {
  const answer = await request(border.hk.app.server)
    .get('/v1/holder/access-records?limit=100')
    .set('authorization', `Bearer ${tokens.holder}`);
  expect(answer.status).toBe(200);
  const items: { kind: string }[] = answer.body.items;
  return items.filter(({ kind }) => kind === 'verification').length;
};

describe('an export', () => {
  test('200: is judged as any credential, and the holder sees each look, also where no key is named', async () => {
    const { credential } = await exported({ claims: ['name_en'] });
    const before = await looks();
    const answer = await verified({ secured: credential });
    expect(answer.securing).toEqual({ form: 'vc+jwt', outcome: 'pass' });
    expect(answer.result).toMatchObject({
      result: 'VALID_WITH_CONDITIONS',
      disclosed: { name_en: castOf(0).shen.nameEn },
    });
    expect(await looks()).toBe(before + 1);
    const { credential: bound } = await exported({ holderBinding: true });
    await verified({ secured: bound });
    expect(await looks()).toBe(before + 2);
  });

  test('200: is nothing of another type, whatever its text is', async () => {
    const { credential } = await exported({ holderBinding: true });
    for (const secured of ['x', 'a.b.c', `${credential}~`, await presented(credential)])
      expect(await verified({ secured })).toEqual({
        securing: { form: 'vc+jwt', outcome: 'fail', detail: 'wrong-type' },
        result: null,
      });
  });
});

describe('a presentation', () => {
  test('200: is judged when its holder signed it for this verifier and this request', async () => {
    const { credential } = await exported({ holderBinding: true });
    const answer = await verified({ secured: await presented(credential), keyBinding });
    expect(answer.securing).toEqual({ form: 'vp+jwt', outcome: 'pass' });
    expect(answer.result).toMatchObject({ result: 'VALID_WITH_CONDITIONS' });
  });

  test('200: tells nothing and records nothing when it is a stranger’s, for another request, or no presentation', async () => {
    const bound = (await exported({ holderBinding: true })).credential;
    const unbound = (await exported()).credential;
    const stranger = new Wallet(await newKeyPair()).key.signer;
    const before = await looks();
    for (const [secured, detail] of [
      [await presented(bound, stranger), 'does-not-verify'],
      [await presented(unbound), 'holder-key'],
      [await presented(bound, shen.wallet.key.signer, { nonce: 'n-2' }), 'other-nonce'],
      [await presented(bound, shen.wallet.key.signer, { aud: 'https://other.example' }), 'other-audience'],
      [await presented(bound, shen.wallet.key.signer, { vp: {} }), 'credentials'],
      [bound, 'wrong-type'],
      [
        { payload: 'e30', signatures: [1, 2].map(() => ({ protected: 'e30', signature: 'AA' })) },
        'wrong-type',
      ],
    ] as const)
      expect(await verified({ secured, keyBinding })).toEqual({
        securing: { form: 'vp+jwt', outcome: 'fail', detail },
        result: null,
      });
    expect(await looks()).toBe(before);
  });

  test('200: a credential in it that somebody else signed is not believed, though its holder presents it', async () => {
    const { credential } = await exported({ holderBinding: true });
    const [head = '', payload = '', signature = ''] = credential.split('.');
    const forged = `${head}.${payload}.${'A'.repeat(signature.length)}`;
    const answer = await verified({ secured: await presented(forged), keyBinding });
    expect(answer.securing.outcome).toBe('pass');
    expect(answer.result).toMatchObject({ result: 'SIGNATURE_INVALID' });
  });
});

describe('a dual-signed export', () => {
  test('200: is judged when both signatures hold', async () => {
    const { generalJws } = await exported({ parallel: ['ML-DSA-44'] });
    const answer = await verified({ secured: generalJws });
    expect(answer.securing).toEqual({ form: 'dual-signed', outcome: 'pass' });
    expect(answer.result).toMatchObject({ result: 'VALID_WITH_CONDITIONS' });
  });

  test('200: is not judged when either does not hold, however good the other one is', async () => {
    const { generalJws } = await exported({ parallel: ['ML-DSA-44'] });
    const [first, second] = generalJws?.signatures ?? [];
    const turned = (a: object, b: object) => ({
      secured: {
        payload: generalJws?.payload,
        signatures: [
          { ...first, ...a },
          { ...second, ...b },
        ],
      },
    });
    const other = Buffer.alloc(2420, 1).toString('base64url');
    expect(await verified(turned({}, { signature: other }))).toEqual({
      securing: { form: 'dual-signed', outcome: 'fail', detail: 'signature' },
      result: null,
    });
    const withoutFirst = await verified(turned({ signature: 'A'.repeat(86) }, {}));
    expect(withoutFirst.securing.outcome).toBe('pass');
    expect(withoutFirst.result).toMatchObject({ result: 'SIGNATURE_INVALID' });
  });

  test('200: one authority does not vouch for what another one says', async () => {
    const { credential } = await exported();
    const { masterKey } = border.hk.contexts.configuration;
    const stranger = border.hk.contexts.trust
      .view()
      .authorities()
      .map(({ iss }) => iss)
      .find((iss) => iss.startsWith('https://hk.') && iss !== issuer);
    if (stranger === undefined) throw new Error('the demonstration has two authorities on each side');
    const signer = createParallelKeys({ masterKey, suites: ['ML-DSA-44'] }).mlDsa(stranger);
    if (!signer) throw new Error('it is switched on');
    const header = { typ: 'vc+jwt', cty: 'vc', kid: vcKeyId(stranger, signer.kid) };
    const secured = await signBeside(credential, header, signer);
    expect(await verified({ secured })).toEqual({
      securing: { form: 'dual-signed', outcome: 'fail', detail: 'issuer' },
      result: null,
    });
  });

  test('200: at the other node, which does not have that key, nothing is concluded of it; its ES256 form verifies', async () => {
    const { generalJws, credential } = await exported({ parallel: ['ML-DSA-44'] });
    expect(await verified({ secured: generalJws }, tokens.outsideBank, border.sz)).toEqual({
      securing: { form: 'dual-signed', outcome: 'unknown', detail: 'key' },
      result: null,
    });
    const alone = async () => (await verified({ secured: credential }, tokens.outsideBank, border.sz)).result;
    // Its copy of the list that the recognition is on may be about to come.
    await until(async () => (await alone())?.result !== 'INCONCLUSIVE');
    expect(await alone()).toMatchObject({ result: 'VALID_WITH_CONDITIONS' });
  });
});

describe('an export with an SM2 signature beside it', () => {
  const signed = async () => {
    const { credential, parallelSignatures = [] } = await exported({ parallel: ['SM2-SM3'] });
    return { credential, parallelSignatures };
  };

  test('200: is judged when both signatures hold', async () => {
    const answer = await verified({ secured: await signed() });
    expect(answer.securing).toEqual({ form: 'signed-beside', outcome: 'pass' });
    expect(answer.result).toMatchObject({ result: 'VALID_WITH_CONDITIONS' });
  });

  test('200: is not judged when the one beside it or its own does not hold', async () => {
    const [one, other] = [await signed(), await signed()];
    const [beside] = one.parallelSignatures;
    const turned = (credential: string, change: object = {}) => ({
      credential,
      parallelSignatures: [{ ...beside, ...change }],
    });
    const fails = { form: 'signed-beside', outcome: 'fail' };
    for (const [secured, detail] of [
      // Good in itself, and good elsewhere: a signature does not move to another export of the same record.
      [turned(other.credential), 'signature'],
      [turned(one.credential, { signature: `${String(beside?.signature)}AA==` }), 'signature'],
      [turned(one.credential, { signature: '!' }), 'signature'],
      [turned(`${one.credential}~`), 'structure'],
      [turned('x'), 'structure'],
    ] as const)
      expect(await verified({ secured })).toEqual({ securing: { ...fails, detail }, result: null });

    const [head = '', payload = '', signature = ''] = one.credential.split('.');
    const forged = `${head}.${payload}.${'A'.repeat(signature.length)}`;
    const signer = createParallelKeys({
      masterKey: border.hk.contexts.configuration.masterKey,
      suites: ['SM2-SM3'],
    }).sm2(issuer);
    const octets = await signer?.sign(Buffer.from(forged, 'latin1'));
    const secured = turned(forged, { signature: Buffer.from(octets ?? []).toString('base64') });
    const answer = await verified({ secured });
    expect(answer.securing.outcome).toBe('pass');
    expect(answer.result).toMatchObject({ result: 'SIGNATURE_INVALID' });
  });

  test('200: nothing is concluded by a key that the issuer does not have here', async () => {
    const secured = await signed();
    const unknown = { securing: { form: 'signed-beside', outcome: 'unknown', detail: 'key' }, result: null };
    expect(await verified({ secured }, tokens.outsideBank, border.sz)).toEqual(unknown);
    const { masterKey } = border.hk.contexts.configuration;
    const stranger = createParallelKeys({ masterKey, suites: ['SM2-SM3'] }).sm2(`${issuer}x`);
    const octets = await stranger?.sign(Buffer.from(secured.credential, 'latin1'));
    const beside = { ...stranger?.publicKey, signature: Buffer.from(octets ?? []).toString('base64') };
    expect(await verified({ secured: { ...secured, parallelSignatures: [beside] } })).toEqual(unknown);
  });
});

describe('is refused', () => {
  test('400, 401, 403 and 422: bad input, nobody, a holder, and an authorisation that has expired', async () => {
    for (const body of [
      {},
      { secured: '' },
      { secured: 'x', more: 1 },
      { secured: { payload: 'e30', signatures: [] } },
      { secured: { credential: 'x', parallelSignatures: [] } },
      { secured: { credential: 'x', parallelSignatures: [{ algorithm: 'SM2-SM3' }] } },
    ])
      expect((await post(body)).status).toBe(400);
    expect((await post({ secured: 'x' }, '')).status).toBe(401);
    expect((await post({ secured: 'x' }, tokens.holder)).status).toBe(403);
    const { credential } = await exported();
    const over = { authorisation: { ...look.authorisation, expiresAt: '2020-01-01T00:00:00Z' } };
    expect((await post({ secured: credential, ...over })).status).toBe(422);
  });
});

import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { decideStatus } from '../../src/bin/demo-officers.ts';
import { signKeyBinding } from '../../src/formats/index.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { nowSeconds } from '../../src/kernel/instants.ts';
import { p256KeyOf } from '../../src/kernel/p256-key.ts';
import { type Border, startBorder } from '../support/border.ts';
import { type RecognisedPerson, recognised, until } from '../support/recognised.ts';
import {
  type Bank,
  bankOf,
  fetchedRequest,
  pathOf,
  readRequestObject,
  type RequestObject,
  type Sealing,
  sealedFor,
  send,
} from './verifier.ts';

/** Answers that are not what was asked, each refused with what is wrong with it; the request stays open for a good one. */

let border: Border;
let shen: RecognisedPerson;
let lin: RecognisedPerson;
let bank: Bank;
let stranger: Wallet;

beforeAll(async () => {
  border = await startBorder({ agreed: true });
  shen = await recognised(border, 0);
  lin = await recognised(border, 1);
  bank = await bankOf(border.hk);
  stranger = new Wallet(await newKeyPair());
}, 60_000);
afterAll(() => border.stop());

interface Parts {
  readonly asked: RequestObject;
  readonly home: string;
  readonly recognition: string;
}

async function goodParts(asked: RequestObject): Promise<Parts> {
  const { client_id: audience, nonce } = asked;
  return {
    asked,
    home: await shen.wallet.present('home', ['name_en'], audience, nonce),
    recognition: await shen.wallet.present('recognition', ['name_en'], audience, nonce),
  };
}

const answer = ({ asked, home, recognition }: Parts, more: object = {}) => ({
  state: asked.state,
  vp_token: { home: [home], recognition: [recognition] },
  ...more,
});

/** The home credential shown anew, with another key binding than the right one. */
async function homeBound(
  { client_id: audience, nonce }: RequestObject,
  {
    by = shen.wallet,
    age = 0,
    typ = 'kb+jwt',
    ...claims
  }: { by?: Wallet; age?: number; typ?: string; aud?: string; nonce?: string; sd_hash?: string } = {},
): Promise<string> {
  const shown = await shen.wallet.show('home', ['name_en']);
  const payload = {
    iat: nowSeconds(border.hk.contexts.clock) - age,
    aud: audience,
    nonce,
    sd_hash: sha256Base64url(shown),
    ...claims,
  };
  return `${shown}${await signCompactJws({ typ }, payload, by.key.signer)}`;
}

/** The home credential with the text before its key binding changed, and a key binding over what came of it. */
async function rebound({ client_id: audience, nonce }: RequestObject, change: (shown: string) => string) {
  const shown = change(await shen.wallet.show('home', ['name_en']));
  const issuedAt = nowSeconds(border.hk.contexts.clock);
  return `${shown}${await signKeyBinding(shown, { audience, nonce, issuedAt }, shen.wallet.key.signer)}`;
}

const disclosure = (name: string, value: unknown): string =>
  Buffer.from(JSON.stringify(['c2FsdHNhbHRzYWx0c2FsdA', name, value])).toString('base64url');

type Forged = readonly [
  what: string,
  body: (parts: Parts) => object | Promise<object>,
  reason: RegExp,
  sealing?: Sealing,
];

const home = (forge: (asked: RequestObject) => Promise<string>) => async (parts: Parts) =>
  answer({ ...parts, home: await forge(parts.asked) });

const forgeries: readonly Forged[] = [
  [
    'the nonce of another request',
    home((asked) => homeBound(asked, { nonce: 'x'.repeat(43) })),
    /key-binding.nonce/,
  ],
  [
    'the audience without its prefix',
    home((asked) => homeBound(asked, { aud: asked.client_id.replace('x509_hash:', '') })),
    /key-binding.audience/,
  ],
  [
    'the origin as audience',
    home((asked) => homeBound(asked, { aud: border.hk.origin })),
    /key-binding.audience/,
  ],
  [
    'the audience of the Digital Credentials API',
    home((asked) => homeBound(asked, { aud: `origin:${border.hk.origin}` })),
    /key-binding.audience/,
  ],
  [
    'a key binding of an hour ago',
    home((asked) => homeBound(asked, { age: 3_600 })),
    /key-binding.issued-at too-old/,
  ],
  ['a key binding of tomorrow', home((asked) => homeBound(asked, { age: -86_400 })), /key-binding.issued-at/],
  [
    'a key binding over something else',
    home((asked) => homeBound(asked, { sd_hash: 'x'.repeat(43) })),
    /key-binding.sd-hash/,
  ],
  ['a key binding of another type', home((asked) => homeBound(asked, { typ: 'jwt' })), /key-binding.type/],
  [
    'a key binding by another key',
    home((asked) => homeBound(asked, { by: stranger })),
    /key-binding.signature/,
  ],
  ['no key binding', home(() => shen.wallet.show('home', ['name_en'])), /key-binding.present/],
  [
    'a disclosure twice',
    home((asked) => rebound(asked, (shown) => `${shown}${shown.split('~')[1] ?? ''}~`)),
    /home: /,
  ],
  [
    'a disclosure that nothing refers to',
    home((asked) => rebound(asked, (shown) => `${shown}${disclosure('name_zh_hans', '沈')}~`)),
    /home: /,
  ],
  ['a hidden cnf', home((asked) => rebound(asked, (shown) => `${shown}${disclosure('cnf', {})}~`)), /home: /],
  [
    'a disclosure named _sd',
    home((asked) => rebound(asked, (shown) => `${shown}${disclosure('_sd', [])}~`)),
    /home: /,
  ],
  [
    'a forged signature of the issuer',
    home((asked) =>
      rebound(asked, (shown) => {
        const [jwt = '', ...rest] = shown.split('~');
        const [header, payload, signature = ''] = jwt.split('.');
        const other = signature.startsWith('A') ? 'B' : 'A';
        return [[header, payload, `${other}${signature.slice(1)}`].join('.'), ...rest].join('~');
      }),
    ),
    /home: signature/,
  ],
  [
    'what was asked for hidden',
    home(({ client_id: audience, nonce }) => shen.wallet.present('home', [], audience, nonce)),
    /home: name_en was asked for and is not shown/,
  ],
  [
    'more than was asked for',
    home(({ client_id: audience, nonce }) =>
      shen.wallet.present('home', ['name_en', 'birth_date'], audience, nonce),
    ),
    /home: birth_date was not asked for/,
  ],
  [
    'the recognition in the place of the home credential',
    home(({ client_id: audience, nonce }) =>
      shen.wallet.present('recognition', ['name_en'], audience, nonce),
    ),
    /home: it is of another type/,
  ],
  [
    'the home credential of somebody else',
    home(({ client_id: audience, nonce }) => lin.wallet.present('home', ['name_en'], audience, nonce)),
    /the recognition is of another home record/,
  ],
  [
    'the recognition missing',
    (parts) => ({ state: parts.asked.state, vp_token: { home: [parts.home] } }),
    /are missing/,
  ],
  ['nothing', ({ asked }) => ({ state: asked.state, vp_token: {} }), /are missing/],
  [
    'an empty array for what the wallet does not have',
    (parts) => answer(parts, { vp_token: { home: [parts.home], recognition: [] } }),
    /recognition is not an array of one/,
  ],
  [
    'two presentations for one query',
    (parts) =>
      answer(parts, { vp_token: { home: [parts.home, parts.home], recognition: [parts.recognition] } }),
    /home is not an array of one/,
  ],
  [
    'texts in the place of arrays',
    (parts) => answer(parts, { vp_token: { home: parts.home, recognition: parts.recognition } }),
    /home is not an array of one/,
  ],
  [
    'an answer to a query that was not made',
    (parts) =>
      answer(parts, { vp_token: { home: [parts.home], recognition: [parts.recognition], passport: ['x'] } }),
    /a query that was not made/,
  ],
  ['vp_token as a text', (parts) => answer(parts, { vp_token: parts.home }), /vp_token is not an object/],
  ['the state of another request', (parts) => answer(parts, { state: 'x' }), /state is of another request/],
  ['no state', (parts) => ({ vp_token: answer(parts).vp_token }), /state is of another request/],
  [
    'a key that is not of this request',
    (parts) => answer(parts),
    /does not decrypt/,
    { key: p256KeyOf(new Uint8Array(48).fill(3)).publicJwk },
  ],
  [
    'an encryption that was not offered',
    (parts) => answer(parts),
    /A128GCM nor A256GCM/,
    { enc: 'A128CBC-HS256' },
  ],
  ['compression', (parts) => answer(parts), /zip is not supported/, { zip: 'DEF' }],
  ['the name of a key that was not given', (parts) => answer(parts), /kid is of no key/, { kid: 'x' }],
  ['key agreement that was not offered', (parts) => answer(parts), /alg is not ECDH-ES/, { alg: 'dir' }],
];

describe('an answer with', () => {
  test.each(forgeries.map(([what, forge, reason, sealing]) => ({ what, forge, reason, sealing })))(
    '$what is refused, with the reason',
    async ({ forge, reason, sealing }) => {
      const { id, link } = await bank.ask();
      const parts = await goodParts(await fetchedRequest(border.hk, link));
      const response = await sealedFor(parts.asked, await forge(parts), sealing);
      const refused = await send(border.hk, parts.asked, { response });
      expect([refused.status, refused.type, refused.body.error]).toEqual([
        400,
        'application/json',
        'invalid_request',
      ]);
      expect(refused.body.error_description).toMatch(reason);
      expect(refused.body.error_description).toMatch(/^[\x20-\x7e]+$/);
      expect((await bank.read(id)).state).toBe('open');
    },
  );

  test('another request’s contents is refused, although it is good there', async () => {
    const [one, two] = [await bank.ask(), await bank.ask()];
    const first = await goodParts(await fetchedRequest(border.hk, one.link));
    const second = await fetchedRequest(border.hk, two.link);
    const moved = await sealedFor(second, { ...answer(first), state: second.state });
    expect((await send(border.hk, second, { response: moved })).body.error_description).toMatch(
      /key-binding.nonce/,
    );
    const kept = await sealedFor(first.asked, answer(first));
    expect((await send(border.hk, second, { response: kept })).body.error_description).toMatch(/kid/);
    expect((await send(border.hk, first.asked, { response: kept })).status).toBe(200);
  });

  test('a good content is taken once, however many come at once', async () => {
    const { id, link } = await bank.ask();
    const parts = await goodParts(await fetchedRequest(border.hk, link));
    const response = await sealedFor(parts.asked, answer(parts));
    const sent = await Promise.all(
      Array.from({ length: 4 }, () => send(border.hk, parts.asked, { response })),
    );
    expect(sent.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404]);
    expect((await send(border.hk, parts.asked, { response })).status).toBe(404);
    expect((await bank.read(id)).state).toBe('answered');
  });

  test.each<[string, object, number]>([
    ['nothing in it', {}, 400],
    ['both an answer and an error', { response: 'a.b.c.d.e', error: 'x' }, 400],
    ['what is no JWE', { response: 'x' }, 400],
    ['more than an answer can be', { response: 'x'.repeat(300_000) }, 413],
  ])('%s is refused', async (_what, form, status) => {
    const { link } = await bank.ask();
    const refused = await send(border.hk, await fetchedRequest(border.hk, link), form);
    expect([refused.status, refused.type, refused.body.error]).toEqual([
      status,
      'application/json',
      'invalid_request',
    ]);
  });

  test('JSON in the place of a form is refused', async () => {
    const { link } = await bank.ask();
    const refused = await send(border.hk, await fetchedRequest(border.hk, link), {})
      .type('json')
      .send('{}');
    expect([refused.status, refused.body.error]).toEqual([415, 'invalid_request']);
  });

  test('a suspended standing is an answer, and its result says so', async () => {
    await decideStatus(border.sz, 'registrar', 'SZ-REG-01', {
      object: { type: 'record', id: lin.recordId },
      kind: 'suspend',
      facet: 'standing',
      reasonCode: 'not-stated',
    });
    const { id, link } = await bank.ask();
    const asked = await fetchedRequest(border.hk, link);
    const { client_id: audience, nonce } = asked;
    const shown = {
      asked,
      home: await lin.wallet.present('home', ['name_en'], audience, nonce),
      recognition: await lin.wallet.present('recognition', ['name_en'], audience, nonce),
    };
    await until(async () => (await answerToShowing(['home', 'recognition'])).result === 'SUSPENDED');
    expect((await send(border.hk, asked, { response: await sealedFor(asked, answer(shown)) })).status).toBe(
      200,
    );
    expect((await bank.read(id)).result?.result).toBe('SUSPENDED');
  });

  test('a revoked credential is an answer, and its result says so', async () => {
    await decideStatus(border.sz, 'registrar', 'SZ-REG-01', {
      object: { type: 'record', id: lin.recordId },
      kind: 'withdraw',
      facet: 'award',
      reasonCode: 'not-stated',
    });
    const { id, link } = await bank.ask({ what: 'home' });
    const asked = await fetchedRequest(border.hk, link);
    const { client_id: audience, nonce, state } = asked;
    const home = await lin.wallet.present('home', ['name_en'], audience, nonce);
    // The lists of the credential and of its record arrive one after the other.
    await until(async () => {
      const { result, facets } = await answerToShowing(['home']);
      return result === 'TERMINATED' && facets.award.state === 'ended';
    });
    const response = await sealedFor(asked, { state, vp_token: { home: [home] } });
    expect((await send(border.hk, asked, { response })).status).toBe(200);
    const { result } = await bank.read(id);
    expect([result?.result, result?.facets.award.state]).toEqual(['TERMINATED', 'ended']);
    expect(result?.checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code)).toEqual([
      'status',
      'record',
    ]);
  });
});

describe('a wallet that fetches a request', () => {
  const fetched = async (wallet_metadata: string) => {
    const { link } = await bank.ask();
    const path = pathOf(new URL(link).searchParams.get('request_uri') ?? '');
    const body = new URLSearchParams({ wallet_metadata });
    const response = await fetch(border.hk.baseUrl + path, { method: 'POST', body });
    return { status: response.status, text: await response.text() };
  };

  test.each([
    [
      'could not answer it',
      '{"vp_formats_supported":{"dc+sd-jwt":{}},"response_modes_supported":["query"]}',
      'invalid_request',
    ],
    ['says what is no metadata', '{', 'invalid_request'],
    ['has other formats', '{"vp_formats_supported":{"mso_mdoc":{}}}', 'vp_formats_not_supported'],
  ])('and %s is told so', async (_, metadata, error) => {
    const { status, text } = await fetched(metadata);
    const { error: code, error_description: description } = Object(JSON.parse(text));
    expect([status, code]).toEqual([400, error]);
    expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  test('is asked to encrypt as it can', async () => {
    const { text } = await fetched(
      '{"vp_formats_supported":{"dc+sd-jwt":{}},"authorization_encryption_enc_values_supported":["A256GCM"]}',
    );
    expect(readRequestObject(text).client_metadata).toMatchObject({
      encrypted_response_enc_values_supported: ['A256GCM'],
    });
  });

  test('too often is told to wait, by whichever method', async () => {
    const { contexts } = border.hk;
    const configuration = { ...contexts.configuration, ratePerMinute: 2 };
    const options = { requestId: () => 'limit', isReady: async () => true };
    const { app } = await buildApp({ ...contexts, configuration }, options);
    await app.ready();
    const { link } = await bank.ask();
    const path = pathOf(new URL(link).searchParams.get('request_uri') ?? '');
    const get = () => request(app.server).get(path);
    const post = () => request(app.server).post(path).type('form').send({ wallet_nonce: 'n' });
    expect([(await get()).status, (await post()).status]).toEqual([200, 200]);
    for (const limited of [await get(), await post()]) {
      expect([limited.status, limited.body.error]).toEqual([429, 'temporarily_unavailable']);
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    }
    await app.close();
  });
});

async function answerToShowing(names: readonly string[]) {
  const credentials = await Promise.all(names.map((name) => lin.wallet.show(name, [])));
  const { body } = await bank.call('post', '/v1/verifications').send({
    credentials,
    purpose: 'employment-screening',
    stage: 'pre-offer',
    authorisation: { type: 'consent', reference: 'C', scope: 's', expiresAt: '2036-12-31T00:00:00Z' },
    caseReference: 'WAIT',
  });
  return Object(body);
}

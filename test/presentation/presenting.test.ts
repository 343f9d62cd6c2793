import { createHash, createPublicKey, randomUUID } from 'node:crypto';
import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bumpSnapshot } from '../../src/platform/snapshots.store.ts';
import { createPresentationWorker } from '../../src/presentation/index.ts';
import { createReading } from '../../src/presentation/reading.service.ts';
import { certify, made, signs } from '../keys/pki.ts';
import { type Border, startBorder } from '../support/border.ts';
import { type RecognisedPerson, recognised, until } from '../support/recognised.ts';
import { answerByPeer } from './peer-presenter.ts';
import { type Bank, bankOf, fetchedRequest, pathOf, readRequestObject, sealedFor, send } from './verifier.ts';

let border: Border;
let owner: pg.Client;
let person: RecognisedPerson;
let bank: Bank;

beforeAll(async () => {
  border = await startBorder({
    agreed: true,
    variables: { WENJIN_REDIRECT_ORIGINS: 'https://bank.example' },
  });
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  person = await recognised(border, 0);
  bank = await bankOf(border.hk);
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const clientIdIn = (link: string) => new URL(link).searchParams.get('client_id');
const wallet = () => request(border.hk.app.server);

const answeredByPeer = (link: string, claims: readonly string[] = ['name_en'], enc = 'A128GCM') =>
  answerByPeer(border.hk, { link, claims, enc, wallet: person.wallet });

describe('a wallet of others', () => {
  test.each(['A128GCM', 'A256GCM'])(
    'answers for home credential and recognition together, encrypted with %s',
    async (enc) => {
      const asked = await bank.ask();
      const { resolved, query, status, body } = await answeredByPeer(asked.link, ['name_en'], enc);
      expect([status, body]).toEqual([200, {}]);
      expect(resolved.client.prefix).toBe('x509_hash');
      expect(query.credential_sets).toEqual([{ options: [['home', 'recognition']], required: true }]);
      const { state, result, link } = await bank.read(asked.id);
      expect([state, link]).toEqual(['answered', null]);
      expect(result).toMatchObject({
        result: 'VALID_WITH_CONDITIONS',
        caseReference: 'HR-VP',
        disclosed: { name_en: 'SHEN Zhiyuan' },
        facets: { award: { state: 'intact' }, recognition: { state: 'in-force' } },
      });
      expect(Object.keys(result?.disclosed ?? {})).toEqual(['name_en']);
    },
  );

  test('understands a query for what there is of both, and one that asks for nothing hidden', async () => {
    const { link } = await bank.ask({ what: 'either', claims: [] });
    const { query } = await answeredByPeer(link, []);
    expect(query.credential_sets?.[0]?.options).toEqual([['home', 'recognition'], ['home'], ['recognition']]);
    expect(query.credentials.map((each) => each.claims)).toEqual([undefined, undefined]);
    const { id, link: alone } = await bank.ask({ what: 'recognition', claims: [], receipt: true });
    await answeredByPeer(alone, []);
    const { result } = await bank.read(id);
    expect(result?.receipt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});

describe('a request', () => {
  test('is signed with its certificates, known by the hash of the first, and valid at a second fetch', async () => {
    const { link } = await bank.ask();
    const parameters = new URL(link).searchParams;
    const uri = pathOf(parameters.get('request_uri') ?? '');
    const first = await wallet().get(uri);
    expect([first.status, first.type, first.headers['cache-control']]).toEqual([
      200,
      'application/oauth-authz-req+jwt',
      'no-store',
    ]);
    const [one, two] = [await fetchedRequest(border.hk, link), await fetchedRequest(border.hk, link)];
    const { iat: _iat, ...same } = one;
    expect(two).toMatchObject({ ...same });
    expect(one.header).toMatchObject({ typ: 'oauth-authz-req+jwt', alg: 'ES256' });
    expect(one.client_id).toBe(parameters.get('client_id'));
    expect(one).toMatchObject({
      aud: 'https://self-issued.me/v2',
      response_mode: 'direct_post.jwt',
      response_type: 'vp_token',
      client_metadata: {
        encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'],
        vp_formats_supported: {
          'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
        },
      },
    });
    expect(one).not.toHaveProperty('redirect_uri');
    expect(Buffer.from(one.nonce, 'base64url')).toHaveLength(32);
    const { anchors } = border.hk.contexts.keys;
    const chain = Object(one.header)['x5c'];
    expect(chain).toHaveLength(2);
    expect(anchors()).not.toContain(chain[1]);
    const leafDigest = createHash('sha256').update(Buffer.from(chain[0], 'base64')).digest('base64url');
    expect(one.client_id).toBe(`x509_hash:${leafDigest}`);
  });

  test('gives back the nonce of a wallet that fetches it by POST', async () => {
    const { link } = await bank.ask();
    const uri = pathOf(new URL(link).searchParams.get('request_uri') ?? '');
    const answer = await wallet()
      .post(uri)
      .type('form')
      .send({ wallet_nonce: 'wn-1', wallet_metadata: '{"vp_formats_supported":{"dc+sd-jwt":{}}}' })
      .buffer(true)
      .parse((response, done) => {
        let whole = '';
        response.on('data', (part) => (whole += String(part)));
        response.on('end', () => done(null, whole));
      });
    expect(answer.status).toBe(200);
    expect(readRequestObject(String(answer.body))).toMatchObject({ wallet_nonce: 'wn-1' });
  });

  test('has a key, a nonce and handles of its own, and none of them is stored', async () => {
    const [one, two] = await Promise.all([bank.ask(), bank.ask()]);
    const [first, second] = [
      await fetchedRequest(border.hk, one.link),
      await fetchedRequest(border.hk, two.link),
    ];
    for (const name of ['nonce', 'state', 'response_uri'] as const)
      expect(first[name]).not.toBe(second[name]);
    expect(first.client_metadata.jwks).not.toEqual(second.client_metadata.jwks);
    const { rows } = await owner.query(
      'select presentation_requests::text as row from presentation_requests',
    );
    const stored = rows.map(({ row }) => row).join('\n');
    for (const secret of [first.nonce, first.state, pathOf(first.response_uri).split('/').at(-1) ?? ''])
      expect(stored).not.toContain(secret);
    expect(one.qr?.svg).toContain('<svg');
    expect(first.state).not.toContain(one.id);
  });

  test('calls wallets by the scheme of HAIP where the configuration follows it', async () => {
    const { node, redirectOrigins } = border.hk.contexts.configuration;
    const { db, clock, cursors } = border.hk.contexts;
    const { id } = await bank.ask();
    const { rows } = await owner.query(
      'select organisation_id as who from presentation_requests where id = $1',
      [id],
    );
    const reading = createReading({
      ...{ db, clock, cursors, node, redirectOrigins, haip: true, key: new Uint8Array(32) },
    });
    const { link } = await reading.one(id, String(rows[0].who));
    expect(link).toMatch(/^haip-vp:\/\/\?client_id=x509_hash/);
    expect((await bank.read(id)).link).toMatch(/^openid4vp:\/\/\?client_id=x509_hash/);
  });

  test('made twice with one key is one request', async () => {
    const key = randomUUID();
    const [first, again] = [await bank.post({}, key), await bank.post({}, key)];
    expect(again.body.id).toBe(first.body.id);
    expect(again.body.link).toBe(first.body.link);
  });

  test('404: is over once it was answered, cancelled or has expired, and for whoever guesses', async () => {
    const { id, link } = await bank.ask();
    const asked = await fetchedRequest(border.hk, link);
    const uri = pathOf(new URL(link).searchParams.get('request_uri') ?? '');
    expect([(await bank.cancel(id)).status, (await bank.cancel(id)).status]).toEqual([204, 204]);
    expect((await wallet().get(uri)).status).toBe(404);
    const late = await send(border.hk, asked, { error: 'access_denied', state: asked.state });
    expect([late.status, late.body.error]).toEqual([404, 'invalid_request']);
    const guessed = await wallet().get(`/presentation/requests/${'A'.repeat(43)}`);
    expect([guessed.status, guessed.type]).toEqual([404, 'application/json']);
    const expiring = await bank.ask();
    await owner.query(
      `update presentation_requests set expires_at = now() - interval '1 second' where id = $1`,
      [expiring.id],
    );
    expect(
      (await wallet().get(pathOf(new URL(expiring.link).searchParams.get('request_uri') ?? ''))).status,
    ).toBe(404);
    expect((await bank.read(expiring.id)).state).toBe('expired');
    expect((await bank.cancel(expiring.id)).body.code).toBe('presentation-over');
  });

  test('keeps the key that its link names while another takes its place', async () => {
    const before = await bank.ask({ minutes: 1_440 });
    const { keys, db, clock } = border.hk.contexts;
    const { kid } = keys.signer('presentation');
    const prepared = await keys.prepare({ purpose: 'presentation', authority: null, suite: 'ES256' });
    const act = {
      by: { kind: 'rule', name: 'test' },
      role: 'operator',
      requestId: 'rotation',
      purpose: 'node-operation',
    } as const;
    const signFrom = new Date(clock.now().getTime() + 1_000);
    await db.transaction((tx) => keys.rotate(tx, { prepared, signFrom }, act));
    await keys.refresh();
    await until(async () => clientIdIn((await bank.ask()).link) !== clientIdIn(before.link), 20_000);
    // A day later, in the last minute of the link, too.
    expect(keys.find(kid)?.signUntil?.getTime()).toBeGreaterThan(Date.parse(before.expiresAt));
    const { status } = await answeredByPeer(before.link);
    expect(status).toBe(200);
    expect((await bank.read(before.id)).result?.result).toBe('VALID_WITH_CONDITIONS');
  });

  test('keeps the certificate that its link names while the key is certified anew', async () => {
    const before = await bank.ask();
    const { keys, db } = border.hk.contexts;
    // The newest, which links name: while it takes the place of another, that one signs on for some seconds.
    const [{ kid } = { kid: '' }] = keys.signers('presentation');
    const jwk = keys.find(kid)?.jwk;
    if (jwk?.kty !== 'EC') throw new Error('requests are signed by a key on P-256');
    const authority = await made({ name: 'Anew', authority: true, usage: certify });
    const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const window = { from: '2020-01-01T00:00:00Z', until: '2049-01-01T00:00:00Z' };
    const leaf = await made({
      ...{ name: 'Renewed', by: authority, usage: signs, ...window },
      keys: { publicKey, privateKey: authority.privateKey },
    });
    await owner.query(
      `insert into key_certificates (kid, number, chain, not_before, not_after, created_at)
       select kid, number + 1, $2, not_before, not_after, now() from key_certificates
       where kid = $1 order by number desc limit 1`,
      [kid, [leaf.base64]],
    );
    await db.transaction((tx) => bumpSnapshot(tx, 'keys'));
    await keys.refresh();
    await until(async () => clientIdIn((await bank.ask()).link) !== clientIdIn(before.link), 20_000);
    expect((await answeredByPeer(before.link)).status).toBe(200);
    expect((await bank.read(before.id)).result?.result).toBe('VALID_WITH_CONDITIONS');
    await owner.query('delete from key_certificates where kid = $1 and chain = $2', [kid, [leaf.base64]]);
    await db.transaction((tx) => bumpSnapshot(tx, 'keys'));
    await keys.refresh();
  });

  test('may be declined by the wallet, in the clear with its state or encrypted', async () => {
    const [clear, sealed] = [await bank.ask(), await bank.ask()];
    const one = await fetchedRequest(border.hk, clear.link);
    const wrong = await send(border.hk, one, { error: 'access_denied', state: 'x' });
    expect(wrong.status).toBe(400);
    expect((await send(border.hk, one, { error: 'access_denied', state: one.state })).status).toBe(200);
    expect(await bank.read(clear.id)).toMatchObject({
      state: 'declined',
      declined: 'access_denied',
      result: null,
    });
    const two = await fetchedRequest(border.hk, sealed.link);
    const foreign = await sealedFor(two, { error: 'wallet_unavailable', state: one.state });
    expect((await send(border.hk, two, { response: foreign })).status).toBe(400);
    const wordy = { error: 'Mr SHEN does not want to', state: two.state };
    expect((await send(border.hk, two, wordy)).status).toBe(400);
    expect((await send(border.hk, two, { response: await sealedFor(two, wordy) })).status).toBe(400);
    expect((await bank.read(sealed.id)).state).toBe('open');
    const response = await sealedFor(two, { error: 'wallet_unavailable', state: two.state });
    expect((await send(border.hk, two, { response })).status).toBe(200);
    expect((await bank.read(sealed.id)).declined).toBe('wallet_unavailable');
  });
});

describe('the browser that is sent back', () => {
  test('brings a code, and the result is given for it alone', async () => {
    const redirectUri = 'https://bank.example/candidates/back?case=1';
    const asked = await bank.ask({ redirectUri });
    const { body } = await answeredByPeer(asked.link);
    const back = String(Object(body).redirect_uri);
    expect(back).toMatch(/^https:\/\/bank\.example\/candidates\/back\?case=1#response_code=[\w-]{43}$/);
    expect(await bank.read(asked.id)).toMatchObject({ state: 'answered', result: null });
    const collect = (responseCode: string) =>
      bank.call('post', `/v1/presentation-requests/${asked.id}/results`).send({ responseCode });
    const guessed = await collect('A'.repeat(43));
    expect([guessed.status, guessed.body.code]).toEqual([403, 'presentation-code-wrong']);
    const collected = await collect(back.split('=').at(-1) ?? '');
    expect([collected.status, collected.body.result.result]).toEqual([200, 'VALID_WITH_CONDITIONS']);
  });

  test('422: is sent nowhere that the configuration does not name', async () => {
    const answer = await bank.post({ redirectUri: 'https://elsewhere.example/back' });
    expect([answer.status, answer.body.code]).toEqual([422, 'presentation-redirect-unknown']);
  });
});

describe('who asks', () => {
  test('reads what its own organisation asked, page by page', async () => {
    await bank.ask();
    const page = await bank.call('get', '/v1/presentation-requests?limit=1');
    expect([page.status, page.body.items[0].result, page.body.items[0].qr]).toEqual([200, null, null]);
    const next = await bank.call('get', `/v1/presentation-requests?limit=1&cursor=${String(page.body.next)}`);
    expect(next.body.items[0].id).not.toBe(page.body.items[0].id);
    const nobody = await bank.call('get', `/v1/presentation-requests/${randomUUID()}`);
    expect([nobody.status, nobody.body.code]).toEqual([404, 'not-found']);
    expect((await bank.cancel(randomUUID())).status).toBe(404);
    const bad = await bank.call('get', '/v1/presentation-requests?cursor=AAAA');
    expect([bad.status, bad.body.code]).toEqual([400, 'cursor-invalid']);
  });

  test('has a record of the look and entries of the log, with no word of the person', async () => {
    const asked = await bank.ask({ caseReference: 'HR-RECORD' });
    await answeredByPeer(asked.link);
    const { rows: looks } = await owner.query(
      `select * from access_records where case_reference = 'HR-RECORD'`,
    );
    expect(looks).toMatchObject([{ kind: 'verification', authorisation_reference: 'CONSENT-VP' }]);
    expect(looks[0].holder_thumbprint).not.toBeNull();
    const { rows: events } = await owner.query(
      'select type, outcome from event_facts where object_id = $1 order by recorded_at',
      [asked.id],
    );
    expect(events).toEqual([
      { type: 'presentation.requested', outcome: null },
      { type: 'presentation.ended', outcome: 'VALID_WITH_CONDITIONS' },
    ]);
    const { rows } = await owner.query(
      'select presentation_requests::text as row from presentation_requests',
    );
    expect(JSON.stringify(rows)).not.toMatch(/SHEN Zh/);
    expect(border.hk.lines.join('\n')).not.toMatch(/SHEN Zh/);
  });

  test('keeps a result for a day, keys until the answer, and the request for thirty days', async () => {
    const { db, clock } = border.hk.contexts;
    const asked = await bank.ask();
    await answeredByPeer(asked.link);
    const worker = createPresentationWorker({ db, clock, onError: () => undefined });
    const kept = async () =>
      (
        await owner.query(
          'select sealed_seed is not null as seed, sealed_result is not null as result from presentation_requests where id = $1',
          [asked.id],
        )
      ).rows;
    await worker.runOnce();
    expect(await kept()).toEqual([{ seed: false, result: true }]);
    await owner.query(
      `update presentation_requests set ended_at = now() - interval '25 hours' where id = $1`,
      [asked.id],
    );
    await worker.runOnce();
    expect(await kept()).toEqual([{ seed: false, result: false }]);
    expect((await bank.read(asked.id)).result).toBeNull();
    await owner.query(
      `update presentation_requests set ended_at = now() - interval '31 days' where id = $1`,
      [asked.id],
    );
    await worker.runOnce();
    expect(await kept()).toEqual([]);
  });

  test.each<[string, object, number, string]>([
    ['no case', { caseReference: '' }, 400, 'invalid-request'],
    ['a claim twice', { claims: ['name_en', 'name_en'] }, 400, 'invalid-request'],
    ['a claim that is not hidden', { claims: ['cnf'] }, 400, 'invalid-request'],
    ['more than a day', { minutes: 1_441 }, 400, 'invalid-request'],
    ['an address that is not https', { redirectUri: 'http://bank.example/x' }, 400, 'invalid-request'],
    ['a fragment of its own', { redirectUri: 'https://bank.example/x#y' }, 400, 'invalid-request'],
    [
      'an authorisation that is over',
      { authorisation: { type: 'consent', reference: 'C', scope: 'q', expiresAt: '2020-01-01T00:00:00Z' } },
      422,
      'authorisation-expired',
    ],
  ])('is refused %s', async (_what, more, status, code) => {
    const answer = await bank.post(more);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

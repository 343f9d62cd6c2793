import { decodeJwt } from 'jose';
import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oauthErrorBody, tokenResponse } from '../../src/access/token.schema.ts';
import { presentationNonce } from '../../src/access/nonces.schema.ts';
import { attest, organisation } from '../../src/bin/demo-acts.ts';
import { decideStatus } from '../../src/bin/demo-officers.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import { Browser, csrfOf, nonceOf } from './browser.ts';
import {
  allowed,
  authorizeUrl,
  browserAt,
  codeForm,
  decide,
  issuer,
  openScene,
  origin,
  pkce,
  post,
  proofFor,
  push,
  pushForm,
  redirectUri,
  type Scene,
  signInAudience,
  signInByAccount,
  signInByCredential,
  softwareSigner,
  waiting,
  walletId,
} from './wallet.ts';

let scene: Scene;
let owner: pg.Client;
beforeAll(async () => {
  scene = await openScene();
  owner = new pg.Client({ connectionString: scene.hk.database.ownerUrl });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await scene.stop();
});

const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  post(scene, '/oauth/token', form, headers);

async function refusal(asked: PromiseLike<Awaited<ReturnType<typeof post>>>): Promise<string> {
  const answer = await asked;
  expect(answer.headers['cache-control']).toBe('no-store');
  return `${String(answer.status)} ${oauthErrorBody.parse(answer.body).error}`;
}

const subjectOf = async (): Promise<string> => {
  const { rows } = await owner.query<{ id: string }>(
    'select subject_id as id from credentials where id = $1',
    [scene.chan.award.id],
  );
  return rows[0]?.id ?? '';
};

describe('a person who allows their wallet', () => {
  test('signs in with the account that their registrar has linked, and the wallet gets a code, its state and the issuer', async () => {
    const { verifier, challenge } = pkce();
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(challenge))));
    expect(page.text).toContain('Continue with Example Login');
    const consent = await signInByAccount(browser, page);
    expect(consent.text).toContain('Let this wallet have your credentials?');
    const back = await decide(browser, consent, 'allow');
    expect(back.url.startsWith(`${redirectUri}&`)).toBe(true);
    const { searchParams } = new URL(back.url);
    expect([...searchParams.keys()].sort()).toEqual(['code', 'from', 'iss', 'state']);
    expect(searchParams.get('state')).toBe('state-of-the-wallet');
    expect(searchParams.get('iss')).toBe(origin);
    const answer = await token(codeForm(searchParams.get('code') ?? '', verifier));
    const granted = tokenResponse.parse(answer.body);
    expect(granted).toMatchObject({ token_type: 'Bearer', scope: 'home-attestation' });
    expect(granted.refresh_token).toBeUndefined();
    const grantId = String(decodeJwt(granted.access_token).sub);
    expect(await scene.hk.contexts.signin.grant(grantId)).toMatchObject({
      authority: 'demo-hk-registrar',
      basis: { kind: 'subject', subjectId: await subjectOf() },
      clientId: 'https://wallet.example',
    });
  });

  test('or by a credential that they hold, and gets identifiers when it asks by authorization_details', async () => {
    const { verifier, challenge } = pkce();
    const detail = {
      type: 'openid_credential',
      credential_configuration_id: 'home-attestation',
      locations: [issuer],
    };
    const { scope: _, resource: __, ...form } = pushForm(challenge);
    const { code } = await allowed(scene, { ...form, authorization_details: JSON.stringify([detail]) });
    const answer = await token(codeForm(code, verifier));
    const { scope, authorization_details: granted } = tokenResponse.parse(answer.body);
    expect(scope).toBeUndefined();
    expect(granted?.[0]?.credential_identifiers).toHaveLength(1);
  });

  test('takes up an offer that was made to them, by its issuer_state alone', async () => {
    const { contexts } = scene.hk;
    const offerId = '0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a4b';
    const offer = {
      offerId,
      subjectId: await subjectOf(),
      authority: 'demo-hk-registrar',
      configurations: ['home-attestation'],
      expiresAt: new Date(Date.now() + 60_000),
    } as const;
    const state = await contexts.db.transaction((tx) => contexts.signin.issuerState(tx, offer));
    const { verifier, challenge } = pkce();
    const { scope: _, resource: __, ...form } = pushForm(challenge);
    const { code } = await allowed(scene, { ...form, issuer_state: state });
    const answer = await token(codeForm(code, verifier));
    const grantId = String(decodeJwt(tokenResponse.parse(answer.body).access_token).sub);
    expect(await contexts.signin.grant(grantId)).toMatchObject({ basis: { kind: 'offer', offerId } });
  });

  test('takes an offer up once, by whichever of its codes', async () => {
    const { contexts } = scene.hk;
    const subjectId = await subjectOf();
    const made = async (offerId: string) => {
      const offer = {
        offerId,
        authority: 'demo-hk-registrar',
        configurations: ['home-attestation'],
        expiresAt: new Date(Date.now() + 60_000),
      } as const;
      return contexts.db.transaction(async (tx) => ({
        state: await contexts.signin.issuerState(tx, { ...offer, subjectId }),
        offered: await contexts.signin.offerCode(tx, offer),
      }));
    };
    const { scope: _, resource: __, ...form } = pushForm('');
    const taking = async (state: string) => {
      const { verifier, challenge } = pkce();
      const asked = { ...form, code_challenge: challenge, issuer_state: state };
      return { ...(await allowed(scene, asked)), verifier };
    };
    const redeem = (offered: string) =>
      token({
        grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
        'pre-authorized_code': offered,
      });
    const signedIn = await made('0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a51');
    const codes = [await taking(signedIn.state), await taking(signedIn.state)];
    const answers = await Promise.all(codes.map(({ code, verifier }) => token(codeForm(code, verifier))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await refusal(redeem(signedIn.offered))).toBe('400 invalid_grant');
    expect(
      await refusal(
        post(scene, '/oauth/par', {
          ...form,
          code_challenge: pkce().challenge,
          issuer_state: signedIn.state,
        }),
      ),
    ).toBe('400 invalid_request');

    const preAuthorized = await made('0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a52');
    const { code, verifier } = await taking(preAuthorized.state);
    expect((await redeem(preAuthorized.offered)).status).toBe(200);
    expect(await refusal(token(codeForm(code, verifier)))).toBe('400 invalid_grant');
  });

  test('and to a native application, whose scheme the page lets the form lead to', async () => {
    const { challenge } = pkce();
    const browser = browserAt(scene);
    const form = { ...pushForm(challenge), redirect_uri: 'example.wallet.app:/callback' };
    const page = await browser.open(authorizeUrl(await push(scene, form)));
    expect(page.headers['content-security-policy']).toContain("form-action 'self' example.wallet.app:");
    const back = await decide(browser, await signInByCredential(browser, page, scene.chan.wallet), 'allow');
    expect(back.url).toMatch(/^example\.wallet\.app:\/callback\?code=/);
  });
});

describe('a person who does not', () => {
  test('sends the wallet a refusal, before or after signing in', async () => {
    for (const signIn of [false, true]) {
      const browser = browserAt(scene);
      const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
      const at = signIn ? await signInByCredential(browser, page, scene.chan.wallet) : page;
      const { searchParams } = new URL((await decide(browser, at, 'refuse')).url);
      expect(searchParams.get('error')).toBe('access_denied');
      expect(searchParams.get('code')).toBeNull();
      expect(searchParams.get('state')).toBe('state-of-the-wallet');
      expect(searchParams.get('iss')).toBe(origin);
    }
  });

  test('cannot allow without having signed in', async () => {
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    expect((await decide(browser, page, 'allow')).status).toBe(400);
  });

  test('whom nobody here knows is told so, and the wallet hears no more than a refusal', async () => {
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    const refused = await signInByAccount(browser, page, 'stranger');
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('Ask your authority to link it');
    const { searchParams } = new URL((await decide(browser, refused, 'refuse')).url);
    expect(searchParams.get('error')).toBe('access_denied');
  });

  test('to whom the offer was not made cannot take it up', async () => {
    const { contexts } = scene.hk;
    const offer = {
      offerId: '0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a4c',
      subjectId: '0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a4d',
      authority: 'demo-hk-registrar',
      configurations: ['home-attestation'],
      expiresAt: new Date(Date.now() + 60_000),
    } as const;
    const state = await contexts.db.transaction((tx) => contexts.signin.issuerState(tx, offer));
    const browser = browserAt(scene);
    const form = { ...pushForm(pkce().challenge), issuer_state: state };
    const page = await browser.open(authorizeUrl(await push(scene, form)));
    expect((await signInByCredential(browser, page, scene.chan.wallet)).status).toBe(403);
  });
});

describe('a pushed request is refused', () => {
  const pushed = (change: Record<string, string | undefined>) => {
    const form = { ...pushForm(pkce().challenge), ...change };
    const present = Object.entries(form).filter(([, value]) => value !== undefined);
    return refusal(post(scene, '/oauth/par', Object.fromEntries(present.map(([k, v]) => [k, String(v)]))));
  };

  test.each<[string, Record<string, string | undefined>, string]>([
    ['without client', { client_id: undefined }, 'invalid_request'],
    ['without challenge', { code_challenge: undefined }, 'invalid_request'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['without method, which would mean plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['with a challenge that is no digest', { code_challenge: 'short' }, 'invalid_request'],
    ['without redirect_uri', { redirect_uri: undefined }, 'invalid_request'],
    ['that leads to http', { redirect_uri: 'http://wallet.example/' }, 'invalid_request'],
    ['that leads to script', { redirect_uri: 'javascript:alert(1)' }, 'invalid_request'],
    ['that leads to data', { redirect_uri: 'data:text/html,x' }, 'invalid_request'],
    ['whose address has a fragment', { redirect_uri: 'https://wallet.example/#x' }, 'invalid_request'],
    ['whose address has a user', { redirect_uri: 'https://bank@wallet.example/' }, 'invalid_request'],
    ['whose host would change the policy', { redirect_uri: 'https://a;sandbox/' }, 'invalid_request'],
    ['by a name that reads in two ways', { client_id: 'wallet\u202egnp' }, 'invalid_request'],
    ['whose address breaks a header', { redirect_uri: 'https://wallet.example/\r\nx: y' }, 'invalid_request'],
    ['for a token in the browser', { response_type: 'token' }, 'unsupported_response_type'],
    ['for an answer in a form', { response_mode: 'form_post' }, 'invalid_request'],
    ['by another name', { request_uri: 'urn:x' }, 'invalid_request'],
    ['as a request object', { request: 'a.b.c' }, 'request_not_supported'],
    ['for nothing', { scope: undefined }, 'invalid_scope'],
    ['for what nobody issues', { scope: 'driving-licence' }, 'invalid_scope'],
    [
      'of another node',
      { resource: 'https://sz.wenjin.example/authorities/demo-sz-registrar' },
      'invalid_target',
    ],
    ['of nobody', { resource: `${origin}/authorities/nobody` }, 'invalid_target'],
    ['with an issuer_state of nobody', { issuer_state: 'guessed' }, 'invalid_request'],
    ['with details that are none', { authorization_details: '{}' }, 'invalid_authorization_details'],
    ['with a key that is none', { dpop_jkt: 'short' }, 'invalid_request'],
  ])('%s', async (_, change, error) => {
    expect(await pushed(change)).toBe(`400 ${error}`);
  });

  test('with a proof for another key than it names, or for another address', async () => {
    const key = softwareSigner();
    const form = pushForm(pkce().challenge);
    const proof = { dpop: await proofFor(scene, key, '/oauth/par') };
    const named = { ...form, dpop_jkt: softwareSigner().kid };
    expect(await refusal(post(scene, '/oauth/par', named, proof))).toBe('400 invalid_dpop_proof');
    const other = { dpop: await proofFor(scene, key, '/oauth/token') };
    expect(await refusal(post(scene, '/oauth/par', form, other))).toBe('400 invalid_dpop_proof');
  });
});

describe('the browser is led nowhere', () => {
  const opened = async (url: string, browser = browserAt(scene)) => {
    const page = await browser.open(url);
    expect(page.headers['location']).toBeUndefined();
    expect(page.headers['content-type']).toContain('text/html');
    return page.status;
  };

  test('without a pushed request, whatever else the address says', async () => {
    const parameters = new URLSearchParams(pushForm(pkce().challenge)).toString();
    expect(await opened(`${origin}/oauth/authorize?${parameters}`)).toBe(400);
    expect(await opened(`${origin}/oauth/authorize`)).toBe(400);
    expect(await opened(authorizeUrl('https://evil.example/request'))).toBe(400);
  });

  test('by a request that was taken up before', async () => {
    const requestUri = await push(scene, pushForm(pkce().challenge));
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => browserAt(scene).open(authorizeUrl(requestUri))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await opened(authorizeUrl(requestUri))).toBe(400);
  });

  test('by a request that is older than a minute, nor allowed anything in a session that has expired', async () => {
    const requestUri = await push(scene, pushForm(pkce().challenge));
    await owner.query('update pushed_requests set expires_at = now()');
    expect(await opened(authorizeUrl(requestUri))).toBe(400);
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    const consent = await signInByCredential(browser, page, scene.chan.wallet);
    await owner.query('update sign_in_sessions set expires_at = now()');
    expect((await decide(browser, consent, 'allow')).status).toBe(400);
    expect(await opened(`${origin}/oauth/sign-in`, browser)).toBe(400);
  });

  test('by the request of another client, which is void afterwards', async () => {
    const requestUri = await push(scene, pushForm(pkce().challenge));
    expect(await opened(authorizeUrl(requestUri, 'https://other.example'))).toBe(400);
    expect(await opened(authorizeUrl(requestUri))).toBe(400);
  });

  test('without the cookie of the session, or with a made-up one', async () => {
    expect(await opened(`${origin}/oauth/sign-in`)).toBe(400);
    const browser = browserAt(scene);
    browser.cookies(origin).set('__Host-wenjin-sign-in', 'A'.repeat(43));
    expect(await opened(`${origin}/oauth/sign-in`, browser)).toBe(400);
  });

  test('by a form that is not of its own page', async () => {
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    const forged = { ...page, text: '' };
    expect((await decide(browser, forged, 'refuse')).status).toBe(400);
    const other = browserAt(scene);
    const theirs = await other.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    expect((await decide(browser, theirs, 'refuse')).status).toBe(400);
    expect((await decide(browser, page, 'refuse')).status).toBe(303);
  });
});

describe('a session', () => {
  test('gets another cookie when somebody signs in, so that who knew the old one is not signed in', async () => {
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    const fixed = new Map(browser.cookies(origin));
    await signInByCredential(browser, page, scene.chan.wallet);
    const attacker = browserAt(scene);
    for (const [name, value] of fixed) attacker.cookies(origin).set(name, value);
    expect((await attacker.open(`${origin}/oauth/sign-in`)).status).toBe(400);
  });

  test('keeps its cookie from script, from plain http, from other hosts and from other sites', async () => {
    const browser = new Browser({ [origin]: scene.hk.baseUrl });
    const requestUri = await push(scene, pushForm(pkce().challenge));
    const { pathname, search } = new URL(authorizeUrl(requestUri));
    const answer = await fetch(scene.hk.baseUrl + pathname + search, { redirect: 'manual' });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-wenjin-sign-in=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
    expect(browser.cookies(origin).size).toBe(0);
  });

  test('is decided once', async () => {
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    const consent = await signInByCredential(browser, page, scene.chan.wallet);
    const twin = browserAt(scene);
    for (const [name, value] of browser.cookies(origin)) twin.cookies(origin).set(name, value);
    const answers = await Promise.all([decide(browser, consent, 'allow'), decide(twin, consent, 'allow')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400]);
  });

  test('keeps nothing of a person who is erased at the moment of signing in', async () => {
    const { contexts } = scene.hk;
    const wallet = new Wallet(await newKeyPair());
    const { id } = await attest(scene.hk, 'HK-REG-01', castOf(8).chan, wallet, {
      qualification: 'hk-ecf-crm-core',
      route: 'examination',
      date: '2023-09-15',
      standing: { state: 'current', asOf: civilDate(new Date()) },
    });
    await contexts.status.publishDue();
    const { rows } = await owner.query<{ subject: string }>(
      'select subject_id as subject from credentials where id = $1',
      [id],
    );
    const gone = [rows[0]?.subject ?? ''];
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    await owner.query('begin');
    await owner.query('select 1 from sign_in_sessions for update');
    const signing = signInByCredential(browser, page, wallet);
    await waiting(scene, 1);
    const erasing = contexts.db.transaction(async (tx) => {
      await contexts.vault.eraseAll(tx, gone);
      await contexts.signin.forget(tx, gone);
    });
    await Promise.race([erasing, waiting(scene, 2)]);
    await owner.query('rollback');
    await Promise.all([signing, erasing]);
    const left = await owner.query('select 1 from sign_in_sessions where subject_id = any($1::uuid[])', [
      gone,
    ]);
    expect(left.rows).toEqual([]);
  });

  test('shows pages that run nothing, and cannot be framed, in three languages', async () => {
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    expect(page.text).not.toContain('<script');
    const policy = page.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'; style-src 'sha256-");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers['cache-control']).toBe('no-store');
    expect((await browser.open(`${origin}/oauth/sign-in?lang=zh-Hant`)).text).toContain('確認你的身分');
    expect((await browser.open(`${origin}/oauth/sign-in?lang=zh-Hans`)).text).toContain('确认您的身份');
    const consent = await signInByCredential(browser, page, scene.chan.wallet);
    expect(consent.text).toContain('Nobody vouches for this wallet');
    expect(consent.text).toContain('wallet.example');
  });

  test('writes what a wallet calls itself as text', async () => {
    const form = { ...pushForm(pkce().challenge), client_id: '<script>alert(1)</script>' };
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, form), form.client_id));
    const consent = await signInByCredential(browser, page, scene.chan.wallet);
    expect(consent.text).not.toContain('<script>');
    expect(consent.text).toContain('&lt;script&gt;');
  });
});

describe('a credential signs nobody in', () => {
  const shownAs = async (make: (nonce: string) => Promise<string>): Promise<number> => {
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    const presentation = await make(nonceOf(page));
    const form = { csrf: csrfOf(page), presentation };
    return (await browser.submit(`${origin}/oauth/sign-in/credential`, form)).status;
  };

  test('for another audience, with another nonce, or without key binding', async () => {
    const chan = scene.chan.wallet;
    expect(await shownAs((nonce) => chan.present('home', [], 'https://sz.wenjin.example', nonce))).toBe(403);
    expect(await shownAs(() => chan.present('home', [], signInAudience, 'A'.repeat(43)))).toBe(403);
    expect(await shownAs(() => chan.show('home', []))).toBe(403);
    expect(await shownAs(async () => 'not a credential')).toBe(403);
  });

  test('that was made for an application, at the wish of who hands it on and has put the nonce of a page in it', async () => {
    const { body } = await request(scene.hk.baseUrl).post('/v1/nonces');
    const { audience } = presentationNonce.parse(body);
    expect(await shownAs((nonce) => scene.chan.wallet.present('home', [], audience, nonce))).toBe(403);
  });

  test('once it is suspended', async () => {
    const { hk } = scene;
    const award = {
      qualification: 'hk-ecf-crm-core',
      route: 'examination',
      date: '2023-09-15',
      standing: { state: 'current', asOf: civilDate(new Date()) },
    } as const;
    const other = new Wallet(await newKeyPair());
    const { id } = await attest(hk, 'HK-REG-01', castOf(3).chan, other, award);
    await hk.contexts.status.publishDue();
    const show = (nonce: string) => other.present('home', [], signInAudience, nonce);
    expect(await shownAs(show)).toBe(200);
    await decideStatus(hk, 'registrar', 'HK-REG-01', {
      object: { type: 'credential', id },
      kind: 'suspend',
      facet: 'credential',
      reasonCode: 'not-stated',
      reviewOn: addDays(civilDate(new Date()), 30),
    });
    await hk.contexts.status.publishDue();
    expect(await shownAs(show)).toBe(403);
  });

  test('twice: the nonce is that of one session', async () => {
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
    const presentation = await scene.chan.wallet.present('home', [], signInAudience, nonceOf(page));
    const path = `${origin}/oauth/sign-in/credential`;
    expect((await browser.submit(path, { csrf: csrfOf(page), presentation })).status).toBe(200);
    expect(await shownAs(async () => presentation)).toBe(403);
  });
});

describe('a code', () => {
  const key = softwareSigner();

  test('is good once; its second use ends what the first one got', async () => {
    const { verifier, challenge } = pkce();
    const { code } = await allowed(scene, pushForm(challenge));
    const answers = await Promise.all(Array.from({ length: 5 }, () => token(codeForm(code, verifier))));
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    const grantId = String(decodeJwt(tokenResponse.parse(good[0]?.body).access_token).sub);
    expect(await scene.hk.contexts.signin.grant(grantId)).toBeUndefined();
    const { rows } = await owner.query(
      `select reason_code from event_facts where type = 'wallet.revoked' and object_id = $1`,
      [grantId],
    );
    expect(rows).toEqual([{ reason_code: 'code-replayed' }]);
  });

  test('is nothing for who has another verifier, address, client or key, and stays good for its wallet', async () => {
    const { verifier, challenge } = pkce();
    const { code } = await allowed(scene, { ...pushForm(challenge), dpop_jkt: key.kid });
    const proof = async (by = key) => ({ dpop: await proofFor(scene, by, '/oauth/token') });
    const good = codeForm(code, verifier);
    const refused = '400 invalid_grant';
    expect(await refusal(token({ ...good, code_verifier: pkce().verifier }, await proof()))).toBe(refused);
    const { code_verifier: _, ...without } = good;
    expect(await refusal(token(without, await proof()))).toBe(refused);
    expect(await refusal(token({ ...good, code_verifier: challenge }, await proof()))).toBe(refused);
    expect(await refusal(token({ ...good, redirect_uri: 'https://wallet.example/' }, await proof()))).toBe(
      refused,
    );
    expect(await refusal(token({ ...good, client_id: 'https://other.example' }, await proof()))).toBe(
      refused,
    );
    expect(await refusal(token(good, await proof(softwareSigner())))).toBe(refused);
    expect(await refusal(token(good))).toBe(refused);
    const { client_id: __, ...anonymous } = good;
    expect(await refusal(token(anonymous, await proof()))).toBe('400 invalid_request');
    expect(await refusal(token({ ...good, code: 'guessed' }, await proof()))).toBe(refused);
    expect((await token(good, await proof())).status).toBe(200);
  });

  test('expires after a minute, and nothing of it stands in the database but a digest', async () => {
    const { verifier, challenge } = pkce();
    const { code } = await allowed(scene, pushForm(challenge));
    const { rows } = await owner.query('select authorization_codes::text as row from authorization_codes');
    expect(JSON.stringify(rows)).not.toContain(code);
    await owner.query(`update authorization_codes set expires_at = now() where redeemed_at is null`);
    expect(await refusal(token(codeForm(code, verifier)))).toBe('400 invalid_grant');
  });
});

describe('a wallet that is registered', () => {
  test('shows it by its key at every step, and nobody else goes by its name', async () => {
    const { api } = scene.hk;
    const { client } = organisation(scene.hk, 'bank');
    const authentication = async () => ({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await api.assertion(client),
    });
    const { verifier, challenge } = pkce();
    const form = { ...pushForm(challenge), client_id: client.id };
    expect(await refusal(post(scene, '/oauth/par', form))).toBe('401 invalid_client');
    const { code } = await allowed(scene, { ...form, ...(await authentication()) });
    const redeemed = { ...codeForm(code, verifier), client_id: client.id };
    expect(await refusal(token(redeemed))).toBe('401 invalid_client');
    expect((await token({ ...redeemed, ...(await authentication()) })).status).toBe(200);
  });
});

describe('a grant that somebody signed in for by a key', () => {
  test('rests while the authority has suspended what is bound to the key, for whoever has the key may have allowed it', async () => {
    const { hk } = scene;
    const wallet = new Wallet(await newKeyPair());
    const { id } = await attest(hk, 'HK-REG-01', castOf(9).chan, wallet, {
      qualification: 'hk-ecf-crm-core',
      route: 'examination',
      date: '2023-09-15',
      standing: { state: 'current', asOf: civilDate(new Date()) },
    });
    await hk.contexts.status.publishDue();
    const { verifier, challenge } = pkce();
    const browser = browserAt(scene);
    const page = await browser.open(authorizeUrl(await push(scene, pushForm(challenge))));
    const back = await decide(browser, await signInByCredential(browser, page, wallet), 'allow');
    const code = new URL(back.url).searchParams.get('code') ?? '';
    const key = softwareSigner();
    const asked = async (form: Record<string, string>) =>
      token(form, { dpop: await proofFor(scene, key, '/oauth/token') });
    const first = tokenResponse.parse((await asked(codeForm(code, verifier))).body);
    const grant = () => hk.contexts.signin.grant(String(decodeJwt(first.access_token).sub));
    const refresh = () =>
      asked({
        grant_type: 'refresh_token',
        client_id: walletId,
        refresh_token: first.refresh_token ?? '',
      });
    expect(await grant()).toBeDefined();
    const decision = {
      object: { type: 'credential', id },
      facet: 'credential',
      reasonCode: 'holder-request',
    };
    const reviewOn = addDays(civilDate(new Date()), 30);
    await decideStatus(hk, 'registrar', 'HK-REG-01', { ...decision, kind: 'suspend', reviewOn });
    expect(await grant()).toBeUndefined();
    expect(await refusal(refresh())).toBe('400 invalid_grant');
    const { reasonCode: _, ...again } = decision;
    await decideStatus(hk, 'registrar', 'HK-REG-01', {
      ...again,
      kind: 'reinstate',
      reasonCode: 'cause-cured',
    });
    expect((await refresh()).status).toBe(200);
  });
});

describe('a refresh token', () => {
  const key = softwareSigner();
  const proof = async (by = key) => ({ dpop: await proofFor(scene, by, '/oauth/token') });
  const granted = async () => {
    const { verifier, challenge } = pkce();
    const { code } = await allowed(scene, pushForm(challenge));
    return tokenResponse.parse((await token(codeForm(code, verifier), await proof())).body);
  };
  const refresh = async (refreshToken: string | undefined, by = key) =>
    token(
      { grant_type: 'refresh_token', client_id: walletId, refresh_token: refreshToken ?? '' },
      await proof(by),
    );

  test('is given to who has shown a key, gives way to another, and ends the grant when it comes again', async () => {
    const first = await granted();
    const second = tokenResponse.parse((await refresh(first.refresh_token)).body);
    expect(second.token_type).toBe('DPoP');
    expect(decodeJwt(second.access_token)).toMatchObject({
      sub: decodeJwt(first.access_token).sub,
      cnf: { jkt: key.kid },
    });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect((await refresh(second.refresh_token)).status).toBe(400);
    expect(await scene.hk.contexts.signin.grant(String(decodeJwt(second.access_token).sub))).toBeUndefined();
  });

  test('is nothing without its key, and nobody without it can end the grant', async () => {
    const { refresh_token: refreshToken } = await granted();
    expect(await refusal(refresh(refreshToken, softwareSigner()))).toBe('400 invalid_grant');
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' };
    expect(await refusal(token({ ...form, client_id: walletId }))).toBe('400 invalid_grant');
    expect(await refusal(token(form, await proof()))).toBe('400 invalid_grant');
    expect((await refresh(refreshToken)).status).toBe(200);
  });

  test('of several that come at once one is answered', async () => {
    const { refresh_token: refreshToken } = await granted();
    const answers = await Promise.all(Array.from({ length: 4 }, () => refresh(refreshToken)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

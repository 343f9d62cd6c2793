import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, csrfOf, type Shown } from './browser.ts';
import { authorizeUrl, browserAt, openScene, origin, pkce, push, pushForm, type Scene } from './wallet.ts';
import { upstreamIssuer } from './upstream.ts';

/** Whatever the provider, or somebody between, sends back: only a good ID token for this very session signs anybody in. */

let scene: Scene;
let key: CryptoKey;
let jwk: JWK;
beforeAll(async () => {
  scene = await openScene();
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'forged-1', alg: 'ES256', use: 'sig' };
}, 60_000);
afterAll(() => scene.stop());

const now = () => Math.floor(Date.now() / 1000);

interface Forgery {
  readonly claims?: Record<string, unknown>;
  readonly sign?: (claims: Record<string, unknown>) => Promise<string>;
  readonly callback?: Record<string, string | undefined>;
}

const signed = (claims: Record<string, unknown>, header = { alg: 'ES256', kid: 'forged-1' }, by = key) =>
  new SignJWT(claims).setProtectedHeader(header).sign(by);

/** The provider's keys and its token endpoint answer as the test says; the browser comes back as if it had signed in. */
async function returned({ claims = {}, sign = signed, callback = {} }: Forgery): Promise<Shown> {
  const browser = browserAt(scene);
  const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
  const elsewhere = new Browser({ [origin]: scene.hk.baseUrl });
  for (const [name, value] of browser.cookies(origin)) elsewhere.cookies(origin).set(name, value);
  const { url } = await elsewhere.submit(`${origin}/oauth/sign-in/account`, { csrf: csrfOf(page) });
  const asked = new URL(url).searchParams;
  const stated: Record<string, unknown> = {
    iss: upstreamIssuer,
    aud: 'wenjin',
    sub: 'chan',
    nonce: asked.get('nonce'),
    iat: now(),
    exp: now() + 60,
    ...claims,
  };
  const idToken = await sign(
    Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)),
  );
  scene.upstream.forge('/jwks', async () => ({ keys: [jwk] }));
  scene.upstream.forge('/token', async () => ({
    access_token: 'a',
    token_type: 'Bearer',
    id_token: idToken,
  }));
  const query: Record<string, string | undefined> = {
    code: 'any',
    state: asked.get('state') ?? '',
    iss: upstreamIssuer,
    ...callback,
  };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  return browser.open(`${origin}/oauth/sign-in/callback?${parameters.toString()}`);
}

const unsigned = (alg: string) => async (claims: Record<string, unknown>) => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg })}.${part(claims)}.AAAA`;
};

describe('an ID token', () => {
  test('that is good signs in', async () => {
    const page = await returned({});
    expect([page.status, page.text.includes('Let this wallet have')]).toEqual([200, true]);
  });

  test.each<[string, Forgery]>([
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['without issuer', { claims: { iss: undefined } }],
    ['for another client', { claims: { aud: 'another' } }],
    ['without audience', { claims: { aud: undefined } }],
    ['for several, without saying which', { claims: { aud: ['wenjin', 'another'] } }],
    ['for several, authorised for another', { claims: { aud: ['wenjin', 'another'], azp: 'another' } }],
    ['with the nonce of another session', { claims: { nonce: 'another' } }],
    ['without nonce', { claims: { nonce: undefined } }],
    ['that has expired', { claims: { exp: now() - 60, iat: now() - 120 } }],
    ['without expiry', { claims: { exp: undefined } }],
    ['whose expiry is a text', { claims: { exp: String(now() + 60) } }],
    ['that is old', { claims: { iat: now() - 3600 } }],
    ['of the future', { claims: { iat: now() + 600 } }],
    ['without subject', { claims: { sub: undefined } }],
    ['with alg none', { sign: unsigned('none') }],
    ['with a signature that is none', { sign: unsigned('ES256') }],
    [
      'by a shared secret',
      {
        sign: async (claims) =>
          new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(randomBytes(32)),
      },
    ],
    [
      'by a key of its own, named in its header',
      {
        sign: async (claims) => {
          const pair = await generateKeyPair('ES256', { extractable: true });
          const own = await exportJWK(pair.publicKey);
          return new SignJWT(claims)
            .setProtectedHeader({ alg: 'ES256', kid: 'forged-1', jwk: own })
            .sign(pair.privateKey);
        },
      },
    ],
    [
      'by a key that the provider does not publish',
      { sign: async (claims) => signed(claims, { alg: 'ES256', kid: 'nobody' }) },
    ],
  ])('%s signs nobody in', async (_, forgery) => {
    const page = await returned(forgery);
    expect([page.status, page.text.includes('Who you are was not shown')]).toEqual([403, true]);
  });
});

describe('the way back from the provider', () => {
  test.each<[string, Record<string, string | undefined>]>([
    ['with the state of another session', { state: 'another' }],
    ['without state', { state: undefined }],
    ['without code', { code: undefined }],
    ['from another issuer (mix-up, RFC 9207)', { iss: 'https://evil.example' }],
    ['without the issuer that the provider promises', { iss: undefined }],
  ])('%s signs nobody in', async (_, callback) => {
    expect((await returned({ callback })).status).toBe(403);
  });

  test('without the session that set out signs nobody in', async () => {
    const stranger = browserAt(scene);
    expect((await stranger.open(`${origin}/oauth/sign-in/callback?code=a&state=b`)).status).toBe(400);
  });

  test('after the person refused there is a page, and another way is open', async () => {
    const page = await returned({ callback: { code: undefined, error: 'access_denied' } });
    expect(page.status).toBe(403);
    expect(page.text).toContain('href="/oauth/sign-in"');
  });
});

test('a provider that does not answer is said to be away, and the session stays', async () => {
  const { upstream } = scene;
  const browser = browserAt(scene);
  const page = await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge))));
  const csrf = csrfOf(page);
  const elsewhere = new Browser({ [origin]: scene.hk.baseUrl });
  for (const [name, value] of browser.cookies(origin)) elsewhere.cookies(origin).set(name, value);
  const { url } = await elsewhere.submit(`${origin}/oauth/sign-in/account`, { csrf });
  const state = new URL(url).searchParams.get('state') ?? '';
  upstream.forge('/token', () => Promise.reject(new Error('away')));
  const query = new URLSearchParams({ code: 'any', state, iss: upstreamIssuer }).toString();
  const away = await browser.open(`${origin}/oauth/sign-in/callback?${query}`);
  expect(away.status).toBe(503);
  expect(away.headers['content-type']).toContain('text/html');
  expect((await browser.open(`${origin}/oauth/sign-in`)).status).toBe(200);
});

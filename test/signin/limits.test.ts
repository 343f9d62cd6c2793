import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oauthErrorBody } from '../../src/access/token.schema.ts';
import { signinRoutes } from '../../src/signin/index.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { type AccessNode, holderToken, openAccessNode } from '../access/access-node.ts';
import { createProxy, type Proxy } from '../support/proxy.ts';
import { testClock } from '../support/world.ts';

/** Too many requests, and a database that is away: each endpoint says so in its own form. */

let node: AccessNode;
let proxy: Proxy;
const clock = testClock();
beforeAll(async () => {
  node = await openAccessNode({
    perMinute: 1,
    clock,
    mount: signinRoutes,
    through: async (url) => {
      proxy = await createProxy(url);
      return proxy.url;
    },
  });
});
afterAll(async () => {
  await node.close();
});

const forms = {
  '/oauth/par': { response_type: 'code' },
  '/oauth/sign-in/account': { csrf: 'any' },
  '/oauth/sign-in/wallet': { csrf: 'any' },
  '/oauth/sign-in/credential': { csrf: 'any', presentation: 'any' },
  '/oauth/consent': { csrf: 'any', decision: 'refuse' },
};
const cookie = `__Host-wenjin-sign-in=${'A'.repeat(43)}`;

const post = (path: string, form: Record<string, string>) =>
  request(node.app.server)
    .post(path)
    .set('cookie', cookie)
    .type('form')
    .send(new URLSearchParams(form).toString());

describe('whoever asks too often', () => {
  test.each(Object.entries(forms))('at %s is told to wait', async (path, form) => {
    await post('/oauth/par', {});
    const answer = await post(path, form);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    if (path === '/oauth/par')
      expect(oauthErrorBody.parse(answer.body).error).toBe('temporarily_unavailable');
    else expect(answer.headers['content-type']).toContain('text/html');
  });

  test('on the way back from the provider is told to wait, for each of it would ask the provider', async () => {
    await post('/oauth/par', {});
    const answer = await request(node.app.server)
      .get('/oauth/sign-in/callback?code=a&state=b')
      .set('cookie', cookie);
    expect([answer.status, Number(answer.headers['retry-after']) > 0]).toEqual([429, true]);
    expect(answer.headers['content-type']).toContain('text/html');
  });
});

test('a token, which anybody gets for a key, takes nobody out of the count', async () => {
  const small = await openAccessNode({ perMinute: 2, mount: signinRoutes });
  try {
    const token = await holderToken(small, softwareSigner());
    const pushed = () =>
      request(small.app.server)
        .post('/oauth/par')
        .set('authorization', `Bearer ${token}`)
        .type('form')
        .send('response_type=code');
    expect([(await pushed()).status, (await pushed()).status]).toEqual([400, 429]);
  } finally {
    await small.close();
  }
});

describe('while the database is away', () => {
  test('pages say so, and nobody is led anywhere', async () => {
    await proxy.close();
    clock.advance(60);
    const paths = [
      '/oauth/sign-in',
      '/oauth/sign-in/callback?code=a&state=b',
      '/oauth/authorize?client_id=a&request_uri=urn:ietf:params:oauth:request_uri:a',
    ];
    for (const path of paths) {
      const answer = await request(node.app.server).get(path).set('cookie', cookie);
      expect([answer.status, answer.headers['location']], path).toEqual([503, undefined]);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    }
  });
});

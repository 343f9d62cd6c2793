import { createHash, randomBytes } from 'node:crypto';
import request from 'supertest';
import { expect } from 'vitest';
import { attest, type Issued, officerToken } from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { addDays, civilDate, epochSeconds } from '../../src/kernel/instants.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { type Border, startBorder, type TestNode } from '../support/border.ts';
import { jwt, unique } from '../access/access-node.ts';
import { Browser, csrfOf, nonceOf, type Shown } from './browser.ts';
import { startUpstream, type Upstream, upstreamIssuer } from './upstream.ts';

export const origin = 'https://hk.wenjin.example';
export const signInAudience = `${origin}/oauth/sign-in`;
export const issuer = `${origin}/authorities/demo-hk-registrar`;
export const redirectUri = 'https://wallet.example/callback?from=wenjin';
export const walletId = 'https://wallet.example';

export interface Person {
  readonly wallet: Wallet;
  readonly award: Issued;
  readonly account: string;
}

/** A Hong Kong node, a provider, and a professional whose registrar has linked the account. */
export interface Scene {
  readonly border: Border;
  readonly hk: TestNode;
  readonly upstream: Upstream;
  readonly chan: Person;
  stop(): Promise<void>;
}

export async function openScene(variables: Record<string, string> = {}): Promise<Scene> {
  const upstream = await startUpstream(`${origin}/oauth/sign-in/callback`);
  const border = await startBorder({
    workers: false,
    variables: { WENJIN_SIGN_IN: upstream.variable, ...variables },
    others: { [upstreamIssuer]: upstream.address },
  });
  const { hk } = border;
  await hk.contexts.trust.publishIfDue();
  await hk.contexts.status.publishDue();
  const wallet = new Wallet(await newKeyPair());
  const award = await attest(hk, 'HK-REG-01', castOf(1).chan, wallet, {
    qualification: 'hk-ecf-crm-core',
    route: 'examination',
    date: '2023-09-15',
    standing: { state: 'current', asOf: addDays(civilDate(new Date()), -5) },
  });
  await hk.contexts.status.publishDue();
  const chan = { wallet, award, account: 'chan' };
  const linked = await link(hk, { recordId: award.record?.id ?? '', subject: 'chan' });
  if (linked.status !== 201) throw new Error(JSON.stringify(linked.body));
  return {
    border,
    hk,
    upstream,
    chan,
    async stop() {
      await border.stop();
      await upstream.stop();
    },
  };
}

export async function link(
  hk: TestNode,
  { recordId, subject, issuer: of = upstreamIssuer }: { recordId: string; subject: string; issuer?: string },
  token?: string,
) {
  const bearer = token ?? (await officerToken(hk, 'registrar', 'HK-REG-01'));
  return request(hk.baseUrl)
    .post('/v1/sign-ins')
    .set('authorization', `Bearer ${bearer}`)
    .set('idempotency-key', unique('link'))
    .send({ recordId, signIn: { issuer: of, subject } });
}

export const browserAt = ({ hk, upstream }: Scene): Browser =>
  new Browser({ [origin]: hk.baseUrl, [upstreamIssuer]: upstream.address });

/** A wallet's own half of PKCE. */
export function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export const pushForm = (challenge: string): Record<string, string> => ({
  response_type: 'code',
  client_id: walletId,
  redirect_uri: redirectUri,
  state: 'state-of-the-wallet',
  scope: 'home-attestation',
  resource: issuer,
  code_challenge: challenge,
  code_challenge_method: 'S256',
});

export const post = (
  { hk }: Pick<Scene, 'hk'>,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) => request(hk.baseUrl).post(path).set(headers).type('form').send(new URLSearchParams(form).toString());

export async function push(scene: Pick<Scene, 'hk'>, form: Record<string, string>): Promise<string> {
  const answer = await post(scene, '/oauth/par', form);
  if (answer.status !== 201) throw new Error(`not pushed: ${JSON.stringify(answer.body)}`);
  return String(answer.body.request_uri);
}

export const authorizeUrl = (requestUri: string, clientId = walletId): string =>
  `${origin}/oauth/authorize?${new URLSearchParams({ client_id: clientId, request_uri: requestUri }).toString()}`;

/** By the account, as far as the consent page. */
export async function signInByAccount(browser: Browser, page: Shown, account = 'chan'): Promise<Shown> {
  const login = await browser.submit(`${origin}/oauth/sign-in/account`, { csrf: csrfOf(page) });
  const back = await browser.submit(login.url, { prompt: 'login', login: account, password: 'any' });
  return back.url.startsWith(upstreamIssuer) ? browser.submit(back.url, { prompt: 'consent' }) : back;
}

export async function signInByCredential(browser: Browser, page: Shown, wallet: Wallet): Promise<Shown> {
  const presentation = await wallet.present('home', [], signInAudience, nonceOf(page));
  return browser.submit(`${origin}/oauth/sign-in/credential`, { csrf: csrfOf(page), presentation });
}

export const decide = (browser: Browser, page: Shown, decision: 'allow' | 'refuse'): Promise<Shown> =>
  browser.submit(`${origin}/oauth/consent`, { csrf: csrfOf(page), decision });

/** The whole way of a person who allows; gives what the wallet's address was opened with. */
export async function allowed(
  scene: Scene,
  form: Record<string, string>,
): Promise<{ readonly code: string; readonly parameters: URLSearchParams }> {
  const browser = browserAt(scene);
  const page = await browser.open(authorizeUrl(await push(scene, form), form['client_id']));
  const back = await decide(browser, await signInByCredential(browser, page, scene.chan.wallet), 'allow');
  const { searchParams: parameters } = new URL(back.url);
  return { code: parameters.get('code') ?? '', parameters };
}

export const codeForm = (code: string, verifier: string): Record<string, string> => ({
  grant_type: 'authorization_code',
  client_id: walletId,
  redirect_uri: redirectUri,
  code,
  code_verifier: verifier,
});

export const proofFor = (
  { hk }: Pick<Scene, 'hk'>,
  key: SoftwareSigner,
  path: string,
  token?: string,
): Promise<string> =>
  jwt(
    key,
    {
      jti: unique('dpop'),
      htm: 'POST',
      htu: origin + path,
      iat: epochSeconds(new Date()),
      nonce: hk.contexts.access.dpop.nonce(),
      ath: token === undefined ? undefined : sha256Base64url(token),
    },
    { typ: 'dpop+jwt', jwk: key.jwk },
  );

/** Until so many of the node wait for a lock. */
export const waiting = ({ hk }: Pick<Scene, 'hk'>, many: number): Promise<void> =>
  expect
    .poll(async () => {
      const { rows } = await hk.contexts.db.execute<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows[0]?.n;
    })
    .toBe(many);

export { softwareSigner };

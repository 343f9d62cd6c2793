import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attest } from '../../src/bin/demo-acts.ts';
import { decideStatus } from '../../src/bin/demo-officers.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { addDays, addSeconds, civilDate } from '../../src/kernel/instants.ts';
import { createPresentationWorker } from '../../src/presentation/index.ts';
import { answerByPeer } from '../presentation/peer-presenter.ts';
import { fetchedRequest, sealedFor, send } from '../presentation/verifier.ts';
import { type Browser, csrfOf, type Shown } from './browser.ts';
import {
  authorizeUrl,
  browserAt,
  decide,
  openScene,
  origin,
  pkce,
  push,
  pushForm,
  type Scene,
} from './wallet.ts';

const walletAddress = `${origin}/oauth/sign-in/wallet`;

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
}, 60_000);
afterAll(() => scene.stop());

async function begun(): Promise<{ browser: Browser; page: Shown }> {
  const browser = browserAt(scene);
  return { browser, page: await browser.open(authorizeUrl(await push(scene, pushForm(pkce().challenge)))) };
}

/** As far as the page with the link. */
async function asked(): Promise<{ browser: Browser; page: Shown; link: string }> {
  const { browser, page: first } = await begun();
  const page = await browser.submit(walletAddress, { csrf: csrfOf(first) });
  return { browser, page, link: linkOf(page) };
}

const linkOf = ({ text }: Shown): string =>
  (/href="(openid4vp:[^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');

const answer = (link: string, wallet: Wallet = scene.chan.wallet) =>
  answerByPeer(scene.hk, { link, wallet, claims: [], enc: 'A256GCM', only: ['home'] });

/** What was changed may have to wait for its turn: a list is not published twice within a moment. */
async function published(): Promise<void> {
  const { status, snapshots, db } = scene.hk.contexts;
  const pending = async () => {
    await status.publishDue();
    return (await db.execute<{ n: number }>('select count(*)::int as n from status_pending')).rows[0]?.n;
  };
  await expect.poll(pending).toBe(0);
  await snapshots.refreshAll();
}

/** By the other side, as far as it can be judged here. */
async function attestAcross(number: number, wallet: Wallet): Promise<void> {
  const { sz } = scene.border;
  await sz.contexts.trust.publishIfDue();
  await attest(sz, 'SZ-REG-01', castOf(number).shen, wallet, {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    standing: { state: 'current', asOf: addDays(civilDate(new Date()), -5) },
  });
  await sz.contexts.status.publishDue();
  await scene.hk.contexts.trust.syncPeer();
  await scene.hk.contexts.status.refetchPeer();
}

async function someone(number: number): Promise<{ wallet: Wallet; recordId: string; id: string }> {
  const wallet = new Wallet(await newKeyPair());
  const { record, id } = await attest(scene.hk, 'HK-REG-01', castOf(number).chan, wallet, {
    qualification: 'hk-ecf-crm-core',
    route: 'examination',
    date: '2023-09-15',
    standing: { state: 'current', asOf: addDays(civilDate(new Date()), -5) },
  });
  await scene.hk.contexts.status.publishDue();
  return { wallet, recordId: record?.id ?? '', id };
}

describe('a wallet on the same device', () => {
  test('is asked for nothing that is hidden, and leads the browser back, which is signed in', async () => {
    const { browser, page, link } = await asked();
    expect(page.text).toContain('never pass it on');
    const { status, body, query } = await answer(link);
    expect(status).toBe(200);
    expect(query.credentials.map(({ claims }) => claims)).toEqual([undefined, undefined]);
    const back = String(Object(body).redirect_uri);
    expect(back).toMatch(/^https:\/\/hk\.wenjin\.example\/oauth\/sign-in\/wallet\?response_code=[\w-]{43}$/);
    const before = browser.cookies(origin).get('__Host-wenjin-sign-in');
    const consent = await browser.open(back);
    expect(consent.text).toContain('Let this wallet have your credentials?');
    expect(browser.cookies(origin).get('__Host-wenjin-sign-in')).not.toBe(before);
    // Browsers open an address again, and some before the person does.
    const again = await browser.open(back);
    expect([again.status, again.text]).toEqual([200, consent.text]);
    const done = await decide(browser, consent, 'allow');
    expect(new URL(done.url).searchParams.get('code')).toMatch(/^[\w-]{43}$/);
  });

  test('that somebody was lured into opening signs nobody in: the code is worth nothing in another browser', async () => {
    const attacker = await asked();
    const { body } = await answer(attacker.link);
    const back = String(Object(body).redirect_uri);
    // The one who was lured has the code, the attacker has the session, and neither has both.
    const lured = await begun();
    const there = await lured.browser.open(back);
    expect([there.status, there.text.includes('could not be signed in')]).toEqual([403, true]);
    for (const guess of ['', '?response_code=x', `?response_code=${'A'.repeat(43)}`]) {
      const { text } = await attacker.browser.open(`${walletAddress}${guess}`);
      expect(text).not.toContain('Let this wallet have your credentials?');
    }
  });

  test('is asked anew as often as the person likes, and only the last link counts', async () => {
    const { browser, page, link } = await asked();
    const again = await browser.submit(walletAddress, { csrf: csrfOf(page) });
    expect(linkOf(again)).not.toBe(link);
    const old = await answer(link);
    const refused = await browser.open(String(Object(old.body).redirect_uri));
    expect(refused.status).toBe(403);
    const { body } = await answer(linkOf(again));
    const consent = await browser.open(String(Object(body).redirect_uri));
    expect(consent.text).toContain('Let this wallet have your credentials?');
  });

  test('answers once: what comes after is over, and the page shows no link any more', async () => {
    const { browser, link } = await asked();
    await answer(link);
    expect(linkOf(await browser.open(walletAddress))).toBe('');
    const { pathname } = new URL(new URL(link).searchParams.get('request_uri') ?? '');
    const over = await request(scene.hk.baseUrl).get(pathname);
    expect([over.status, over.body.error]).toEqual([404, 'invalid_request']);
  });

  test('of a person whose registration is suspended signs nobody in', async () => {
    const suspended = await someone(4);
    await decideStatus(scene.hk, 'registrar', 'HK-REG-01', {
      object: { type: 'record', id: suspended.recordId },
      facet: 'standing',
      kind: 'suspend',
      reasonCode: 'under-review',
    });
    await published();
    const { browser, link } = await asked();
    const { status, body } = await answer(link, suspended.wallet);
    expect(status).toBe(200);
    const page = await browser.open(String(Object(body).redirect_uri));
    expect([page.status, page.text.includes('Who you are was not shown')]).toEqual([403, true]);
  });

  test('of a person whom another authority knows, and this one does not, signs nobody in', async () => {
    const wallet = new Wallet(await newKeyPair());
    await attestAcross(5, wallet);
    const { browser, link } = await asked();
    const { body } = await answer(link, wallet);
    const page = await browser.open(String(Object(body).redirect_uri));
    expect([page.status, page.text.includes('does not know this account or key')]).toEqual([403, true]);
  });

  test('whose key this authority has suspended signs nobody in, whatever else is bound to it and good', async () => {
    const { wallet, id } = await someone(6);
    await attestAcross(6, wallet);
    const back = async () => {
      const { browser, link } = await asked();
      const { body } = await answer(link, wallet);
      return (await browser.open(String(Object(body).redirect_uri))).status;
    };
    expect(await back()).toBe(200);
    // A person who has lost the key says so to one authority first; what the other one issued is still good.
    await decideStatus(scene.hk, 'registrar', 'HK-REG-01', {
      object: { type: 'credential', id },
      facet: 'credential',
      kind: 'suspend',
      reasonCode: 'holder-request',
      reviewOn: addDays(civilDate(new Date()), 30),
    });
    await published();
    expect(await back()).toBe(403);
  });

  test('of a person who is restricted, and then erased, signs nobody in', async () => {
    const { db, vault } = scene.hk.contexts;
    const { wallet, id } = await someone(7);
    const { rows } = await db.execute<{ subject: string }>(
      `select subject_id as subject from credentials where id = '${id}'`,
    );
    const subjectId = rows[0]?.subject ?? '';
    const back = async () => {
      const { browser, link } = await asked();
      const { body } = await answer(link, wallet);
      return (await browser.open(String(Object(body).redirect_uri))).status;
    };
    expect(await back()).toBe(200);
    await db.transaction((tx) => vault.restrict(tx, subjectId));
    expect(await back()).toBe(403);
    await db.transaction((tx) => vault.erase(tx, subjectId));
    expect(await back()).toBe(403);
  });

  test('is too late once the request has expired, and so is the browser once the session has', async () => {
    const { db } = scene.hk.contexts;
    const late = await asked();
    const received = await fetchedRequest(scene.hk, late.link);
    await db.execute('update presentation_requests set expires_at = now() where organisation_id is null');
    const { client_id: audience, nonce, state } = received;
    const shown = await scene.chan.wallet.present('home', [], audience, nonce);
    const response = await sealedFor(received, { vp_token: { home: [shown] }, state });
    expect((await send(scene.hk, received, { response })).status).toBe(404);
    expect(linkOf(await late.browser.open(walletAddress))).toBe('');

    const { browser, link } = await asked();
    const { body } = await answer(link);
    await db.execute('update sign_in_sessions set expires_at = now()');
    expect((await browser.open(String(Object(body).redirect_uri))).status).toBe(400);
  });

  test('that declines leaves the person on the page, to try another way', async () => {
    const { browser, link } = await asked();
    const received = await fetchedRequest(scene.hk, link);
    const declined = await send(scene.hk, received, {
      response: await sealedFor(received, { error: 'access_denied', state: received.state }),
    });
    expect([declined.status, declined.body]).toEqual([200, {}]);
    const page = await browser.open(walletAddress);
    expect(page.text).toContain('Show who you are');
  });

  test('whose answer is forged is refused, and may answer again', async () => {
    const { browser, link } = await asked();
    const received = await fetchedRequest(scene.hk, link);
    const stranger = await scene.chan.wallet.present(
      'home',
      [],
      received.client_id,
      'another-nonce-than-asked',
    );
    const forged = await send(scene.hk, received, {
      response: await sealedFor(received, { vp_token: { home: [stranger] }, state: received.state }),
    });
    expect([forged.status, forged.body.error]).toEqual([400, 'invalid_request']);
    const { body } = await answer(link);
    expect((await browser.open(String(Object(body).redirect_uri))).status).toBe(200);
  });
});

test('who signed in by a wallet is forgotten with the session: key, result and request', async () => {
  const { db, clock } = scene.hk.contexts;
  const { browser, link } = await asked();
  const { body } = await answer(link);
  await browser.open(String(Object(body).redirect_uri));
  const kept = async () =>
    (
      await db.execute<{ keys: number; rows: number }>(
        'select count(holder_thumbprint)::int as keys, count(*)::int as rows from presentation_requests where organisation_id is null',
      )
    ).rows[0];
  const worker = (at: Date) =>
    createPresentationWorker({ db, clock: { ...clock, now: () => at }, onError: () => undefined });
  const now = clock.now();
  await worker(now).runOnce();
  expect((await kept())?.keys).toBeGreaterThan(0);
  await worker(addSeconds(now, 601)).runOnce();
  expect(await kept()).toEqual({ keys: 0, rows: 0 });
});

test('no wallet is asked by a form that is not of our page, nor for a session that is over or signed in', async () => {
  const { browser, page } = await begun();
  expect((await browser.submit(walletAddress, { csrf: 'A'.repeat(43) })).status).toBe(400);
  expect((await browserAt(scene).submit(walletAddress, { csrf: csrfOf(page) })).status).toBe(400);
  expect((await browserAt(scene).open(walletAddress)).status).toBe(400);
  const { body } = await answer(linkOf(await browser.submit(walletAddress, { csrf: csrfOf(page) })));
  const consent = await browser.open(String(Object(body).redirect_uri));
  expect((await browser.submit(walletAddress, { csrf: csrfOf(consent) })).status).toBe(400);
  const found = await scene.hk.contexts.db.execute<{ n: number }>(
    "select count(*)::int as n from presentation_requests where organisation_id is null and holder_thumbprint is null and state = 'answered'",
  );
  expect(found.rows).toEqual([{ n: 0 }]);
});

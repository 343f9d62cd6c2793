import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerByPeer } from '../presentation/peer-presenter.ts';
import { chromiumOrNone, launchChromium } from '../web/chromium.ts';
import {
  authorizeUrl,
  openScene,
  origin,
  pkce,
  push,
  pushForm,
  type Scene,
  signInAudience,
} from './wallet.ts';

/** What a policy, a cookie prefix and a redirect after a form really do, only a browser tells. */

const has = chromiumOrNone('signing in with a real browser');

describe.runIf(has)('in a real browser', () => {
  let scene: Scene;
  let browser: Browser;
  beforeAll(async () => {
    [scene, browser] = await Promise.all([openScene(), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await scene.stop();
  });

  /** The node listens on this machine; its own redirects name no host. */
  async function begin(locale: string): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    const url = authorizeUrl(await push(scene, pushForm(pkce().challenge)));
    await page.goto(url.replace(origin, scene.hk.baseUrl));
    return { page, complaints };
  }

  async function signIn(page: Page): Promise<void> {
    const nonce = (await page.locator('dd code').nth(1).textContent()) ?? '';
    await page.locator('textarea').fill(await scene.chan.wallet.present('home', [], signInAudience, nonce));
    await page.locator('form[action$="/credential"] button').click();
  }

  /** There is no such wallet: where the browser goes is what counts, and it goes nowhere that the policy of the page forbids. */
  async function ledToWallet(page: Page, button: string): Promise<URL> {
    const leaving = page.waitForRequest('https://wallet.example/**');
    await page.getByRole('button', { name: button }).click();
    return new URL((await leaving).url());
  }

  test('a person signs in, allows, and is led to the wallet; the policy of no page is broken', async () => {
    const { page, complaints } = await begin('en');
    await signIn(page);
    const { searchParams } = await ledToWallet(page, 'Allow');
    expect(searchParams.get('code')).toMatch(/^[\w-]{43}$/);
    expect(searchParams.get('iss')).toBe(origin);
    expect(complaints).toEqual([]);
    expect((await page.context().cookies(scene.hk.baseUrl)).map(({ name }) => name)).toEqual([]);
  });

  test('a wallet on the same device leads back into the same browser; the policy of no page is broken', async () => {
    const { page, complaints } = await begin('zh-CN');
    await page.getByRole('button', { name: '向钱包提出' }).click();
    const link = await page.getByRole('link', { name: '打开钱包' }).getAttribute('href');
    const { wallet } = scene.chan;
    const answered = await answerByPeer(scene.hk, {
      link: link ?? '',
      wallet,
      claims: [],
      enc: 'A128GCM',
      only: ['home'],
    });
    await page.goto(String(Object(answered.body).redirect_uri).replace(origin, scene.hk.baseUrl));
    expect(await page.locator('h1').textContent()).toBe('是否让此钱包获取您的凭证？');
    expect(complaints).toEqual([]);
  });

  test('the page speaks the language of the browser, and another when it is asked to', async () => {
    const { page, complaints } = await begin('zh-HK');
    expect(await page.locator('h1').textContent()).toBe('確認你的身分');
    await page.getByRole('link', { name: '简体' }).click();
    expect(await page.locator('h1').textContent()).toBe('确认您的身份');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    expect(complaints).toEqual([]);
  });

  test('a person who refuses is led to the wallet too', async () => {
    const { page } = await begin('en');
    const { searchParams } = await ledToWallet(page, 'Refuse');
    expect(searchParams.get('error')).toBe('access_denied');
  });
});

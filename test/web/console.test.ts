import type { Browser } from 'playwright-core';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken, officerToken } from '../../src/bin/demo-acts.ts';
import { type Lived, live } from '../audit/lived.ts';
import { chromiumOrNone, launchChromium } from './chromium.ts';
import { badges, indices, type OpenConsole, openConsole } from './console-page.ts';

/** The console over a log in which things happened: as it is served, and as a real browser runs it. */

const hasChromium = chromiumOrNone('the console in a real browser');

let lived: Lived;
let base: string;
beforeAll(async () => {
  lived = await live();
  base = lived.border.hk.baseUrl;
}, 90_000);
afterAll(() => lived.border.stop());

const get = (path: string) => request(lived.border.hk.app.server).get(path);

describe('GET /console', () => {
  test('is a page of this origin alone, that nobody may frame and no text can script', async () => {
    const answer = await get('/console').set('accept-language', 'zh-HK,zh;q=0.9');
    expect([answer.status, answer.type]).toEqual([200, 'text/html']);
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.text).toContain('<html lang="zh-Hant"');
    expect(answer.text).not.toMatch(/https?:|<style|style=|onclick/);
    const again = await get('/console')
      .set('accept-language', 'zh-HK')
      .set('if-none-match', answer.headers['etag'] ?? '');
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('names its files by what they are, for ever, and no others', async () => {
    const { text } = await get('/console');
    const [, script = ''] = /src="([^"]+)"/.exec(text) ?? [];
    const served = await get(script);
    expect([served.status, served.headers['content-type'], served.headers['cache-control']]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    expect(served.text).not.toMatch(/\binterface\b|: string\b/);
    const folder = script.slice(0, script.lastIndexOf('/'));
    expect((await get(`${folder}/console.css`)).headers['content-type']).toBe('text/css; charset=utf-8');
    expect(text).toContain(`href="${folder}/icon.svg"`);
    expect((await get(`${folder}/icon.svg`)).headers['content-type']).toBe('image/svg+xml');
    for (const other of [`${folder}/console.routes.ts`, `${folder}/..%2Fapp.ts`, '/console/x/console.css'])
      expect((await get(other)).status).toBe(404);
  });
});

describe.runIf(hasChromium)('the console in Chromium', () => {
  let browser: Browser;
  let console: OpenConsole;
  beforeAll(async () => {
    browser = await launchChromium();
    console = await openConsole(browser, base);
    await console.signIn(lived.examiner);
  });
  afterAll(() => browser.close());

  const settled = async ({ page }: OpenConsole = console) => {
    await page.locator('#entries').waitFor();
    return badges(page);
  };

  test('proves the newest entries of the log by itself', async () => {
    const { page, part } = console;
    await part('log');
    expect(await settled()).toEqual(Array.from({ length: 25 }, () => '✓\u00a0Verified'));
    const shown = await indices(page);
    expect(shown).toEqual(shown.toSorted((a, b) => b - a));
    expect(await page.locator('.head').innerText()).toContain('sz.wenjin.example/witness');
    expect(await page.locator('.head > h3').innerText()).toBe('Checkpoint ✓\u00a0Verified');
    await page.locator('#older').click();
    await expect.poll(() => indices(page)).toEqual(shown.map((index) => index - 25));
  });

  test('jumps to the first entry, shows each step of its proof, and opens what it commits to', async () => {
    const { page } = console;
    await page.locator('#jump').fill('0');
    await page.locator('#jump-go').click();
    await page.locator('#entry-detail:not([hidden])').waitFor();
    expect(await indices(page)).toEqual([0]);
    expect(await page.locator('#entry-title').innerText()).toBe('Entry 0 ✓\u00a0Verified');
    await page.locator('#open-content').click();
    await expect.poll(() => page.locator('#entry-detail .badge').allInnerTexts()).toHaveLength(3);
    expect(new Set(await page.locator('#entry-detail .badge').allInnerTexts())).toEqual(
      new Set(['✓\u00a0Verified']),
    );
    expect(await page.locator('#entry-detail').innerText()).toContain('"action": "log.genesis"');
    await page.locator('#siblings').click();
    expect(await page.locator('.hashes li').count()).toBeGreaterThan(5);
    await page.locator('#close-entry').click();
  });

  test('finds the entries of one type, over the whole log', async () => {
    const { page } = console;
    await page.locator('#type').selectOption('agreement.signed');
    await page.locator('#newest').click();
    await expect
      .poll(async () => new Set(await page.locator('#entries tbody td:nth-child(3)').allInnerTexts()))
      .toEqual(new Set(['agreement signed']));
    expect(new Set(await badges(page))).toEqual(new Set(['✓\u00a0Verified']));
    await page.locator('#type').selectOption('');
  });

  test('draws figures by outcome, side and qualification, each with its table; small counts can be hidden', async () => {
    const { page, part } = console;
    await part('charts');
    await page.locator('#table-qualification').waitFor();
    expect(await page.locator('.chart svg').count()).toBe(3);
    expect(await page.locator('#table-outcome tfoot').innerText()).toMatch(/^Total\s+0\s+1\s+0\s+2\s+3$/);
    expect(await page.locator('#table-side thead').innerText()).toContain('Shenzhen → Hong Kong');
    expect(await page.locator('#table-outcome tbody tr').count()).toBe(12);
    expect(await page.locator('.chart svg rect.s3').count()).toBeGreaterThan(1);
    await page.locator('#hide-small').check();
    await expect.poll(() => page.locator('#table-outcome tfoot').innerText()).toContain('hidden');
    await page.locator('#months').selectOption('24');
    await expect.poll(() => page.locator('#table-outcome tbody tr').count()).toBe(24);
  });

  test('lists what the detectors found, with definition and threshold, and leads to the entries', async () => {
    const { page, part } = console;
    await part('anomalies');
    const hasty = page.getByRole('region', { name: 'Hasty approval' }).first();
    await hasty.waitFor();
    expect(await hasty.innerText()).toContain('Approved or refused within fewer seconds');
    expect(await hasty.innerText()).toContain('seconds 60');
    const link = hasty.locator('a').first();
    const index = (await link.innerText()).slice(1);
    await link.click();
    await expect.poll(() => page.locator('#entry-title').innerText()).toBe(`Entry ${index} ✓\u00a0Verified`);
  });

  test('shows how both logs and both witnesses are', async () => {
    const { page, part } = console;
    await part('health');
    await page.getByRole('heading', { name: 'Witness of this node, for the other log' }).waitFor();
    const text = await page.locator('main').innerText();
    for (const said of ['hk.wenjin.example/log', 'sz.wenjin.example/log', 'hk.wenjin.example/witness'])
      expect(text).toContain(said);
    expect(text).toContain('Both logs agree');
  });

  test('checks both sides by a policy that the examiner brings', async () => {
    const { page } = console;
    const [own, other] = await Promise.all(
      [lived.border.hk, lived.border.sz].map(
        async ({ app }) => (await request(app.server).get('/log/policy')).text,
      ),
    );
    const lines = (other ?? '').replace('witness peer ', 'witness here ').replace(/^quorum .*\n/m, '');
    await page
      .locator('#own-policy')
      .setInputFiles({ name: 'policy', mimeType: 'text/plain', buffer: Buffer.from(`${lines}${own ?? ''}`) });
    await page.locator('#served-policy').waitFor();
    await page.locator('#health-again').click();
    const witness = page.locator('.panel', { hasText: 'Witness of this node, for the other log' });
    await expect
      .poll(() => witness.locator('.badge').allInnerTexts())
      .toEqual(['✓\u00a0good', '✓\u00a0good']);
    await page
      .locator('#own-policy')
      .setInputFiles({ name: 'policy', mimeType: 'text/plain', buffer: Buffer.from(other ?? '') });
    await page.locator('.head.failed').waitFor();
    expect(await page.locator('.head .alarm').innerText()).toContain('No log of the policy signed');
    await page.locator('#served-policy').click();
    await page.locator('.head.verified').waitFor();
  });

  test('exports with a manifest whose signature it checks, and files that it holds against it', async () => {
    const { page, part } = console;
    await part('export');
    await page.locator('#export-go').click();
    await page.locator('#files').waitFor();
    expect(await page.locator('#manifest-title').innerText()).toBe('Signed manifest ✓\u00a0Verified');
    await page.locator('[id="fetch-activity.jsonl"]').click();
    const save = page.locator('[id="save-activity.jsonl"]');
    await save.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
    expect(download.suggestedFilename()).toBe('activity.jsonl');
    await page.route('**/v1/audit/exports/activity?**', async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      body[100] = (body[100] ?? 0) ^ 1;
      await route.fulfill({ response: answer, body });
    });
    await page.locator('[id="fetch-activity.csv"]').click();
    await expect
      .poll(() => page.locator('#files').innerText())
      .toContain('not the file that was signed: do not use it');
    await page.unroute('**/v1/audit/exports/activity?**');
  });

  test('exports under a disclosure case across the boundary, and says when there is none', async () => {
    const { page, part } = console;
    await part('export');
    expect(await page.locator('#export-case').count()).toBe(0);
    await page.locator('#profile').selectOption('cross-boundary');
    const unknown = '01a215ae-4d55-77b9-8d26-b14ae9b3e36b';
    await page.locator('#export-case').fill(` ${unknown} `);
    const [asked] = await Promise.all([
      page.waitForRequest('**/v1/audit/exports/manifest?**'),
      page.locator('#export-go').click(),
    ]);
    expect(new URL(asked.url()).searchParams.get('case')).toBe(unknown);
    expect(await page.getByRole('alert').innerText()).toContain('The node refused: It must be of your');
    await page.locator('#profile').selectOption('own-side');
    const [open] = await Promise.all([
      page.waitForRequest('**/v1/audit/exports/manifest?**'),
      page.locator('#export-go').click(),
    ]);
    expect(new URL(open.url()).searchParams.has('case')).toBe(false);
    await page.locator('#files').waitFor();
  });

  test('shows how far an export is, and stops it when it is told to', async () => {
    const { page } = console;
    const network = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, uploadThroughput: -1 };
    await network.send('Network.emulateNetworkConditions', { ...slow, downloadThroughput: 20_000 });
    await page.locator('[id="fetch-activity.csv"]').click();
    await page.locator('[id="progress-activity.csv"]').waitFor();
    const position = async () =>
      Number(await page.evaluate(`document.getElementById('progress-activity.csv').position`));
    await expect.poll(position).toBeGreaterThan(0);
    expect(await position()).toBeLessThan(1);
    await page.locator('[id="cancel-activity.csv"]').click();
    await expect.poll(() => page.locator('#live').innerText()).toBe('Cancelled; nothing was kept.');
    await page.locator('[id="fetch-activity.csv"]').waitFor();
    await network.send('Network.emulateNetworkConditions', { ...slow, downloadThroughput: -1 });
  });

  test('keeps the token in its memory alone, says when it ends, and forgets it', async () => {
    const { page, part } = console;
    expect(await page.locator('#token-state').innerText()).toMatch(/^Token ends in \d+ min$/);
    const kept = await page.evaluate(
      `JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href])`,
    );
    expect(kept).toContain('wenjin.head.hk.wenjin.example/log');
    expect(kept).not.toContain(lived.examiner.slice(0, 20));
    await part('access');
    expect(await page.locator('.facts').innerText()).toMatch(
      /Ends \(\+08:00\)\s+20\d\d-\d\d-\d\d .*regulator/s,
    );
    await page.locator('#token').fill('no token');
    await page.locator('#token-use').click();
    expect(await page.getByRole('alert').innerText()).toBe('This is no token, or it has ended.');
    expect(await page.locator('#token').inputValue()).toBe('');
    await page.locator('#token-forget').click();
    expect(await page.locator('#token-state').innerText()).toBe('No token');
    for (const [name, gone] of [
      ['log', '#entries'],
      ['charts', '.chart'],
      ['anomalies', '.anomaly'],
      ['export', '#files'],
    ] as const) {
      await part(name);
      await page.locator('#to-token').waitFor();
      expect(await page.locator(gone).count()).toBe(0);
    }
  });

  test('lets the node refuse: a token that it did not sign is dropped', async () => {
    const { page } = console;
    const [header, payload = ''] = lived.examiner.split('.');
    await console.signIn(`${header ?? ''}.${payload}.${'A'.repeat(86)}`);
    await expect.poll(() => page.locator('#token-state').innerText()).toBe('No token');
    await console.signIn(await clientToken(lived.border.hk, 'bank'));
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/^The node refused: .*regulator/);
    expect(await page.locator('#entries').count()).toBe(0);
    await console.signIn(await officerToken(lived.border.hk, 'examiner', 'HK-EX-01'));
    await settled();
  });

  test('asked nobody but its node, broke no policy, and threw nothing', () => {
    expect(console.faults).toEqual([]);
  });
});

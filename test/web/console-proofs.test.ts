import { generateKeyPairSync, sign } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { officerToken } from '../../src/bin/demo-acts.ts';
import { type Border, startBorder } from '../support/border.ts';
import { until } from '../support/recognised.ts';
import { chromiumOrNone, launchChromium } from './chromium.ts';
import { badges, type OpenConsole, openConsole } from './console-page.ts';

/** What the console says when the node, or whoever stands between, lies to it: each answer is spoiled on its way into the browser. */

const hasChromium = chromiumOrNone('spoiled proofs in a real browser');

describe.runIf(hasChromium)('the console, of', () => {
  let border: Border;
  let browser: Browser;
  let token: string;
  /** For answers that the page asks for anew each time; bundles and tiles it keeps, and those get a page of their own. */
  let shared: OpenConsole;
  let open: OpenConsole | undefined;
  beforeAll(async () => {
    [border, browser] = await Promise.all([startBorder(), launchChromium()]);
    token = await officerToken(border.hk, 'examiner', 'HK-EX-01');
    await until(async () => (await checkpoint())?.includes('sz.wenjin.example/witness') === true);
    shared = await openConsole(browser, border.hk.baseUrl);
    await shared.signIn(token);
    await shared.page.locator('#entries').waitFor();
  }, 60_000);
  afterEach(async () => {
    expect(open?.faults ?? []).toEqual([]);
    await open?.close();
    open = undefined;
    const { page, faults, part } = shared;
    expect(faults).toEqual([]);
    await page.unrouteAll({ behavior: 'wait' });
    await part('log');
    await page.locator('#newest').click();
    await page.locator('.head.verified').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await border.stop();
  });

  async function checkpoint(): Promise<string | undefined> {
    const answer = await fetch(`${border.hk.baseUrl}/log/checkpoint`);
    return answer.ok ? answer.text() : undefined;
  }

  type Spoil = (body: Buffer) => Buffer;

  /** Signed in over an honest line; whatever is at the pattern then comes spoiled. */
  async function spoiled(pattern: string, spoil: Spoil): Promise<Page> {
    open = await openConsole(browser, border.hk.baseUrl);
    const { page } = open;
    await intercept(page, pattern, spoil);
    await open.signIn(token);
    return page;
  }

  /** The same over the page that is open. */
  async function spoiledHere(pattern: string, spoil: Spoil): Promise<Page> {
    const { page } = shared;
    await intercept(page, pattern, spoil);
    await page.locator('#newest').click();
    return page;
  }

  const intercept = (page: Page, pattern: string, spoil: Spoil) =>
    page.route(pattern, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: spoil(await response.body()) });
    });

  const flipped =
    (at: (body: Buffer) => number): Spoil =>
    (body) => {
      const place = at(body);
      body[place] = (body[place] ?? 0) ^ 1;
      return body;
    };

  const counts = async (page: Page) => {
    await page.locator('#entries').waitFor();
    const all = await badges(page);
    return {
      verified: all.filter((text) => text.endsWith('Verified')).length,
      failed: all.filter((text) => text.endsWith('Failed')).length,
    };
  };

  test('one changed octet of an entry: that entry fails, and no other', async () => {
    // The last octets are `…"type":"…"}`: a letter of the newest entry's type.
    const page = await spoiled(
      '**/log/tile/entries/**',
      flipped(({ length }) => length - 4),
    );
    expect(await counts(page)).toEqual({ verified: 24, failed: 1 });
    expect((await badges(page))[0]).toBe('✕\u00a0Failed');
    expect(await page.locator('.tally').innerText()).toContain('24 verified, 0 pending, 1 failed');
  });

  test('one changed octet of a tile: whatever is proved by that hash fails', async () => {
    const page = await spoiled(
      '**/log/tile/0/**',
      flipped(() => 3 * 32),
    );
    const { failed } = await counts(page);
    expect(failed).toBeGreaterThan(0);
  });

  test('a tile that is cut, or withheld: nothing that needs it is proved', async () => {
    const page = await spoiled('**/log/tile/0/**', (body) => body.subarray(32));
    expect(await counts(page)).toEqual({ verified: 0, failed: 25 });
  });

  test('a bundle that is no bundle: says so, and shows nothing of it', async () => {
    const page = await spoiled('**/log/tile/entries/**', (body) => body.subarray(1));
    expect(await page.getByRole('alert').innerText()).toContain('breaks its own format');
    expect(await page.locator('#entries').count()).toBe(0);
  });

  const line = (name: string): RegExp => new RegExp(`(— ${name} [A-Za-z0-9+/]{40})(.)`);
  const other = (letter: string): string => (letter === 'A' ? 'B' : 'A');
  const respelt =
    (name: string): Spoil =>
    (body) =>
      Buffer.from(
        body.toString().replace(line(name), (_, before: string, letter: string) => before + other(letter)),
      );

  test.each<[string, Spoil, string]>([
    ['a forged signature of the log', respelt('hk.wenjin.example/log'), 'is forged'],
    ['a forged cosignature', respelt('sz.wenjin.example/witness'), 'is forged'],
    [
      'another size under the same signatures',
      (body) => Buffer.from(body.toString().replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) - 1}\n`)),
      'is forged',
    ],
    [
      'a checkpoint without the signature of the log',
      (body) => Buffer.from(body.toString().replace(/— hk\.wenjin\.example\/log .*\n/, '')),
      'No log of the policy signed',
    ],
    ['what is no checkpoint', () => Buffer.from('nothing\n'), 'cannot be read'],
  ])('%s: fails, and no entry is called verified', async (_, spoil, said) => {
    const page = await spoiledHere('**/log/checkpoint', spoil);
    await page.locator('.head.failed').waitFor();
    expect(await page.locator('.head [role=alert]').innerText()).toContain(said);
    expect(await page.locator('#entries').count()).toBe(0);
    expect(await page.locator('main').innerText()).not.toContain('✓\u00a0Verified');
  });

  test('a checkpoint that the other side has not cosigned: entries are pending, not verified', async () => {
    const page = await spoiledHere('**/log/checkpoint', (body) =>
      Buffer.from(body.toString().replace(/— sz\.wenjin\.example\/witness .*\n/, '')),
    );
    await page.locator('.head.pending').waitFor();
    await expect.poll(async () => new Set(await badges(page))).toEqual(new Set(['…\u00a0Pending']));
  });

  test('a log that was cut back to what it was before, well signed: fails, also after a reload', async () => {
    const old = (await checkpoint()) ?? '';
    const sizeOf = (note: string): number => Number(note.split('\n')[1]);
    await officerToken(border.hk, 'examiner', 'HK-EX-01');
    await fetch(`${border.hk.baseUrl}/v1/audit/statistics/definitions`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await until(async () => sizeOf((await checkpoint()) ?? '') > sizeOf(old));
    let stale = false;
    const page = await spoiled('**/log/checkpoint', (body) => (stale ? Buffer.from(old) : body));
    expect((await counts(page)).failed).toBe(0);
    stale = true;
    await page.reload();
    await page.locator('.head.failed').waitFor();
    expect(await page.locator('.head [role=alert]').innerText()).toContain('cut or rewritten');
    stale = false;
    await page.reload();
    await page.locator('.head.verified').waitFor();
  });

  const bring = (page: Page, text: string) =>
    page
      .locator('#own-policy')
      .setInputFiles({ name: 'policy', mimeType: 'text/plain', buffer: Buffer.from(text) });

  test('keys that the examiner brings: what other keys proved is not called verified, and a bad file is told of', async () => {
    const { page } = shared;
    expect(await badges(page)).toContain('✓\u00a0Verified');
    await bring(page, await (await fetch(`${border.sz.baseUrl}/log/policy`)).text());
    await page.locator('.head.failed').waitFor();
    expect(await page.locator('#entries').count()).toBe(0);
    expect(await page.locator('main').innerText()).not.toContain('✓\u00a0Verified');
    await bring(page, 'hello\n');
    await page.getByRole('alert').filter({ hasText: 'This is no policy file.' }).waitFor();
    await page.locator('#served-policy').click();
    await expect.poll(async () => new Set(await badges(page))).toEqual(new Set(['✓\u00a0Verified']));
  });

  test('an opening that is not what was committed to: the commitment fails', async () => {
    const page = await spoiledHere('**/v1/audit/events?**', (body) =>
      Buffer.from(body.toString().replaceAll('"localOffset":"+08:00"', '"localOffset":"+09:00"')),
    );
    await page.locator('#entries button.link').first().click();
    await page.locator('#open-content').click();
    await expect.poll(() => page.locator('#entry-detail .badge').last().innerText()).toBe('✕\u00a0Failed');
  });

  test('a manifest that another key signed: none of its files is offered', async () => {
    const page = await spoiledHere('**/v1/audit/exports/manifest?**', (body) => {
      const [header = '', payload = '', signature = ''] = body.toString().split('.');
      const changed = Buffer.from(payload, 'base64url').toString().replace('"own-side"', '"public"');
      return Buffer.from([header, Buffer.from(changed).toString('base64url'), signature].join('.'));
    });
    await shared.part('export');
    await page.locator('#export-go').click();
    await page.locator('#manifest-title').waitFor();
    expect(await page.locator('#manifest-title').innerText()).toBe('Signed manifest ✕\u00a0Failed');
    expect(await page.locator('#files').count()).toBe(0);
  });

  test('a manifest that a key of the node signed, of a checkpoint that it is not of: none of its files is offered', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { page } = shared;
    await intercept(page, '**/.well-known/jwks.json', () =>
      Buffer.from(JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'own' }] })),
    );
    await spoiledHere('**/v1/audit/exports/manifest?**', (body) => {
      const [, payload = ''] = body.toString().split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      claims.checkpoint.root = Buffer.alloc(32).toString('base64url');
      const signed = `${part({ alg: 'EdDSA', kid: 'own', typ: 'wenjin-export-manifest+jwt' })}.${part(claims)}`;
      return Buffer.from(`${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`);
    });
    await shared.part('export');
    await page.locator('#export-go').click();
    await page.locator('#manifest-title').waitFor();
    expect(await page.locator('#manifest-title').innerText()).toBe('Signed manifest ✓\u00a0Verified');
    expect(await page.locator('section .facts').innerText()).toMatch(/Checkpoint\s+✕\u00a0Failed/);
    expect(await page.locator('#files').count()).toBe(0);
  });

  test('a manifest that comes when its bearer has gone: nobody is shown it', async () => {
    open = await openConsole(browser, border.hk.baseUrl);
    const { page, signIn, part } = open;
    await signIn(token);
    await page.locator('#entries').waitFor();
    await part('export');
    let answer: (() => void) | undefined;
    await page.route('**/.well-known/jwks.json', async (route) => {
      await new Promise<void>((resolve) => (answer = resolve));
      await route.continue();
    });
    await page.locator('#export-go').click();
    await expect.poll(() => answer).toBeDefined();
    await part('access');
    await page.locator('#token-forget').click();
    await part('export');
    await page.locator('#to-token').waitFor();
    answer?.();
    await page.unrouteAll({ behavior: 'wait' });
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
    expect(await page.locator('#manifest-title').count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('figures of which one does not come: none is left that answers another question', async () => {
    const { page } = shared;
    await shared.part('charts');
    await page.locator('#table-qualification').waitFor();
    await page.route('**/v1/audit/statistics/chart?by=side&**', (route) => route.fulfill({ status: 503 }));
    await page.locator('#hide-small').check();
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.chart').count()).toBe(0);
    await page.locator('#hide-small').uncheck();
  });

  test('the head of another log where the witnessed one belongs, and times that are none: nothing is called good', async () => {
    const { page } = shared;
    const own = await checkpoint();
    await page.route('**/witness/*/checkpoint', (route) =>
      route.fulfill({ contentType: 'text/plain', body: own ?? '' }),
    );
    await intercept(page, '**/v1/log/health', (body) =>
      Buffer.from(body.toString().replace(/"seenAt":"[^"]*"/, '"seenAt":"never"')),
    );
    await shared.part('health');
    const witness = page.locator('.panel', { hasText: 'Witness of this node, for the other log' });
    await expect
      .poll(() => witness.locator('.badge').allInnerTexts())
      .toEqual(Array.from({ length: 2 }, () => '…\u00a0key not in the policy in use'));
    expect(await page.locator('main').innerText()).toMatch(/Seen\s+–/);
  });

  test('a log that is frozen and heads that contradict each other: says both, and shows the evidence', async () => {
    await spoiledHere('**/v1/log/health', (body) =>
      Buffer.from(
        body
          .toString()
          .replace(
            /"witness":"\w+","frozenBecause":null/,
            '"witness":"frozen","frozenBecause":"fork: two heads"',
          ),
      ),
    );
    const page = await spoiledHere('**/v1/audit/consistency', (body) => {
      const forks = [
        { origin: 'sz.wenjin.example/log', size: 7, notes: ['note one', 'note two'], seenAt: '' },
      ];
      return Buffer.from(
        JSON.stringify({
          ...JSON.parse(body.toString()),
          forks,
          verdict: { code: 'inconsistent', label: { en: 'Something contradicts' } },
        }),
      );
    });
    await shared.part('health');
    const text = async () => page.locator('main').innerText();
    await expect.poll(text).toContain('✕\u00a0frozen: nothing is signed');
    expect(await text()).toContain('fork: two heads');
    expect(await text()).toContain('✕\u00a0Something contradicts');
    expect(await text()).toMatch(/note one\s+note two/);
  });

  test('an event that the log refuses: names it, and says what to do', async () => {
    const entry = '0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a4b';
    const blocked = {
      entry,
      fault: 'issuer',
      recordedAt: '2026-11-25T00:00:00.000Z',
      remedy: { en: 'Nothing goes on <b>until</b> it is mended.' },
    };
    const page = await spoiledHere('**/v1/log/health', (body) =>
      Buffer.from(body.toString().replace('"blocked":null', `"blocked":${JSON.stringify(blocked)}`)),
    );
    await shared.part('health');
    const text = async () => page.locator('main').innerText();
    await expect.poll(text).toContain('Nothing goes on <b>until</b> it is mended.');
    expect(await text()).toContain(entry);
    expect(await text()).toContain('✕\u00a0issuer');
  });

  test('a drawing with a script, a style and a link in it: what is drawn has none', async () => {
    const page = await spoiled('**/v1/audit/statistics/chart?**', (body) =>
      Buffer.from(
        body
          .toString()
          .replace(
            '</svg>',
            '<script>document.title="owned"</script><style>*{display:none}</style><a href="https://elsewhere.example/"><text onclick="x()" style="fill:red" fill="url(https://elsewhere.example/#a)">here</text></a><foreignObject/><image href="https://elsewhere.example/a.png"/><g onload="x()"/></svg>',
          ),
      ),
    );
    await page.locator('#entries').waitFor();
    await open?.part('charts');
    await page.locator('#table-qualification').waitFor();
    const drawn = await page.locator('.chart svg').first().innerHTML();
    expect(drawn).toContain('<rect');
    expect(drawn).not.toMatch(/script|style|elsewhere|onclick|onload|foreignObject|<image|<a /i);
    expect(await page.title()).not.toContain('owned');
    // Already the parser was held back by the policy of the page, which says so.
    const { faults, close } = open ?? { faults: [], close: async () => undefined };
    expect(faults.filter((fault) => !fault.includes('The action has been blocked.'))).toEqual([]);
    await close();
    open = undefined;
  });
});

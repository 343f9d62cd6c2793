import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Lived, live } from '../audit/lived.ts';
import { chromiumOrNone, launchChromium } from './chromium.ts';
import { badges, openConsole, type Part, parts } from './console-page.ts';

/** The console for everybody: without a mouse, read aloud, in three languages, in light and dark, on a telephone. */

const hasChromium = chromiumOrNone('the console by keyboard, in three languages, and by the rules of axe');

/** Each test has a page of its own; much of it is waiting for the browser. */
describe.runIf(hasChromium).concurrent('the console', () => {
  let lived: Lived;
  let browser: Browser;
  let base: string;
  beforeAll(async () => {
    [lived, browser] = await Promise.all([live(), launchChromium()]);
    base = lived.border.hk.baseUrl;
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await lived.border.stop();
  });

  /** What each part shows when it has come. */
  const landmarks = {
    log: '#entries',
    charts: '#table-qualification',
    anomalies: '.anomaly',
    health: '.pair',
    export: '#export-go',
    access: '#token',
  } as const satisfies Record<Part, string>;

  const focus = z.object({ id: z.string(), text: z.string(), seen: z.boolean() });

  /** Where the keyboard is, and whether that shows: the field of a file has its ring around the label. */
  const focused = async (page: Page) =>
    focus.parse(
      await page.evaluate(`(() => {
        const { activeElement: active } = document;
        const { outlineStyle, outlineWidth } = getComputedStyle(active.closest('.file') ?? active);
        return { id: active.id, text: active.textContent, seen: outlineStyle !== 'none' && outlineWidth !== '0px' };
      })()`),
    );

  /** By the Tab key alone; each stop on the way must show where it is. */
  async function tabTo(page: Page, id: string): Promise<void> {
    for (let stops = 0; stops < 60; stops++) {
      await page.keyboard.press('Tab');
      const now = await focused(page);
      expect(now, `the focus on the way to ${id}`).toMatchObject({ seen: true });
      if (now.id === id) return;
    }
    throw new Error(`${id} is not reached`);
  }

  test('is used by keyboard from the first key to the proof of an entry and a file', async ({ expect }) => {
    const { page, faults, close } = await openConsole(browser, base);
    await page.keyboard.press('Tab');
    expect((await focused(page)).text).toBe('Skip to the content');
    const skip = await page.locator('.skip').boundingBox();
    expect(skip?.y).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect((await focused(page)).id).toBe('content');
    await page.keyboard.press('Shift+Tab');
    expect((await focused(page)).id).toBe('to-access');
    await page.keyboard.press('Enter');
    await page.locator('#token').waitFor();
    expect((await focused(page)).id).toBe('part');
    await tabTo(page, 'token');
    await page.keyboard.insertText(lived.examiner);
    await page.keyboard.press('Enter');
    await page.locator('#entries').waitFor();
    await page.locator('#part').focus();
    await tabTo(page, 'jump');
    await page.keyboard.insertText('5');
    await page.keyboard.press('Enter');
    await page.locator('#entry-title').waitFor();
    expect((await focused(page)).id).toBe('entry-title');
    await tabTo(page, 'close-entry');
    await page.keyboard.press('Enter');
    expect((await focused(page)).id).toBe('entry-5');
    await page.keyboard.press('Enter');
    expect((await focused(page)).id).toBe('entry-title');
    await page.locator('#to-export').focus();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await focused(page)).id).toBe('part');
    await tabTo(page, 'export-go');
    await page.keyboard.press('Enter');
    await page.locator('#files').waitFor();
    await tabTo(page, 'fetch-activity.csv');
    await page.keyboard.press('Enter');
    await page.locator('[id="save-activity.csv"]').waitFor();
    await expect.poll(() => page.locator('#live').innerText()).toContain('SHA-256 as signed');
    expect(faults).toEqual([]);
    await close();
  });

  test.each([
    ['zh-HK', 'zh-Hant', '日誌', '✓\u00a0已核驗', /決定及覆核|覆核過速/],
    ['zh-CN', 'zh-Hans', '日志', '✓\u00a0已核验', /决定及复核|复核过快/],
    ['fr-FR', 'en', 'Log', '✓\u00a0Verified', /Hasty approval/],
  ])('speaks to a browser of %s in %s', async (locale, lang, title, verified, anomaly) => {
    const { page, faults, signIn, part, close } = await openConsole(browser, base, { locale });
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect(await page.locator('#part').innerText()).toBe(title);
    await signIn(lived.examiner);
    await page.locator('#entries').waitFor();
    expect(new Set(await badges(page))).toEqual(new Set([verified]));
    await part('anomalies');
    await page.locator('.anomaly').first().waitFor();
    expect(await page.locator('main').innerText()).toMatch(anomaly);
    expect(faults).toEqual([]);
    await close();
  });

  test('changes its language where it stands, token and answers kept, down to the labels of charts', async ({
    expect,
  }) => {
    const { page, faults, signIn, part, close } = await openConsole(browser, base);
    await signIn(lived.examiner);
    await page.locator('#entries').waitFor();
    await part('charts');
    await page.locator('#table-qualification').waitFor();
    expect(await page.locator('.chart svg').first().innerHTML()).toContain('recognised with conditions');
    await page.locator('#language-zh-Hant').click();
    await expect.poll(async () => page.locator('.chart svg').first().innerHTML()).toContain('附條件承認');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hant');
    expect(await page.locator('#token-state').innerText()).toContain('後失效');
    expect(await page.locator('#language-zh-Hant').getAttribute('aria-pressed')).toBe('true');
    // What is left in Latin letters are names, codes and digests.
    expect(await page.locator('nav').first().innerText()).not.toMatch(/[A-Za-z]/);
    expect(await page.locator('.lead').innerText()).not.toMatch(/[A-Za-z]{3}/);
    await page.locator('#language-zh-Hans').click();
    await expect.poll(async () => page.locator('.chart svg').first().innerHTML()).toContain('附条件承认');
    expect(await page.title()).toContain('统计');
    expect(faults).toEqual([]);
    await close();
  });

  test.each([
    ['light', {}],
    // Only what is seen differs by night.
    ['dark', { runOnly: ['color-contrast'] }],
  ] as const)('breaks no rule of axe in any part, in %s', async (colorScheme, rules) => {
    // The policy of the page would keep axe out, as it should: here alone it is set aside.
    const open = await openConsole(browser, base, { colorScheme, bypassCSP: true });
    const { page } = open;
    await page.addScriptTag({ content: axe.source });
    await open.signIn(lived.examiner);
    for (const part of parts) {
      await open.part(part);
      await page.locator(landmarks[part]).first().waitFor();
      if (part === 'log') await page.locator('#entries button.link').first().click();
      const broken: unknown =
        await page.evaluate(`axe.run(document, ${JSON.stringify(rules)}).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, any }) => html.slice(0, 120) + ' ' + (any[0]?.message ?? '')).slice(0, 3).join(' | ')))`);
      expect(broken, part).toEqual([]);
    }
    await open.close();
  });

  test('fits a telephone: the page never scrolls sideways, tables do by themselves', async () => {
    const open = await openConsole(browser, base, { viewport: { width: 360, height: 740 } });
    const { page } = open;
    await open.signIn(lived.examiner);
    for (const part of parts) {
      await open.part(part);
      await page.locator(landmarks[part]).first().waitFor();
      const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(beyond, part).toBeLessThanOrEqual(0);
    }
    await open.close();
  });
});

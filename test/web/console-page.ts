import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** The console as an examiner has it open, and everything that went wrong with it meanwhile. */

export interface OpenConsole {
  readonly page: Page;
  /** Violations of the policy, errors of the scripts, requests to another origin, tokens for who asks for none: there must be none. */
  readonly faults: readonly string[];
  /** As an examiner does it: by the field, never by the address. */
  signIn(token: string): Promise<void>;
  /** Goes to a part by the navigation. */
  part(name: Part): Promise<void>;
  close(): Promise<void>;
}

export const parts = ['log', 'charts', 'anomalies', 'health', 'export', 'access'] as const;
export type Part = (typeof parts)[number];

export async function openConsole(
  browser: Browser,
  baseUrl: string,
  options: BrowserContextOptions = {},
): Promise<OpenConsole> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => void faults.push(error.message));
  page.on('console', (message) => {
    // What the node refused is shown on the page, and some tests ask for it.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'blob:' && url.origin !== baseUrl) faults.push(`asked ${url.origin}`);
    // Who looks at what is for everybody, nobody learns.
    const isForRegulators = /^\/(?:v1\/audit\/|v1\/log\/health$|log\/tile\/entries\/)/.test(url.pathname);
    if (!isForRegulators && 'authorization' in request.headers()) faults.push(`a token for ${url.pathname}`);
    if (url.search.includes('eyJ')) faults.push('a token in an address');
  });
  await page.goto(`${baseUrl}/console`);
  await page.locator('#head-title').waitFor();
  return {
    page,
    faults,
    async signIn(token) {
      await page.locator('#to-access').click();
      await page.locator('#token').fill(token);
      await page.locator('#token-use').click();
    },
    async part(name) {
      await page.locator(`#to-${name}`).click();
      await page.locator(`#to-${name}[aria-current=page]`).waitFor();
    },
    close: () => context.close(),
  };
}

/** What the badges of the table of entries say. */
export function badges(page: Page): Promise<string[]> {
  return page.locator('#entries .badge').allInnerTexts();
}

export async function indices(page: Page): Promise<number[]> {
  return (await page.locator('#entries tbody th').allInnerTexts()).map(Number);
}

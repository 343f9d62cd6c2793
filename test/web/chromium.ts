import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** A real browser: of `WENJIN_CHROMIUM`, or where distributions put it, first the one without windows, which is quickest. Nothing is downloaded. */
const usual = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
];

const { WENJIN_CHROMIUM: named } = process.env;
const chromiumPath = (named === undefined ? usual : [named]).find((place) => existsSync(place));

/** In CI there must be one. Elsewhere its tests are left out, and it is said aloud that they were. */
export function chromiumOrNone(what: string): boolean {
  if (chromiumPath !== undefined) return true;
  if (process.env.CI !== undefined) throw new Error(`${what}: no Chromium, and CI must have one.`);
  process.stderr.write(
    `\n!!! NOT RUN: ${what}. No Chromium was found; install one, or name it in WENJIN_CHROMIUM.\n\n`,
  );
  return false;
}

export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium.');
  return chromium.launch({
    executablePath: chromiumPath,
    // As root it has no sandbox of its own, and what it loads here is ours.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
  });
}

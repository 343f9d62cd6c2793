import type { Child } from './dom.browser.ts';
import type { Log } from './log.browser.ts';
import { Refusal, type Server } from './server.browser.ts';
import type { Session } from './session.browser.ts';
import { fill, type Language, type Text, textIn, texts } from './texts.browser.ts';

/** What every part of the page has at hand. */
export interface Desk {
  readonly language: Language;
  readonly server: Server;
  readonly session: Session;
  readonly log: Log;
  readonly nowSeconds: () => number;
  /** Draws the part that is shown anew. */
  refresh(): void;
  /** Read out to those who do not see it. */
  announce(text: string): void;
}

export interface View {
  /** Of the address after the part's name: `#/log/12` gives `12`. */
  enter(rest: string): void;
  /** Forgets what was shown to a bearer who has gone. */
  clear(): void;
  render(): Child;
}

export function say(desk: Desk, text: Text, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(textIn(text, desk.language), values);
}

/** Questions of which the last one counts: an answer that comes after another question was put is passed over. */
export function createTurns() {
  let last = 0;
  return {
    /** Tells, then and later, whether nobody asked since. */
    next(): () => boolean {
      last += 1;
      const own = last;
      return () => own === last;
    },
  };
}

/** One sentence after the other, with the space between them that the script has. */
export function sentences(desk: Desk, ...of: readonly Text[]): string {
  return of.map((text) => say(desk, text)).join(desk.language === 'en' ? ' ' : '');
}

export function complaint(desk: Desk, error: unknown): string {
  if (error instanceof Refusal)
    return say(desk, texts.refused, { detail: error.message || String(error.status) });
  // What `fetch` throws when nobody answers; the rest is an answer that breaks its format.
  return say(desk, error instanceof TypeError ? texts.offline : texts.broken);
}

export const numberText = (desk: Desk, value: number): string =>
  new Intl.NumberFormat(desk.language).format(value);

/** `2026-11-25 23:52:15` at +08:00, the same in every language, so that columns align; a dash for what is no time. */
export function timeText(at: Date): string {
  const there = new Date(at.getTime() + 8 * 3_600_000);
  return Number.isNaN(there.getTime()) ? '–' : there.toISOString().slice(0, 19).replace('T', ' ');
}

export function durationText(desk: Desk, seconds: number): string {
  const [unit, size] =
    seconds < 120
      ? (['second', 1] as const)
      : seconds < 7200
        ? (['minute', 60] as const)
        : seconds < 172_800
          ? (['hour', 3600] as const)
          : (['day', 86_400] as const);
  return new Intl.NumberFormat(desk.language, { style: 'unit', unit, unitDisplay: 'short' }).format(
    Math.floor(seconds / size),
  );
}

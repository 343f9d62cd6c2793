import { type Language, preferredLanguage } from '../kernel/localised.ts';
import { pageMediaType } from './page-error.ts';
import { policyOf } from './page.ts';

/** What is said to a browser, and what it says. The prefix binds the cookie to this host, to https and to every path (RFC 6265bis section 4.1.3.2). */

const cookieName = '__Host-wenjin-sign-in';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export function cookieIn({ cookie }: Headers): string | undefined {
  if (typeof cookie !== 'string') return undefined;
  return new RegExp(`(?:^|; )${cookieName}=([\\w-]{43})(?:;|$)`).exec(cookie)?.[1];
}

/** Lax, since the browser comes from the wallet and from the provider; whatever changes something also needs a word that only our pages have. */
export function cookieFor(value: string, maxAgeSeconds: number): { readonly 'set-cookie': string } {
  const attributes = `Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${String(maxAgeSeconds)}`;
  return { 'set-cookie': `${cookieName}=${value}; ${attributes}` };
}

export const noCookie = cookieFor('', 0);

export function languageOf(chosen: Language | undefined, headers: Headers): Language {
  const accepted = headers['accept-language'];
  return chosen ?? preferredLanguage(typeof accepted === 'string' ? accepted : undefined);
}

export function pageAnswer(body: string, formTargets: readonly string[] = [], status = 200) {
  return {
    status,
    mediaType: pageMediaType,
    headers: { 'content-security-policy': policyOf(formTargets), 'cache-control': 'no-store' },
    body,
  };
}

/** 303: whatever was sent here is not sent there (RFC 9700 section 4.12). */
export function redirect(location: string, headers: Readonly<Record<string, string>> = {}) {
  return { status: 303, headers: { location, 'cache-control': 'no-store', ...headers } };
}

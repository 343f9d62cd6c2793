import { fill, type Language, languages, type Localised, textIn } from '../kernel/localised.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { configurationNames, texts } from './page-texts.ts';
import { escape, formOf, type Page, render } from './page.ts';

export const signInPath = '/oauth/sign-in';
export const upstreamPath = `${signInPath}/account`;
export const walletPath = `${signInPath}/wallet`;
export const presentationPath = `${signInPath}/credential`;
export const consentPath = '/oauth/consent';

/**
 * For whom a credential is shown that is pasted here, and for nothing else: applications are shown to the origin alone, and whoever hands one
 * on for a person could have put the nonce of a page in it.
 */
export const signInAudience = (origin: string): string => origin + signInPath;

interface Shown {
  readonly language: Language;
  readonly csrf: string;
}

type Say = (text: Localised, values?: Readonly<Record<string, string>>) => string;

const sayIn =
  (language: Language): Say =>
  (text, values = {}) =>
    escape(textIn(fill(text, values), language));

export function signInPage(
  { language, csrf }: Shown,
  of: { readonly provider: Localised | undefined; readonly audience: string; readonly nonce: string },
): string {
  const say = sayIn(language);
  const provider = of.provider
    ? `<h2>${say(texts.withAccount)}</h2><p>${say(texts.withAccountLead)}</p>${formOf({
        action: upstreamPath,
        csrf,
        content: `<button>${say(texts.continueWith, { provider: textIn(of.provider, language) })}</button>`,
      })}`
    : '';
  const wallet = `<h2>${say(texts.withWallet)}</h2><p>${say(texts.withWalletLead)}</p>${formOf({
    action: walletPath,
    csrf,
    content: `<button>${say(texts.toWallet)}</button>`,
  })}`;
  const facts = listOf([
    [say(texts.audience), `<code>${escape(of.audience)}</code>`],
    [say(texts.nonce), `<code>${escape(of.nonce)}</code>`],
  ]);
  const credential = formOf({
    action: presentationPath,
    csrf,
    content: `<label for="presentation">${say(texts.presentation)}</label><textarea id="presentation" name="presentation" rows="5" required maxlength="32768" spellcheck="false" autocomplete="off"></textarea><button>${say(texts.show)}</button>`,
  });
  return page(language, {
    title: texts.signInTitle,
    path: signInPath,
    body: `<p>${say(texts.signInLead)}</p>${provider}${wallet}<h2>${say(texts.withCredential)}</h2><p>${say(texts.withCredentialLead)}</p>${facts}${credential}${refusal(say(texts.refuse), csrf)}`,
  });
}

/** The link is for a wallet on this device. It sends the browser back here. */
export function walletPage({ language, csrf }: Shown, link: string): string {
  const say = sayIn(language);
  return page(language, {
    title: texts.withWallet,
    path: walletPath,
    body: `<p>${say(texts.walletLead)}</p><p><a class="button" href="${escape(link)}">${say(texts.openWallet)}</a></p><p><a href="${signInPath}">${say(texts.again)}</a></p>${refusal(say(texts.refuse), csrf)}`,
  });
}

/** Who asks, for what, of whom, and where the browser goes: everything that the person decides on. */
export function consentPage(
  { language, csrf }: Shown,
  { asked, authority }: { readonly asked: AuthorizationRequest; readonly authority: Localised },
): string {
  const say = sayIn(language);
  const { clientId, attester, redirectUri, configurations } = asked;
  const facts = listOf([
    [say(texts.wallet), escape(clientId)],
    [say(texts.goesTo), `<code>${escape(placeOf(redirectUri))}</code>`],
    [say(texts.issuedBy), say(authority)],
    [say(texts.credentials), configurations.map((id) => say(configurationNames[id])).join('<br>')],
  ]);
  const word =
    attester === null
      ? `<p class="care">${say(texts.notVouched)}</p>`
      : `<p>${say(texts.vouched, { attester })}</p>`;
  const decision = formOf({
    action: consentPath,
    csrf,
    content: `<button name="decision" value="allow">${say(texts.allow)}</button><button class="plain" name="decision" value="refuse">${say(texts.refuse)}</button>`,
  });
  return page(language, {
    title: texts.consentTitle,
    path: signInPath,
    body: `${facts}${word}<p>${say(texts.consentLead)}</p>${decision}`,
  });
}

export function refusedPage({ language, csrf }: Shown, why: 'not-proven' | 'unknown'): string {
  const say = sayIn(language);
  return page(language, {
    title: texts.refusedTitle,
    body: `<p class="care">${say(texts[why])}</p><p><a href="${signInPath}">${say(texts.again)}</a></p>${refusal(say(texts.back), csrf)}`,
  });
}

/** What is shown where there is no wallet to go back to, as far as can be told; in every language, since nothing is known of who reads it. */
export function overPage({
  title,
  detail,
}: {
  readonly title: Localised;
  readonly detail: Localised;
}): string {
  const rest = languages
    .map(
      (each) => `<h2 lang="${each}">${sayIn(each)(title)}</h2><p lang="${each}">${sayIn(each)(detail)}</p>`,
    )
    .join('');
  return page('en', { title: texts.overTitle, body: rest });
}

const page = (language: Language, of: Page): string => render(of, language);

function refusal(label: string, csrf: string): string {
  const content = `<button class="plain" name="decision" value="refuse">${label}</button>`;
  return formOf({ action: consentPath, csrf, content });
}

function listOf(rows: readonly (readonly [string, string])[]): string {
  return `<dl>${rows.map(([term, detail]) => `<dt>${term}</dt><dd>${detail}</dd>`).join('')}</dl>`;
}

/** The host, or the scheme of a native application: the rest of an address says nothing to a person. */
function placeOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return protocol === 'https:' ? host : `${protocol}//`;
}

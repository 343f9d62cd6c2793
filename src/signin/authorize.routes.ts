import { z } from 'zod';
import { formMediaType } from '../kernel/form.ts';
import type { Answer } from '../platform/operation.ts';
import type { Router } from '../platform/router.ts';
import {
  authorizeQuery,
  callbackQuery,
  consentForm,
  pageQuery,
  presentationForm,
  upstreamForm,
  walletQuery,
} from './authorization.schema.ts';
import { cookieFor, cookieIn, languageOf, noCookie, pageAnswer, redirect } from './browser.ts';
import type { Flow } from './flow.service.ts';
import { pageError } from './page-error.ts';
import { authorizePath } from './wallet-metadata.ts';
import { consentPath, presentationPath, signInPath, upstreamPath, walletPath } from './pages.ts';

const html = (description: string) => ({ description, mediaType: 'text/html', schema: z.string() });
const led = { description: 'The browser is led on.' };
const over = {
  400: html('The request is unknown, was opened before or has expired, or the form is not of this page.'),
  503: html('The database, or the provider, cannot be reached.'),
};
const limited = { 429: html('Too many requests from one address.') };

const page = {
  tag: 'Access',
  access: { roles: ['public'], scope: null, purpose: 'authentication' },
  errorForm: pageError,
} as const;

const form = { method: 'POST', bodyMediaType: formMediaType, bodyBytesMax: 65_536 } as const;

/** For browsers: every error is a page, and nobody is led to an address that was not pushed. */
export function authorizeRoutes(router: Router, flow: Flow): void {
  mountBeginning(router, flow);
  mountAccount(router, flow);
  mountWallet(router, flow);
  mountCredential(router, flow);
  mountConsent(router, flow);
}

function mountBeginning(router: Router, flow: Flow): void {
  router.mount(
    {
      ...page,
      id: 'authorize',
      method: 'GET',
      path: authorizePath,
      summary: 'Begin in the browser',
      description:
        'RFC 6749 section 4.1.1 with RFC 9126: only a pushed request is taken up, once, and by the client that pushed it.',
      query: authorizeQuery,
      answers: { 303: led, ...over },
    },
    async ({ query }) => {
      const { cookie, seconds } = await flow.begin({
        clientId: query.client_id,
        requestUri: query.request_uri,
      });
      return redirect(signInPath, cookieFor(cookie, seconds));
    },
  );
  router.mount(
    {
      ...page,
      id: 'showSignIn',
      method: 'GET',
      path: signInPath,
      summary: 'Sign in, then consent',
      description: 'The page of the session in the cookie.',
      query: pageQuery,
      answers: { 200: html('The page.'), ...over },
    },
    async ({ query, request: { headers } }) => {
      const shown = await flow.page(cookieIn(headers), languageOf(query.lang, headers));
      return pageAnswer(shown.body, shown.formTargets);
    },
  );
}

function mountAccount(router: Router, flow: Flow): void {
  router.mount(
    {
      ...page,
      ...form,
      id: 'signInByAccount',
      path: upstreamPath,
      summary: 'Sign in with the OpenID provider',
      description: 'Leads to the provider that the configuration names.',
      body: upstreamForm,
      answers: { 303: led, ...over, ...limited },
    },
    async ({ body, request: { headers } }) => redirect(await flow.toProvider(cookieIn(headers), body.csrf)),
  );
  router.mount(
    {
      ...page,
      id: 'returnFromProvider',
      method: 'GET',
      path: '/oauth/sign-in/callback',
      summary: 'Back from the OpenID provider',
      description: 'OpenID Connect Core 1.0 section 3.1.2.5: state, issuer, code and ID token are checked.',
      query: callbackQuery,
      // It asks the provider for a token, whatever code it comes with.
      counted: true,
      answers: { 303: led, 403: html('Not signed in; the page says why.'), ...over, ...limited },
    },
    async ({ query, request: { headers } }) =>
      answerOf(await flow.returned(cookieIn(headers), query, languageOf(undefined, headers))),
  );
}

function mountWallet(router: Router, flow: Flow): void {
  router.mount(
    {
      ...page,
      ...form,
      id: 'askWalletToSignIn',
      path: walletPath,
      summary: 'Sign in with a wallet on this device',
      description: 'Makes a request by OpenID4VP for the session, and leads to the page with its link.',
      body: upstreamForm,
      answers: { 303: led, ...over, ...limited },
    },
    async ({ body, request: { headers } }) => {
      await flow.askWallet(cookieIn(headers), body.csrf);
      return redirect(walletPath);
    },
  );
  router.mount(
    {
      ...page,
      id: 'returnFromWallet',
      method: 'GET',
      path: walletPath,
      summary: 'To the wallet, and back from it',
      description:
        'Without a code the page with the link. The wallet sends the browser back with one (OpenID4VP 1.0 section 8.2), and only a browser that has both the code and the session is signed in.',
      query: walletQuery,
      answers: {
        200: html('The page with the link.'),
        303: led,
        403: html('Not signed in; the page says why.'),
        ...over,
      },
    },
    async ({ query, request: { headers } }) => {
      const [cookie, language] = [cookieIn(headers), languageOf(query.lang, headers)];
      if (query.response_code !== undefined)
        return answerOf(await flow.fromWallet(cookie, query.response_code, language));
      const shown = await flow.walletPage(cookie, language);
      return pageAnswer(shown.body, shown.formTargets);
    },
  );
}

function mountCredential(router: Router, flow: Flow): void {
  router.mount(
    {
      ...page,
      ...form,
      id: 'signInByCredential',
      path: presentationPath,
      summary: 'Sign in by a credential that one holds',
      description:
        'A presentation with key binding for the audience and the nonce of the page; the credential has to be live.',
      body: presentationForm,
      answers: { 303: led, 403: html('Not signed in; the page says why.'), ...over, ...limited },
    },
    async ({ body, caller, requestId, request: { headers } }) =>
      answerOf(
        await flow.shown(cookieIn(headers), body, {
          caller,
          requestId,
          language: languageOf(undefined, headers),
        }),
      ),
  );
}

function mountConsent(router: Router, flow: Flow): void {
  router.mount(
    {
      ...page,
      ...form,
      id: 'decideConsent',
      path: consentPath,
      summary: 'Allow or refuse',
      description:
        'Leads back to the wallet with `code` or `error`, `state` and `iss` (RFC 9207). The session is over.',
      body: consentForm,
      answers: { 303: led, ...over, ...limited },
    },
    async ({ body, request: { headers } }) => redirect(await flow.decide(cookieIn(headers), body), noCookie),
  );
}

function answerOf(step: Awaited<ReturnType<Flow['returned']>>): Answer {
  if (step.kind === 'led-on') return redirect(signInPath);
  return step.kind === 'signed-in'
    ? redirect(signInPath, cookieFor(step.cookie, step.seconds))
    : pageAnswer(step.body, step.formTargets, 403);
}

import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import type { Language, Localised } from '../kernel/localised.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import { type Authorizing, isSecret, sessionSeconds, type Visit } from './authorizing.service.ts';
import type { SigninDependencies } from './dependencies.ts';
import type { OpenidProvider } from './openid-provider.service.ts';
import { consentPage, refusedPage, signInAudience, signInPage, walletPage, walletPath } from './pages.ts';
import { policySourceOf } from './redirect-uri.ts';
import type { SigningIn, SignInOutcome, UpstreamReturn } from './signing-in.service.ts';

interface ShownPage {
  readonly body: string;
  /** Where its forms may lead on to. */
  readonly formTargets: readonly string[];
}

export type Step =
  /** The address was opened again: whoever has the cookie is signed in already. */
  | { readonly kind: 'led-on' }
  | { readonly kind: 'signed-in'; readonly cookie: string; readonly seconds: number }
  | ({ readonly kind: 'refused' } & ShownPage);

/** The steps of a browser, each with what it has to show. @throws Fault `authorization-request-unknown` for a session that is over, or a form that is not of its pages */
export interface Flow {
  begin(
    asked: Parameters<Authorizing['begin']>[0],
  ): Promise<{ readonly cookie: string; readonly seconds: number }>;
  page(cookie: string | undefined, language: Language): Promise<ShownPage>;
  /** The address of the provider. */
  toProvider(cookie: string | undefined, csrf: string): Promise<string>;
  returned(cookie: string | undefined, returned: UpstreamReturn, language: Language): Promise<Step>;
  /** Asks a wallet on the same device. */
  askWallet(cookie: string | undefined, csrf: string): Promise<void>;
  /** The page that leads to the wallet. */
  walletPage(cookie: string | undefined, language: Language): Promise<ShownPage>;
  fromWallet(cookie: string | undefined, responseCode: string, language: Language): Promise<Step>;
  shown(
    cookie: string | undefined,
    form: { readonly csrf: string; readonly presentation: string },
    from: { readonly caller: Caller; readonly requestId: string; readonly language: Language },
  ): Promise<Step>;
  /** Where the browser goes. */
  decide(
    cookie: string | undefined,
    form: { readonly csrf: string; readonly decision: 'allow' | 'refuse' },
  ): Promise<string>;
}

type Dependencies = SigninDependencies & {
  readonly authorizing: Authorizing;
  readonly signingIn: SigningIn;
  readonly provider: OpenidProvider | undefined;
};

interface OpenVisit extends Visit {
  readonly cookie: string;
}

export function createFlow(deps: Dependencies): Flow {
  const { authorizing, signingIn, provider, wallets } = deps;
  const visit = async (cookie: string | undefined, csrf?: string): Promise<OpenVisit> => {
    const found = await authorizing.visit(cookie);
    if (!found || cookie === undefined) throw over();
    if (csrf !== undefined && !isSecret(csrf, found.secrets.csrf)) throw over();
    return { ...found, cookie };
  };
  return {
    async begin(asked) {
      const cookie = await authorizing.begin(asked);
      if (cookie === undefined) throw over();
      return { cookie, seconds: sessionSeconds };
    },
    page: async (cookie, language) => pageOf(deps, await visit(cookie), language),
    async toProvider(cookie, csrf) {
      const { secrets, subjectId } = await visit(cookie, csrf);
      if (!provider || subjectId !== null) throw over();
      return provider.address(secrets);
    },
    async returned(cookie, returned, language) {
      const open = await visit(cookie);
      if (open.subjectId !== null) return { kind: 'led-on' };
      return stepOf(await signingIn.returned(open.cookie, open, returned), open, language);
    },
    async askWallet(cookie, csrf) {
      const open = await visit(cookie, csrf);
      if (open.subjectId !== null) throw over();
      const id = uuidV7(deps.clock, deps.entropy);
      await wallets.ask({ id, returnTo: `${deps.node.origin}${walletPath}` });
      await authorizing.askWallet(open.cookie, id);
    },
    async walletPage(cookie, language) {
      const open = await visit(cookie);
      const { presentationId, subjectId } = open;
      const link =
        presentationId === null || subjectId !== null ? undefined : await wallets.link(presentationId);
      if (link === undefined) return pageOf(deps, open, language);
      const body = walletPage({ language, csrf: open.secrets.csrf }, link);
      return { body, formTargets: [policySourceOf(open.asked.redirectUri)] };
    },
    async fromWallet(cookie, responseCode, language) {
      const open = await visit(cookie);
      if (open.subjectId !== null) return { kind: 'led-on' };
      return stepOf(await signingIn.fromWallet(open.cookie, open, responseCode), open, language);
    },
    async shown(cookie, { csrf, presentation }, { language, ...from }) {
      const open = await visit(cookie, csrf);
      const outcome = await signingIn.shown(open.cookie, open, { ...from, presentation });
      return stepOf(outcome, open, language);
    },
    async decide(cookie, { csrf, decision }) {
      const open = await visit(cookie, csrf);
      const location = await authorizing.decide(open.cookie, decision);
      if (location === undefined) throw over();
      return location;
    },
  };
}

function stepOf(outcome: SignInOutcome, { asked, secrets }: Visit, language: Language): Step {
  if (outcome.kind === 'signed-in') return { ...outcome, seconds: sessionSeconds };
  return {
    kind: 'refused',
    body: refusedPage({ language, csrf: secrets.csrf }, outcome.why),
    formTargets: [policySourceOf(asked.redirectUri)],
  };
}

function pageOf(deps: Dependencies, { asked, subjectId, secrets }: Visit, language: Language): ShownPage {
  const { node, signIn } = deps;
  const back = policySourceOf(asked.redirectUri);
  const shown = { language, csrf: secrets.csrf };
  if (subjectId !== null)
    return {
      body: consentPage(shown, { asked, authority: nameOf(deps, asked.authority) }),
      formTargets: [back],
    };
  const body = signInPage(shown, {
    provider: signIn?.name,
    audience: signInAudience(node.origin),
    nonce: secrets.presentationNonce,
  });
  return { body, formTargets: signIn ? [back, policySourceOf(signIn.issuer)] : [back] };
}

function nameOf({ trust, node }: Dependencies, authority: string): Localised {
  const iss = issuerOf(node.origin, authority);
  const found = trust
    .view()
    .authorities()
    .find((one) => one.iss === iss);
  return found?.names ?? { en: authority, zhHant: authority, zhHans: authority };
}

function over(): Fault {
  return new Fault('authorization-request-unknown');
}

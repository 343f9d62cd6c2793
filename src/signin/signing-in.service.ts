import type { Caller } from '../kernel/caller.ts';
import { parseCompactJws } from '../kernel/compact-jws.ts';
import { addSeconds, instantText } from '../kernel/instants.ts';
import { readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import { isJsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import type { Authorizing, SignedIn, Visit } from './authorizing.service.ts';
import { isSecret } from './authorizing.service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { SigninDependencies } from './dependencies.ts';
import type { OpenidProvider } from './openid-provider.service.ts';
import { signInAudience } from './pages.ts';
import { accountDigest } from './secrets.ts';
import { findLink } from './sign-in-links.store.ts';

export type SignInRefusal =
  /** The provider, or the credential, did not prove who it is. */
  | 'not-proven'
  /** Who it is nobody here knows, or may not be known just now, or is not the one to whom the offer was made. */
  | 'unknown';

export type SignInOutcome =
  | { readonly kind: 'signed-in'; readonly cookie: string }
  | { readonly kind: 'refused'; readonly why: SignInRefusal };

export interface UpstreamReturn {
  readonly code?: string | undefined;
  readonly state?: string | undefined;
  readonly iss?: string | undefined;
}

/** How a person shows who they are to a session: by the account that their authority has linked, or by a credential that they hold. */
export interface SigningIn {
  returned(cookie: string, visit: Visit, returned: UpstreamReturn): Promise<SignInOutcome>;
  /** From a wallet on the same device, with the code that it sent the browser back with. */
  fromWallet(cookie: string, visit: Visit, responseCode: string): Promise<SignInOutcome>;
  /** A presentation of one credential, bound to signing in here and to this session's nonce (RFC 9901 section 4.3). */
  shown(
    cookie: string,
    visit: Visit,
    of: { readonly presentation: string; readonly caller: Caller; readonly requestId: string },
  ): Promise<SignInOutcome>;
}

type Dependencies = SigninDependencies & {
  readonly authorizing: Authorizing;
  readonly provider: OpenidProvider | undefined;
};

/** Conditions bind the one who practises, not the one who signs in. */
const good: readonly string[] = ['VALID', 'VALID_WITH_CONDITIONS'];

const refused = (why: SignInRefusal): SignInOutcome => ({ kind: 'refused', why });

export function createSigningIn(deps: Dependencies): SigningIn {
  const { key, people, signIn, wallets } = deps;
  const proceed = async (cookie: string, person: SignedIn): Promise<SignInOutcome> => {
    const next = await deps.authorizing.signIn(cookie, person);
    return next === undefined ? refused('unknown') : { kind: 'signed-in', cookie: next };
  };
  const byKey = ({ authority }: AuthorizationRequest, holderThumbprint: string): SignedIn => ({
    subjectOf: (reader) => people.ofKey(reader, authority, holderThumbprint),
    method: 'credential',
    holderThumbprint,
  });
  return {
    async returned(cookie, { asked, secrets }, { state, code, iss }) {
      if (!deps.provider || !signIn || state === undefined || !isSecret(state, secrets.state))
        return refused('not-proven');
      const subject = await deps.provider.subject({ code, iss }, secrets);
      if (subject === undefined) return refused('not-proven');
      const account = accountDigest(key, { issuer: signIn.issuer, subject });
      const { authority } = asked;
      return proceed(cookie, {
        subjectOf: async (reader) => (await findLink(reader, { account, authority }))?.subjectId,
        method: 'upstream',
        holderThumbprint: null,
      });
    },
    async fromWallet(cookie, { asked, presentationId }, responseCode) {
      const answered =
        presentationId === null ? undefined : await wallets.answered(presentationId, responseCode);
      if (!answered || !good.includes(answered.result)) return refused('not-proven');
      return proceed(cookie, byKey(asked, answered.holderThumbprint));
    },
    async shown(cookie, { asked, secrets }, { presentation, caller, requestId }) {
      const result = await verify(deps, {
        presentation,
        nonce: secrets.presentationNonce,
        caller,
        requestId,
      });
      const shownKey = keyOf(presentation);
      if (!good.includes(result) || shownKey === undefined) return refused('not-proven');
      return proceed(cookie, byKey(asked, shownKey));
    },
  };
}

/** The house's own verification, with its access record: the person sees later that they signed in. */
async function verify(
  { verification, node, clock }: Dependencies,
  from: {
    readonly presentation: string;
    readonly nonce: string;
    readonly caller: Caller;
    readonly requestId: string;
  },
): Promise<string> {
  const { presentation, nonce, caller, requestId } = from;
  const { result } = await verification.verify(
    {
      credentials: [presentation],
      keyBinding: { audience: signInAudience(node.origin), nonce },
      purpose: 'holder-check',
      stage: 'pre-offer',
      authorisation: {
        type: 'consent',
        reference: 'sign-in',
        scope: 'sign-in',
        expiresAt: instantText(addSeconds(clock.now(), 60)),
      },
      caseReference: 'sign-in',
    },
    { caller, requestId },
  );
  return result;
}

/** Of what has been verified. */
function keyOf(presentation: string): string | undefined {
  const parsed = parseCompactJws(presentation.split('~', 1)[0] ?? '');
  const payload = parsed.ok ? parseStrictObject(parsed.jws.payload) : undefined;
  const cnf = payload?.ok === true ? payload.value['cnf'] : undefined;
  const jwk = isJsonObject(cnf) ? readPublicJwk(cnf['jwk']) : undefined;
  return jwk && thumbprint(jwk);
}

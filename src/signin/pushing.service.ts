import { encodeBase64url } from '../kernel/base64url.ts';
import { sha256 } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds } from '../kernel/instants.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import type { WalletTokenRequest } from '../access/index.ts';
import { readAuthorizationDetails } from './authorization-details.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { PushedRequest } from './authorization.schema.ts';
import { insertPushedRequest } from './authorization.store.ts';
import type { ClientShown, WalletClient } from './clients.service.ts';
import type { SigninDependencies } from './dependencies.ts';
import { findIssuerState, type IssuerStateRow } from './offer-codes.store.ts';
import { parPath } from './wallet-metadata.ts';
import { isRedirectUri } from './redirect-uri.ts';
import { type CredentialConfigurationId, isCredentialConfiguration } from './wallet-grant.ts';

/** RFC 9126 section 2.2: long enough for a browser to open. */
export const pushedSeconds = 60;
export const requestUriPrefix = 'urn:ietf:params:oauth:request_uri:';

export interface PushContext extends Pick<WalletTokenRequest, 'attestation'> {
  /** The DPoP header; undefined without one. */
  readonly proof: string | undefined;
}

export interface Pushing {
  /** Everything of an authorization request is judged here; the browser only brings its name. @throws Fault `oauth-…` */
  push(request: PushedRequest, context: PushContext): Promise<{ readonly requestUri: string }>;
}

type Dependencies = SigninDependencies & {
  readonly clientOf: (shown: ClientShown) => Promise<WalletClient>;
};

export function createPushing(deps: Dependencies): Pushing {
  const { db, clock, entropy } = deps;
  return {
    async push(request, context) {
      const dpopThumbprint = await keyOf(deps, request, context.proof);
      const form = formOf(request);
      const client = await deps.clientOf({
        clientId: request.client_id,
        registeredClient: await deps.access.grants.registeredClient(request),
        attestation: context.attestation,
      });
      if (client.clientId === null) throw invalidRequest('client_id is missing');
      // RFC 6749 appendix A.1; and a person has to read it.
      if (!/^[\x20-\x7e]+$/.test(client.clientId)) throw invalidRequest('client_id');
      const handle = encodeBase64url(entropy.bytes(32));
      const asked: AuthorizationRequest = {
        ...form,
        clientId: client.clientId,
        attester: client.attester,
        dpopThumbprint,
        ...(await wantedOf(deps, request)),
      };
      await db.transaction((tx) =>
        insertPushedRequest(tx, {
          digest: sha256(handle),
          asked,
          expiresAt: addSeconds(clock.now(), pushedSeconds),
        }),
      );
      return { requestUri: requestUriPrefix + handle };
    },
  };
}

/** RFC 9449 section 10.1: by the parameter, by a proof, or by both if they agree. */
async function keyOf(
  { access }: Dependencies,
  { dpop_jkt: named }: PushedRequest,
  proof: string | undefined,
): Promise<string | null> {
  if (named !== undefined && !/^[\w-]{43}$/.test(named)) throw invalidRequest('dpop_jkt');
  if (proof === undefined) return named ?? null;
  const proved = await access.dpop.prove({ proof, method: 'POST', path: parPath });
  if ('refusal' in proved)
    throw proved.refusal === 'nonce'
      ? new Fault('oauth-use-dpop-nonce')
      : new Fault('oauth-invalid-dpop-proof', { values: { reason: proved.refusal } });
  if (named !== undefined && named !== proved.thumbprint)
    throw new Fault('oauth-invalid-dpop-proof', { values: { reason: 'other-key' } });
  return proved.thumbprint;
}

function formOf(request: PushedRequest) {
  const { response_type: type, redirect_uri: redirectUri, code_challenge: challenge, state } = request;
  if (request.request !== undefined) throw new Fault('oauth-request-not-supported');
  // RFC 9126 section 2.1.
  if (request.request_uri !== undefined) throw invalidRequest('request_uri has no place here');
  if (type !== 'code') throw new Fault('oauth-unsupported-response-type');
  if ((request.response_mode ?? 'query') !== 'query') throw invalidRequest('response_mode must be query');
  if (redirectUri === undefined || !isRedirectUri(redirectUri)) throw invalidRequest('redirect_uri');
  if (request.code_challenge_method !== 'S256') throw invalidRequest('code_challenge_method must be S256');
  if (challenge === undefined || !/^[\w-]{43}$/.test(challenge)) throw invalidRequest('code_challenge');
  return { redirectUri, codeChallenge: challenge, state: state ?? null };
}

type Wanted = Pick<AuthorizationRequest, 'authority' | 'configurations' | 'detailed' | 'offer'>;

async function wantedOf(deps: Dependencies, request: PushedRequest): Promise<Wanted> {
  const { authorization_details: details, issuer_state: state } = request;
  const offered = state === undefined ? undefined : await offerOf(deps, state);
  const asked = details === undefined ? undefined : readAuthorizationDetails(details);
  const scoped = scopesOf(request.scope);
  const configurations = [...new Set([...(asked?.configurations ?? []), ...scoped])];
  if (configurations.length === 0) {
    if (!offered || request.scope !== undefined) throw new Fault('oauth-invalid-scope');
    configurations.push(...offered.configurations);
  }
  if (offered && configurations.some((id) => !offered.configurations.includes(id)))
    throw new Fault('oauth-invalid-scope');
  const named = [...(asked?.locations ?? []), ...(request.resource === undefined ? [] : [request.resource])];
  return {
    authority: authorityOf(deps, { named, offered, configurations }),
    configurations,
    detailed: asked !== undefined,
    offer: offered ? { offerId: offered.offerId, subjectId: offered.subjectId } : null,
  };
}

async function offerOf({ db, clock }: Dependencies, state: string): Promise<IssuerStateRow> {
  const row = await findIssuerState(db, sha256(state), clock.now());
  if (!row) throw invalidRequest('issuer_state');
  return row;
}

/** OpenID4VCI 1.0 section 5.1.2: what is not known is passed over. */
function scopesOf(scope: string | undefined): CredentialConfigurationId[] {
  return (scope ?? '').split(' ').filter(isCredentialConfiguration);
}

/** RFC 8707: the one credential issuer that is named, or that the offer is of, or that alone there is for it. */
function authorityOf(
  { trust, node }: Dependencies,
  of: {
    readonly named: readonly string[];
    readonly offered: IssuerStateRow | undefined;
    readonly configurations: readonly CredentialConfigurationId[];
  },
): string {
  const types = of.configurations.map((id) => typeOf[id]);
  const own = trust
    .view()
    .authorities()
    .filter(({ jurisdiction }) => jurisdiction === node.jurisdiction);
  const able = own.filter(({ mandates }) => types.every((type) => mandates.some((one) => one.vct === type)));
  const named = new Set(of.offered ? [...of.named, issuerOf(node.origin, of.offered.authority)] : of.named);
  const [only, ...others] = named.size === 0 ? able : own.filter(({ iss }) => named.has(iss));
  if (!only || others.length > 0 || named.size > 1) throw new Fault('oauth-invalid-target');
  return only.slug;
}

const typeOf: Readonly<Record<CredentialConfigurationId, string>> = {
  'home-attestation': vct.homeAttestation,
  'qualification-recognition': vct.recognition,
};

function invalidRequest(reason: string): Fault {
  return new Fault('oauth-invalid-request', { values: { reason } });
}

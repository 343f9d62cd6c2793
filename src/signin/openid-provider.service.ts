import { importJWK, SignJWT } from 'jose';
import type { z } from 'zod';
import { sha256Base64url } from '../kernel/digest.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import { Fault } from '../kernel/fault.ts';
import { nowSeconds } from '../kernel/instants.ts';
import { type OutboundResponse, OutboundFailure } from '../kernel/ports.ts';
import { parseStrictJson } from '../kernel/strict-json.ts';
import type { SignInProvider } from '../platform/wallet-configuration.ts';
import type { SigninDependencies } from './dependencies.ts';
import { readIdToken } from './id-token.ts';
import {
  type ProviderKeys,
  providerKeys,
  type ProviderMetadata,
  providerMetadata,
  providerTokens,
} from './openid-provider.schema.ts';

export interface ProviderReturn {
  readonly code: string | undefined;
  readonly iss: string | undefined;
}

interface Bound {
  readonly nonce: string;
  readonly verifier: string;
}

/** The OpenID provider that the configuration names: authorization code with PKCE, state and nonce. @throws Fault `unavailable` when it does not answer. */
export interface OpenidProvider {
  /** Where the browser goes. */
  address(bound: Bound & { readonly state: string }): Promise<string>;
  /** The subject of its ID token; undefined when anything is not as it has to be. */
  subject(returned: ProviderReturn, bound: Bound): Promise<string | undefined>;
}

export const callbackPath = '/oauth/sign-in/callback';

/** Metadata and keys of a provider change seldom; a token by an unknown key makes us look again, at most once a minute. */
const keptSeconds = 600;
const keysAgainSeconds = 60;
const documentLimits = { maxBytes: 262_144, timeoutMilliseconds: 5_000 } as const;

type Dependencies = Pick<SigninDependencies, 'outbound' | 'clock' | 'node' | 'entropy'> & {
  readonly provider: SignInProvider;
};

interface Kept<T> {
  readonly value: T;
  readonly at: number;
}

export function createOpenidProvider(deps: Dependencies): OpenidProvider {
  const { provider, clock, node } = deps;
  const redirectUri = node.origin + callbackPath;
  let metadata: Kept<ProviderMetadata> | undefined;
  let keys: Kept<ProviderKeys> | undefined;
  const now = (): number => nowSeconds(clock);

  async function metadataNow(): Promise<ProviderMetadata> {
    if (!metadata || now() - metadata.at > keptSeconds) metadata = { value: await discover(deps), at: now() };
    return metadata.value;
  }
  async function keysNow(uri: string, maxAgeSeconds: number): Promise<ProviderKeys> {
    if (!keys || now() - keys.at > maxAgeSeconds)
      keys = { value: await fetchJson(deps, uri, providerKeys), at: now() };
    return keys.value;
  }
  return {
    async address({ state, nonce, verifier }) {
      const { authorization_endpoint: endpoint } = await metadataNow();
      const url = new URL(endpoint);
      const parameters = {
        response_type: 'code',
        client_id: provider.clientId,
        redirect_uri: redirectUri,
        scope: 'openid',
        state,
        nonce,
        code_challenge: sha256Base64url(verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url.href;
    },
    async subject({ code, iss }, { nonce, verifier }) {
      const known = await metadataNow();
      // RFC 9207 section 2.4.
      const mixedUp =
        iss === undefined
          ? known.authorization_response_iss_parameter_supported === true
          : iss !== known.issuer;
      if (code === undefined || mixedUp) return undefined;
      const idToken = await exchange(deps, known, { code, verifier, redirectUri });
      if (idToken === undefined) return undefined;
      const expected = { issuer: provider.issuer, clientId: provider.clientId, nonce, now: clock.now() };
      const read = await readIdToken(idToken, await keysNow(known.jwks_uri, keptSeconds), expected);
      const again =
        read.kind === 'unknown-key'
          ? await readIdToken(idToken, await keysNow(known.jwks_uri, keysAgainSeconds), expected)
          : read;
      return again.kind === 'good' ? again.subject : undefined;
    },
  };
}

/** OpenID Connect Discovery 1.0 section 4.3. What it names lies at the origin that the configuration names: nothing that is fetched chooses another. */
async function discover(deps: Dependencies): Promise<ProviderMetadata> {
  const { issuer } = deps.provider;
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = await fetchJson(deps, url, providerMetadata);
  const { origin } = new URL(issuer);
  const addresses = [found.authorization_endpoint, found.token_endpoint, found.jwks_uri];
  if (found.issuer !== issuer || addresses.some((address) => new URL(address).origin !== origin))
    throw new Fault('unavailable', { retryAfterSeconds: 60 });
  return found;
}

/** Undefined when the provider refuses the code. */
async function exchange(
  deps: Dependencies,
  { token_endpoint: endpoint, issuer }: ProviderMetadata,
  {
    code,
    verifier,
    redirectUri,
  }: { readonly code: string; readonly verifier: string; readonly redirectUri: string },
): Promise<string | undefined> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    client_id: deps.provider.clientId,
    ...(await authentication(deps, issuer)),
  });
  const answer = await ask(deps, endpoint, { method: 'POST', body: Buffer.from(form.toString()) });
  if (answer.status >= 500) throw unavailable();
  const json = parseStrictJson(answer.body);
  const tokens = json.ok && answer.status === 200 ? providerTokens.safeParse(json.value) : undefined;
  return tokens?.success === true ? tokens.data.id_token : undefined;
}

/** private_key_jwt where there is a key (RFC 7523, with the issuer as sole audience), else client_secret_post. */
async function authentication(
  { provider, clock, entropy }: Dependencies,
  issuer: string,
): Promise<Record<string, string>> {
  const { privateJwk, clientSecret = '', clientId } = provider;
  if (!privateJwk) return { client_secret: clientSecret };
  const alg = privateJwk.crv === 'P-256' ? 'ES256' : 'Ed25519';
  const iat = nowSeconds(clock);
  const { kid, kty, crv, x, y, d } = privateJwk;
  const key = await importJWK({ kty, crv, x, d, ...(y !== undefined && { y }) }, alg);
  const assertion = await new SignJWT({ jti: encodeBase64url(entropy.bytes(16)) })
    .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt(iat)
    .setExpirationTime(iat + 60)
    .sign(key);
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}

async function fetchJson<T extends z.ZodType>(
  deps: Dependencies,
  url: string,
  schema: T,
): Promise<z.output<T>> {
  const answer = await ask(deps, url, { method: 'GET' });
  const json = answer.status === 200 ? parseStrictJson(answer.body) : undefined;
  const parsed = json?.ok === true ? schema.safeParse(json.value) : undefined;
  if (parsed?.success !== true) throw unavailable();
  return parsed.data;
}

async function ask(
  { outbound }: Dependencies,
  url: string,
  request: { readonly method: 'GET' | 'POST'; readonly body?: Uint8Array },
): Promise<OutboundResponse> {
  const headers = {
    accept: 'application/json',
    ...(request.body && { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  try {
    return await outbound.request(url, { ...request, headers, ...documentLimits });
  } catch (error) {
    throw error instanceof OutboundFailure ? unavailable(error) : error;
  }
}

function unavailable(cause?: unknown): Fault {
  return new Fault('unavailable', { retryAfterSeconds: 10, cause });
}

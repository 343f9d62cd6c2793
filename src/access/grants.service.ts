import type { Role } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { isSignedBy, type Assertion, readAssertion, readHolderProof } from './assertion.ts';
import {
  type AssertionDependencies,
  authenticateClient,
  type ClientForm,
  expectation,
  refused,
  useUp,
} from './client-authentication.service.ts';
import type { ActiveOfficer } from './directory.ts';
import type { Dpop } from './dpop.service.ts';
import { grantTypes, tokenPath } from './grants.ts';
import { grantableScopes } from './roles.ts';
import type { TokenRequest } from './token.schema.ts';
import type { TokenLibrary, Tokens, TokenSubject } from './tokens.service.ts';
import type {
  AuthorizationDetail,
  WalletMetadata,
  WalletTokenRequest,
  WalletTokens,
} from './wallet-tokens.ts';

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer' | 'DPoP';
  readonly expires_in: number;
  readonly scope?: string;
  readonly refresh_token?: string;
  readonly authorization_details?: readonly AuthorizationDetail[];
}

/** What comes with a token request beside its form. */
export interface TokenContext extends Pick<WalletTokenRequest, 'attestation' | 'requestId'> {
  /** The DPoP header; undefined without one. */
  readonly proof: string | undefined;
}

export interface Grants {
  /** Those that this node answers. */
  grantTypes(): readonly string[];
  /** Undefined where no wallet is served. */
  walletMetadata(): WalletMetadata | undefined;
  /** The client that authenticates with `private_key_jwt`; null when nothing of the kind is sent. @throws Fault `oauth-invalid-client` */
  registeredClient(form: ClientForm): Promise<string | null>;
  /**
   * One access token for one request. Every assertion in it is used up once its signature was found good, whether or not a token
   * comes of it. @throws Fault `oauth-…`, which the token endpoint gives in OAuth's own form.
   */
  grant(library: TokenLibrary, request: TokenRequest, context: TokenContext): Promise<TokenAnswer>;
}

interface GrantsDependencies extends AssertionDependencies {
  readonly tokens: Tokens;
  readonly dpop: Dpop;
  readonly walletTokens: () => WalletTokens | undefined;
}

interface Granted {
  readonly subject: TokenSubject;
  readonly beside?: Pick<TokenAnswer, 'refresh_token' | 'authorization_details'> | undefined;
  /** What the answer says; that of the token when absent. */
  readonly scope?: string | null;
}

export function createGrants(deps: GrantsDependencies): Grants {
  const { tokens } = deps;
  const granted = async (
    request: TokenRequest,
    context: TokenContext,
    dpopThumbprint: string | null,
  ): Promise<Granted> => {
    switch (request.grant_type) {
      case grantTypes.clientCredentials:
        return { subject: await clientSubject(deps, request) };
      case grantTypes.officer:
        return { subject: await officerSubject(deps, request) };
      case grantTypes.holder:
        return { subject: await holderSubject(deps, request) };
      default:
        return walletSubject(deps, request, { ...context, dpopThumbprint });
    }
  };
  return {
    walletMetadata: () => deps.walletTokens()?.metadata,
    registeredClient: (form) => registeredClient(deps, form),
    grantTypes: () => [...Object.values(grantTypes), ...(deps.walletTokens()?.grantTypes ?? [])],
    async grant(library, request, context) {
      // Before anything is used up: whoever has to send the proof again can send the rest again too.
      const jkt = await provenKey(deps, context.proof);
      const { subject, beside, scope = subject.scope } = await granted(request, context, jkt);
      const bound = jkt === null ? subject : { ...subject, cnf: { jkt } };
      const { token, expiresIn } = tokens.issue(library, bound);
      return {
        access_token: token,
        token_type: jkt === null ? 'Bearer' : 'DPoP',
        expires_in: expiresIn,
        ...(scope !== null && { scope }),
        ...beside,
      };
    },
  };
}

/** RFC 9449 section 5: a token that is asked for with a proof is bound to its key. */
async function provenKey({ dpop }: GrantsDependencies, proof: string | undefined): Promise<string | null> {
  if (proof === undefined) return null;
  const proved = await dpop.prove({ proof, method: 'POST', path: tokenPath });
  if ('thumbprint' in proved) return proved.thumbprint;
  if (proved.refusal === 'nonce') throw new Fault('oauth-use-dpop-nonce');
  throw new Fault('oauth-invalid-dpop-proof', { values: { reason: proved.refusal } });
}

async function clientSubject(deps: GrantsDependencies, request: TokenRequest): Promise<TokenSubject> {
  if (request.assertion !== undefined) throw unexpected('assertion');
  const { client, assertion } = await authenticateClient(deps, request);
  await useUp(deps, [{ ...assertion, refusal: 'oauth-invalid-client' }]);
  if (client.roles.length === 0) throw new Fault('oauth-unauthorized-client');
  return {
    bearer: 'client',
    sub: client.id,
    client_id: client.id,
    organisation_id: client.organisation.id,
    roles: [...client.roles],
    scope: scopeFor(client.roles, request.scope),
  };
}

/** RFC 7523 section 2.1: the officer asserts, the program that they sit at authenticates; both of one organisation. */
async function officerSubject(deps: GrantsDependencies, request: TokenRequest): Promise<TokenSubject> {
  if (request.assertion === undefined) throw malformed('assertion is missing');
  const authenticated = await authenticateClient(deps, request);
  const { officer, assertion } = await recogniseOfficer(deps, request.assertion);
  await useUp(deps, [
    { ...authenticated.assertion, refusal: 'oauth-invalid-client' },
    { ...assertion, refusal: 'oauth-invalid-grant' },
  ]);
  const { client } = authenticated;
  if (client.organisation.id !== officer.organisation.id)
    throw refused('oauth-invalid-grant', 'not-verified');
  return {
    bearer: 'officer',
    sub: officer.id,
    client_id: client.id,
    organisation_id: officer.organisation.id,
    officer_id: officer.id,
    person_id: officer.personId,
    roles: [...officer.roles],
    scope: scopeFor(officer.roles, request.scope),
  };
}

async function holderSubject(deps: GrantsDependencies, request: TokenRequest): Promise<TokenSubject> {
  if (request.assertion === undefined) throw malformed('assertion is missing');
  if (request.client_assertion !== undefined) throw unexpected('client_assertion');
  const read = readHolderProof(request.assertion, expectation(deps));
  if (!read.ok) throw refused('oauth-invalid-grant', read.reason);
  await useUp(deps, [{ ...read.proof, refusal: 'oauth-invalid-grant' }]);
  return {
    bearer: 'holder',
    sub: read.proof.keyThumbprint,
    // A holder has no client that was registered; RFC 9068 wants the claim all the same.
    client_id: read.proof.keyThumbprint,
    roles: ['holder'],
    scope: scopeFor(['holder'], request.scope),
  };
}

/** The grants of wallets are kept elsewhere; a token of theirs says which one it is, and nothing of what is in it. */
async function walletSubject(
  deps: GrantsDependencies,
  parameters: TokenRequest,
  { attestation, requestId, dpopThumbprint }: TokenContext & Pick<WalletTokenRequest, 'dpopThumbprint'>,
): Promise<Granted> {
  const walletTokens = deps.walletTokens();
  if (!walletTokens?.grantTypes.includes(parameters.grant_type))
    throw new Fault('oauth-unsupported-grant-type');
  if (parameters.assertion !== undefined) throw unexpected('assertion');
  const outcome = await walletTokens.redeem({
    parameters,
    registeredClient: await registeredClient(deps, parameters),
    dpopThumbprint,
    attestation,
    requestId,
  });
  const { grantId, clientId, scope, refreshToken, authorizationDetails } = outcome;
  return {
    subject: {
      bearer: 'wallet',
      sub: grantId,
      client_id: clientId ?? grantId,
      roles: ['wallet'],
      scope: scopeFor(['wallet'], undefined),
    },
    beside: {
      ...(refreshToken !== null && { refresh_token: refreshToken }),
      ...(authorizationDetails !== null && { authorization_details: authorizationDetails }),
    },
    scope,
  };
}

/** Wallets are public clients; one that was registered shows it. */
async function registeredClient(deps: GrantsDependencies, parameters: ClientForm): Promise<string | null> {
  if (parameters.client_assertion === undefined) return null;
  const { client, assertion } = await authenticateClient(deps, parameters);
  await useUp(deps, [{ ...assertion, refusal: 'oauth-invalid-client' }]);
  return client.id;
}

async function recogniseOfficer(
  deps: GrantsDependencies,
  text: string,
): Promise<{ officer: ActiveOfficer; assertion: Assertion }> {
  const read = readAssertion(text, 'officer', expectation(deps));
  if (!read.ok) throw refused('oauth-invalid-grant', read.reason);
  const officer = await deps.members.officer(read.assertion.issuer);
  if (!officer || !isSignedBy(read.assertion, officer.key)) {
    throw refused('oauth-invalid-grant', 'not-verified');
  }
  return { officer, assertion: read.assertion };
}

/** RFC 6749 section 3.3. */
function scopeFor(roles: readonly Role[], asked: string | undefined): string {
  const grantable: readonly string[] = grantableScopes(roles);
  if (asked === undefined) return grantable.join(' ');
  const wanted = new Set(asked.split(' ').filter((scope) => scope !== ''));
  if (wanted.size === 0 || ![...wanted].every((scope) => grantable.includes(scope))) {
    throw new Fault('oauth-invalid-scope');
  }
  return [...wanted].join(' ');
}

function malformed(reason: string): Fault {
  return new Fault('oauth-invalid-request', { values: { reason } });
}

function unexpected(parameter: string): Fault {
  return malformed(`${parameter} has no place in this grant`);
}

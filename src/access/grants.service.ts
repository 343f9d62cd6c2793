import type { Role } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { FaultCode } from '../kernel/fault-codes.ts';
import { nowSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import {
  type Assertion,
  type AssertionRefusal,
  isSignedBy,
  readAssertion,
  readHolderProof,
} from './assertion.ts';
import type { ActiveClient, ActiveOfficer } from './directory.ts';
import type { Members } from './directory.service.ts';
import { clientAssertionType, grantTypes } from './grants.ts';
import { grantableScopes } from './roles.ts';
import { type AssertionUse, useAssertions } from './single-use.store.ts';
import type { TokenRequest } from './token.schema.ts';
import type { TokenLibrary, Tokens, TokenSubject } from './tokens.service.ts';

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

export interface Grants {
  /**
   * One access token for one request. Every assertion in it is used up once its signature was found good, whether or not a token
   * comes of it. @throws Fault `oauth-…`, which the token endpoint gives in OAuth's own form.
   */
  grant(library: TokenLibrary, request: TokenRequest): Promise<TokenAnswer>;
}

interface GrantsDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: NodeIdentity;
  readonly members: Members;
  readonly tokens: Tokens;
}

export function createGrants(deps: GrantsDependencies): Grants {
  const { tokens } = deps;
  const subjectOf = (request: TokenRequest): Promise<TokenSubject> => {
    switch (request.grant_type) {
      case grantTypes.clientCredentials:
        return clientSubject(deps, request);
      case grantTypes.officer:
        return officerSubject(deps, request);
      case grantTypes.holder:
        return holderSubject(deps, request);
      default:
        throw new Fault('oauth-unsupported-grant-type');
    }
  };
  return {
    async grant(library, request) {
      const subject = await subjectOf(request);
      const { token, expiresIn } = tokens.issue(library, subject);
      return { access_token: token, token_type: 'Bearer', expires_in: expiresIn, scope: subject.scope };
    },
  };
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

/** private_key_jwt, RFC 7523 section 3: the key is the registered one, found by the issuer and by nothing in the header. */
async function authenticateClient(
  deps: GrantsDependencies,
  request: TokenRequest,
): Promise<{ client: ActiveClient; assertion: Assertion }> {
  if (request.client_assertion === undefined || request.client_assertion_type !== clientAssertionType) {
    throw refused('oauth-invalid-client', 'malformed');
  }
  const read = readAssertion(request.client_assertion, 'client', expectation(deps));
  if (!read.ok) throw refused('oauth-invalid-client', read.reason);
  const { assertion } = read;
  if (request.client_id !== undefined && request.client_id !== assertion.issuer) {
    throw refused('oauth-invalid-client', 'subject');
  }
  const client = await deps.members.client(assertion.issuer);
  if (!client || !isSignedBy(assertion, client.key)) throw refused('oauth-invalid-client', 'not-verified');
  return { client, assertion };
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

/** All are used up in one commit, and then it is judged: what came with a replayed assertion is not good a second time either. */
async function useUp(
  { db }: GrantsDependencies,
  uses: readonly (AssertionUse & { readonly refusal: FaultCode })[],
): Promise<void> {
  const first = await db.transaction((tx) =>
    useAssertions(
      tx,
      uses.map(({ digest, expiresAt }) => ({ digest, expiresAt })),
    ),
  );
  uses.forEach(({ refusal }, index) => {
    if (first[index] !== true) throw refused(refusal, 'replayed');
  });
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

function expectation({ node, clock }: GrantsDependencies): { audience: string; now: number } {
  return { audience: node.origin, now: nowSeconds(clock) };
}

function refused(code: FaultCode, reason: AssertionRefusal): Fault {
  return new Fault(code, { values: { reason } });
}

function malformed(reason: string): Fault {
  return new Fault('oauth-invalid-request', { values: { reason } });
}

function unexpected(parameter: string): Fault {
  return malformed(`${parameter} has no place in this grant`);
}

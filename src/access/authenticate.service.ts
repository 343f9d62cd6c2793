import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { nowSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Authenticate } from '../platform/operation.ts';
import type { AccessTokenClaims } from './access-token.schema.ts';
import type { Directory } from './directory.ts';
import type { Members } from './directory.service.ts';
import { isPeerToken, type PeerKey } from './peer-token.ts';
import { isOpen, isPermitted } from './permission.ts';
import type { TokenLibrary, Tokens } from './tokens.service.ts';

/** Every process has heard of a change to clients and officers after this long; a token older than it needs no second look. */
const settledSeconds = 2;

interface GuardDependencies {
  readonly node: NodeIdentity;
  readonly clock: Clock;
  readonly members: Members;
  readonly tokens: Tokens;
  /** Of the other node, by which it signs what it sends. */
  readonly peerKey: (kid: string) => PeerKey | undefined;
}

/** The guard of every route: deny unless a good token of somebody still active names role, scope and purpose. */
export function createAuthenticate(deps: GuardDependencies): Authenticate {
  const realm = `Bearer realm="${deps.node.origin}"`;
  return async (request, access, reply) => {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      if (isOpen(access)) return { kind: 'public' };
      reply.header('www-authenticate', realm);
      throw new Fault('unauthenticated');
    }
    // What the other node may read concerns no person, and nothing asks who it is beyond that: it goes on without an identity.
    if (access.scope !== null && access.roles.includes('peer') && isPeer(deps, authorization))
      return { kind: 'public' };
    const caller = await callerOf(deps, request.server.jwt, authorization);
    if (!caller) {
      reply.header('www-authenticate', `${realm}, error="invalid_token"`);
      throw new Fault('unauthenticated');
    }
    if (isPermitted(caller, access)) return caller;
    const scope = access.scope === null ? '' : `, scope="${access.scope}"`;
    reply.header('www-authenticate', `${realm}, error="insufficient_scope"${scope}`);
    throw new Fault('forbidden', {
      values: { roles: access.roles.join(', '), scope: access.scope ?? '-', purpose: access.purpose },
    });
  };
}

function isPeer({ node, clock, peerKey }: GuardDependencies, authorization: string): boolean {
  const token = bearerOf(authorization);
  const between = { from: node.peer.origin, to: node.origin, at: clock.now(), key: peerKey };
  return token !== undefined && isPeerToken(token, between);
}

function bearerOf(authorization: string): string | undefined {
  return /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1];
}

/** Undefined when the header shows nobody that is known now. */
async function callerOf(
  { members, tokens, clock }: GuardDependencies,
  library: TokenLibrary,
  authorization: string,
): Promise<Caller | undefined> {
  const token = bearerOf(authorization);
  if (token === undefined) return undefined;
  const claims = tokens.verify(library, token);
  if (!claims) return undefined;
  const caller = callerIn(members.current(), claims);
  if (caller || nowSeconds(clock) - claims.iat > settledSeconds) return caller;
  // The token is good and new: its bearer may have been registered just now, through another process.
  await members.refresh();
  return callerIn(members.current(), claims);
}

/** Who the token is for, as they are registered now: a role that was taken away is gone from tokens too. */
function callerIn(directory: Directory, claims: AccessTokenClaims): Caller | undefined {
  const scopes = claims.scope === '' ? [] : claims.scope.split(' ');
  if (claims.bearer === 'holder') {
    return { kind: 'holder', keyThumbprint: claims.sub, roles: ['holder'], scopes };
  }
  if (claims.bearer === 'wallet') {
    const dpopThumbprint = claims.cnf?.jkt ?? null;
    return { kind: 'wallet', grantId: claims.sub, roles: ['wallet'], scopes, dpopThumbprint };
  }
  const client = directory.client(claims.client_id);
  if (client?.organisation.id !== claims.organisation_id) return undefined;
  const { organisation } = client;
  if (claims.bearer === 'client') {
    if (claims.sub !== client.id) return undefined;
    return { kind: 'client', clientId: client.id, roles: client.roles, scopes, organisation };
  }
  const officer = directory.officer(claims.officer_id);
  if (officer?.organisation.id !== organisation.id || officer.personId !== claims.person_id) return undefined;
  return {
    kind: 'officer',
    clientId: client.id,
    officerId: officer.id,
    personId: officer.personId,
    roles: officer.roles,
    scopes,
    organisation,
  };
}

import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { nowSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Authenticate } from '../platform/operation.ts';
import type { AccessTokenClaims } from './access-token.schema.ts';
import type { Directory } from './directory.ts';
import { type Dpop, dpopAlgorithms } from './dpop.service.ts';
import type { Members } from './directory.service.ts';
import { isPeerToken, type PeerKey } from './peer-token.ts';
import { isOpen, isPermitted } from './permission.ts';
import type { Tokens } from './tokens.service.ts';

/** Every process has heard of a change to clients and officers after this long; a token older than it needs no second look. */
const settledSeconds = 2;

type Request = Parameters<Authenticate>[0];
type Reply = Parameters<Authenticate>[2];

interface GuardDependencies {
  readonly node: NodeIdentity;
  readonly clock: Clock;
  readonly members: Members;
  readonly tokens: Tokens;
  readonly dpop: Dpop;
  /** Of the other node, by which it signs what it sends. */
  readonly peerKey: (kid: string) => PeerKey | undefined;
}

/** The guard of every route: deny unless a good token of somebody still active names role, scope and purpose. */
export function createAuthenticate(deps: GuardDependencies): Authenticate {
  const realm = `Bearer realm="${deps.node.origin}"`;
  const algs = `algs="${dpopAlgorithms.join(' ')}"`;
  const deny = (reply: Reply, challenge: string): Fault => {
    reply.header('www-authenticate', challenge);
    return new Fault('unauthenticated');
  };
  return async (request, access, reply) => {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      if (isOpen(access)) return { kind: 'public' };
      throw deny(reply, `${realm}, DPoP ${algs}`);
    }
    // What the other node may read concerns no person, and nothing asks who it is beyond that: it goes on without an identity.
    if (access.scope !== null && access.roles.includes('peer') && isPeer(deps, authorization))
      return { kind: 'public' };
    const shown = shownIn(authorization);
    const own = shown?.scheme === 'dpop' ? `DPoP ${algs}` : realm;
    const claims = shown && deps.tokens.verify(request.server.jwt, shown.token);
    // A token that is bound to a key is nothing without it, and one that is not gains nothing by a proof (RFC 9449 section 7.2).
    if (!claims || (claims.cnf !== undefined) !== (shown.scheme === 'dpop'))
      throw deny(reply, `${own}, error="invalid_token"`);
    if (claims.cnf) {
      const error = await refusalOfProof(deps.dpop, request, { token: shown.token, jkt: claims.cnf.jkt });
      if (error !== undefined) throw deny(reply, `${own}, error="${error}"`);
    }
    const caller = await callerOf(deps, claims);
    if (!caller) throw deny(reply, `${own}, error="invalid_token"`);
    if (isPermitted(caller, access)) return caller;
    const scope = access.scope === null ? '' : `, scope="${access.scope}"`;
    reply.header('www-authenticate', `${own}, error="insufficient_scope"${scope}`);
    throw new Fault('forbidden', {
      values: { roles: access.roles.join(', '), scope: access.scope ?? '-', purpose: access.purpose },
    });
  };
}

function isPeer({ node, clock, peerKey }: GuardDependencies, authorization: string): boolean {
  const shown = shownIn(authorization);
  const token = shown?.scheme === 'bearer' ? shown.token : undefined;
  const between = { from: node.peer.origin, to: node.origin, at: clock.now(), key: peerKey };
  return token !== undefined && isPeerToken(token, between);
}

interface Shown {
  readonly scheme: 'bearer' | 'dpop';
  readonly token: string;
}

/** A token is taken from this header and from nowhere else. */
function shownIn(authorization: string): Shown | undefined {
  const [, scheme, token] = /^(Bearer|DPoP) ([\w.-]+)$/i.exec(authorization) ?? [];
  if (scheme === undefined || token === undefined) return undefined;
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token };
}

/** RFC 9449 section 7.1: the error of the challenge, when the proof is not good. */
async function refusalOfProof(
  dpop: Dpop,
  { headers, method, url }: Request,
  { token, jkt }: { readonly token: string; readonly jkt: string },
): Promise<'invalid_dpop_proof' | 'use_dpop_nonce' | undefined> {
  const { dpop: proof } = headers;
  if (typeof proof !== 'string') return 'invalid_dpop_proof';
  const proved = await dpop.prove({ proof, method, path: url, accessToken: token, thumbprint: jkt });
  if ('thumbprint' in proved) return undefined;
  return proved.refusal === 'nonce' ? 'use_dpop_nonce' : 'invalid_dpop_proof';
}

/** Undefined for somebody who is not known now. */
async function callerOf(
  { members, clock }: GuardDependencies,
  claims: AccessTokenClaims,
): Promise<Caller | undefined> {
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

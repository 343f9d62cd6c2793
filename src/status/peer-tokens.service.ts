import type { NodeIdentity } from '../kernel/node.ts';
import { type Outbound, OutboundFailure, type OutboundResponse } from '../kernel/ports.ts';
import {
  type StatusToken,
  type StatusTokenRefusal,
  tokenBytesMax,
  type VerificationKey,
  verifyStatusToken,
} from './status-token.ts';
import { statusListMediaType } from './vocabulary.ts';

export interface PeerTokensDependencies {
  readonly outbound: Outbound;
  readonly node: Pick<NodeIdentity, 'peer' | 'demonstration'>;
  /** The status keys of the peer, as the trust list has them now. */
  readonly keyOf: VerificationKey;
}

export type ListRefusal = StatusTokenRefusal | 'unreachable' | 'answer';

export type Fetched =
  | { readonly ok: true; readonly token: StatusToken; readonly jwt: Uint8Array }
  | { readonly ok: false; readonly reason: ListRefusal };

export interface TokenRequest {
  readonly uri: string;
  /** The `uri`, or that of the past with a question behind it. */
  readonly address: string;
  /** For when the token has to be good. */
  readonly nowSeconds: number;
  readonly skewSeconds?: number;
}

export const timeoutMilliseconds = 5_000;

/** One signed list of the peer; an address of anywhere else is never called. */
export async function fetchToken(
  deps: PeerTokensDependencies,
  { uri, address, nowSeconds, skewSeconds }: TokenRequest,
): Promise<Fetched> {
  if (!isOfPeer(deps, uri)) return { ok: false, reason: 'subject' };
  let answer: OutboundResponse;
  try {
    answer = await deps.outbound.request(address, {
      method: 'GET',
      headers: { accept: statusListMediaType },
      maxBytes: tokenBytesMax,
      timeoutMilliseconds,
    });
  } catch (error) {
    if (error instanceof OutboundFailure) return { ok: false, reason: 'unreachable' };
    throw error;
  }
  if (answer.status !== 200 || answer.headers['content-type'] !== statusListMediaType) {
    return { ok: false, reason: 'answer' };
  }
  const verified = verifyStatusToken(Buffer.from(answer.body).toString('latin1'), {
    uri,
    keyOf: deps.keyOf,
    demonstration: deps.node.demonstration,
    nowSeconds,
    ...(skewSeconds !== undefined && { skewSeconds }),
  });
  return verified.ok ? { ...verified, jwt: answer.body } : verified;
}

export function isOfPeer({ node }: Pick<PeerTokensDependencies, 'node'>, uri: string): boolean {
  return uri.startsWith(`${node.peer.origin}/status-lists/`);
}

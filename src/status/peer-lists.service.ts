import { nowSeconds } from '../kernel/instants.ts';
import { type Clock, OutboundFailure } from '../kernel/ports.ts';
import { parseStrictJson } from '../kernel/strict-json.ts';
import type { Database } from '../platform/database.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import { coalesce } from './coalesce.ts';
import { keepIfNewer } from './peer-lists.store.ts';
import {
  fetchToken,
  isOfPeer,
  type ListRefusal,
  type PeerTokensDependencies,
  timeoutMilliseconds,
} from './peer-tokens.service.ts';
import { peerAggregation } from './status.schema.ts';
import type { StatusToken } from './status-token.ts';

export interface PeerListsDependencies extends PeerTokensDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly snapshotName: string;
}

export interface PeerRefetch {
  /** Lists that were fetched and verified. */
  readonly verified: number;
  /** Of those, the ones that were newer than what was held. */
  readonly kept: number;
  readonly refused: readonly { readonly uri: string; readonly reason: ListRefusal }[];
}

const aggregationBytesMax = 65_536;
const fetchesAtOnce = 8;

/**
 * Fetches the peer's lists whole and keeps what is newer. All of them, or, given the address of one that is held already,
 * that one; an address of anywhere else is never called.
 * @throws OutboundFailure when the peer does not say which lists it has.
 */
export function createRefetchPeer(
  deps: PeerListsDependencies,
): (uri: string | undefined, isHeld: boolean) => Promise<PeerRefetch> {
  const all = coalesce(async () => fetchLists(deps, await fetchAggregation(deps)));
  const each = new Map<string, () => Promise<PeerRefetch>>();
  return (uri, isHeld) => {
    if (uri === undefined || !isHeld || !isOfPeer(deps, uri)) return all();
    const one = each.get(uri) ?? coalesce(() => fetchLists(deps, [uri]));
    each.set(uri, one);
    return one();
  };
}

async function fetchAggregation(deps: PeerListsDependencies): Promise<readonly string[]> {
  const { outbound, node } = deps;
  const answer = await outbound.request(`${node.peer.origin}/status-lists`, {
    method: 'GET',
    headers: { accept: 'application/json' },
    maxBytes: aggregationBytesMax,
    timeoutMilliseconds,
  });
  const read = answer.status === 200 ? parseStrictJson(answer.body) : undefined;
  const parsed = read?.ok ? peerAggregation.safeParse(read.value).data : undefined;
  if (!parsed) throw new OutboundFailure(`${node.peer.origin}: no aggregation of status lists`);
  return [...new Set(parsed.status_lists)];
}

async function fetchLists(deps: PeerListsDependencies, uris: readonly string[]): Promise<PeerRefetch> {
  const refused: { uri: string; reason: ListRefusal }[] = [];
  let kept = 0;
  for (let start = 0; start < uris.length; start += fetchesAtOnce) {
    const fetched = await Promise.all(
      uris.slice(start, start + fetchesAtOnce).map(async (uri) => ({
        uri,
        answer: await fetchToken(deps, { uri, address: uri, nowSeconds: nowSeconds(deps.clock) }),
      })),
    );
    for (const { uri, answer } of fetched) {
      if (!answer.ok) refused.push({ uri, reason: answer.reason });
      else if (await keep(deps, answer)) kept += 1;
    }
  }
  return { verified: uris.length - refused.length, kept, refused };
}

async function keep(
  { db, clock, snapshotName }: PeerListsDependencies,
  { token, jwt }: { token: StatusToken; jwt: Uint8Array },
): Promise<boolean> {
  const { uri, iat, exp, version: listVersion } = token;
  return db.transaction(async (tx) => {
    const newer = await keepIfNewer(tx, { uri, jwt, iat, exp, listVersion, receivedAt: clock.now() });
    if (newer) await bumpSnapshot(tx, snapshotName);
    return newer;
  });
}

import { epochSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import { createLru } from '../kernel/lru.ts';
import { type HeldList, holdList, lookUp } from './held-list.ts';
import { fetchToken, isOfPeer, type PeerTokensDependencies } from './peer-tokens.service.ts';
import type { StatusLookup, StatusReference } from './vocabulary.ts';

const listsMax = 64;

/**
 * What the peer's list said at an instant of the past for which this node holds none, asked of the peer and of nobody else
 * (Token Status List, section 8.4). Undefined when the peer has none either, does not answer, or answers with another.
 */
export function createPastLists(
  deps: PeerTokensDependencies,
): (ref: StatusReference, at: Date) => Promise<StatusLookup | undefined> {
  // What was signed for an instant of the past does not change any more.
  const known = createLru<HeldList>(listsMax);
  return async ({ uri, idx }, at) => {
    if (!isOfPeer(deps, uri)) return undefined;
    const time = epochSeconds(at);
    const address = `${uri}?time=${String(time)}`;
    const held = known.get(address) ?? (await fetchPast(deps, { uri, address, time }));
    if (held === undefined) return undefined;
    known.set(address, held);
    return lookUp(held, idx, time);
  };
}

async function fetchPast(
  deps: PeerTokensDependencies,
  { uri, address, time }: { readonly uri: string; readonly address: string; readonly time: number },
): Promise<HeldList | undefined> {
  // A server that knows nothing of `time` answers with the current list: `iat` and `exp` must be around the instant, to the second.
  const fetched = await fetchToken(deps, { uri, address, nowSeconds: time, skewSeconds: 0 });
  if (!fetched.ok) return undefined;
  const { token, jwt } = fetched;
  return holdList({ kept: 0, jwt, publishedAt: fromEpochSeconds(token.iat) }, undefined);
}

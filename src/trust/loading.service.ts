import assert from 'node:assert/strict';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Reader } from '../platform/database.ts';
import { restsOnPinnedKey } from './anchors.ts';
import { readTrustList, type TrustList } from './trust-list.ts';
import { type KeptList, readAnchors, readLists, readNewestList } from './trust-lists.store.ts';
import { createTrustView, type IndexedList, indexTrustList, type TrustView } from './trust-view.ts';

export interface LoadedTrust {
  readonly view: TrustView;
  /** Our current list. */
  readonly own: KeptList | undefined;
}

/** What is kept was read once before it was kept; if it does not read now, the database is damaged. */
export function readKept({ jws, origin, sequence }: KeptList): TrustList {
  const read = readTrustList(Buffer.from(jws).toString('latin1'));
  assert.ok(read.ok, `the kept trust list ${sequence} of ${origin} cannot be read`);
  return read.list;
}

/** Builds the view from the newest kept lists. Keys are imported once for each list, however often this runs. */
export function createLoadTrust(
  node: NodeIdentity,
  onUntrusted: (version: string) => void,
): (reader: Reader) => Promise<LoadedTrust> {
  const indexed = new Map<string, IndexedList>();
  const indexOf = (origin: string, list: TrustList): IndexedList => {
    const made = indexTrustList(list.payload);
    indexed.set(origin, made);
    return made;
  };
  const known = (kept: KeptList): IndexedList | undefined => {
    const found = indexed.get(kept.origin);
    return found?.sequence === kept.sequence ? found : undefined;
  };

  async function peerList(reader: Reader, kept: KeptList): Promise<IndexedList | undefined> {
    const list = readKept(kept);
    if (await isTrusted(reader, node, list)) return indexOf(kept.origin, list);
    onUntrusted(`${node.peer.jurisdiction}-${kept.sequence}`);
    return undefined;
  }

  return async (reader) => {
    const own = await readNewestList(reader, node.origin);
    const peer = await readNewestList(reader, node.peer.origin);
    const view = createTrustView(node, {
      own: own && (known(own) ?? indexOf(own.origin, readKept(own))),
      peer: peer && (known(peer) ?? (await peerList(reader, peer))),
    });
    return { view, own };
  };
}

async function isTrusted(reader: Reader, node: NodeIdentity, list: TrustList): Promise<boolean> {
  const { origin, anchors: pinned } = node.peer;
  if (list.payload.iss !== origin) return false;
  const anchors = await readAnchors(reader, origin);
  const sequences = [...new Set(anchors.map(({ announcedIn }) => announcedIn))];
  const kept = await readLists(reader, { origin, sequences });
  const lists = new Map(kept.map((one) => [one.sequence, readKept(one)]));
  const announcing = new Map<string, TrustList>();
  for (const { kid, announcedIn } of anchors) {
    const announced = lists.get(announcedIn);
    if (announced) announcing.set(kid, announced);
  }
  return restsOnPinnedKey(list, announcing, pinned);
}

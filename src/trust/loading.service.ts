import assert from 'node:assert/strict';
import { sha256Base64url } from '../kernel/digest.ts';
import { createLru } from '../kernel/lru.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Reader } from '../platform/database.ts';
import { restsOnPinnedKey } from './anchors.ts';
import { type Announcement, announcementOf, formerAnnouncementIn } from './announcement.ts';
import { readTrustList, type TrustList } from './trust-list.ts';
import { type KeptList, readAnchors, readLists, readNewestList } from './trust-lists.store.ts';
import { createTrustView, type IndexedList, indexTrustList, type TrustView } from './trust-view.ts';

export interface LoadedTrust {
  readonly view: TrustView;
  /** Our current list; none while the newest is of the form before. */
  readonly own: KeptList | undefined;
}

/**
 * By the digest of their text: the same few are asked for again with each change, and to read one, with its certificates, takes
 * milliseconds. Few, since one may have four megabytes.
 */
const listsRead = createLru<TrustList>(4);

/**
 * What is kept was read once before it was kept; if it does not read now, the database is damaged. Undefined for a list of the form
 * before: nothing is judged by it any more, and the next one takes its place.
 */
export function readKept({ jws, origin, sequence }: KeptList): TrustList | undefined {
  const digest = sha256Base64url(jws);
  const known = listsRead.get(digest);
  if (known !== undefined) return known;
  const text = Buffer.from(jws).toString('latin1');
  const read = readTrustList(text);
  if (read.ok) {
    listsRead.set(digest, read.list);
    return read.list;
  }
  assert.ok(formerAnnouncementIn(text), `the kept trust list ${sequence} of ${origin} cannot be read`);
  return undefined;
}

function announcementIn(kept: KeptList): Announcement | undefined {
  const list = readKept(kept);
  return list ? announcementOf(list) : formerAnnouncementIn(Buffer.from(kept.jws).toString('latin1'));
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

  function ownList(kept: KeptList): IndexedList | undefined {
    const list = readKept(kept);
    return list && indexOf(kept.origin, list);
  }

  async function peerList(reader: Reader, kept: KeptList): Promise<IndexedList | undefined> {
    const list = readKept(kept);
    if (list === undefined) return undefined;
    if (await isTrusted(reader, node, list)) return indexOf(kept.origin, list);
    onUntrusted(`${node.peer.jurisdiction}-${kept.sequence}`);
    return undefined;
  }

  return async (reader) => {
    const own = await readNewestList(reader, node.origin);
    const peer = await readNewestList(reader, node.peer.origin);
    const ownIndexed = own && (known(own) ?? ownList(own));
    const view = createTrustView(node, {
      own: ownIndexed,
      peer: peer && (known(peer) ?? (await peerList(reader, peer))),
    });
    return { view, own: ownIndexed && own };
  };
}

async function isTrusted(reader: Reader, node: NodeIdentity, list: TrustList): Promise<boolean> {
  const { origin, anchors: pinned } = node.peer;
  if (list.payload.iss !== origin) return false;
  const anchors = await readAnchors(reader, origin);
  const sequences = [...new Set(anchors.map(({ announcedIn }) => announcedIn))];
  const kept = await readLists(reader, { origin, sequences });
  const lists = new Map(kept.map((one) => [one.sequence, announcementIn(one)]));
  const announcing = new Map<string, Announcement>();
  for (const { kid, announcedIn } of anchors) {
    const announced = lists.get(announcedIn);
    if (announced) announcing.set(kid, announced);
  }
  return restsOnPinnedKey(announcementOf(list), announcing, pinned);
}

import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy, Outbound, Signer } from '../kernel/ports.ts';
import type { Database, Reader, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Snapshots } from '../platform/snapshots.worker.ts';
import { createAllocation } from './allocation.service.ts';
import { bitstringEntries, type BitstringPurpose } from './bitstring.ts';
import { type BitstringCredential, createBitstringCredentials } from './bitstring-credentials.service.ts';
import { type HeldList, lookUp, lookUpKept } from './held-list.ts';
import { createLoadLists } from './held-lists.service.ts';
import { createPastLists } from './past-lists.service.ts';
import { createRefetchPeer, type PeerRefetch } from './peer-lists.service.ts';
import { readReceivedAt } from './peer-lists.store.ts';
import { readPublicationAt, readPublicationCovering, readPublicationsSince } from './publications.store.ts';
import { createPublishDue } from './publishing.service.ts';
import { valueAt } from './status-bits.ts';
import { readKeptToken, type TrustedStatusKey } from './status-token.ts';
import {
  type ListKind,
  listProfile,
  type StatusLookup,
  type StatusReference,
  type StatusValue,
} from './vocabulary.ts';

/** The keys that lists are signed by: ours, and the peer's as the trust list has them. */
export interface StatusKeys {
  statusKey(origin: string, kid: string): TrustedStatusKey | undefined;
  /** @throws Fault when there is none. */
  statusSigner(): Signer;
  /** The `x5c` of such a key, if it has one. */
  statusChain(kid: string): readonly string[] | undefined;
}

export interface StatusDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly snapshots: Snapshots;
  readonly outbound: Outbound;
  readonly node: Pick<NodeIdentity, 'origin' | 'peer' | 'demonstration'>;
  readonly keys: StatusKeys;
  /** Entries of a new list; the profile's 131072 when absent. */
  readonly listSize?: number;
}

export interface Status {
  /** An index that was never given out before and never will be again, of value 0. Uncommitted with the transaction. */
  allocate(tx: Transaction, kind: ListKind): Promise<StatusReference>;
  /** Published within a second of the commit. The event of the change is the caller's. @throws when never allocated. */
  set(tx: Transaction, ref: StatusReference, value: StatusValue): Promise<void>;
  /** From memory, own and peer's lists alike. A list is `list-stale` from its `exp` on, also our own when it could not be renewed. */
  lookup(ref: StatusReference, nowSeconds: number): StatusLookup;
  /**
   * What `lookup` answered at an instant of the past, from the signed bytes that were current then. Where this node held none of the
   * peer's the peer is asked for its own, so never from within a transaction, and only for a credential that verified.
   */
  lookupAt(reader: Database, ref: StatusReference, at: Date): Promise<StatusLookup>;
  /** When one of our lists first said this value at or after an instant, and in which version; undefined while it has not. */
  firstPublished(
    reader: Reader,
    of: { readonly ref: StatusReference; readonly value: StatusValue; readonly since: Date },
  ): Promise<{ readonly publishedAt: Date; readonly version: number } | undefined>;
  /** Where the same status stands for who reads Bitstring Status Lists. */
  bitstringEntries(ref: StatusReference): ReturnType<typeof bitstringEntries>;
  /** The current signed bytes of a list, own or peer's: evidence to keep. */
  token(uri: string): Promise<Uint8Array | undefined>;
  /** Addresses of our own lists that are published. */
  publishedLists(): readonly string[];
  /** One of them by its id. */
  publishedList(id: string): PublishedList | undefined;
  /** The signed bytes of one of them that were the newest at an instant of the past; undefined when none is held. */
  pastList(id: string, time: number): Promise<Uint8Array | undefined>;
  /** The same as `publishedList` for who reads Bitstring Status Lists, as a secured credential. @throws Fault without a key. */
  bitstringCredential(
    id: string,
    purpose: BitstringPurpose,
  ): Promise<(BitstringCredential & Pick<HeldList, 'exp'>) | undefined>;
  /** Publishes what has changed or grown old; how many lists. Safe to run in several processes at once. */
  publishDue(): Promise<number>;
  /** Fetches the peer's lists, or the given one if it is held. What is kept is in memory when this returns. @throws OutboundFailure */
  refetchPeer(uri?: string): Promise<PeerRefetch>;
}

export type PublishedList = Pick<HeldList, 'jwt' | 'tag' | 'exp'>;

const snapshotName = 'status';

/** A change is in the next list, or in the one after when the next was being signed. */
const publicationsTried = 4;

export function createStatus(deps: StatusDependencies): Status {
  const { db, clock, entropy, events, snapshots, outbound, node, keys } = deps;
  const listBase = `${node.origin}/status-lists/`;
  const lists = snapshots.register(snapshotName, createLoadLists());
  const allocation = createAllocation({ clock, entropy, node, listSize: deps.listSize });
  const signing = {
    node,
    signer: () => keys.statusSigner(),
    chain: (kid: string) => keys.statusChain(kid),
  };
  const publishDue = createPublishDue({ db, clock, entropy, events, allocation, snapshotName, ...signing });
  const bitstringCredential = createBitstringCredentials(signing);
  const peer = { outbound, node, keyOf: (kid: string) => keys.statusKey(node.peer.origin, kid) };
  const refetch = createRefetchPeer({ db, clock, snapshotName, ...peer });
  const lookUpPast = createPastLists(peer);
  const publishedList = (id: string) => lists.current().get(`${listBase}${id}`);
  return {
    allocate: allocation.allocate,
    set: allocation.set,
    lookup: (ref, at) => lookUp(lists.current().get(ref.uri), ref.idx, at),
    async lookupAt(reader, ref, at) {
      if (ref.uri.startsWith(listBase))
        return lookUpKept(await readPublicationAt(reader, ref.uri, at), ref, at);
      const held = lookUpKept(await readReceivedAt(reader, ref.uri, at), ref, at);
      const answered = held.kind === 'known' || held.reason === 'out-of-range';
      return answered ? held : ((await lookUpPast(ref, at)) ?? held);
    },
    async firstPublished(reader, { ref, value, since }) {
      const later = await readPublicationsSince(reader, { uri: ref.uri, since, limit: publicationsTried });
      const first = later.find((token) => valueAt(readKeptToken(token.jwt).bytes, ref.idx) === value);
      return first && { publishedAt: first.publishedAt, version: first.kept };
    },
    bitstringEntries,
    token: async (uri) => lists.current().get(uri)?.jwt,
    publishedLists: () =>
      [...lists.current().values()].filter(({ own }) => own !== undefined).map((list) => list.uri),
    publishedList,
    async pastList(id, time) {
      const { lifetimeSeconds } = listProfile;
      return (await readPublicationCovering(db, { uri: `${listBase}${id}`, time, lifetimeSeconds }))?.jwt;
    },
    async bitstringCredential(id, purpose) {
      const list = publishedList(id);
      if (list?.own === undefined) return undefined;
      return { ...(await bitstringCredential(list, list.own, purpose)), exp: list.exp };
    },
    async publishDue() {
      const published = await publishDue();
      if (published > 0) await lists.refresh();
      return published;
    },
    async refetchPeer(uri) {
      const outcome = await refetch(uri, uri !== undefined && lists.current().has(uri));
      if (outcome.kept > 0) await lists.refresh();
      return outcome;
    },
  };
}

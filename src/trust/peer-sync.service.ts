import { sha256Base64url, sm3Base64url } from '../kernel/digest.ts';
import { epochSeconds, fromEpochSeconds, instantText } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Outbound } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import { type Anchor, anchorsAfter } from './anchors.ts';
import { trustSnapshot } from './changes.service.ts';
import { readKept } from './loading.service.ts';
import { trustListBytesMax } from './trust-list-limits.ts';
import { type Judgement, judgeTrustList } from './trust-list-judgement.ts';
import type { TrustList } from './trust-list.ts';
import {
  insertList,
  type KeptList,
  lockOrigin,
  putAnchors,
  readAnchors,
  readNewestList,
} from './trust-lists.store.ts';
import type { Trust } from './trust.ts';
import { listVersion, trustListMediaType, trustListPath } from './vocabulary.ts';

interface SyncDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly node: NodeIdentity;
  readonly keys: Keys;
  readonly outbound: Outbound;
}

const timeoutMilliseconds = 5_000;
const attemptsMax = 3;

/** Nothing of what is fetched says where to fetch: the address is configuration's alone. */
export function createSyncPeer(deps: SyncDependencies): Trust['syncPeer'] {
  const { outbound, node } = deps;
  return async () => {
    const answer = await outbound.request(`${node.peer.origin}${trustListPath}`, {
      method: 'GET',
      headers: { accept: trustListMediaType },
      maxBytes: trustListBytesMax,
      timeoutMilliseconds,
    });
    if (answer.status !== 200 || !isTrustListType(answer.headers['content-type'])) {
      return { kind: 'refused', reason: 'answer' };
    }
    const judgement = await receive(Buffer.from(answer.body).toString('latin1'), deps);
    if (judgement.kind !== 'accepted') return judgement;
    const { jurisdiction, sequence } = judgement.list.payload;
    return { kind: 'accepted', version: listVersion(jurisdiction, sequence) };
  };
}

function isTrustListType(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === trustListMediaType;
}

/** Judged with no transaction open, recorded if what it was judged against is still what is held; else judged again. */
async function receive(text: string, deps: SyncDependencies): Promise<Judgement> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const held = await readHeld(deps);
    const judgement = judge(text, held, deps);
    if (judgement.kind !== 'accepted') return judgement;
    const received = { text, list: judgement.list, held };
    if (await deps.db.transaction((tx) => keepIfHeld(tx, received, deps))) return judgement;
  }
  // Other processes keep receiving newer lists: nothing is missing.
  return { kind: 'unchanged' };
}

interface Held {
  readonly kept: KeptList | undefined;
  readonly announced: readonly Anchor[];
}

async function readHeld({ db, node }: SyncDependencies): Promise<Held> {
  // In this order: anchors that are newer than the list make the recording fail, and so the judgement is made again.
  const kept = await readNewestList(db, node.peer.origin);
  return { kept, announced: await readAnchors(db, node.peer.origin) };
}

function judge(text: string, { kept, announced }: Held, { clock, node, keys }: SyncDependencies): Judgement {
  return judgeTrustList(text, {
    node,
    anchors: { pinned: node.peer.anchors, announced },
    last: kept && {
      text: Buffer.from(kept.jws).toString('latin1'),
      sequence: kept.sequence,
      iat: epochSeconds(kept.issuedAt),
      payload: readKept(kept)?.payload,
    },
    isOwnKey: (kid) => keys.find(kid) !== undefined,
    now: clock.now(),
  });
}

interface Received {
  readonly text: string;
  readonly list: TrustList;
  readonly held: Held;
}

async function keepIfHeld(tx: Transaction, received: Received, deps: SyncDependencies): Promise<boolean> {
  const { origin } = deps.node.peer;
  const { list, held } = received;
  await lockOrigin(tx, origin);
  const newest = await readNewestList(tx, origin);
  if (newest?.sequence !== held.kept?.sequence) return false;
  await keep(tx, received, deps);
  await putAnchors(tx, origin, anchorsAfter(held.announced, list.payload));
  return true;
}

async function keep(
  tx: Transaction,
  { text, list: { kid, payload } }: Received,
  { clock, events, node }: SyncDependencies,
): Promise<void> {
  const jws = new Uint8Array(Buffer.from(text, 'latin1'));
  const issuedAt = fromEpochSeconds(payload.iat);
  const receivedAt = clock.now();
  await insertList(tx, { origin: payload.iss, sequence: payload.sequence, jws, issuedAt, receivedAt });
  const version = listVersion(payload.jurisdiction, payload.sequence);
  const act = {
    by: { kind: 'peer', origin: payload.iss },
    role: 'peer',
    requestId: `trust-list:${version}`,
    purpose: 'node-exchange',
  } as const;
  const digests = { digestSha256: sha256Base64url(jws), digestSm3: sm3Base64url(jws) };
  const source = `${payload.iss}${trustListPath}`;
  await events.append(tx, act, {
    type: 'trust.received',
    issuer: node.origin,
    subjectId: null,
    objectType: 'trust-list',
    objectId: version,
    keyId: kid,
    effectiveAt: instantText(issuedAt),
    evidence: [{ type: 'trust-list', ...digests, source, observedAt: instantText(receivedAt) }],
  });
  await bumpSnapshot(tx, trustSnapshot);
}

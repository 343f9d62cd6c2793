import { sha256 } from '../kernel/digest.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import type { Act } from '../kernel/event.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { addSeconds, epochSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy, Signer } from '../kernel/ports.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import type { Allocation } from './allocation.service.ts';
import { isDue, refreshSeconds } from './publication-due.ts';
import {
  deletePending,
  insertPublication,
  isWorkDue,
  type ListHead,
  type NewPublication,
  readHeads,
  readPending,
  readSetEntries,
} from './publications.store.ts';
import { packEntries } from './status-bits.ts';
import { signStatusToken } from './status-token.ts';
import { listKinds, listProfile } from './vocabulary.ts';

export interface PublishingDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly node: Pick<NodeIdentity, 'origin' | 'demonstration'>;
  readonly signer: () => Signer;
  readonly chain: (kid: string) => readonly string[] | undefined;
  readonly allocation: Pick<Allocation, 'listsOf'>;
  readonly snapshotName: string;
}

/** What one consistent read says is to be published, and which changes that covers. */
interface Draft {
  readonly head: ListHead;
  readonly bytes: Uint8Array;
  readonly pending: readonly bigint[];
}

/**
 * Signs every list that has changed or grown old, and gives how many it published. Read, sign with no transaction open, record.
 *
 * No change is lost: a change and its pending row commit together, one snapshot reads both, and only the rows that it read are
 * removed, in the transaction that records the signed list. The version is the one after what the same snapshot saw, so of two
 * publishers the slower one, whose content may be the older, records nothing.
 */
export function createPublishDue(deps: PublishingDependencies): () => Promise<number> {
  const { db, clock, allocation } = deps;
  let opened = false;
  return async () => {
    if (!opened) {
      await db.transaction(async (tx) => {
        for (const kind of listKinds) await allocation.listsOf(tx, kind);
      });
      opened = true;
    }
    const now = clock.now();
    if (!(await isWorkDue(db, addSeconds(now, -refreshSeconds)))) return 0;
    const drafts = await db.transaction((tx) => readDrafts(tx, now), {
      isolationLevel: 'repeatable read',
      accessMode: 'read only',
    });
    const outcomes = await Promise.allSettled(drafts.map((draft) => publish(deps, draft)));
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
    // One list that fails does not hold up the others.
    if (failures.length > 0) {
      throw new AggregateError(
        failures.map(({ reason }): unknown => reason),
        'Status lists were not published.',
      );
    }
    return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
  };
}

async function readDrafts(tx: Transaction, now: Date): Promise<Draft[]> {
  const pending = Map.groupBy(await readPending(tx), ({ listId }) => listId);
  const drafts: Draft[] = [];
  for (const head of await readHeads(tx)) {
    const changes = (pending.get(head.id) ?? []).map(({ id }) => id);
    const publishedAt = head.latest?.publishedAt ?? null;
    if (!isDue({ pending: changes.length, publishedAt }, now)) continue;
    const bytes = packEntries(head.size, await readSetEntries(tx, head.id));
    drafts.push({ head, bytes, pending: changes });
  }
  return drafts;
}

/** False when another publisher was faster; what it did not cover is pending still. */
async function publish(deps: PublishingDependencies, draft: Draft): Promise<boolean> {
  const { db, clock, node } = deps;
  const { head, bytes } = draft;
  const version = (head.latest?.version ?? 0) + 1;
  // Neither is ever before the last one, even if the clock was set back: receivers and questions about the past order lists by them.
  const iat = Math.max(epochSeconds(clock.now()), head.latest?.iat ?? 0);
  const notBefore = head.latest?.publishedAt.getTime() ?? 0;
  const signer = deps.signer();
  const jwt = await signStatusToken(
    {
      uri: head.uri,
      bytes,
      iat,
      version,
      demonstration: node.demonstration,
      aggregationUri: `${node.origin}/status-lists`,
      x5c: deps.chain(signer.kid),
    },
    signer,
  );
  return db.transaction((tx) =>
    record(deps, tx, {
      draft,
      kid: signer.kid,
      publication: {
        listId: head.id,
        version,
        jwt: Buffer.from(jwt, 'latin1'),
        iat,
        exp: iat + listProfile.lifetimeSeconds,
        publishedAt: new Date(Math.max(clock.now().getTime(), notBefore)),
        contentDigest: sha256(bytes),
      },
    }),
  );
}

async function record(
  { events, clock, entropy, node, snapshotName }: PublishingDependencies,
  tx: Transaction,
  { draft, kid, publication }: { draft: Draft; kid: string; publication: NewPublication },
): Promise<boolean> {
  if (!(await insertPublication(tx, publication))) return false;
  if (draft.pending.length > 0) await deletePending(tx, draft.pending);
  await bumpSnapshot(tx, snapshotName);
  const before = draft.head.latest?.contentDigest;
  if (before && Buffer.compare(before, publication.contentDigest) === 0) return true;
  await events.append(tx, publisher(uuidV7(clock, entropy)), {
    type: 'statuslist.published',
    issuer: node.origin,
    subjectId: null,
    objectType: 'status-list',
    objectId: draft.head.id,
    keyId: kid,
    ...(before && { before: encodeBase64url(before) }),
    after: encodeBase64url(publication.contentDigest),
    facts: { count: draft.pending.length },
    details: { iat: publication.iat, version: publication.version },
  });
  return true;
}

function publisher(requestId: string): Act {
  return {
    by: { kind: 'rule', name: 'status-publisher' },
    role: 'operator',
    purpose: 'node-operation',
    requestId,
  };
}

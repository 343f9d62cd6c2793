import { encodeBase64url } from '../kernel/base64url.ts';
import type { Act } from '../kernel/event.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { createGroupCommit, type GroupCommitLimits } from '../platform/group-commit.ts';
import { type AccessNote, type AccessRecord, leafOf, recordOf } from './access-record.ts';
import { insertAccessRecords } from './access-records.store.ts';

export interface AccessRecords {
  /**
   * Resolves when the record is durable; the answer waits for it. Records of requests that come together are committed together, with
   * one entry of the log for all of them: the root of the Merkle tree whose leaves they are, in the order of their identifiers.
   * @throws Fault `unavailable` when the database is away, does not answer in time, or too many are waiting. The record of a request
   * that was refused so may still come to be: it then says that somebody asked, and they did.
   */
  write(note: AccessNote): Promise<void>;
  /** Waits for what was accepted; nothing is accepted any more. */
  stop(): Promise<void>;
}

const usualLimits: GroupCommitLimits = {
  lingerMilliseconds: 1,
  batchMax: 256,
  queueMax: 8192,
  patienceMilliseconds: 2000,
};

export interface AccessRecordsDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly node: Pick<NodeIdentity, 'origin'>;
  /** The root of the tree of RFC 6962 section 2.1 over these leaves. */
  readonly treeRoot: (leaves: readonly Uint8Array[]) => Uint8Array;
}

export function createAccessRecords(
  deps: AccessRecordsDependencies,
  limits: Partial<GroupCommitLimits> = {},
): AccessRecords {
  const { db, clock, entropy } = deps;
  const commits = createGroupCommit<AccessRecord>(
    (rows) => db.transaction((tx) => commitBatch(tx, deps, rows)),
    { ...usualLimits, ...limits },
  );
  return {
    write(note) {
      const at = clock.now();
      return commits.add(recordOf(note, { id: uuidV7({ now: () => at }, entropy), at }));
    },
    stop: () => commits.stop(),
  };
}

async function commitBatch(
  tx: Transaction,
  { events, node, treeRoot }: AccessRecordsDependencies,
  rows: readonly AccessRecord[],
): Promise<void> {
  const records = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const [first, last] = [records[0]?.id ?? '', records.at(-1)?.id ?? ''];
  const root = encodeBase64url(treeRoot(records.map(leafOf)));
  const batchEntryId = await events.append(tx, recorder(first), {
    type: 'access.batched',
    issuer: node.origin,
    subjectId: null,
    objectType: 'access-batch',
    objectId: first,
    facts: { count: records.length },
    details: { count: records.length, first, last, root },
  });
  await insertAccessRecords(tx, records, batchEntryId);
}

function recorder(requestId: string): Act {
  return {
    by: { kind: 'rule', name: 'access-records' },
    role: 'operator',
    purpose: 'node-operation',
    requestId,
  };
}

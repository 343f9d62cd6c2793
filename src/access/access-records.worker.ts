import { uuidV7 } from '../kernel/identifiers.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { createGroupCommit, type GroupCommitLimits } from '../platform/group-commit.ts';
import { type AccessNote, type AccessRecord, recordOf } from './access-record.ts';
import { insertAccessRecords } from './access-records.store.ts';

export interface AccessRecords {
  /**
   * Resolves when the record is durable; the answer waits for it. Records of requests that come together are committed together.
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

export function createAccessRecords(
  { db, clock, entropy }: { readonly db: Database; readonly clock: Clock; readonly entropy: Entropy },
  limits: Partial<GroupCommitLimits> = {},
): AccessRecords {
  const commits = createGroupCommit<AccessRecord>(
    (rows) => db.transaction((tx) => insertAccessRecords(tx, rows)),
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

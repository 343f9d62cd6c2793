import type { Clock } from '../../src/kernel/ports.ts';
import type { Receipts } from '../../src/kernel/log-receipt.ts';
import type { Database, Reader } from '../../src/platform/database.ts';
import type { EventLog } from '../../src/platform/events.store.ts';
import { createTransparency } from '../../src/transparency/index.ts';

/** The receipts of a node whose log nobody sequences: everything issued waits for its place. */
export function receiptsOf(of: {
  readonly db: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly node: { readonly origin: string };
}): Receipts<Reader> {
  const logKeyId = (): string => 'no-key';
  return createTransparency({ ...of, logDb: of.db, logKeyId, onError: () => undefined }).proofs.receipts;
}

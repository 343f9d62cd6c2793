import type { Credentials } from '../credentials/index.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Keys, ParallelKeys } from '../keys/index.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Status } from '../status/index.ts';
import type { Trust } from '../trust/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Verification } from '../verification/index.ts';

export interface ArchiveDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly node: NodeIdentity;
  readonly keys: Pick<Keys, 'signer' | 'chain'>;
  readonly parallelKeys: ParallelKeys;
  readonly trust: Pick<Trust, 'view'>;
  readonly vault: Pick<Vault, 'disclosures'>;
  readonly status: Pick<Status, 'bitstringEntries'>;
  readonly credentials: Pick<Credentials, 'reading' | 'retention'>;
  readonly verification: Pick<Verification, 'verify'>;
}

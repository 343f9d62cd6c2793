import type { Access } from '../access/index.ts';
import type { Agreements } from '../agreements/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { RecognitionIssuance } from '../credentials/index.ts';
import type { Receipts } from '../kernel/log-receipt.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database, Reader } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Status } from '../status/index.ts';
import type { Trust, TrustView } from '../trust/index.ts';
import type { Vault } from '../vault/index.ts';

export type TrustFacts = Pick<
  TrustView,
  'issuerKey' | 'knowsIssuer' | 'problemOfCertificate' | 'mandateAt' | 'mandated' | 'fresh' | 'version'
>;

export interface RecognitionDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly catalogue: Pick<Catalogue, 'qualification'>;
  readonly trust: Pick<Trust, 'view'>;
  readonly vault: Vault;
  readonly status: Pick<Status, 'lookup' | 'token' | 'refetchPeer'>;
  readonly agreements: Pick<Agreements, 'view'>;
  readonly access: Pick<Access, 'members' | 'nonces' | 'records'>;
  readonly credentials: RecognitionIssuance;
  readonly receipts: Receipts<Reader>;
}

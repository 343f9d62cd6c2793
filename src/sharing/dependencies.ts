import type { Localised } from '../kernel/localised.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database, Reader } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Verification } from '../verification/index.ts';

export interface SharingDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  /** 32 bytes, for nothing else: codes, their digests and what encrypts their content come of it. */
  readonly key: Uint8Array;
  /** The whole SD-JWT of a credential of this node that is bound to the key; undefined also when its person was erased or restricted. */
  readonly own: (reader: Reader, id: string, keyThumbprint: string) => Promise<string | undefined>;
  readonly verification: Pick<Verification, 'verify'>;
  /** Undefined for who is not registered here. */
  readonly organisationNames: (id: string) => Promise<Localised | undefined>;
}

import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';

export interface SigninDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly node: NodeIdentity;
  /** 32 bytes, for nothing else: every code that is told and every digest that is kept come of it. */
  readonly key: Uint8Array;
}

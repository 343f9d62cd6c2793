import type { Caller, Member } from '../kernel/caller.ts';
import type { Localised } from '../kernel/localised.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Verification } from '../verification/index.ts';
import type { RequestSigner } from './request-object.ts';

export interface PresentationDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  /** 32 bytes, for nothing else. */
  readonly key: Uint8Array;
  /** HAIP 1.0: wallets are called by its scheme, and who is sent back gets the result alone. */
  readonly haip: boolean;
  /** Origins to which a wallet may be sent back; none when empty. */
  readonly redirectOrigins: readonly string[];
  readonly verification: Pick<Verification, 'verify' | 'inspect' | 'place'>;
  /** All that may sign now and have a certificate, the newest first: while one key takes the place of another there are two. */
  readonly requestSigners: () => readonly RequestSigner[];
  /** Who asked, as they may call now; undefined once they may not. */
  readonly memberOf: (who: {
    readonly clientId: string;
    readonly officerId: string | null;
  }) => Promise<Member | undefined>;
  readonly organisationNames: (id: string) => Promise<Localised | undefined>;
}

export interface Asker {
  readonly caller: Caller;
  readonly requestId: string;
}

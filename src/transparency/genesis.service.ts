import type { Act } from '../kernel/event.ts';
import type { Database } from '../platform/database.ts';
import { constraintOf } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { hasGenesis } from './pending.store.ts';

export interface GenesisDependencies {
  /** As the role that appends events. */
  readonly db: Database;
  readonly events: EventLog;
  /** `https://hk.wenjin.example` */
  readonly nodeOrigin: string;
  /** The first line of every checkpoint. */
  readonly origin: string;
  /** RFC 7638 thumbprint of the key that signs checkpoints. @throws Fault `no-signing-key` */
  readonly logKeyId: () => string;
}

const onceConstraint = 'events_one_genesis';
const act: Act = {
  by: { kind: 'rule', name: 'log-setup' },
  role: 'operator',
  requestId: 'log-setup',
  purpose: 'node-operation',
};

/**
 * The event that the tree begins with, before anything else is sequenced: it says whose log this is, and no checkpoint is ever of the
 * empty tree, from which nothing could be proved. Running it again changes nothing, and so does running it twice at once.
 */
export function createGenesis({ db, events, nodeOrigin, origin, logKeyId }: GenesisDependencies) {
  let known = false;
  return async function ensureGenesis(): Promise<void> {
    if (known || (await hasGenesis(db))) {
      known = true;
      return;
    }
    const keyId = logKeyId();
    await db
      .transaction((tx) =>
        events.append(tx, act, {
          type: 'log.genesis',
          issuer: nodeOrigin,
          subjectId: null,
          objectType: 'log',
          objectId: origin,
          keyId,
          details: { origin, keyId },
        }),
      )
      .catch((error: unknown) => {
        if (constraintOf(error)?.constraint !== onceConstraint) throw error;
      });
    known = true;
  };
}

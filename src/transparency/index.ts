import type { NodeIdentity } from '../kernel/node.ts';
import type { Database, Reader } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Router } from '../platform/router.ts';
import type { Clock } from '../kernel/ports.ts';
import { insertFreeze } from './checkpoints.store.ts';
import { createGenesis } from './genesis.service.ts';
import { logOriginOf } from './log-names.ts';
import { createProofs } from './proofs.service.ts';
import { proofsRoutes } from './proofs.routes.ts';
import { createPublished } from './published.service.ts';
import { logRoutes } from './log.routes.ts';
import { createPublication, type PublicationDependencies } from './publication.service.ts';
import { createPublisherWorker, type PublisherWorkerDependencies } from './publisher.worker.ts';
import { witnessRoutes } from './witness.routes.ts';
import { createSequencer } from './sequencer.worker.ts';
import { createScrubber } from './scrubber.worker.ts';
import { createScrubbing } from './scrubbing.service.ts';
import { createSequencing } from './sequencing.service.ts';
import { readPositions } from './tree.store.ts';

export { witnessOrigins } from './effective-policy.ts';
export type { NodeKeys } from './node-keys.ts';
export { leafHash, treeRoot } from './merkle.ts';
export { createSequencer, type Sequencer } from './sequencer.worker.ts';
export { createSequencing, type Sequencing } from './sequencing.service.ts';
export * from './logged.store.ts';
export { blockedLog } from './log.schema.ts';
export { readRefused, type RefusedEvent } from './pending.store.ts';
export { readHead, type TreeHead } from './tree.store.ts';

export interface TransparencyDependencies {
  readonly db: Database;
  /** As the role that alone writes the log. */
  readonly logDb: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly node: Pick<NodeIdentity, 'origin'>;
  readonly logKeyId: () => string;
  readonly onError: (error: unknown) => void;
}

export type Transparency = ReturnType<typeof createTransparency>;

export function createTransparency(deps: TransparencyDependencies) {
  const { db, logDb, clock, events, node, logKeyId, onError } = deps;
  const origin = logOriginOf(node.origin);
  const ensureGenesis = createGenesis({ db, events, nodeOrigin: node.origin, origin, logKeyId });
  const sequencing = createSequencing({ db: logDb });
  const sequencer = createSequencer({ db: logDb, sequencing, ensureGenesis, onError });
  const scrubbing = createScrubbing({ db: logDb });
  const scrubber = createScrubber({
    scrubbing,
    onError,
    onDamage: ({ message: detail }) =>
      logDb.transaction((tx) => insertFreeze(tx, { reason: 'damage', detail, frozenAt: clock.now() })),
  });
  const published = createPublished({ db });
  const proofs = createProofs({ db, origin, published });
  return {
    origin,
    published,
    ensureGenesis,
    proofs,
    sequencing,
    sequencer,
    scrubbing,
    scrubber,
    /** Index in the log of each entry; absent while it is pending. */
    async positionsOf(reader: Reader, entryIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      return new Map((await readPositions(reader, entryIds)).map(({ entryId, idx }) => [entryId, idx]));
    },
  };
}

/** The half of the log that needs the keys of both sides. */
export function createLogPublication(
  deps: PublicationDependencies & Omit<PublisherWorkerDependencies, 'publisher'>,
) {
  const publication = createPublication(deps);
  return { ...publication, worker: createPublisherWorker({ ...deps, publisher: publication.publisher }) };
}

export type LogPublication = ReturnType<typeof createLogPublication>;

export function transparencyRoutes(
  router: Router,
  { proofs }: Pick<Transparency, 'proofs'>,
  { serving, health, witness }: LogPublication,
): void {
  proofsRoutes(router, proofs);
  logRoutes(router, { serving, health });
  witnessRoutes(router, witness);
}

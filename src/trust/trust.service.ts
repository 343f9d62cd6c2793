import type { Catalogue } from '../catalogue/index.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Outbound } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Snapshots } from '../platform/snapshots.worker.ts';
import { createTrustChanges, trustSnapshot } from './changes.service.ts';
import { createLoadTrust } from './loading.service.ts';
import { createSyncPeer } from './peer-sync.service.ts';
import { createPublishIfDue } from './publication.service.ts';
import { readList } from './trust-lists.store.ts';
import type { Trust } from './trust.ts';

export interface TrustDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly snapshots: Snapshots;
  readonly outbound: Outbound;
  readonly node: NodeIdentity;
  readonly keys: Keys;
  readonly catalogue: Pick<Catalogue, 'qualification' | 'component'>;
  /** Told of a kept list of the peer that no pinned key leads to, and that is passed over for it. */
  readonly onUntrusted: (version: string) => void;
}

export function createTrust(deps: TrustDependencies): Trust {
  const { snapshots, node } = deps;
  const loaded = snapshots.register(trustSnapshot, createLoadTrust(node, deps.onUntrusted));
  const publishIfDue = createPublishIfDue(deps);
  const syncPeer = createSyncPeer(deps);
  return {
    ...createTrustChanges(deps),
    view: () => loaded.current().view,
    async publishIfDue() {
      const publication = await publishIfDue();
      if (publication.kind === 'published') await loaded.refresh();
      return publication;
    },
    async syncPeer() {
      const outcome = await syncPeer();
      if (outcome.kind === 'accepted') await loaded.refresh();
      return outcome;
    },
    currentList: () => loaded.current().own?.jws,
    async keptList(reader, version) {
      const cut = version.lastIndexOf('-');
      const sequence = Number(version.slice(cut + 1));
      const sides = [node, node.peer];
      const side = sides.find(({ jurisdiction }) => jurisdiction === version.slice(0, cut));
      if (!side || !Number.isSafeInteger(sequence)) return undefined;
      return (await readList(reader, { origin: side.origin, sequence }))?.jws;
    },
    refresh: () => loaded.refresh(),
  };
}

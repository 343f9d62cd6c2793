import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import { defaultSuite, type Keys } from '../keys/index.ts';
import type { Database } from '../platform/database.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Router } from '../platform/router.ts';
import { createAdministration } from './administration.service.ts';
import { authoritiesRoutes } from './authorities.routes.ts';
import { trustListRoutes } from './trust.routes.ts';
import type { Trust } from './trust.ts';

export { type OfflineList, offlineTrustList } from './offline.ts';
export type { TrustView } from './trust-view.ts';
export { createTrust } from './trust.service.ts';
export type { PeerSync, Trust } from './trust.ts';
export { createTrustWorker, type TrustWorker } from './trust.worker.ts';
export type { MandateAction } from './vocabulary.ts';

export interface TrustRoutesDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly keys: Keys;
  readonly trust: Trust;
  readonly node: Pick<NodeIdentity, 'origin'>;
}

export function trustRoutes(router: Router, dependencies: TrustRoutesDependencies): void {
  const { trust } = dependencies;
  const administration = createAdministration(dependencies);
  trustListRoutes(router, { trust, administration });
  authoritiesRoutes(router, { ...dependencies, administration, defaultSuite });
}

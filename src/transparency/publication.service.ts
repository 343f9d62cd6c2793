import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Outbound } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { assertConfiguredPolicy, effectivePolicy, type EffectivePolicy } from './effective-policy.ts';
import { createLogHealth, type LogHealth } from './log-health.service.ts';
import { createLogServing, type LogServing } from './log-serving.service.ts';
import type { NodeKeys } from './node-keys.ts';
import type { Published } from './published.service.ts';
import { createPublisher, type Publisher } from './publishing.service.ts';
import { createWitness, type Witness, type WitnessDependencies } from './witness.service.ts';

export interface PublicationDependencies {
  readonly db: Database;
  /** As the role that alone writes the log. */
  readonly logDb: Database;
  readonly clock: Clock;
  readonly node: Pick<NodeIdentity, 'origin' | 'peer'>;
  readonly keys: NodeKeys;
  readonly outbound: Outbound;
  /** Further witnesses and the quorum, as the operator wrote them. */
  readonly logPolicy: string | undefined;
  readonly published: Published;
  readonly onInconsistent: WitnessDependencies['onInconsistent'];
}

/** What the world sees of the log, and what this node says of the other's. */
export interface Publication {
  readonly publisher: Publisher;
  readonly witness: Witness;
  readonly serving: LogServing;
  readonly health: () => Promise<LogHealth>;
}

/** @throws Error when the configured policy is none */
export function createPublication(deps: PublicationDependencies): Publication {
  const { node, keys, logDb } = deps;
  const names = { nodeOrigin: node.origin, peerOrigin: node.peer.origin, configured: deps.logPolicy };
  assertConfiguredPolicy(names);
  const policy = (): EffectivePolicy | undefined =>
    effectivePolicy({ ...names, logKeys: keys.ownLogKeys(), peerWitnessKeys: keys.peerWitnessKeys() });
  return {
    publisher: createPublisher({ ...deps, db: logDb, policy }),
    witness: createWitness(deps),
    serving: createLogServing({ ...deps, policy }),
    health: createLogHealth(deps),
  };
}

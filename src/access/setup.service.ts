import type { RegisteredPlace } from '../kernel/caller.ts';
import type { Act } from '../kernel/event.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import type { Localised } from '../kernel/localised.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Claim } from '../kernel/claim.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Registry } from './members.service.ts';
import { findClientByKey } from './members.store.ts';
import type { Organisations } from './organisations.service.ts';

export interface FirstOperator {
  readonly names: Localised;
  readonly publicJwk: PublicJwk;
}

export interface Setup {
  /**
   * Registers the organisation that runs this node and its first client, by whom all others are registered; for the command that sets
   * a node up. Doing it again with the same key changes nothing.
   */
  ensureOperator(operator: FirstOperator): Promise<{ organisationId: string; clientId: string }>;
}

interface SetupDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly node: NodeIdentity;
  readonly organisations: Organisations;
  readonly registry: Registry;
}

export function createSetup({ db, clock, entropy, node, organisations, registry }: SetupDependencies): Setup {
  /** Nobody sent a request that could come twice. */
  const unclaimed = (): Claim<Transaction> => ({
    id: uuidV7(clock, entropy),
    record: () => Promise.resolve(),
  });
  const act: Act = {
    by: { kind: 'rule', name: 'node-setup' },
    role: 'operator',
    requestId: 'node-setup',
    purpose: 'node-operation',
  };
  return {
    async ensureOperator({ names, publicJwk }) {
      const known = await findClientByKey(db, thumbprint(publicJwk));
      if (known) return { organisationId: known.organisationId, clientId: known.id };
      const place: RegisteredPlace = node.jurisdiction === 'HK' ? 'HK' : 'GBA-MAINLAND';
      const organisation = await organisations.register(
        {
          kind: 'node-operator',
          names,
          jurisdiction: node.jurisdiction,
          registeredPlace: place,
          gbaEligible: false,
          contractFilingNumber: null,
          purposes: ['node-operation'],
          authority: null,
        },
        unclaimed(),
        act,
      );
      const client = await registry.registerClient(
        { label: 'First operator', roles: ['operator'], publicJwk },
        { organisationId: organisation.reference, claim: unclaimed(), act },
      );
      return { organisationId: organisation.reference, clientId: client.reference };
    },
  };
}

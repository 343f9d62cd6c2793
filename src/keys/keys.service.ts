import type { KeyObject } from 'node:crypto';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Snapshots } from '../platform/snapshots.worker.ts';
import { createCompromise } from './compromise.service.ts';
import { createKeyRing } from './key-ring.ts';
import type { Keys } from './keys.ts';
import { createPreparation, type KeyGenerator } from './preparation.ts';
import { createPrivateKeySeal, type PrivateKeySeal } from './private-key-seal.ts';
import { createRegistration, keysSnapshot } from './registration.service.ts';
import { createRotation } from './rotation.service.ts';
import { isListed, type PublishedKey } from './signing-key.ts';
import { readKey, readKeys, type StoredKey } from './signing-keys.store.ts';
import { nodeKeyPurposes, usualSuite } from './vocabulary.ts';

export interface KeysDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly snapshots: Snapshots;
  readonly node: Pick<NodeIdentity, 'origin'>;
  /** 32 bytes that are never in the database. */
  readonly masterKey: Uint8Array;
  readonly generateKeys: KeyGenerator;
}

export function createKeys(deps: KeysDependencies): Keys {
  const { db, clock, snapshots } = deps;
  const seal = createPrivateKeySeal(deps.masterKey, deps.entropy);
  const opened = new Map<string, KeyObject>();
  const ring = snapshots.register(keysSnapshot, async (reader) => {
    const stored = await readKeys(reader);
    return createKeyRing(stored.map(withoutPrivatePart), openAll(stored, seal, opened));
  });
  const prepare = createPreparation(deps.generateKeys, seal);
  const registration = createRegistration(deps);
  return {
    signer(purpose, authority) {
      const signer = ring.current().signerAt({ purpose, authority: authority ?? null }, clock.now());
      if (!signer) throw new Fault('no-signing-key', { values: { purpose } });
      return signer;
    },
    signers(purpose) {
      const signers = ring.current().signersAt({ purpose, authority: null }, clock.now());
      if (signers.length === 0) throw new Fault('no-signing-key', { values: { purpose } });
      return signers;
    },
    published: () => ring.current().published,
    listed: (authority) =>
      ring.current().published.filter((key) => key.authority === authority && isListed(key, clock.now())),
    find: (kid) => ring.current().find(kid),
    tokenKeys: () => ring.current().tokenKeysAt(clock.now()),
    readPublished: async (reader) => (await readKeys(reader)).map(withoutPrivatePart),
    async readOne(reader, kid) {
      const found = await readKey(reader, kid);
      return found && withoutPrivatePart(found);
    },
    prepare,
    create: registration.create,
    rotate: createRotation({ clock, registration }),
    markCompromised: createCompromise({ clock, registration }),
    async ensureNodeKeys() {
      const known = await readKeys(db);
      const missing = nodeKeyPurposes.filter((purpose) => !known.some((key) => key.purpose === purpose));
      for (const purpose of missing) {
        const prepared = await prepare({ purpose, authority: null, suite: usualSuite(purpose) });
        await db.transaction((tx) => registration.createIfFirst(tx, prepared, setupAct));
      }
      await ring.refresh();
    },
    refresh: () => ring.refresh(),
  };
}

const setupAct: Act = {
  by: { kind: 'rule', name: 'node-setup' },
  role: 'operator',
  requestId: 'node-setup',
  purpose: 'node-operation',
};

function withoutPrivatePart({ privateSealed: _private, ...key }: StoredKey): PublishedKey {
  return key;
}

/**
 * Each private part is decrypted once in the life of a process; what is destroyed in the database goes from memory too.
 * @throws when one does not open: a node with the wrong master key must not start.
 */
function openAll(
  stored: readonly StoredKey[],
  seal: PrivateKeySeal,
  opened: Map<string, KeyObject>,
): ReadonlyMap<string, KeyObject> {
  for (const key of stored) {
    if (key.privateSealed === null) opened.delete(key.kid);
    else if (!opened.has(key.kid)) {
      const privateKey = seal.open(key.privateSealed, key);
      if (!privateKey) throw new Error(`The master key does not open signing key ${key.kid}.`);
      opened.set(key.kid, privateKey);
    }
  }
  return new Map(opened);
}

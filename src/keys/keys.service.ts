import type { KeyObject } from 'node:crypto';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { Snapshots } from '../platform/snapshots.worker.ts';
import type { CertifiedNode } from './certificate-profile.ts';
import { readAuthorities, readCertificates, type StoredAuthority } from './certificates.store.ts';
import { type CertificationDependencies, certifyDue, dueKeys } from './certification.service.ts';
import { createCompromise } from './compromise.service.ts';
import { type HeldAuthority, holdCertificates } from './held-certificates.ts';
import { createKeyRing } from './key-ring.ts';
import type { Keys } from './keys.ts';
import { createOutsideCertification } from './outside-certification.service.ts';
import { sealedFor } from './own-authority.service.ts';
import { createPreparation, type KeyGenerator } from './preparation.ts';
import { createPrivateKeySeal, type PrivateKeySeal, type SealedFor } from './private-key-seal.ts';
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
  readonly node: CertifiedNode;
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
    const authorities = openAuthorities(await readAuthorities(reader), seal, opened);
    const certificates = holdCertificates(authorities, await readCertificates(reader));
    return createKeyRing(stored.map(withoutPrivatePart), openAll(stored, seal, opened), certificates);
  });
  const prepare = createPreparation(deps.generateKeys, seal);
  const registration = createRegistration(deps);
  const certificates = createCertificates({ ...deps, seal, ring, registration });
  const { refresh } = certificates;
  return {
    ...certificates,
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
      await refresh();
    },
  };
}

function createCertificates(
  deps: CertificationDependencies,
): Pick<Keys, 'anchors' | 'certify' | 'chain' | 'chains' | 'outside' | 'refresh'> {
  const { clock, ring } = deps;
  const refresh = async (): Promise<void> => {
    await ring.refresh();
    await certifyDue(deps);
  };
  return {
    chain(kid) {
      const { find, certificates } = ring.current();
      const key = find(kid);
      return key && certificates.chainAt(key, clock.now());
    },
    chains(kid) {
      const { find, certificates } = ring.current();
      const key = find(kid);
      return key ? certificates.chainsAt(key, clock.now()) : [];
    },
    anchors: () => ring.current().certificates.anchors,
    async certify() {
      await refresh();
      return dueKeys(ring.current(), clock.now());
    },
    outside: createOutsideCertification(deps),
    refresh,
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
    openOne(key, key, { seal, opened });
  }
  return new Map(opened);
}

/** The same for certificate authorities, whose keys are told apart from those that sign by what they are sealed for. */
function openAuthorities(
  stored: readonly StoredAuthority[],
  seal: PrivateKeySeal,
  opened: Map<string, KeyObject>,
): HeldAuthority[] {
  return stored.map(({ privateSealed, ...authority }) => ({
    ...authority,
    privateKey: openOne({ privateSealed, kid: authority.kid }, sealedFor(authority), { seal, opened }),
  }));
}

function openOne(
  { kid, privateSealed }: Pick<StoredKey, 'kid' | 'privateSealed'>,
  to: SealedFor,
  { seal, opened }: { readonly seal: PrivateKeySeal; readonly opened: Map<string, KeyObject> },
): KeyObject | undefined {
  if (privateSealed === null) opened.delete(kid);
  else if (!opened.has(kid)) {
    const privateKey = seal.open(privateSealed, to);
    if (!privateKey) throw new Error(`The master key does not open signing key ${kid}.`);
    opened.set(kid, privateKey);
  }
  return opened.get(kid);
}

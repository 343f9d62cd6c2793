import { sql } from '../../src/platform/drizzle.ts';
import { type AgreementKey, type Agreements, createAgreements } from '../../src/agreements/index.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import type { Caller } from '../../src/kernel/caller.ts';
import type { Act } from '../../src/kernel/event.ts';
import type { Outbound, Signer } from '../../src/kernel/ports.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { createEventLog } from '../../src/platform/events.store.ts';
import { createCursors } from '../../src/platform/paging.ts';
import { createSnapshots } from '../../src/platform/snapshots.worker.ts';
import { createVault } from '../../src/vault/index.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { createTestDatabase } from '../support/database.ts';
import { seededEntropy, type TestClock, testClock } from '../support/world.ts';

const catalogue = createCatalogue();
const places = {
  hk: { origin: 'https://hk.wenjin.example', jurisdiction: 'HK' },
  sz: { origin: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ' },
} as const;
type Name = keyof typeof places;

export const signers: Readonly<Record<Name, SoftwareSigner>> = {
  hk: softwareSigner(),
  sz: softwareSigner('Ed25519'),
};

/** Both nodes' agreement keys, as trust lists would name them; `changes` is what has become of a key since. */
export function keysOf(name: Name, changes: Partial<AgreementKey> = {}) {
  return {
    signer: () => signers[name],
    agreementKey(origin: string, kid: string): AgreementKey | undefined {
      const found = (['hk', 'sz'] as const).find(
        (each) => places[each].origin === origin && signers[each].kid === kid,
      );
      return found && { ...keyOf(signers[found]), ...changes };
    },
  };
}

function keyOf({ publicKey, alg }: SoftwareSigner): AgreementKey {
  return {
    key: publicKey,
    alg,
    signFrom: new Date('2026-01-01T00:00:00Z'),
    signUntil: null,
    compromisedAt: null,
  };
}

export interface AgreementsNode {
  readonly agreements: Agreements;
  readonly clock: TestClock;
  /** What the world around the node does; tests change it and put it back. */
  readonly world: NodeWorld;
  /** The events about one version, in the order in which they were recorded. */
  eventTypes(objectId: string): Promise<string[]>;
  close(): Promise<void>;
}

export interface NodeWorld {
  answer: Outbound['request'];
  /** What has become of every key. */
  keyChanges: Partial<AgreementKey>;
  whileSigning: () => Promise<void>;
}

export const quietWorld = (): NodeWorld => ({
  answer: () => Promise.reject(new Error('Nobody is called here.')),
  keyChanges: {},
  whileSigning: async () => undefined,
});

/** One node, as far as agreements go, on a database of its own. */
export async function agreementsNode(name: Name): Promise<AgreementsNode> {
  const world = quietWorld();
  const database = await createTestDatabase();
  const opened = openDatabase(database.appUrl, { max: 5, onError: () => undefined });
  const { db } = opened;
  const clock = testClock();
  const entropy = seededEntropy(name);
  const here = places[name];
  const there = name === 'hk' ? places.sz : places.hk;
  const sealer = createVault({ clock, entropy, masterKey: new Uint8Array(32), node: here });
  const snapshots = createSnapshots(db, () => undefined);
  const signer: Signer = {
    ...signers[name],
    async sign(bytes) {
      const signature = await signers[name].sign(bytes);
      await world.whileSigning();
      return signature;
    },
  };
  const agreements = createAgreements({
    db,
    clock,
    snapshots,
    outbound: { request: (url, request) => world.answer(url, request) },
    catalogue,
    cursors: createCursors(new Uint8Array(32)),
    events: createEventLog({
      clock,
      entropy,
      sealer,
      nodeOrigin: here.origin,
      jurisdiction: here.jurisdiction,
    }),
    node: {
      ...here,
      peer: { ...there, anchors: [] },
      demonstration: true,
      contact: `query@${name}.wenjin.example`,
    },
    keys: {
      signer: () => signer,
      agreementKey: (origin, kid) => keysOf(name, world.keyChanges).agreementKey(origin, kid),
    },
  });
  await snapshots.refreshAll();
  return {
    agreements,
    clock,
    world,
    async eventTypes(objectId) {
      const { rows } = await db.execute<{ type: string }>(
        sql`select type from events join event_openings on event_id = id where object_id = ${objectId} order by position`,
      );
      return rows.map(({ type }) => type);
    },
    async close() {
      await opened.close();
      await database.drop();
    },
  };
}

const committee: Caller = {
  kind: 'officer',
  clientId: 'client-1',
  officerId: 'officer-1',
  personId: 'person-1',
  roles: ['joint-committee'],
  scopes: ['agreements:write'],
  organisation: {
    id: 'organisation-1',
    name: 'Demo joint committee',
    jurisdiction: 'HK',
    registeredPlace: 'HK',
    gbaEligible: true,
    contractFilingNumber: null,
    purposes: ['agreement-making'],
    authority: null,
  },
};

export const act: Act = {
  by: committee,
  role: 'joint-committee',
  requestId: 'request-1',
  purpose: 'agreement-making',
};

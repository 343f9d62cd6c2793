import pg from 'pg';
import { createCatalogue } from '../../src/catalogue/index.ts';
import type { Act } from '../../src/kernel/event.ts';
import type { NodeIdentity } from '../../src/kernel/node.ts';
import type { Outbound, OutboundResponse } from '../../src/kernel/ports.ts';
import { createKeys, type KeyGenerator, type Keys } from '../../src/keys/index.ts';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { createEventLog } from '../../src/platform/events.store.ts';
import { createSnapshots, type Snapshots } from '../../src/platform/snapshots.worker.ts';
import { createTrust, type Trust } from '../../src/trust/index.ts';
import { createVault } from '../../src/vault/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { generateKeys, seededEntropy, type TestClock, testClock } from '../support/world.ts';

export const act: Act = {
  by: { kind: 'rule', name: 'test' },
  role: 'operator',
  requestId: 'test',
  purpose: 'node-operation',
};

const sides = {
  hk: { origin: 'https://hk.wenjin.example', jurisdiction: 'HK' },
  sz: { origin: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ' },
} as const;
export type Side = keyof typeof sides;

export function identityOf(side: Side, changes: Partial<NodeIdentity> = {}): NodeIdentity {
  const peer = sides[side === 'hk' ? 'sz' : 'hk'];
  return {
    ...sides[side],
    peer: { ...peer, anchors: [] },
    demonstration: true,
    contact: 'desk@wenjin.example',
    ...changes,
  };
}

/** One process of a node: several can stand on one database. */
export interface Process {
  readonly node: NodeIdentity;
  readonly clock: TestClock;
  readonly db: Database;
  readonly keys: Keys;
  readonly trust: Trust;
  readonly snapshots: Snapshots;
  readonly untrusted: string[];
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly node: NodeIdentity;
  readonly clock: TestClock;
  readonly masterKey?: Uint8Array;
  readonly generateKeys?: KeyGenerator;
  readonly outbound?: Outbound;
  /** Something between the program and its database. */
  readonly around?: (db: Database) => Database;
}

const nowhere: Outbound = {
  request: () => Promise.reject(new Error('This node calls nobody.')),
};

let processes = 0;

export async function startProcess(databaseUrl: string, options: ProcessOptions): Promise<Process> {
  const { node, clock, masterKey = new Uint8Array(32).fill(7) } = options;
  processes += 1;
  const entropy = seededEntropy(`process ${processes}`);
  const opened = openDatabase(databaseUrl, { max: 6, onError: () => undefined });
  const db = options.around?.(opened.db) ?? opened.db;
  const untrusted: string[] = [];
  const snapshots = createSnapshots(db, () => undefined);
  const vault = createVault({ clock, entropy, masterKey, node });
  const { origin: nodeOrigin, jurisdiction } = node;
  const events = createEventLog({ clock, entropy, sealer: vault, nodeOrigin, jurisdiction });
  const shared = { db, clock, events, snapshots, node };
  const keys = createKeys({
    ...shared,
    entropy,
    masterKey,
    generateKeys: options.generateKeys ?? generateKeys,
  });
  const trust = createTrust({
    ...shared,
    keys,
    catalogue: createCatalogue(),
    outbound: options.outbound ?? nowhere,
    onUntrusted: (version) => untrusted.push(version),
  });
  const close = () => opened.close();
  try {
    await snapshots.refreshAll();
  } catch (error) {
    await close();
    throw error;
  }
  return { node, clock, db, keys, trust, snapshots, untrusted, close };
}

export interface TestNode extends Process {
  readonly databaseUrl: string;
  /** As the owner, past everything the program may do. */
  query(statement: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Another process on the same database. */
  another(options?: Partial<ProcessOptions>): Promise<Process>;
}

/** A node with its keys made, on a database of its own. */
export async function startNode(side: Side, options: Partial<ProcessOptions> = {}): Promise<TestNode> {
  const database = await createTestDatabase();
  const clock = options.clock ?? testClock();
  const node = options.node ?? identityOf(side);
  const settled = { ...options, node, clock };
  const first = await startProcess(database.appUrl, settled);
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  await first.keys.ensureNodeKeys();
  const others: Process[] = [];
  return {
    ...first,
    databaseUrl: database.appUrl,
    async query(statement, values) {
      const { rows } = await owner.query<Record<string, unknown>>(statement, values);
      return rows;
    },
    async another(changes) {
      const other = await startProcess(database.appUrl, { ...settled, ...changes });
      others.push(other);
      return other;
    },
    async close() {
      await Promise.all([first, ...others].map((one) => one.close()));
      await owner.end();
      await database.drop();
    },
  };
}

export function answerOf(
  body: string | Uint8Array,
  changes: Partial<OutboundResponse> = {},
): OutboundResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/jose' },
    body: Buffer.from(body),
    ...changes,
  };
}

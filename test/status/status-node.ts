import { sql } from '../../src/platform/drizzle.ts';
import type { Outbound, Signer } from '../../src/kernel/ports.ts';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { createEventLog } from '../../src/platform/events.store.ts';
import { createSnapshots, type Snapshots } from '../../src/platform/snapshots.worker.ts';
import { createStatus, type Status } from '../../src/status/index.ts';
import { createVault } from '../../src/vault/index.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { seededEntropy, type TestClock, testClock } from '../support/world.ts';

export const hkOrigin = 'https://hk.wenjin.example';
export const szOrigin = 'https://sz.wenjin.example';

export interface StatusNode {
  readonly status: Status;
  readonly snapshots: Snapshots;
  readonly db: Database;
  readonly clock: TestClock;
  readonly signer: SoftwareSigner;
  close(): Promise<void>;
}

export interface StatusNodeOptions {
  readonly url: string;
  readonly seed: string;
  readonly clock?: TestClock;
  readonly signer?: SoftwareSigner;
  /** What is done while a list is being signed. */
  readonly whileSigning?: () => Promise<void>;
  readonly listSize?: number;
  readonly connections?: number;
  readonly origin?: string;
  readonly peerSigner?: SoftwareSigner;
  readonly outbound?: Outbound;
}

const nobody: Outbound = { request: () => Promise.reject(new Error('Nobody is called here.')) };

/** One process of a node, as far as status goes: two on one database are two processes. */
export async function statusNode(options: StatusNodeOptions): Promise<StatusNode> {
  const { clock = testClock(), signer = softwareSigner(), origin = hkOrigin, outbound = nobody } = options;
  const opened = openDatabase(options.url, {
    max: options.connections ?? 5,
    onError: () => undefined,
    statementTimeoutMs: 10_000,
  });
  const { db } = opened;
  const entropy = seededEntropy(options.seed);
  const sealer = createVault({ clock, entropy, masterKey: new Uint8Array(32), node: { origin } });
  const snapshots = createSnapshots(db, () => undefined);
  const peer = origin === hkOrigin ? szOrigin : hkOrigin;
  const status = createStatus({
    db,
    clock,
    entropy,
    snapshots,
    outbound,
    events: createEventLog({ clock, entropy, sealer, nodeOrigin: origin, jurisdiction: 'HK' }),
    node: { origin, demonstration: true, peer: { origin: peer, jurisdiction: 'CN-SZ', anchors: [] } },
    keys: {
      statusSigner: () => hooked(signer, options.whileSigning),
      statusChain: () => undefined,
      statusKey: (of, kid) => {
        const known = of === peer ? options.peerSigner : undefined;
        return known?.kid === kid ? { key: known.publicKey, alg: known.alg } : undefined;
      },
    },
    ...(options.listSize !== undefined && { listSize: options.listSize }),
  });
  await snapshots.refreshAll();
  return { status, snapshots, db, clock, signer, close: () => opened.close() };
}

function hooked(signer: Signer, whileSigning: () => Promise<void> = async () => undefined): Signer {
  return {
    kid: signer.kid,
    alg: signer.alg,
    async sign(bytes) {
      const signature = await signer.sign(bytes);
      await whileSigning();
      return signature;
    },
  };
}

/** The rows that were given out, by address. */
export async function allocatedRows(db: Database): Promise<{ uri: string; idx: number; value: number }[]> {
  const { rows } = await db.execute<{ uri: string; idx: number; value: number }>(
    sql`select uri, idx, value from status_entries join status_lists on id = list_id order by uri, idx`,
  );
  return rows;
}

export async function countOf(db: Database, table: string): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from ${sql.identifier(table)}`,
  );
  return rows[0]?.count ?? 0;
}

export async function publishedEvents(db: Database): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from events where type = 'statuslist.published'`,
  );
  return rows[0]?.count ?? 0;
}

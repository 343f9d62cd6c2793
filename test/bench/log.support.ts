import pg from 'pg';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { createGenesis } from '../../src/transparency/genesis.service.ts';
import { startLogServer } from '../faults/log-server.ts';
import { eventsOf, nodeOrigin } from '../transparency/log-events.ts';

/** A durable Postgres of its own, as a node has it: fsync and synchronous commit on, every trigger on. */
export interface LogBench {
  readonly app: Database;
  readonly log: Database;
  readonly owner: pg.Pool;
  readonly appUrl: string;
  readonly logUrl: string;
  /** Events as a node appends them, pending, made by the database itself. */
  fill(count: number): Promise<void>;
  close(): Promise<void>;
}

export const logOrigin = 'hk.wenjin.example/log';

export async function startLogBench(): Promise<LogBench> {
  const server = await startLogServer({ max_wal_size: '8GB', shared_buffers: '512MB' });
  const app = openDatabase(server.appUrl, { max: 40, onError: () => undefined });
  const log = openDatabase(server.logUrl, { max: 4, onError: () => undefined, statementTimeoutMs: 0 });
  const owner = new pg.Pool({ connectionString: server.ownerUrl, max: 2 });
  owner.on('error', () => undefined);
  const events = eventsOf('bench');
  const logKeyId = (): string => 'bench';
  await createGenesis({ db: app.db, events, nodeOrigin, origin: logOrigin, logKeyId })();
  return {
    app: app.db,
    log: log.db,
    owner,
    appUrl: server.appUrl,
    logUrl: server.logUrl,
    async fill(count) {
      for (let left = count; left > 0; left -= 50_000)
        await owner.query(pendingEvents, [Math.min(left, 50_000)]);
    },
    async close() {
      await Promise.all([app.close(), log.close(), owner.end()]);
      await server.close();
    },
  };
}

const pendingEvents = `
  with seed as materialized (
    select gen_random_uuid() as id, sha256(gen_random_uuid()::text::bytea) as commitment from generate_series(1, $1)
  ), made as (
    insert into events (id, type, issuer, recorded_at, commitment, entry)
    select id, 'credential.issued', 'https://hk.wenjin.example/authorities/hkib', now(), commitment, convert_to(
      '{"commitment":"' || rtrim(translate(encode(commitment, 'base64'), '+/', '-_'), '=') || '","id":"' || id
      || '","issuer":"https://hk.wenjin.example/authorities/hkib","jurisdiction":"HK","schema":"wenjin.log/1","time":"2026-11-25T06:00:00Z","type":"credential.issued"}', 'UTF8')
    from seed returning id
  )
  insert into log_pending (entry_id) select id from made`;

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Prints a figure against its goal; one that is missed makes the benchmark fail. */
export function verdict(
  what: string,
  value: number,
  goal: { readonly least: number } | { readonly most: number },
): void {
  const reached = 'least' in goal ? value >= goal.least : value <= goal.most;
  const text = 'least' in goal ? `at least ${goal.least}` : `at most ${goal.most}`;
  console.log(`${reached ? 'pass' : 'FAIL'}  ${what}: ${value.toFixed(2)} (goal: ${text})`);
  if (!reached) process.exitCode = 1;
}

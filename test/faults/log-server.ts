import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openDatabase } from '../../src/platform/database.ts';
import { binariesDir, runAs } from '../../src/platform/embedded-binaries.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { command, launch } from '../../src/platform/embedded-process.ts';
import { grantRuntime } from '../../src/platform/grants.ts';
import { runMigrations } from '../../src/platform/migrate.ts';
import { scratchFolder } from '../support/scratch.ts';

/** A Postgres of its own that keeps its port, so that whoever works with it finds it again after it was stopped hard. */
export interface LogServer {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly logUrl: string;
  /** As if the machine had lost its power: nothing is flushed, and what was committed must still be there. */
  stopImmediately(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const usual = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '100' };
const roles = { app: 'wenjin_app', log: 'wenjin_log' };
const password = 'only-for-this-test';

export async function startLogServer(extra: Readonly<Record<string, string>> = {}): Promise<LogServer> {
  const settings = { ...usual, ...extra };
  const folder = scratchFolder('wenjin-log-crash-');
  chmodSync(folder, 0o711);
  const dataDir = path.join(folder, 'postgres');
  const bin = process.env.EMBEDDED_PG_BIN ?? binariesDir();
  const entropy = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
  const first = await startEmbeddedPostgres({ dataDir, entropy, binDir: bin, settings });
  const ownerUrl = first.urlFor('log');
  await prepare(first.url, ownerUrl);
  const urlOf = (role: string): string => {
    const url = new URL(ownerUrl);
    url.username = role;
    url.password = password;
    return url.href;
  };
  const port = Number(new URL(ownerUrl).port);
  const ids = runAs();
  let stop = first.stop;
  const restart = async (): Promise<void> => {
    const server = launch({ bin, dataDir, logFile: `${dataDir}.log`, port, settings, ids });
    stop = server.stop;
    for (let left = 400; !(await answers(ownerUrl)); left -= 1) {
      if (left === 0 || server.ended()) throw new Error(readFileSync(`${dataDir}.log`, 'utf8').slice(-2_000));
      await sleep(25);
    }
  };
  return {
    ownerUrl,
    appUrl: urlOf(roles.app),
    logUrl: urlOf(roles.log),
    stopImmediately: () => command(path.join(bin, 'pg_ctl'), ['stop', '-m', 'immediate', '-D', dataDir], ids),
    restart,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function prepare(adminUrl: string, ownerUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  for (const role of Object.values(roles))
    await admin.query(`create role ${role} login password '${password}'`);
  await admin.query('create database log');
  await admin.end();
  const owner = openDatabase(ownerUrl, { max: 1, onError: console.error, statementTimeoutMs: 0 });
  await runMigrations(owner.pool);
  await grantRuntime(owner.pool, roles);
  await owner.close();
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

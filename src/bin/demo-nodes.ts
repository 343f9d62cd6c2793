import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { openDatabase } from '../platform/database.ts';
import type { EmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { grantRuntime } from '../platform/grants.ts';
import { runMigrations } from '../platform/migrate.ts';
import { entropy } from './world.ts';

/** The two nodes of the demonstration: each with a database, two roles, secrets and a process of its own. */

export interface DemoNode {
  readonly name: 'hk' | 'sz';
  readonly title: string;
  readonly jurisdiction: Jurisdiction;
  readonly origin: string;
  readonly port: number;
  readonly baseUrl: string;
  readonly secrets: Secrets;
  readonly databaseUrl: string;
  readonly logDatabaseUrl: string;
}

interface Secrets {
  readonly masterKey: string;
  readonly databasePassword: string;
}

/** Where the two are, and on which ports they listen unless told otherwise. */
export const demoPlaces = [
  { name: 'hk', title: 'Hong Kong', jurisdiction: 'HK', origin: 'https://hk.wenjin.example', port: 4180 },
  { name: 'sz', title: 'Shenzhen', jurisdiction: 'CN-SZ', origin: 'https://sz.wenjin.example', port: 4181 },
] as const;

/** Databases, roles, tables and grants; nothing is done twice. */
export async function prepareNodes(
  server: EmbeddedPostgres,
  folder: string,
  ports: readonly [number, number] | undefined,
): Promise<[DemoNode, DemoNode]> {
  const [hk, sz] = demoPlaces;
  const prepare = (place: (typeof demoPlaces)[number], port: number): Promise<DemoNode> =>
    prepareNode(server, folder, { ...place, port });
  fs.writeFileSync(
    path.join(folder, 'ports.json'),
    JSON.stringify({ hk: ports?.[0] ?? hk.port, sz: ports?.[1] ?? sz.port }),
  );
  return Promise.all([prepare(hk, ports?.[0] ?? hk.port), prepare(sz, ports?.[1] ?? sz.port)]);
}

async function prepareNode(
  server: EmbeddedPostgres,
  folder: string,
  place: Omit<(typeof demoPlaces)[number], 'port'> & { port: number },
): Promise<DemoNode> {
  const secrets = secretsOf(path.join(folder, `${place.name}.secrets.json`));
  const database = `wenjin_${place.name}`;
  const roles = { app: `${database}_app`, log: `${database}_log` };
  const { databasePassword: password } = secrets;
  for (const role of [roles.app, roles.log])
    await createDatabaseAndRole(server.url, { database, role, password });
  const { pool, close } = openDatabase(server.urlFor(database), {
    max: 2,
    onError: () => undefined,
    statementTimeoutMs: 0,
  });
  await runMigrations(pool);
  await grantRuntime(pool, roles);
  await close();
  const urlOf = (role: string): string => {
    const url = new URL(server.urlFor(database));
    url.username = role;
    url.password = password;
    return url.href;
  };
  return {
    ...place,
    baseUrl: `http://127.0.0.1:${String(place.port)}`,
    secrets,
    databaseUrl: urlOf(roles.app),
    logDatabaseUrl: urlOf(roles.log),
  };
}

function secretsOf(file: string): Secrets {
  if (!fs.existsSync(file)) {
    const secret = (): string => Buffer.from(entropy.bytes(32)).toString('base64url');
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(file, JSON.stringify({ masterKey: secret(), databasePassword: secret() }), {
      mode: 0o600,
    });
  }
  const secrets: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!isSecrets(secrets)) throw new Error(`${file} is damaged; delete the folder it is in to begin anew`);
  return secrets;
}

function isSecrets(value: unknown): value is Secrets {
  return typeof value === 'object' && value !== null && 'masterKey' in value && 'databasePassword' in value;
}

async function createDatabaseAndRole(
  adminUrl: string,
  { database, role, password }: { database: string; role: string; password: string },
): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const known = await admin.query('select 1 from pg_roles where rolname = $1', [role]);
    const statement = known.rowCount === 0 ? 'create role' : 'alter role';
    await admin.query(
      `${statement} ${pg.escapeIdentifier(role)} login password ${pg.escapeLiteral(password)}`,
    );
    const exists = await admin.query('select 1 from pg_database where datname = $1', [database]);
    if (exists.rowCount === 0) await admin.query(`create database ${pg.escapeIdentifier(database)}`);
  } finally {
    await admin.end();
  }
}

/** The same variables that a production node reads; the README has the table. */
export function environmentOf(node: DemoNode, peer: DemoNode, peerAnchor: string): Record<string, string> {
  return {
    WENJIN_JURISDICTION: node.jurisdiction,
    WENJIN_ORIGIN: node.origin,
    WENJIN_PEER_ORIGIN: peer.origin,
    WENJIN_PEER_ANCHORS: peerAnchor,
    WENJIN_CONTACT: `query@${new URL(node.origin).host}`,
    WENJIN_DATABASE_URL: node.databaseUrl,
    WENJIN_LOG_DATABASE_URL: node.logDatabaseUrl,
    WENJIN_MASTER_KEY: node.secrets.masterKey,
    WENJIN_PORT: String(node.port),
    WENJIN_DEMONSTRATION: 'true',
    WENJIN_OUTBOUND_MAP: JSON.stringify({ [peer.origin]: peer.baseUrl }),
    WENJIN_LOG_LEVEL: 'warn',
  };
}

export interface ServingNode {
  /** Until it listens; rejects with the end of its log when it does not come to that. */
  readonly listening: Promise<void>;
  /** Also before it listens. */
  stop(): Promise<void>;
}

/** Starts the process of one node. Its log goes to a file beside the data. */
export function serveNode(node: DemoNode, environment: Record<string, string>, folder: string): ServingNode {
  const logFile = path.join(folder, `${node.name}.log`);
  const log = fs.openSync(logFile, 'a', 0o600);
  const child = fork(path.join(import.meta.dirname, 'serve.ts'), [], {
    env: { ...inherited(), ...environment },
    stdio: ['ignore', log, log, 'ipc'],
    // Ctrl-C reaches the whole group; this process decides when the nodes stop.
    detached: true,
  });
  fs.closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  return {
    listening: listening(child, node, logFile),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Nothing of this process's environment but what any process needs. */
function inherited(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'NO_COLOR', 'NODE_COMPILE_CACHE']) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function listening(child: ChildProcess, node: DemoNode, logFile: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      resolve();
    });
    child.once('exit', (code) => {
      const tail = fs.readFileSync(logFile, 'utf8').split('\n').slice(-12).join('\n');
      reject(
        new Error(
          `The ${node.title} node did not start (exit ${String(code)}). Is port ${String(node.port)} free? The end of its log:\n${tail}`,
        ),
      );
    });
  });
}

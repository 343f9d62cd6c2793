import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/platform/database.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { grantRuntime, type RuntimeRoles } from '../../src/platform/grants.ts';
import { runMigrations } from '../../src/platform/migrate.ts';
import { scratchFolder } from './scratch.ts';

export interface TestServer {
  /** A superuser on the server of this run. */
  adminUrl: string;
  /** The migrated database that is cloned for each test file. */
  template: string;
  /** What the program connects as: they own nothing. */
  roles: RuntimeRoles;
  password: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    server: TestServer;
  }
}

const entropy = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };

async function embedded(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const folder = scratchFolder('wenjin-test-');
  // As root, Postgres runs as another user, who has to get in.
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({
    dataDir: path.join(folder, 'postgres'),
    durable: false,
    entropy,
    binDir: process.env.EMBEDDED_PG_BIN,
    // Thousands of connections are made to it, and each would take two times 4,096 rounds of hashing.
    settings: { max_connections: '300', scram_iterations: '1' },
  });
  return {
    adminUrl: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function asAdmin(adminUrl: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

async function migrateTemplate(server: TestServer): Promise<void> {
  const url = new URL(server.adminUrl);
  url.pathname = `/${server.template}`;
  const template = openDatabase(url.href, { max: 1, onError: console.error, statementTimeoutMs: 0 });
  try {
    await runMigrations(template.pool);
    await grantRuntime(template.pool, server.roles);
  } finally {
    await template.close();
  }
}

/** One real Postgres for the run; every test file gets its own copy of a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const own = process.env.TEST_DATABASE_URL;
  const { adminUrl, stop } = own ? { adminUrl: own, stop: async () => undefined } : await embedded();
  // Several runs may share one server, so names are of this run.
  const run = randomBytes(6).toString('hex');
  const roles = { app: `wenjin_test_app_${run}`, log: `wenjin_test_log_${run}` };
  const password = randomBytes(18).toString('base64url');
  const server: TestServer = { adminUrl, template: `wenjin_test_${run}`, roles, password };
  await asAdmin(adminUrl, async (admin) => {
    for (const role of Object.values(roles))
      await admin.query(`create role ${role} login password ${pg.escapeLiteral(password)}`);
    await admin.query(`create database ${server.template}`);
    await migrateTemplate(server);
    await admin.query(`alter database ${server.template} with is_template true allow_connections false`);
  });
  project.provide('server', server);
  return async () => {
    await asAdmin(adminUrl, (admin) => removeAll(admin, server));
    await stop();
  };
}

/** Also what a test file left behind. */
async function removeAll(admin: pg.Client, { template, roles }: TestServer): Promise<void> {
  await admin.query(`alter database ${template} with is_template false`);
  const left = await admin.query<{ name: string }>(
    'select datname as name from pg_database where datname like $1',
    [`${template}%`],
  );
  for (const { name } of left.rows) await admin.query(`drop database ${name} with (force)`);
  for (const role of Object.values(roles)) await admin.query(`drop role ${role}`);
}

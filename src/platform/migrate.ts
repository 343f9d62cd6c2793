import path from 'node:path';
import type pg from 'pg';
import { drizzle, migrate, readMigrationFiles, sql } from './drizzle.ts';

/** Where applied migrations are recorded; `test/tooling/drizzle.config.ts` says the same. */
const record = { migrationsTable: 'schema_migrations', migrationsSchema: 'drizzle' };

/** Any constant that no other part of the program locks. */
const migrationLock = '7203914551';

export const migrationsFolder = path.resolve(import.meta.dirname, '../../migrations');

/**
 * Applies what is pending, as the owner of the database. Safe when several processes start at once: one connection holds a session
 * advisory lock and the others wait (so this does not work through PgBouncer in transaction mode).
 * @throws Error when a migration was skipped or has changed since it was applied.
 */
export async function runMigrations(pool: pg.Pool, folder: string = migrationsFolder): Promise<void> {
  const client = await pool.connect();
  try {
    // Waiting for another process, or building an index, may take longer than any request should.
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await migrate(drizzle(client), { ...record, migrationsFolder: folder });
    await refuseSkipped(client, folder);
  } finally {
    // Closing the connection gives back the lock and the settings, whatever happened on it.
    client.release(true);
  }
}

/**
 * Drizzle 0.45 silently skips a migration whose journal time is before the newest applied one (two branches merged in the other
 * order), and never compares what was applied with what is in the folder.
 */
async function refuseSkipped(client: pg.PoolClient, folder: string): Promise<void> {
  const applied = await drizzle(client).execute<{ hash: string }>(
    sql`select hash from ${sql.identifier(record.migrationsSchema)}.${sql.identifier(record.migrationsTable)}`,
  );
  const known = new Set(applied.rows.map((row) => row.hash));
  const missing = readMigrationFiles({ migrationsFolder: folder }).findIndex((file) => !known.has(file.hash));
  if (missing >= 0) {
    throw new Error(
      `Migration ${missing} of ${folder} was skipped, or has changed since it was applied (see meta/_journal.json).`,
    );
  }
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/database.ts';
import { runMigrations } from '../../src/platform/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let folder: string;
let pool: pg.Pool;

const openPool = (): pg.Pool =>
  openDatabase(database.ownerUrl, { max: 2, onError: () => undefined, statementTimeoutMs: 0 }).pool;

interface Migration {
  tag: string;
  when: number;
  text: string;
}

const first: Migration = { tag: '0000_first', when: 1000, text: 'create table first (id integer);' };
const second: Migration = { tag: '0001_second', when: 2000, text: 'create table second (id integer);' };

function write(migrations: readonly Migration[]): void {
  const entries = migrations.map(({ tag, when }, idx) => ({
    idx,
    version: '7',
    when,
    tag,
    breakpoints: true,
  }));
  writeFileSync(
    path.join(folder, 'meta', '_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
  for (const { tag, text } of migrations) writeFileSync(path.join(folder, `${tag}.sql`), text);
}

async function tables(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace order by 1`,
  );
  return rows.map((row) => row.name);
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-migrations-'));
  mkdirSync(path.join(folder, 'meta'));
  database = await createEmptyDatabase();
  pool = openPool();
});

afterEach(async () => {
  await pool.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

test('four processes that start at once apply each migration once', async () => {
  write([first, second]);
  const pools = [openPool(), openPool(), openPool(), openPool()];
  await Promise.all(pools.map((one) => runMigrations(one, folder)));
  expect(await tables()).toEqual(['first', 'second']);
  expect((await pool.query('select hash from drizzle.schema_migrations')).rows).toHaveLength(2);
  await Promise.all(pools.map((one) => one.end()));
});

test('a later migration is added to those applied before', async () => {
  write([first]);
  await runMigrations(pool, folder);
  write([first, second]);
  await runMigrations(pool, folder);
  expect(await tables()).toEqual(['first', 'second']);
});

test('a migration that is older than one applied is refused, not skipped in silence', async () => {
  write([first, second]);
  await runMigrations(pool, folder);
  write([first, { tag: '0001_late', when: 1500, text: 'create table late (id integer);' }, second]);
  await expect(runMigrations(pool, folder)).rejects.toThrow('Migration 1');
});

test('a migration that was edited after it was applied is refused', async () => {
  write([first]);
  await runMigrations(pool, folder);
  write([{ ...first, text: 'create table first (id bigint);' }]);
  await expect(runMigrations(pool, folder)).rejects.toThrow('Migration 0');
});

test('a migration that fails leaves nothing behind, and frees the lock', async () => {
  write([first, { ...second, text: 'create table second (id integer); select 1 / 0;' }]);
  await expect(runMigrations(pool, folder)).rejects.toThrow();
  expect(await tables()).toEqual([]);
  write([first, second]);
  await runMigrations(pool, folder);
  expect(await tables()).toEqual(['first', 'second']);
});

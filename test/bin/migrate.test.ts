import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compiled } from '../support/compiled.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

const program = path.resolve(import.meta.dirname, '../../src/bin/migrate.ts');

let database: TestDatabase;

beforeAll(async () => {
  database = await createEmptyDatabase();
});

afterAll(() => database.drop());

const run = (env: Record<string, string>) => promisify(execFile)(process.execPath, [program], { env });

test('brings a database up to date for both roles, as often as it is run', async () => {
  const env = {
    ...compiled,
    WENJIN_OWNER_DATABASE_URL: database.ownerUrl,
    WENJIN_DATABASE_URL: database.appUrl,
    WENJIN_LOG_DATABASE_URL: database.logUrl,
  };
  await run(env);
  const { stdout } = await run(env);
  expect(stdout).toContain(
    `${new URL(database.appUrl).username} and ${new URL(database.logUrl).username} may use it`,
  );
  const app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  expect((await app.query('select count(*)::integer as count from events')).rows).toEqual([{ count: 0 }]);
  await app.end();
});

test('says which variable is missing, and shows no password', async () => {
  const failed = await run({ WENJIN_OWNER_DATABASE_URL: 'postgres://owner:swordfish@127.0.0.1/none' }).catch(
    (error: unknown) => String(error),
  );
  expect(failed).toContain('WENJIN_DATABASE_URL');
  expect(failed).not.toContain('swordfish');
});

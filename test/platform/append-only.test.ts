import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendOnly } from '../../src/platform/grants.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let owner: pg.Pool;
let app: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  app = new pg.Pool({ connectionString: database.appUrl, max: 1 });
});

afterAll(async () => {
  await app.end();
  await owner.end();
  await database.drop();
});

describe.each(appendOnly)('%s', (table) => {
  const removals = [`delete from ${table} where false`, `truncate ${table} cascade`];

  test.each(removals)('the owner of the table may not: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toMatchObject({ code: '23001' });
  });

  test('the owner of the table may not update it', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum = 1`,
      [table],
    );
    const column = pg.escapeIdentifier(rows[0]?.name ?? '');
    await expect(owner.query(`update ${table} set ${column} = ${column}`)).rejects.toMatchObject({
      code: '23001',
    });
    await expect(app.query(`update ${table} set ${column} = ${column}`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  test.each(removals)('the runtime role may not: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

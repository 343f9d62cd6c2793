import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/database.ts';
import { grantRuntime } from '../../src/platform/grants.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let owner: pg.Pool;
let app: pg.Pool;

beforeAll(async () => {
  database = await createEmptyDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  app = openDatabase(database.appUrl, { max: 1, onError: () => undefined }).pool;
  await owner.query('create table events (id integer)');
  await owner.query('create table "Odd name" (id integer generated always as identity, note text)');
  const role = decodeURIComponent(new URL(database.appUrl).username);
  await owner.query(`grant all on events to ${pg.escapeIdentifier(role)}`);
  await grantRuntime(owner, role);
  await grantRuntime(owner, role);
});

afterAll(async () => {
  await app.end();
  await owner.end();
  await database.drop();
});

test('the runtime role reads and writes an ordinary table', async () => {
  await app.query(`insert into "Odd name" (note) values ('a')`);
  await app.query(`update "Odd name" set note = 'b'`);
  expect((await app.query('select note from "Odd name"')).rows).toEqual([{ note: 'b' }]);
  await app.query('delete from "Odd name"');
});

test('the runtime role adds events and reads them', async () => {
  await app.query('insert into events values (1)');
  expect((await app.query('select id from events')).rows).toEqual([{ id: 1 }]);
});

test.each([
  'update events set id = 2',
  'delete from events',
  'truncate events',
  'drop table events',
  'alter table events disable trigger all',
  'truncate "Odd name"',
  'create table mine (id integer)',
  'create temporary table mine (id integer)',
])('the runtime role may not: %s', async (statement) => {
  await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
});

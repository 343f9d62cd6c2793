import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/database.ts';
import { grantRuntime } from '../../src/platform/grants.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let owner: pg.Pool;
let app: pg.Pool;
let log: pg.Pool;

beforeAll(async () => {
  database = await createEmptyDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  app = openDatabase(database.appUrl, { max: 1, onError: () => undefined }).pool;
  log = openDatabase(database.logUrl, { max: 1, onError: () => undefined }).pool;
  await owner.query('create table events (id integer)');
  await owner.query('create table "Odd name" (id integer generated always as identity, note text)');
  await owner.query('create table log_pending (id integer)');
  await owner.query('create table log_tiles (id integer)');
  const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);
  const roles = { app: roleOf(database.appUrl), log: roleOf(database.logUrl) };
  for (const role of Object.values(roles))
    await owner.query(`grant all on events to ${pg.escapeIdentifier(role)}`);
  await grantRuntime(owner, roles);
  await grantRuntime(owner, roles);
});

afterAll(async () => {
  await app.end();
  await log.end();
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
  'delete from log_pending',
  'insert into log_tiles values (1)',
])('the runtime role may not: %s', async (statement) => {
  await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
});

test('the role of the log takes what is pending and writes the tree', async () => {
  await app.query('insert into log_pending values (1)');
  expect((await log.query('delete from log_pending returning id')).rows).toEqual([{ id: 1 }]);
  await log.query('insert into log_tiles values (1)');
  await log.query('update log_tiles set id = 2');
  expect((await log.query('select id from events')).rows).toEqual([{ id: 1 }]);
});

test.each([
  'insert into log_pending values (1)',
  'insert into events values (1)',
  'update events set id = 2',
  'delete from log_tiles',
  'truncate log_tiles',
  'alter table log_tiles disable trigger all',
  'select * from "Odd name"',
])('the role of the log may not: %s', async (statement) => {
  await expect(log.query(statement)).rejects.toMatchObject({ code: '42501' });
});

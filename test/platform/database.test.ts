import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from '../../src/platform/drizzle.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OutboundFailure } from '../../src/kernel/ports.ts';
import { constraintOf, type Database, isUnavailable, openDatabase } from '../../src/platform/database.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { createProxy } from '../support/proxy.ts';

let database: TestDatabase;
let owner: pg.Pool;
const errors: Error[] = [];

const open = (
  options: { url?: string; max?: number; statementTimeoutMs?: number; connectionTimeoutMs?: number } = {},
) =>
  openDatabase(options.url ?? database.ownerUrl, {
    max: 1,
    onError: (error) => errors.push(error),
    ...options,
  });

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

const pidOf = async (db: Pick<Database, 'execute'>): Promise<number> => {
  const { rows } = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  return rows[0]?.pid ?? 0;
};

beforeAll(async () => {
  database = await createEmptyDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  await owner.query('create table thing (id integer constraint thing_pkey primary key, note text)');
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

test('writes commit together, or not at all', async () => {
  const { db, close } = open();
  const failed = await failureOf(
    db.transaction(async (tx) => {
      await tx.execute(sql`insert into thing (id) values (1)`);
      throw new Error('No.');
    }),
  );
  expect(failed).toMatchObject({ message: 'No.' });
  await db.transaction((tx) => tx.execute(sql`insert into thing (id) values (2)`));
  expect((await db.execute(sql`select id from thing`)).rows).toEqual([{ id: 2 }]);
  await close();
});

test('has no way to write outside a transaction', async () => {
  const { db, close } = open();
  // @ts-expect-error A write asks for a transaction.
  expect(db.insert).toBeTypeOf('function');
  await close();
});

test('names the constraint that refused', async () => {
  const { db, close } = open();
  const refused = await failureOf(db.execute(sql`insert into thing (id) values (2), (2)`));
  expect(constraintOf(refused)).toEqual({ sqlState: '23505', constraint: 'thing_pkey' });
  expect(isUnavailable(refused)).toBe(false);
  await close();
});

test('recognises a server that is not there', async () => {
  const gone = await createProxy(database.ownerUrl);
  await gone.close();
  const { db, close } = open({ url: gone.url });
  expect(isUnavailable(await failureOf(db.execute(sql`select 1`)))).toBe(true);
  expect(isUnavailable(await failureOf(db.transaction((tx) => tx.execute(sql`select 1`))))).toBe(true);
  await close();
});

test('recognises a host that has no name', async () => {
  const { db, close } = open({ url: 'postgres://nobody:none@wenjin.invalid:5432/none' });
  expect(isUnavailable(await failureOf(db.execute(sql`select 1`)))).toBe(true);
  await close();
});

test('recognises a pool that stays exhausted', async () => {
  const { db, pool, close } = open({ connectionTimeoutMs: 100 });
  const taken = await pool.connect();
  expect(isUnavailable(await failureOf(db.execute(sql`select 1`)))).toBe(true);
  taken.release();
  expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
  await close();
});

test('recognises a statement that takes too long', async () => {
  const { db, close } = open({ statementTimeoutMs: 100 });
  expect(isUnavailable(await failureOf(db.execute(sql`select pg_sleep(10)`)))).toBe(true);
  await close();
});

test.each(['while it waits', 'between two statements'])(
  'survives an administrator who ends a transaction %s',
  async (when) => {
    const { db, close } = open();
    const failed = await failureOf(
      db.transaction(async (tx) => {
        const pid = await pidOf(tx);
        const waiting =
          when === 'while it waits' ? failureOf(tx.execute(sql`select pg_sleep(10)`)) : undefined;
        await owner.query('select pg_terminate_backend($1)', [pid]);
        await sleep(100);
        await waiting;
        await tx.execute(sql`insert into thing (id) values (3)`);
      }),
    );
    expect(isUnavailable(failed)).toBe(true);
    // The pool has one place: it was given back.
    expect((await db.execute(sql`select id from thing where id = 3`)).rows).toEqual([]);
    await close();
  },
);

test('survives an administrator who ends an idle connection', async () => {
  const { db, close } = open();
  await owner.query('select pg_terminate_backend($1)', [await pidOf(db)]);
  await expect.poll(() => errors.length).toBeGreaterThan(0);
  expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
  await close();
});

test('never lends on a connection whose transaction was left open in silence', async () => {
  const proxy = await createProxy(database.ownerUrl);
  const { db, close } = open({ url: proxy.url, statementTimeoutMs: 100 });
  const failed = await failureOf(
    db.transaction(async (tx) => {
      await tx.execute(sql`insert into thing (id) values (4)`);
      proxy.freeze();
      await tx.execute(sql`select 1`);
    }),
  );
  expect(isUnavailable(failed)).toBe(true);
  proxy.thaw();
  await db.transaction((tx) => tx.execute(sql`insert into thing (id) values (5)`));
  expect((await owner.query('select id from thing where id in (4, 5)')).rows).toEqual([{ id: 5 }]);
  await close();
  await proxy.close();
});

test('does not take the silence of another server for its own', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(isUnavailable(refused)).toBe(true);
  expect(isUnavailable(new OutboundFailure('The peer is away.', { cause: refused }))).toBe(false);
  expect(isUnavailable(new AggregateError([refused]))).toBe(true);
  expect(isUnavailable('ECONNREFUSED')).toBe(false);
});

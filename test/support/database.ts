import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** As the owner: for looking at, and spoiling, what the program may not touch. */
  ownerUrl: string;
  /** As the runtime role, which is what the program gets. */
  appUrl: string;
  /** As the role that alone writes the log. */
  logUrl: string;
  drop(): Promise<void>;
}

async function admin(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('server').adminUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/**
 * A pool is ended before its last connection is closed. One that hears of the drop in between throws out of the blue, in
 * whichever test is running; so those on their way out are waited for, and only those that were forgotten are cut.
 */
async function drop(name: string): Promise<void> {
  await admin(async (client) => {
    for (let turn = 0; turn < 100; turn++) {
      const open = await client.query('select from pg_stat_activity where datname = $1', [name]);
      if (open.rowCount === 0) break;
      await setTimeout(20);
    }
    await client.query(`drop database if exists ${name} with (force)`);
  });
}

/** A migrated database for the calling test file. */
export const createTestDatabase = (): Promise<TestDatabase> => create(inject('server').template);

/** A copy of another one, which nobody may be connected to. */
export const copyOfDatabase = ({ ownerUrl }: Pick<TestDatabase, 'ownerUrl'>): Promise<TestDatabase> =>
  create(new URL(ownerUrl).pathname.slice(1));

/** A database without any table, for tests of what makes them. */
export const createEmptyDatabase = (): Promise<TestDatabase> => create('template0');

async function create(template: string): Promise<TestDatabase> {
  const server = inject('server');
  const name = `${server.template}_${randomBytes(6).toString('hex')}`;
  // Half the time of the other strategy, which writes every page to the log of the server.
  await admin((client) => client.query(`create database ${name} template ${template} strategy file_copy`));
  const ownerUrl = new URL(server.adminUrl);
  ownerUrl.pathname = `/${name}`;
  const urlOf = (role: string): string => {
    const url = new URL(ownerUrl);
    url.username = role;
    url.password = server.password;
    return url.href;
  };
  return {
    ownerUrl: ownerUrl.href,
    appUrl: urlOf(server.roles.app),
    logUrl: urlOf(server.roles.log),
    drop: () => drop(name),
  };
}

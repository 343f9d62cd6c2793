import { randomBytes } from 'node:crypto';
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

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('server').adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A migrated database for the calling test file. */
export const createTestDatabase = (): Promise<TestDatabase> => create(inject('server').template);

/** A database without any table, for tests of what makes them. */
export const createEmptyDatabase = (): Promise<TestDatabase> => create('template0');

async function create(template: string): Promise<TestDatabase> {
  const server = inject('server');
  const name = `${server.template}_${randomBytes(6).toString('hex')}`;
  // Half the time of the other strategy, which writes every page to the log of the server.
  await admin(`create database ${name} template ${template} strategy file_copy`);
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
    drop: () => admin(`drop database if exists ${name} with (force)`),
  };
}

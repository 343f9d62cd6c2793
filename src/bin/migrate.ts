import { z } from 'zod';
import { openDatabase } from '../platform/database.ts';
import { grantRuntime } from '../platform/grants.ts';
import { runMigrations } from '../platform/migrate.ts';

/** Brings the database of a node up to date, as its owner, and lets the two roles that the node connects as use it. Safe to run again. */

const variables = z.object({
  WENJIN_OWNER_DATABASE_URL: z.string().min(1),
  WENJIN_DATABASE_URL: z.string().min(1),
  WENJIN_LOG_DATABASE_URL: z.string().min(1),
});

const urls = variables.parse(process.env);
const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);
const roles = { app: roleOf(urls.WENJIN_DATABASE_URL), log: roleOf(urls.WENJIN_LOG_DATABASE_URL) };
const { pool, close } = openDatabase(urls.WENJIN_OWNER_DATABASE_URL, {
  max: 2,
  statementTimeoutMs: 0,
  onError: (error) => console.error(error.message),
});
try {
  await runMigrations(pool);
  await grantRuntime(pool, roles);
  console.log(`The database is up to date; ${roles.app} and ${roles.log} may use it.`);
} finally {
  await close();
}

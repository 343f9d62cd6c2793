import { z } from 'zod';
import { openDatabase } from '../platform/database.ts';
import { grantRuntime } from '../platform/grants.ts';
import { runMigrations } from '../platform/migrate.ts';

/** Brings the database of a node up to date, as its owner, and lets the role that the node connects as use it. Safe to run again. */

const variables = z.object({
  WENJIN_OWNER_DATABASE_URL: z.string().min(1),
  WENJIN_DATABASE_URL: z.string().min(1),
});

const { WENJIN_OWNER_DATABASE_URL: owner, WENJIN_DATABASE_URL: runtime } = variables.parse(process.env);
const role = decodeURIComponent(new URL(runtime).username);
const { pool, close } = openDatabase(owner, {
  max: 2,
  statementTimeoutMs: 0,
  onError: (error) => console.error(error.message),
});
try {
  await runMigrations(pool);
  await grantRuntime(pool, role);
  console.log(`The database is up to date; ${role} may use it.`);
} finally {
  await close();
}

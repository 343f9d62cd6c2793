import pg from 'pg';

/** Tables whose rows the program may add and read, but never change or remove. */
export const appendOnly: readonly string[] = [
  'events',
  'status_publications',
  'peer_status_publications',
  'access_records',
];

/**
 * Lets the runtime role read and write every table of the database, and only that: it owns nothing, so it can neither alter a table
 * nor disable a trigger. Nobody else may connect, which keeps the roles of two nodes on one server apart. Run as the owner after each
 * migration; running it again changes nothing.
 */
export async function grantRuntime(pool: pg.Pool, role: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const database = await client.query<{ name: string }>('select current_database() as name');
    const tables = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')`,
    );
    for (const { name } of database.rows) await run(client, onDatabase(name, role));
    for (const { name } of tables.rows) await run(client, onTable(name, role));
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function run(client: pg.PoolClient, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

function onDatabase(database: string, role: string): readonly string[] {
  const to = pg.escapeIdentifier(role);
  const on = pg.escapeIdentifier(database);
  return [
    `revoke connect, temporary on database ${on} from public`,
    `grant connect on database ${on} to ${to}`,
    `revoke create on schema public from public`,
    `grant usage on schema public to ${to}`,
    `grant usage, select on all sequences in schema public to ${to}`,
  ];
}

/** Rights are taken first, so that the outcome depends on nothing that was granted before. */
function onTable(table: string, role: string): readonly string[] {
  const to = pg.escapeIdentifier(role);
  const on = `public.${pg.escapeIdentifier(table)}`;
  const rights = appendOnly.includes(table) ? 'select, insert' : 'select, insert, update, delete';
  return [`revoke all on ${on} from ${to}`, `grant ${rights} on ${on} to ${to}`];
}

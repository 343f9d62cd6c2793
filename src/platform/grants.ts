import pg from 'pg';

/** Who connects: the program that serves and works, and the one writer of the log. */
export interface RuntimeRoles {
  readonly app: string;
  readonly log: string;
}

/** Tables whose rows the program may add and read, but never change or remove. */
export const appendOnly: readonly string[] = [
  'events',
  'event_facts',
  'status_publications',
  'peer_status_publications',
  'access_records',
  'retention_acts',
  'disclosure_cases',
  'disclosure_case_words',
  'log_seen',
];

/** What the tree of the log is made of: the program reads it, the sequencer alone writes. */
const treeRights: Readonly<Record<string, string>> = {
  log_entries: 'select, insert',
  log_bundles: 'select, insert, update',
  log_tiles: 'select, insert, update',
  log_head: 'select, insert, update',
  log_checkpoints: 'select, insert, update',
  log_freezes: 'select, insert',
};

/** What else the sequencer touches: it takes what is pending and reads the entries, never an opening. */
const sequencerRights: Readonly<Record<string, string>> = {
  ...treeRights,
  log_pending: 'select, delete',
  events: 'select',
  log_seen: 'select, insert',
};

function appRights(table: string): string {
  if (table in treeRights) return 'select';
  if (table === 'log_pending') return 'select, insert';
  if (table === 'witness_logs') return 'select, insert, update';
  return appendOnly.includes(table) ? 'select, insert' : 'select, insert, update, delete';
}

/**
 * Lets the two roles do with each table of the database what they have to, and only that: they own nothing, so they can neither alter a
 * table nor disable a trigger. Nobody else may connect, which keeps the roles of two nodes on one server apart. Run as the owner after
 * each migration; running it again changes nothing.
 */
export async function grantRuntime(pool: pg.Pool, { app, log }: RuntimeRoles): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const database = await client.query<{ name: string }>('select current_database() as name');
    const tables = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')`,
    );
    for (const role of [app, log])
      for (const { name } of database.rows) await run(client, onDatabase(name, role));
    for (const { name } of tables.rows) {
      await run(client, onTable(name, app, appRights(name)));
      await run(client, onTable(name, log, sequencerRights[name]));
    }
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
function onTable(table: string, role: string, rights: string | undefined): readonly string[] {
  const to = pg.escapeIdentifier(role);
  const on = `public.${pg.escapeIdentifier(table)}`;
  const taken = `revoke all on ${on} from ${to}`;
  return rights === undefined ? [taken] : [taken, `grant ${rights} on ${on} to ${to}`];
}

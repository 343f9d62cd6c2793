import pg from 'pg';
import { isUnavailable } from './database-error.ts';
import { drizzle, type NodePgDatabase, type PgTransactionConfig } from './drizzle.ts';

export { constraintOf, isUnavailable, type Refusal } from './database-error.ts';

type Reading = 'select' | 'selectDistinct' | 'selectDistinctOn' | 'with' | '$with' | '$count' | 'execute';

/** Inside a transaction: everything may be asked and written; all of it commits together or not at all. */
export type Transaction = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

/** What asks only: the database or a transaction. A write asks for a {@link Transaction} instead. */
export type Reader = Pick<Transaction, Reading>;

/** Reads anywhere, writes in a transaction; the type leaves nothing else, so a half-done change cannot commit. */
export interface Database extends Reader {
  transaction<T>(work: (tx: Transaction) => Promise<T>, config?: PgTransactionConfig): Promise<T>;
}

export interface DatabaseOptions {
  /** Connections at most. */
  max: number;
  /** Told of a connection that broke while nobody used it; whoever uses one gets the error from their query. */
  onError: (error: Error) => void;
  /** How long one statement may take; 0 for as long as it needs, which migrations want. */
  statementTimeoutMs?: number;
  /** How long to wait for a connection, a new one or one of the pool. */
  connectionTimeoutMs?: number;
}

export interface OpenDatabase {
  db: Database;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** Opens nothing yet: the first question connects, so a database that is away fails a request and not the start. */
export function openDatabase(url: string, options: DatabaseOptions): OpenDatabase {
  const statementTimeoutMs = options.statementTimeoutMs ?? 15_000;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 5_000,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: statementTimeoutMs,
    // A frozen server cannot end a statement by itself; a little later the client gives up.
    query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + 2_000,
    keepAlive: true,
    application_name: 'wenjin',
    options: '-c TimeZone=UTC',
  });
  pool.on('error', options.onError);
  // A client that is in use reports through its query. Without a listener its `error` event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = drizzle(pool, dialect);
  db.transaction = createTransact(pool);
  return { db, pool, close: () => pool.end() };
}

/** Columns are named in camelCase here and in snake_case there. */
const dialect = { casing: 'snake_case' } as const;

/**
 * Drizzle's own `transaction` on a pool never gives back a client whose `begin` failed, and gives back one whose `rollback`
 * was never answered: the next borrower would then write inside a stranger's transaction. Here such a client is closed.
 */
function createTransact(pool: pg.Pool): Database['transaction'] {
  // A pool lends the same clients again and again; each keeps what Drizzle learned about the tables.
  const known = new WeakMap<pg.PoolClient, NodePgDatabase>();
  return async (work, config) => {
    const client = await pool.connect();
    let broken = false;
    try {
      const own = known.get(client) ?? drizzle(client, dialect);
      known.set(client, own);
      return await own.transaction(work, config);
    } catch (error) {
      broken = isUnavailable(error);
      throw error;
    } finally {
      client.release(broken);
    }
  };
}

import { sql } from '../platform/drizzle.ts';
import type { Transaction } from '../platform/database.ts';

/** Advisory locks are of one database, and this number is no other lock's. */
const leaderLock = 7_230_981_406;

/** Holds until the transaction ends, however it ends: with its connection it is over for everybody at once. */
export async function tryLeaderLock(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.execute<{ got: boolean }>(
    sql`select pg_try_advisory_xact_lock(${leaderLock}::bigint) as got`,
  );
  return rows[0]?.got === true;
}

/** @throws when the connection is gone, and the lock with it. Also keeps the server from ending a transaction that idles. */
export async function touchLeadership(tx: Transaction): Promise<void> {
  await tx.execute(sql`select 1`);
}

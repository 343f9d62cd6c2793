import { index, pgTable, primaryKey, smallint, text, timestamp, uuid } from './drizzle.ts';
import { bytes } from './columns.ts';

/** Claims on Idempotency-Keys: status and reference of what came of them, never a body. */
export const idempotencyClaims = pgTable(
  'idempotency_claims',
  {
    /** Organisation's client, officer or holder key: keys of one caller mean nothing to another. */
    caller: text().notNull(),
    key: text().notNull(),
    /** SHA-256 over operation, path and canonical body. */
    requestDigest: bytes().notNull(),
    reservedId: uuid().notNull(),
    /** Names the request that holds the lease; another one after each take-over. */
    leaseId: uuid().notNull(),
    leaseUntil: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
    status: smallint(),
    reference: text(),
  },
  (table) => [
    primaryKey({ columns: [table.caller, table.key] }),
    index('idempotency_claims_by_age').on(table.createdAt),
  ],
);

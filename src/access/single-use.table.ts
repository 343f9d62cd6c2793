import { index, pgTable, timestamp } from '../platform/drizzle.ts';
import { bytes } from '../platform/columns.ts';

/** Identifiers of assertions that were accepted, as digests: none is accepted again before it has expired by itself. */
export const usedAssertions = pgTable(
  'used_assertions',
  {
    digest: bytes().primaryKey(),
    expiresAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index('used_assertions_by_expiry').on(table.expiresAt)],
);

/** Digests of nonces that were given out and not used. */
export const presentationNonces = pgTable(
  'presentation_nonces',
  {
    digest: bytes().primaryKey(),
    expiresAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index('presentation_nonces_by_expiry').on(table.expiresAt)],
);

import { index, jsonb, pgTable, sql, text, timestamp, uniqueIndex } from '../platform/drizzle.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import { bytes } from '../platform/columns.ts';
import { keyPurposes, suites } from './vocabulary.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** Every key that this node ever had. Rows stay: what an old key signed is judged by its row. */
export const signingKeys = pgTable(
  'signing_keys',
  {
    /** RFC 7638 thumbprint. */
    kid: text().primaryKey(),
    purpose: text({ enum: keyPurposes }).notNull(),
    /** The slug of the authority that owns a credential key; null for a node's own. */
    authority: text(),
    suite: text({ enum: suites }).notNull(),
    publicJwk: jsonb().$type<PublicJwk>().notNull(),
    /** AES-256-GCM under the master key; null once the key is past use, so that nobody can sign into the past. */
    privateSealed: bytes(),
    /** Instants here are whole seconds: they are compared with the `iat` of what was signed. */
    signFrom: instant().notNull(),
    signUntil: instant(),
    /** When the key leaves the JWK sets; null for as long as the node exists. */
    publishedUntil: instant(),
    compromisedAt: instant(),
    createdAt: instant().notNull(),
  },
  (table) => [
    index('signing_keys_by_slot').on(table.purpose, table.authority),
    // Two rotations at once cannot leave two keys without an end.
    uniqueIndex('signing_keys_one_open')
      .on(table.purpose, sql`coalesce(${table.authority}, '')`)
      .where(sql`${table.signUntil} is null`),
  ],
);

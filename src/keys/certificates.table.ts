import { integer, pgTable, primaryKey, text, timestamp } from '../platform/drizzle.ts';
import { bytes } from '../platform/columns.ts';
import { signingKeys } from './signing-keys.table.ts';
import { authorityLevels } from './vocabulary.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/**
 * Those who certify this node's keys: its own in a demonstration, imported anchors otherwise. Rows stay, since a chain is judged as of
 * the day on which its key signed.
 */
export const certificateAuthorities = pgTable(
  'certificate_authorities',
  {
    level: text({ enum: authorityLevels }).notNull(),
    /** 1, 2, 3 … within the level: of two processes that make the next one only one succeeds. */
    number: integer().notNull(),
    /** RFC 7638 thumbprint of a key of our own; SHA-256 of the SubjectPublicKeyInfo of somebody else's. */
    kid: text().notNull(),
    /** DER. */
    certificate: bytes().notNull(),
    /** As that of a signing key; null for an authority that is somebody else's. */
    privateSealed: bytes(),
    notBefore: instant().notNull(),
    notAfter: instant().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.level, table.number] })],
);

/** Every certificate that a key of this node ever had, with those between it and an anchor. */
export const keyCertificates = pgTable(
  'key_certificates',
  {
    kid: text()
      .notNull()
      .references(() => signingKeys.kid),
    /** 1, 2, 3 … of this key. */
    number: integer().notNull(),
    /** The value of `x5c` (RFC 7515 section 4.1.6): the leaf first, the anchor left out. */
    chain: text().array().notNull(),
    /** When all of the chain is valid. */
    notBefore: instant().notNull(),
    notAfter: instant().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kid, table.number] })],
);

import { index, pgTable, primaryKey, text, timestamp, uuid } from '../platform/drizzle.ts';
import { bytes } from '../platform/columns.ts';
import { identityNumberTypes } from './identity-number.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** One row for each person, by a random pseudonym that means nothing outside this node. Without `wrappedKey` nothing of theirs can be read again. */
export const subjects = pgTable('subjects', {
  id: uuid().primaryKey(),
  /** The person's data key, encrypted under the node's; null once erased. */
  wrappedKey: bytes(),
  createdAt: instant().notNull(),
  erasedAt: instant(),
  /** Storage only, PIPL Article 47(2). */
  restrictedAt: instant(),
});

const subjectId = () =>
  uuid()
    .notNull()
    .references(() => subjects.id);

export const persons = pgTable('persons', {
  subjectId: subjectId().primaryKey(),
  sealed: bytes().notNull(),
});

export const identityNumbers = pgTable(
  'identity_numbers',
  {
    subjectId: subjectId(),
    type: text({ enum: identityNumberTypes }).notNull(),
    keyedHash: bytes().notNull(),
    tail: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.subjectId, table.type, table.keyedHash] }),
    index('identity_numbers_by_hash').on(table.keyedHash),
  ],
);

/** The salted disclosures of a credential (RFC 9901, section 4.2): they hold what the credential itself only digests. */
export const credentialDisclosures = pgTable(
  'credential_disclosures',
  {
    credentialId: uuid().primaryKey(),
    subjectId: subjectId(),
    sealed: bytes().notNull(),
  },
  (table) => [index('credential_disclosures_by_subject').on(table.subjectId)],
);

/** Holds no personal data but the pseudonym, and so outlives erasure as proof that processing was lawful. */
export const consents = pgTable(
  'consents',
  {
    id: uuid().primaryKey(),
    subjectId: subjectId(),
    scope: text().notNull(),
    recipient: text().notNull(),
    purpose: text().notNull(),
    items: text().array().notNull(),
    evidenceDigest: text().notNull(),
    givenAt: instant().notNull(),
    withdrawnAt: instant(),
  },
  (table) => [index('consents_by_subject').on(table.subjectId)],
);

import {
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from '../platform/drizzle.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { bytes } from '../platform/columns.ts';
import type { StatementKind } from './vocabulary.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** The canonical bytes that both sides sign, as they were drafted here or received. A version never changes. */
export const agreementVersions = pgTable(
  'agreement_versions',
  {
    id: text().notNull(),
    version: integer().notNull(),
    bytes: bytes().notNull(),
    digest: bytes().notNull(),
    receivedFrom: text(),
    createdAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.id, table.version] })],
);

/** One signature of each side: the key makes a second one of the same side impossible. */
export const agreementSignatures = pgTable(
  'agreement_signatures',
  {
    id: text().notNull(),
    version: integer().notNull(),
    jurisdiction: text().$type<Jurisdiction>().notNull(),
    kid: text().notNull(),
    protected: text().notNull(),
    signature: text().notNull(),
    signedAt: instant().notNull(),
    recordedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.version, table.jurisdiction] }),
    foreignKey({
      columns: [table.id, table.version],
      foreignColumns: [agreementVersions.id, agreementVersions.version],
    }),
  ],
);

/** What a side said after signing: suspended, resumed, terminated. The signed text is kept as it came. */
export const agreementStatements = pgTable(
  'agreement_statements',
  {
    statementId: uuid().primaryKey(),
    id: text().notNull(),
    version: integer().notNull(),
    jurisdiction: text().$type<Jurisdiction>().notNull(),
    kind: text().$type<StatementKind>().notNull(),
    reasonCode: text().notNull(),
    effectiveAt: instant().notNull(),
    saidAt: instant().notNull(),
    recordedAt: instant().notNull(),
    jws: text().notNull(),
  },
  (table) => [
    index('agreement_statements_by_version').on(table.id, table.version),
    foreignKey({
      columns: [table.id, table.version],
      foreignColumns: [agreementVersions.id, agreementVersions.version],
    }),
  ],
);

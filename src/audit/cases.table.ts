import { date, index, pgTable, sql, text, timestamp, uniqueIndex, uuid } from '../platform/drizzle.ts';
import { disclosureBasisCodes } from './disclosure-bases.ts';
import { caseWords } from './disclosure-case.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** Cases in which a regulator of the other side asks who somebody is, append-only (trigger and grant). Their reasons are in the log's openings alone. */
export const disclosureCases = pgTable(
  'disclosure_cases',
  {
    id: uuid().primaryKey(),
    organisationId: uuid().notNull(),
    subjectId: uuid().notNull(),
    credentialNumber: text().notNull(),
    /** Of that credential. */
    issuer: text().notNull(),
    legalBasis: text({ enum: disclosureBasisCodes }).notNull(),
    reference: text().notNull(),
    /** Civil date at +08:00, exclusive. */
    until: date({ mode: 'string' }).notNull(),
    openedAt: instant().notNull(),
    openedBy: text().notNull(),
    openedByPerson: uuid().notNull(),
    openedEntry: uuid().notNull(),
  },
  (table) => [index('disclosure_cases_by_organisation').on(table.organisationId, table.id)],
);

/** What was said of a case, append-only (trigger and grant). The state follows from it. */
export const disclosureCaseWords = pgTable(
  'disclosure_case_words',
  {
    id: uuid().primaryKey(),
    caseId: uuid()
      .notNull()
      .references(() => disclosureCases.id),
    word: text({ enum: caseWords }).notNull(),
    at: instant().notNull(),
    by: text().notNull(),
    byPerson: uuid().notNull(),
    byRole: text({ enum: ['regulator', 'privacy-officer'] }).notNull(),
    entry: uuid().notNull(),
  },
  (table) => [
    index('disclosure_case_words_by_case').on(table.caseId, table.at),
    uniqueIndex('disclosure_case_words_two_persons')
      .on(table.caseId, table.byPerson)
      .where(sql`${table.word} = 'approved'`),
  ],
);

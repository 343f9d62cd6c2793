import { index, pgTable, sql, text, timestamp, uuid } from '../platform/drizzle.ts';

/**
 * Who asked what, when, for what purpose and on whose authorisation (Shenzhen Social Credit Regulation Art 45, Credit Reporting
 * Regulations Art 22). Identifiers only. Without foreign keys: a row is written on the hot path, and outlives what it names.
 */
export const accessRecords = pgTable(
  'access_records',
  {
    /** UUIDv7: in order of time. */
    id: uuid().primaryKey(),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    kind: text().notNull(),
    callerName: text().notNull(),
    organisationId: uuid(),
    clientId: uuid(),
    officerId: uuid(),
    personId: uuid(),
    purpose: text().notNull(),
    stage: text(),
    authorisationType: text(),
    authorisationReference: text(),
    authorisationScope: text(),
    authorisationExpiresAt: text(),
    caseReference: text(),
    objectIds: text().array().notNull(),
    /** RFC 7638 thumbprint of the key that the objects are bound to, so that their holder can see who looked. */
    holderThumbprint: text(),
    result: text().notNull(),
    /** What kind of content the answer held. Null for what is older than the question. */
    contentClass: text(),
    requestId: text().notNull(),
    /** Entry of the log that stands for the batch in which it was committed. */
    batchEntryId: uuid(),
  },
  (table) => [
    index('access_records_by_organisation').on(table.organisationId, table.id),
    index('access_records_by_batch').on(table.batchEntryId),
    index('access_records_by_object').using('gin', table.objectIds),
    index('access_records_by_holder')
      .on(table.holderThumbprint, table.id)
      .where(sql`${table.holderThumbprint} is not null`),
  ],
);

import { bigserial, boolean, index, integer, pgTable, text, timestamp, uuid } from './drizzle.ts';
import { bytes } from './columns.ts';

/**
 * What happened, append-only (trigger and grant). A row is already the future log entry: random identifier, type, issuer, time and a
 * salted commitment, as canonical bytes. `position` only orders reading; transactions may commit out of its order.
 */
export const events = pgTable(
  'events',
  {
    id: uuid().primaryKey(),
    position: bigserial({ mode: 'number' }).notNull().unique(),
    type: text().notNull(),
    issuer: text().notNull(),
    recordedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    commitment: bytes().notNull(),
    entry: bytes().notNull(),
  },
  (table) => [index('events_by_type').on(table.type, table.position)],
);

/** Salt and payload of an event, encrypted under the key of the person concerned. Deleting it leaves a commitment that nobody can open. */
export const eventOpenings = pgTable(
  'event_openings',
  {
    eventId: uuid()
      .primaryKey()
      .references(() => events.id),
    subjectId: uuid(),
    objectType: text().notNull(),
    objectId: text().notNull(),
    sealed: bytes().notNull(),
  },
  (table) => [
    index('event_openings_by_object').on(table.objectType, table.objectId),
    index('event_openings_by_subject').on(table.subjectId),
  ],
);

/** What the log does not hold yet: written with the event, taken by the sequencer. */
export const logPending = pgTable('log_pending', {
  id: bigserial({ mode: 'bigint' }).primaryKey(),
  entryId: uuid()
    .notNull()
    .unique('log_pending_by_entry')
    .references(() => events.id),
});

/**
 * What an event is counted and found by: codes and pseudonyms, no words, nothing that names a person. It stays when the opening is
 * erased, so that counts of past years still come out.
 */
export const eventFacts = pgTable(
  'event_facts',
  {
    eventId: uuid()
      .primaryKey()
      .references(() => events.id),
    type: text().notNull(),
    recordedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    effectiveAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    issuer: text().notNull(),
    objectType: text().notNull(),
    objectId: text().notNull(),
    subjectId: uuid(),
    actorId: text().notNull(),
    actorRole: text().notNull(),
    actorPerson: text(),
    organisationId: text(),
    purpose: text().notNull(),
    authorisationReference: text(),
    agreementId: text(),
    agreementVersion: integer(),
    agreementRow: text(),
    reasonCode: text(),
    before: text(),
    after: text(),
    keyId: text(),
    qualification: text(),
    /** Of a recognition, what it counts as. */
    target: text(),
    direction: text(),
    route: text(),
    specialism: text(),
    outcome: text(),
    proposed: text(),
    override: boolean(),
    legalKind: text(),
    count: integer(),
  },
  (table) => [
    index('event_facts_by_type').on(table.type, table.recordedAt),
    index('event_facts_by_time').on(table.recordedAt),
    index('event_facts_by_object').on(table.objectType, table.objectId),
    index('event_facts_by_subject').on(table.subjectId),
    index('event_facts_by_actor').on(table.actorPerson, table.recordedAt),
  ],
);

import { bigserial, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
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

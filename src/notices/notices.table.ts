import {
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from '../platform/drizzle.ts';

/** Signed notices for the other node: one for each event that concerns it, delivered at least once, in order within a stream. */
export const noticesOut = pgTable(
  'notices_out',
  {
    /** The event that it tells of. */
    eventId: uuid().primaryKey(),
    /** What must arrive in order among itself: a record, or an agreement. */
    stream: text().notNull(),
    sequence: integer().notNull(),
    jws: text().notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    attempts: integer().notNull().default(0),
    nextAttemptAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    deliveredAt: timestamp({ withTimezone: true, precision: 3 }),
  },
  (table) => [
    uniqueIndex('notices_out_in_order').on(table.stream, table.sequence),
    index('notices_out_due').on(table.deliveredAt, table.nextAttemptAt),
  ],
);

/** What was received and applied: a notice that comes again changes nothing. */
export const noticesIn = pgTable(
  'notices_in',
  {
    origin: text().notNull(),
    id: text().notNull(),
    stream: text().notNull(),
    sequence: integer().notNull(),
    jws: text().notNull(),
    receivedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    outcome: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.origin, table.id] }),
    index('notices_in_by_stream').on(table.stream, table.sequence),
  ],
);

/** How far each stream of the other node was applied. */
export const noticeStreams = pgTable(
  'notice_streams',
  { origin: text().notNull(), stream: text().notNull(), sequence: integer().notNull() },
  (table) => [primaryKey({ columns: [table.origin, table.stream] })],
);

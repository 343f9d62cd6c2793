import {
  bigint,
  bigserial,
  check,
  index,
  pgTable,
  primaryKey,
  smallint,
  sql,
  text,
  timestamp,
  unique,
  uuid,
} from '../platform/drizzle.ts';
import { bytes } from '../platform/columns.ts';

const count = () => bigint({ mode: 'number' });
const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** Where each event stands in the tree. A row is never changed or removed (trigger). */
export const logEntries = pgTable('log_entries', {
  entryId: uuid().primaryKey(),
  idx: count().notNull().unique(),
});

/** Entries in bundles of 256. A bundle only grows (trigger), so one row is also every partial bundle there ever was. */
export const logBundles = pgTable(
  'log_bundles',
  {
    n: count().primaryKey(),
    /** Entries in it, 1 to 256. */
    width: smallint().notNull(),
    data: bytes().notNull(),
  },
  (table) => [check('log_bundles_width', sql`${table.width} between 1 and 256`)],
);

/** Hashes in tiles of 256. A tile only grows (trigger): of width w it is the first 32·w octets of its row. */
export const logTiles = pgTable(
  'log_tiles',
  {
    level: smallint().notNull(),
    n: count().notNull(),
    width: smallint().notNull(),
    data: bytes().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.level, table.n] }),
    check('log_tiles_level', sql`${table.level} between 0 and 63`),
    check(
      'log_tiles_width',
      sql`${table.width} between 1 and 256 and length(${table.data}) = 32 * ${table.width}`,
    ),
  ],
);

/** How far the tree has grown; its lock makes sequencers take turns. One row. */
export const logHead = pgTable(
  'log_head',
  { id: smallint().primaryKey(), size: count().notNull(), root: bytes().notNull() },
  (table) => [check('log_head_one', sql`${table.id} = 1`)],
);

/** Every head that was ever signed, as it was signed; the cosigned note comes to it once (trigger). */
export const logCheckpoints = pgTable(
  'log_checkpoints',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    size: count().notNull(),
    root: bytes().notNull(),
    note: text().notNull(),
    signedAt: moment().notNull(),
    cosignedNote: text(),
    cosignedAt: moment(),
  },
  (table) => [
    index('log_checkpoints_by_size').on(table.size),
    index('log_checkpoints_cosigned').on(table.size, table.id).where(sql`${table.cosignedAt} is not null`),
  ],
);

/**
 * Why no head is signed any more. While there is a row, none is: it was a restored copy, a fork or damage, and a person has to find out
 * which. That person, as the owner, deletes the row.
 */
export const logFreezes = pgTable('log_freezes', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  reason: text().notNull(),
  detail: text().notNull(),
  frozenAt: moment().notNull(),
});

/** As a witness: the newest head of each log that was cosigned here. It never goes back (trigger). */
export const witnessLogs = pgTable('witness_logs', {
  origin: text().primaryKey(),
  size: count().notNull(),
  root: bytes().notNull(),
  note: text().notNull(),
  cosignedAt: moment().notNull(),
});

/** Every head of either log that was ever seen here, wherever it came from: two that contradict each other are the proof of a fork. */
export const logSeen = pgTable(
  'log_seen',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    origin: text().notNull(),
    size: count().notNull(),
    root: bytes().notNull(),
    note: text().notNull(),
    source: text().notNull(),
    seenAt: moment().notNull(),
  },
  (table) => [unique('log_seen_once').on(table.origin, table.size, table.root)],
);

import {
  bigint,
  bigserial,
  check,
  index,
  integer,
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
import { listKinds, type StatusValue } from './vocabulary.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });
const seconds = () => bigint({ mode: 'number' });

export const statusLists = pgTable(
  'status_lists',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: listKinds }).notNull(),
    ordinal: integer().notNull(),
    uri: text().notNull().unique(),
    size: integer().notNull(),
    bits: smallint().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [unique('status_lists_order').on(table.kind, table.ordinal)],
);

const listId = () =>
  uuid()
    .notNull()
    .references(() => statusLists.id);

/** One row for each index that was given out, never removed (trigger): the primary key gives none twice. */
export const statusEntries = pgTable(
  'status_entries',
  {
    listId: listId(),
    idx: integer().notNull(),
    value: smallint().$type<StatusValue>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.listId, table.idx] }),
    index('status_entries_set').on(table.listId).where(sql`${table.value} <> 0`),
    check('status_entries_value', sql`${table.value} between 0 and 3`),
    check('status_entries_idx', sql`${table.idx} >= 0`),
  ],
);

/** One row for each change that no publication holds yet. The publisher removes exactly those it read, so one that comes meanwhile stays. */
export const statusPending = pgTable(
  'status_pending',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    listId: listId(),
    changedAt: instant().notNull(),
  },
  (table) => [index('status_pending_by_list').on(table.listId)],
);

/** Every list that was ever signed, as it was signed; append-only. Of two publishers at once the version lets one through. */
export const statusPublications = pgTable(
  'status_publications',
  {
    listId: listId(),
    version: integer().notNull(),
    jwt: bytes().notNull(),
    iat: seconds().notNull(),
    exp: seconds().notNull(),
    publishedAt: instant().notNull(),
    contentDigest: bytes().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.listId, table.version] }),
    index('status_publications_by_time').on(table.listId, table.publishedAt),
  ],
);

/** The peer's lists, each with what was newest when it came: `iat`, and `listVersion` within one second. */
export const peerStatusLists = pgTable('peer_status_lists', {
  uri: text().primaryKey(),
  version: integer().notNull(),
  iat: seconds().notNull(),
  listVersion: seconds().notNull(),
  receivedAt: instant().notNull(),
});

/** Every list that was ever received from the peer, as it came; append-only. */
export const peerStatusPublications = pgTable(
  'peer_status_publications',
  {
    uri: text()
      .notNull()
      .references(() => peerStatusLists.uri),
    version: integer().notNull(),
    jwt: bytes().notNull(),
    iat: seconds().notNull(),
    exp: seconds().notNull(),
    receivedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.uri, table.version] }),
    index('peer_status_publications_by_time').on(table.uri, table.receivedAt),
  ],
);

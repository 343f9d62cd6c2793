import { createRequire } from 'node:module';
import type * as Orm from 'drizzle-orm';
import type * as Migrator from 'drizzle-orm/migrator';
import type * as NodePostgres from 'drizzle-orm/node-postgres';
import type * as NodePostgresMigrator from 'drizzle-orm/node-postgres/migrator';
import type * as PgCore from 'drizzle-orm/pg-core';

export type { AnyColumn, SQL } from 'drizzle-orm';
export type { NodePgDatabase } from 'drizzle-orm/node-postgres';
export type { PgTransactionConfig } from 'drizzle-orm/pg-core';

/**
 * What the program uses of Drizzle, as CommonJS. Node reads a package's list of exports anew for each ES module in it, and Drizzle's are
 * 130 KB for 170 modules: that was half a second of every start, half of it all.
 */
const load: Load = createRequire(import.meta.url);

interface Load {
  (name: 'drizzle-orm'): typeof Orm;
  (name: 'drizzle-orm/pg-core'): typeof PgCore;
  (name: 'drizzle-orm/node-postgres'): typeof NodePostgres;
  (name: 'drizzle-orm/node-postgres/migrator'): typeof NodePostgresMigrator;
  (name: 'drizzle-orm/migrator'): typeof Migrator;
}

export const {
  and,
  arrayOverlaps,
  asc,
  count,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  max,
  min,
  ne,
  notInArray,
  or,
  sql,
} = load('drizzle-orm');

export const {
  alias,
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} = load('drizzle-orm/pg-core');

export const { drizzle } = load('drizzle-orm/node-postgres');
export const { readMigrationFiles } = load('drizzle-orm/migrator');
export const { migrate } = load('drizzle-orm/node-postgres/migrator');

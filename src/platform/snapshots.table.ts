import { bigint, pgTable, text } from './drizzle.ts';

/** A number for each thing that processes keep in memory; whoever changes the thing adds one in the same transaction. */
export const snapshotVersions = pgTable('snapshot_versions', {
  name: text().primaryKey(),
  version: bigint({ mode: 'number' }).notNull(),
});

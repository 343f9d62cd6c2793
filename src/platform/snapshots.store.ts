import { sql } from './drizzle.ts';
import type { Reader, Transaction } from './database.ts';
import { snapshotVersions } from './snapshots.table.ts';

/** Tells every process of the node that the thing has changed. Part of the change's transaction. */
export async function bumpSnapshot(tx: Transaction, name: string): Promise<void> {
  await tx
    .insert(snapshotVersions)
    .values({ name, version: 1 })
    .onConflictDoUpdate({
      target: snapshotVersions.name,
      set: { version: sql`${snapshotVersions.version} + 1` },
    });
}

export async function readSnapshotVersions(reader: Reader): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.select().from(snapshotVersions);
  return new Map(rows.map(({ name, version }) => [name, version]));
}

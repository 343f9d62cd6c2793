import { and, arrayOverlaps, desc, eq, gte, inArray, lt, or, type SQL, sql } from '../platform/drizzle.ts';
import type { Localised } from '../kernel/localised.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { type AccessRecord, lowestId } from './access-record.ts';
import { organisations } from './access.table.ts';
import { accessRecords } from './access-records.table.ts';

/** Durable when the transaction has committed, whatever the server's own setting is: the answer waits for it. */
export async function insertAccessRecords(
  tx: Transaction,
  rows: readonly AccessRecord[],
  batchEntryId: string,
): Promise<void> {
  await tx.execute(sql`set local synchronous_commit = on`);
  // One parameter for the whole batch: one for each value costs this process several times as much.
  await tx.execute(
    sql`insert into ${accessRecords}
        select * from json_populate_recordset(null::${accessRecords}, ${JSON.stringify(rows.map((row) => inColumns({ ...row, batchEntryId })))}::json)`,
  );
}

/** Members under the names of their columns, which `casing` derives in the same way. */
function inColumns(row: AccessRecord & { readonly batchEntryId: string }): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([member, value]) => [columnOf(member), value]));
}

const columns = new Map<string, string>();

function columnOf(member: string): string {
  const known = columns.get(member);
  if (known !== undefined) return known;
  const column = member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  columns.set(member, column);
  return column;
}

export interface AccessRecordFilter {
  readonly organisationId?: string | undefined;
  readonly holderThumbprint?: string | undefined;
  readonly kind?: string | undefined;
  readonly batchEntryId?: string | undefined;
  /** Bound to any of these keys, or naming any of these objects. */
  readonly about?:
    | { readonly thumbprints: readonly string[]; readonly objectIds: readonly string[] }
    | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** Records before this one; they come latest first. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface NamedAccessRecord extends AccessRecord {
  /** Entry of the log whose tree holds it; null for what is older than the log. */
  readonly batchEntryId: string | null;
  readonly organisationNames: Localised | null;
}

function aboutAny({ thumbprints, objectIds }: NonNullable<AccessRecordFilter['about']>): SQL | undefined {
  return or(
    inArray(accessRecords.holderThumbprint, [...thumbprints]),
    arrayOverlaps(accessRecords.objectIds, [...objectIds]),
  );
}

export async function listAccessRecords(
  reader: Reader,
  {
    organisationId,
    holderThumbprint,
    kind,
    batchEntryId,
    about,
    from,
    until,
    before,
    limit,
  }: AccessRecordFilter,
): Promise<NamedAccessRecord[]> {
  const rows = await reader
    .select({ record: accessRecords, organisationNames: organisations.names })
    .from(accessRecords)
    .leftJoin(organisations, eq(organisations.id, accessRecords.organisationId))
    .where(
      and(
        organisationId === undefined ? undefined : eq(accessRecords.organisationId, organisationId),
        holderThumbprint === undefined ? undefined : eq(accessRecords.holderThumbprint, holderThumbprint),
        kind === undefined ? undefined : eq(accessRecords.kind, kind),
        batchEntryId === undefined ? undefined : eq(accessRecords.batchEntryId, batchEntryId),
        about && aboutAny(about),
        from && gte(accessRecords.id, lowestId(from)),
        until && lt(accessRecords.id, lowestId(until)),
        before === undefined ? undefined : lt(accessRecords.id, before),
      ),
    )
    .orderBy(desc(accessRecords.id))
    .limit(limit);
  return rows.map(({ record, organisationNames }) => ({ ...record, organisationNames }));
}

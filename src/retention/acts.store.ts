import { and, gte, lt, type SQL, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { retentionActs } from './retention.table.ts';
import type { ClassId, Deed } from './vocabulary.ts';

export type RetentionAct = typeof retentionActs.$inferSelect;

export async function insertAct(tx: Transaction, act: RetentionAct): Promise<void> {
  await tx.insert(retentionActs).values(act);
}

interface Within {
  readonly from: Date;
  readonly until: Date;
}

const within = ({ from, until }: Within): SQL | undefined =>
  and(gte(retentionActs.at, from), lt(retentionActs.at, until));

export interface DeedCount {
  readonly class: ClassId;
  readonly deed: Deed;
  readonly count: number;
}

export function countDeeds(reader: Reader, window: Within): Promise<DeedCount[]> {
  return reader
    .select({
      class: retentionActs.class,
      deed: retentionActs.deed,
      count: sql`sum(${retentionActs.count})`.mapWith(Number),
    })
    .from(retentionActs)
    .where(within(window))
    .groupBy(retentionActs.class, retentionActs.deed);
}

export interface ClassEntries {
  /** The earliest ones. */
  readonly first: readonly string[];
  readonly leftOff: number;
}

/** Of each class the entries that prove its acts, so many at most, and how many there are beyond. */
export async function entriesOfActs(
  reader: Reader,
  window: Within,
  limit: number,
): Promise<ReadonlyMap<ClassId, ClassEntries>> {
  const one = reader
    .select({
      class: retentionActs.class,
      at: retentionActs.at,
      entry: sql<string>`unnest(${retentionActs.entries})`.as('entry'),
    })
    .from(retentionActs)
    .where(within(window))
    .as('one');
  const each = reader
    .select({
      class: one.class,
      entry: one.entry,
      rank: sql`row_number() over (partition by ${one.class} order by min(${one.at}), ${one.entry})`
        .mapWith(Number)
        .as('rank'),
      total: sql`count(*) over (partition by ${one.class})`.mapWith(Number).as('total'),
    })
    .from(one)
    .groupBy(one.class, one.entry)
    .as('each');
  const rows = await reader
    .select()
    .from(each)
    .where(sql`${each.rank} <= ${limit}`)
    .orderBy(each.class, each.rank);
  return new Map(
    [...Map.groupBy(rows, (row) => row.class)].map(([id, own]) => [
      id,
      { first: own.map(({ entry }) => entry), leftOff: Math.max(0, (own[0]?.total ?? 0) - own.length) },
    ]),
  );
}

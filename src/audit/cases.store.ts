import { and, asc, eq, gt, inArray } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { CaseSight } from './case-callers.ts';
import { disclosureCases, disclosureCaseWords } from './cases.table.ts';

export type CaseRow = typeof disclosureCases.$inferSelect;
export type CaseWordRow = typeof disclosureCaseWords.$inferSelect;

export interface KnownCase {
  readonly row: CaseRow;
  /** First said first. */
  readonly said: readonly CaseWordRow[];
}

export async function insertCase(tx: Transaction, row: typeof disclosureCases.$inferInsert): Promise<void> {
  await tx.insert(disclosureCases).values(row);
}

export async function insertCaseWord(
  tx: Transaction,
  row: typeof disclosureCaseWords.$inferInsert,
): Promise<void> {
  await tx.insert(disclosureCaseWords).values(row);
}

export async function readCase(reader: Reader, id: string): Promise<KnownCase | undefined> {
  const rows = await reader.select().from(disclosureCases).where(eq(disclosureCases.id, id));
  const [known] = await withWords(reader, rows);
  return known;
}

/** In the order in which they were opened. */
export async function listCases(
  reader: Reader,
  { organisationId, issuer }: CaseSight,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<KnownCase[]> {
  const rows = await reader
    .select()
    .from(disclosureCases)
    .where(
      and(
        organisationId === undefined ? undefined : eq(disclosureCases.organisationId, organisationId),
        issuer === undefined ? undefined : eq(disclosureCases.issuer, issuer),
        after === undefined ? undefined : gt(disclosureCases.id, after),
      ),
    )
    .orderBy(asc(disclosureCases.id))
    .limit(limit);
  return withWords(reader, rows);
}

async function withWords(reader: Reader, rows: readonly CaseRow[]): Promise<KnownCase[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const said = await reader
    .select()
    .from(disclosureCaseWords)
    .where(inArray(disclosureCaseWords.caseId, ids))
    .orderBy(asc(disclosureCaseWords.at), asc(disclosureCaseWords.id));
  return rows.map((row) => ({ row, said: said.filter(({ caseId }) => caseId === row.id) }));
}

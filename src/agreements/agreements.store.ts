import { and, eq } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { AgreementSignature, AgreementStatement } from './agreement.ts';
import { agreementSignatures, agreementStatements, agreementVersions } from './agreements.table.ts';

export interface StoredVersion {
  readonly id: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  readonly receivedFrom: string | null;
  readonly createdAt: Date;
}

export interface Named {
  readonly id: string;
  readonly version: number;
}

/** False when this node already holds the version, whatever its content. */
export async function insertVersion(tx: Transaction, row: StoredVersion): Promise<boolean> {
  const inserted = await tx
    .insert(agreementVersions)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: agreementVersions.id });
  return inserted.length === 1;
}

/** False when that side has signed already. */
export async function insertSignature(
  tx: Transaction,
  { id, version }: Named,
  signature: AgreementSignature,
): Promise<boolean> {
  const inserted = await tx
    .insert(agreementSignatures)
    .values({ id, version, ...signature })
    .onConflictDoNothing()
    .returning({ id: agreementSignatures.id });
  return inserted.length === 1;
}

/** False when the statement is known. */
export async function insertStatement(
  tx: Transaction,
  { id, version }: Named,
  { id: statementId, ...statement }: AgreementStatement,
): Promise<boolean> {
  const inserted = await tx
    .insert(agreementStatements)
    .values({ statementId, id, version, ...statement })
    .onConflictDoNothing()
    .returning({ id: agreementStatements.statementId });
  return inserted.length === 1;
}

/** Held until the end of the transaction: changes of one version come one after another. */
export async function lockVersion(
  tx: Transaction,
  { id, version }: Named,
): Promise<StoredVersion | undefined> {
  const [row] = await tx
    .select()
    .from(agreementVersions)
    .where(and(eq(agreementVersions.id, id), eq(agreementVersions.version, version)))
    .for('update');
  return row;
}

export const readVersions = (reader: Reader): Promise<StoredVersion[]> =>
  reader.select().from(agreementVersions);

export async function readVersion(
  reader: Reader,
  { id, version }: Named,
): Promise<StoredVersion | undefined> {
  const [row] = await reader
    .select()
    .from(agreementVersions)
    .where(and(eq(agreementVersions.id, id), eq(agreementVersions.version, version)));
  return row;
}

/** Of one version, or of all. */
export async function readSignatures(
  reader: Reader,
  named?: Named,
): Promise<(Named & { readonly signature: AgreementSignature })[]> {
  const rows = await reader
    .select()
    .from(agreementSignatures)
    .where(
      named && and(eq(agreementSignatures.id, named.id), eq(agreementSignatures.version, named.version)),
    );
  return rows.map(({ id, version, ...signature }) => ({ id, version, signature }));
}

/** Of one version, or of all. */
export async function readStatements(
  reader: Reader,
  named?: Named,
): Promise<(Named & { readonly statement: AgreementStatement })[]> {
  const rows = await reader
    .select()
    .from(agreementStatements)
    .where(
      named && and(eq(agreementStatements.id, named.id), eq(agreementStatements.version, named.version)),
    );
  return rows.map(({ id, version, statementId, ...rest }) => ({
    id,
    version,
    statement: { ...rest, id: statementId },
  }));
}

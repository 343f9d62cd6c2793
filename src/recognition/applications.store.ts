import { and, desc, eq, gt, inArray, lt, type SQL, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Application, Declared, KeptVersion } from './application.ts';
import type { DecisionClock } from './decision-clock.ts';
import type { ApplicationState } from './life-cycle.ts';
import { applicants, applicationAgreements, applications } from './recognition.table.ts';

/**
 * The pseudonym of whoever holds the key, a new one when the key is new here. Two applications at once by one holder wait for
 * each other, so that one person does not become two.
 */
export async function subjectOfHolder(
  tx: Transaction,
  { holderThumbprint, newSubject }: { holderThumbprint: string; newSubject: () => Promise<string> },
): Promise<string> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${holderThumbprint}, 0))`);
  const known = await readSubject(tx, holderThumbprint);
  if (known !== undefined) return known;
  const subjectId = await newSubject();
  await tx.insert(applicants).values({ holderThumbprint, subjectId });
  return subjectId;
}

async function readSubject(reader: Reader, holderThumbprint: string): Promise<string | undefined> {
  const [row] = await reader
    .select({ subjectId: applicants.subjectId })
    .from(applicants)
    .where(eq(applicants.holderThumbprint, holderThumbprint));
  return row?.subjectId;
}

/** For a person who was erased and comes again: a new subject stands for the key from now on. */
export async function replaceSubject(
  tx: Transaction,
  of: { readonly holderThumbprint: string; readonly subjectId: string },
): Promise<void> {
  await tx
    .update(applicants)
    .set({ subjectId: of.subjectId })
    .where(eq(applicants.holderThumbprint, of.holderThumbprint));
}

export async function insertApplication(
  tx: Transaction,
  application: Application,
  kept: readonly KeptVersion[],
): Promise<void> {
  const { languages, ...rest } = application;
  await tx.insert(applications).values({ ...rest, languages: languages === null ? null : [...languages] });
  await tx
    .insert(applicationAgreements)
    .values(kept.map((each) => ({ ...each, applicationId: application.id })));
}

export async function readApplication(reader: Reader, id: string): Promise<Application | undefined> {
  const [row] = await reader.select().from(applications).where(eq(applications.id, id));
  return row;
}

/** As it stands, and nobody else changes it until the transaction ends. */
export async function lockApplication(tx: Transaction, id: string): Promise<Application | undefined> {
  const [row] = await tx.select().from(applications).where(eq(applications.id, id)).for('update');
  return row;
}

export async function readKeptVersions(reader: Reader, applicationId: string): Promise<KeptVersion[]> {
  return reader
    .select({ agreementId: applicationAgreements.agreementId, version: applicationAgreements.version })
    .from(applicationAgreements)
    .where(eq(applicationAgreements.applicationId, applicationId))
    .orderBy(applicationAgreements.agreementId);
}

export interface ApplicationChange {
  readonly state: ApplicationState;
  /** Null where it is taken up again. */
  readonly closedAt?: Date | null;
  readonly clock?: DecisionClock;
  readonly declared?: Declared;
}

/** The caller holds the lock. */
export async function changeApplication(
  tx: Transaction,
  id: string,
  { state, closedAt, clock, declared }: ApplicationChange,
): Promise<void> {
  await tx
    .update(applications)
    .set({
      state,
      ...(closedAt !== undefined && { closedAt }),
      ...(clock && { stoppedAt: clock.stoppedAt, stoppedWorkingDays: clock.stoppedWorkingDays }),
      ...(declared && { ...declared, languages: declared.languages ? [...declared.languages] : null }),
    })
    .where(eq(applications.id, id));
}

/** Whose applications are listed. */
export type ListScope =
  | { readonly kind: 'authority'; readonly authority: string }
  | { readonly kind: 'holder'; readonly holderThumbprint: string }
  | { readonly kind: 'relay'; readonly organisationId: string; readonly at: Date }
  | { readonly kind: 'all' };

export interface ListQuestion {
  readonly scope: ListScope;
  readonly states: readonly ApplicationState[] | undefined;
  /** Identifier of the last one of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Newest first: identifiers are in the order of time. */
export async function listApplications(
  reader: Reader,
  { scope, states, before, limit }: ListQuestion,
): Promise<Application[]> {
  return reader
    .select()
    .from(applications)
    .where(
      and(
        within(scope),
        states && inArray(applications.state, [...states]),
        before === undefined ? undefined : lt(applications.id, before),
      ),
    )
    .orderBy(desc(applications.id))
    .limit(limit);
}

function within(scope: ListScope): SQL | undefined {
  switch (scope.kind) {
    case 'authority':
      return eq(applications.authority, scope.authority);
    case 'holder':
      return eq(applications.holderThumbprint, scope.holderThumbprint);
    case 'relay':
      return and(eq(applications.relayedBy, scope.organisationId), gt(applications.relayedUntil, scope.at));
    case 'all':
      return undefined;
  }
}

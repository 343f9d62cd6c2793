import { civilDate } from '../kernel/instants.ts';
import type { AgreementStatement, AgreementVersion } from './agreement.ts';
import type { AgreementState, GoverningDate } from './vocabulary.ts';

/** The state of a version at an instant. Ended comes before suspended, suspended before the term: the stronger word wins. */
export function stateAt(
  version: Pick<AgreementVersion, 'document' | 'signatures' | 'statements'>,
  at: Date,
): AgreementState {
  if (!isSigned(version)) return 'unsigned';
  if (terminationAt(version.statements, at) !== undefined) return 'terminated';
  const { inForceFrom, inForceUntil } = version.document;
  const date = civilDate(at);
  if (date < inForceFrom) return 'not-yet-in-force';
  if (inForceUntil !== undefined && date >= inForceUntil) return 'expired';
  return isSuspended(version.statements, at) ? 'suspended' : 'in-force';
}

/** By both sides; a second signature of the same side counts for nothing. */
export function isSigned({
  document,
  signatures,
}: Pick<AgreementVersion, 'document' | 'signatures'>): boolean {
  return document.parties.every((party) =>
    signatures.some(({ jurisdiction }) => jurisdiction === party.jurisdiction),
  );
}

/** The earliest ending that has taken effect; either side can end an agreement. */
export function terminationAt(
  statements: readonly AgreementStatement[],
  at: Date,
): AgreementStatement | undefined {
  return statements
    .filter(({ kind, effectiveAt }) => kind === 'terminated' && effectiveAt <= at)
    .toSorted(bySequence)[0];
}

/** Each side lifts only its own suspension, so that one cannot undo what the other has said. */
function isSuspended(statements: readonly AgreementStatement[], at: Date): boolean {
  const effective = statements
    .filter(({ kind, effectiveAt }) => kind !== 'terminated' && effectiveAt <= at)
    .toSorted(bySequence);
  const last = new Map(effective.map(({ jurisdiction, kind }) => [jurisdiction, kind]));
  return [...last.values()].includes('suspended');
}

export function bySequence(a: AgreementStatement, b: AgreementStatement): number {
  return (
    a.effectiveAt.getTime() - b.effectiveAt.getTime() ||
    a.saidAt.getTime() - b.saidAt.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}

/** The civil dates that can govern; an award date may be unknown. */
export type GoverningDates = Readonly<Record<GoverningDate, string | undefined>>;

export interface GoverningAgreement {
  readonly version: AgreementVersion;
  /** The date that governs by the version's own rule; undefined when it is not known. */
  readonly date: string | undefined;
  /** The newest version that is signed, where that is another one. */
  readonly newerVersion: number | null;
  /** Of the version, at the instant of the question. */
  readonly state: AgreementState;
}

/** Is the governing date within the term? Unknown where the date is. */
export function governs({ document }: Pick<AgreementVersion, 'document'>, date: string): boolean {
  const { inForceFrom, inForceUntil } = document;
  return inForceFrom <= date && (inForceUntil === undefined || date < inForceUntil);
}

/**
 * The version that governs, among the versions of one agreement: the newest signed one whose term holds its own
 * governing date (domain 5.4, rule 1). Where none does, the newest signed one, whose rule then fails or is open in the open.
 */
export function governingAgreement(
  versions: readonly AgreementVersion[],
  { dates, at }: { readonly dates: GoverningDates; readonly at: Date },
): GoverningAgreement | undefined {
  const signed = versions.filter(isSigned).toSorted((a, b) => b.document.version - a.document.version);
  const newest = signed[0];
  if (newest === undefined) return undefined;
  const holding = signed.find((version) => {
    const date = dates[version.document.governingDate];
    return date !== undefined && governs(version, date);
  });
  const version = holding ?? newest;
  return {
    version,
    date: dates[version.document.governingDate],
    newerVersion: newest === version ? null : newest.document.version,
    state: stateAt(version, at),
  };
}

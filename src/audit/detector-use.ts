import { type Detect, type LoggedFact, objectOf, type Proof, proofOf, secondsBetween } from './anomaly.ts';

/** Verifications of one ended credential by one organisation. */
export interface UseAfterEnd {
  /** The event that ended it. */
  readonly ending: LoggedFact;
  readonly number: string;
  /** The organisation, or who called where there is none. */
  readonly verifier: string;
  readonly verifications: number;
  readonly lastAt: Date;
  readonly proofs: readonly Proof[];
}

export const terminatedStillVerified: Detect<readonly UseAfterEnd[]> = (uses, { graceMinutes = 0 }) =>
  uses
    .filter(({ ending, lastAt }) => secondsBetween(ending.effectiveAt, lastAt) > graceMinutes * 60)
    .map(({ ending, number, verifier, verifications, lastAt, proofs }) => ({
      at: lastAt,
      objects: [objectOf(ending), { type: 'number', id: number }],
      actors: [verifier],
      measured: { verifications, endedAt: ending.effectiveAt.toISOString() },
      proofs: [proofOf(ending), ...proofs],
    }));

/** Looks of one caller for one stated purpose, with what the caller is. */
export interface StatedPurpose {
  readonly caller: string;
  readonly organisationId: string | null;
  readonly kind: string;
  readonly purpose: string;
  readonly looks: number;
  readonly lastAt: Date;
  readonly proofs: readonly Proof[];
  /** What the organisation is registered for now; undefined for one that has ended or never was. */
  readonly registeredFor: readonly string[] | undefined;
}

export const purposeMismatch: Detect<readonly StatedPurpose[]> = (stated) =>
  stated.flatMap((looks) => {
    const why = whyNot(looks);
    if (why === undefined) return [];
    const { caller, organisationId, kind, purpose, lastAt, proofs } = looks;
    return [
      {
        at: lastAt,
        objects: [],
        actors: organisationId === null ? [caller] : [caller, organisationId],
        measured: { kind, purpose, looks: looks.looks, why },
        proofs,
      },
    ];
  });

/** An organisation that has ended since is not a mismatch: what it was registered for then is not known here. */
function whyNot({ caller, kind, purpose, organisationId, registeredFor }: StatedPurpose): string | undefined {
  const isHolder = caller.startsWith('holder:');
  if (purpose === 'holder-check' && !isHolder) return 'not-the-holder';
  const supervises = registeredFor?.includes('supervision') === true;
  if ((purpose === 'regulatory-inspection' || purpose === 'supervision') && organisationId === null)
    return 'not-a-regulator';
  if (registeredFor === undefined) return undefined;
  if (purpose === 'regulatory-inspection' || purpose === 'supervision')
    return supervises ? undefined : 'not-a-regulator';
  const mayVerify = registeredFor.includes('verification') || supervises;
  return kind === 'verification' && !mayVerify ? 'not-registered-for-verification' : undefined;
}

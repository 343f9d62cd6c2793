import type { DetectorId } from './anomaly-definitions.ts';
import type { Thresholds } from './anomaly-thresholds.ts';

/** What detectors look at, and what they say. Codes and pseudonyms: nobody is named. */

/** An entry of the log and where it stands; null while it waits for its place. */
export interface Proof {
  readonly entry: string;
  readonly index: number | null;
}

/** An event as it is counted, with its place in the log. */
export interface LoggedFact extends Proof {
  readonly type: string;
  readonly recordedAt: Date;
  readonly effectiveAt: Date;
  readonly issuer: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly subjectId: string | null;
  readonly actorId: string;
  /** The natural person; null for programs, rules and peers. */
  readonly actorPerson: string | null;
  readonly organisationId: string | null;
  readonly agreementId: string | null;
  readonly agreementVersion: number | null;
  readonly agreementRow: string | null;
  readonly after: string | null;
  readonly keyId: string | null;
  readonly qualification: string | null;
  readonly target: string | null;
  readonly outcome: string | null;
  readonly override: boolean | null;
  readonly legalKind: string | null;
}

/** Something that a person should look at. It accuses nobody: each definition says what innocent causes it can have. */
export interface Finding {
  /** When it was complete. */
  readonly at: Date;
  readonly objects: readonly { readonly type: string; readonly id: string }[];
  /** Persons, officers, clients or organisations, by identifier. */
  readonly actors: readonly string[];
  /** What was measured, beside the thresholds. */
  readonly measured: Readonly<Record<string, number | string>>;
  /** Which entries show it; the first ones where there are very many. */
  readonly proofs: readonly Proof[];
}

export type Detect<Rows> = (rows: Rows, thresholds: Thresholds) => readonly Finding[];

export interface Detection {
  readonly detector: DetectorId;
  /** Rows that were looked at. */
  readonly examined: number;
  /** There were more rows than are looked at in one question: ask for a shorter window. */
  readonly truncated: boolean;
  readonly findings: readonly Finding[];
}

export type CredentialKind = 'home-attestation' | 'bridging-result' | 'recognition';

/** Bridging results name an agreement too; they say of themselves that they were passed. */
export function credentialKindOf({ agreementId, outcome }: LoggedFact): CredentialKind {
  if (outcome === 'passed') return 'bridging-result';
  return agreementId === null ? 'home-attestation' : 'recognition';
}

export const proofOf = ({ entry, index }: Proof): Proof => ({ entry, index });

export const objectOf = ({ objectType, objectId }: LoggedFact) => ({ type: objectType, id: objectId });

/** Who acted: the person where there is one, for two registrations of one person are one. */
export const actorOf = ({ actorPerson, actorId }: LoggedFact): string => actorPerson ?? actorId;

export const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

export const daySeconds = 86_400;

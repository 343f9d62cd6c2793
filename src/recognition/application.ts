import type { EventFacts } from '../kernel/event.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import type { Language } from '../kernel/localised.ts';
import type { AppealOutcome, DecisionOutcome, DecisionState, Verdict } from './decision-words.ts';
import type { ApplicationState } from './life-cycle.ts';

/** An application and what has come of it, as the database keeps them. */

export interface Application {
  readonly id: string;
  readonly state: ApplicationState;
  readonly authority: string;
  readonly subjectId: string;
  readonly holderThumbprint: string;
  readonly holderJwk: PublicJwk;
  readonly targetQualification: string;
  readonly homeIssuer: string;
  readonly homeQualification: string;
  readonly homeRecordId: string;
  /** What its events are counted by; null for one that is older. */
  readonly facts: EventFacts | null;
  readonly applicationDate: string;
  readonly acknowledgedAt: Date;
  readonly stoppedAt: Date | null;
  readonly stoppedWorkingDays: number;
  readonly closedAt: Date | null;
  readonly language: Language;
  readonly experienceMonths: number | null;
  readonly cpdHours: number | null;
  readonly cpdWithinMonths: number | null;
  readonly languages: readonly Language[] | null;
  readonly targetSpecialism: string | null;
  readonly consentId: string;
  readonly relayedBy: string | null;
  readonly relayedUntil: Date | null;
  readonly mandateId: string | null;
  readonly caseReference: string | null;
}

/** What the applicant says of themselves and may say anew; the credential says the rest. */
export type Declared = Pick<
  Application,
  'experienceMonths' | 'cpdHours' | 'cpdWithinMonths' | 'languages' | 'targetSpecialism'
>;

export const evidenceTypes = [
  'home-attestation',
  'bridging-result',
  'key-binding',
  'holder-mandate',
  'status-list',
] as const;
export type EvidenceType = (typeof evidenceTypes)[number];

export interface EvidenceItem {
  readonly id: string;
  readonly type: EvidenceType;
  readonly source: string;
  readonly content: Uint8Array;
  readonly digest: string;
  readonly observedAt: Date;
}

export interface KeptVersion {
  readonly agreementId: string;
  readonly version: number;
}

export interface ProposalRow {
  readonly id: string;
  readonly applicationId: string;
  readonly sequence: number;
  readonly agreementId: string;
  readonly agreementVersion: number;
  readonly rowId: string;
  readonly outcome: string;
  readonly content: Uint8Array;
  readonly digest: string;
  readonly proposedAt: Date;
}

export interface DecisionRow {
  readonly id: string;
  readonly applicationId: string;
  readonly sequence: number;
  readonly proposalId: string;
  readonly outcome: DecisionOutcome;
  readonly override: boolean;
  /** Those that are in effect: of the decision, or of the proposal. */
  readonly conditions: readonly string[];
  /** The decision as it was signed, reasons and all, under the key of the person. */
  readonly sealed: Uint8Array;
  readonly digest: string;
  readonly jws: string;
  readonly officerId: string;
  readonly personId: string;
  readonly organisationId: string;
  readonly decidedAt: Date;
  readonly state: DecisionState;
  readonly credentialId: string | null;
  readonly reservedAt: Date | null;
}

export interface ApprovalRow {
  readonly id: string;
  readonly applicationId: string;
  readonly decisionId: string;
  readonly verdict: Verdict;
  readonly noteSealed: Uint8Array | null;
  readonly jws: string;
  readonly officerId: string;
  readonly personId: string;
  readonly organisationId: string;
  readonly approvedAt: Date;
  readonly credentialId: string | null;
}

export interface AppealRow {
  readonly id: string;
  readonly applicationId: string;
  /** The refusal that is appealed against. */
  readonly decisionId: string;
  readonly groundsSealed: Uint8Array;
  readonly filedAt: Date;
  readonly outcome: AppealOutcome | null;
  readonly determinedBy: string | null;
  readonly determinedAt: Date | null;
}

export interface DecisionOnFile {
  readonly decision: DecisionRow;
  /** The word of the second person; undefined while it is awaited. */
  readonly approval: ApprovalRow | undefined;
}

/** All that is on file. */
export interface ApplicationFile {
  readonly application: Application;
  readonly agreements: readonly KeptVersion[];
  readonly evidence: readonly EvidenceItem[];
  readonly proposal: ProposalRow;
  readonly latest: DecisionOnFile | undefined;
  /** The last decision that a second person approved: until then, one is none to the outside. */
  readonly standing: DecisionOnFile | undefined;
  /** In the order in which they were filed. */
  readonly appeals: readonly AppealRow[];
}

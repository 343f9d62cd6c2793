import type { AgreementVersion } from '../agreements/index.ts';
import { addDays, civilDate, preciseText } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Person } from '../vault/index.ts';
import type { Application, ApplicationFile, ApprovalRow, DecisionRow } from './application.ts';
import type { ApplicationAnswer, ApplicationSummary } from './application.schema.ts';
import { dueAt } from './decision-clock.ts';
import { isClosed } from './life-cycle.ts';
import type { PersonalDataDecision } from './personal-data.ts';
import { decodeProposal } from './proposal-content.ts';
import type { Viewer } from './viewers.ts';

/** What is answered of an application, and to whom. */

export function summaryOf(application: Application, origin: string): ApplicationSummary {
  const due = isClosed(application.state) ? undefined : dueAt(application);
  return {
    id: application.id,
    state: application.state,
    authority: issuerOf(origin, application.authority),
    targetQualification: application.targetQualification,
    home: {
      issuer: application.homeIssuer,
      qualification: application.homeQualification,
      recordId: application.homeRecordId,
    },
    clock: {
      acknowledgedAt: preciseText(application.acknowledgedAt),
      dueAt: due === undefined ? null : preciseText(due),
      stoppedAt: textOrNull(application.stoppedAt),
    },
    closedAt: textOrNull(application.closedAt),
    caseReference: application.caseReference,
  };
}

export interface AnswerContext {
  readonly viewer: Viewer;
  readonly origin: string;
  /** Of the agreement version that the decision stands under. */
  readonly appeal: AgreementVersion['document']['appeal'] | undefined;
  readonly personalData: PersonalDataDecision;
  /** Of the latest decision. */
  readonly reasons: string | null;
  /** Undefined where it may not be in this answer, or is gone. */
  readonly person: Person | undefined;
}

export function answerOf(file: ApplicationFile, context: AnswerContext): ApplicationAnswer {
  const { application, agreements, evidence, proposal, approval } = file;
  const { best, others } = decodeProposal(proposal.content);
  const { personalData, person } = context;
  return {
    ...summaryOf(application, context.origin),
    language: application.language,
    relayedBy: application.relayedBy,
    agreements: agreements.map(({ agreementId, version }) => ({ id: agreementId, version })),
    evidence: evidence.map(({ id, type, source, digest, observedAt }) => ({
      id,
      type,
      source,
      digestSha256: digest,
      observedAt: preciseText(observedAt),
    })),
    proposal: {
      id: proposal.id,
      sequence: proposal.sequence,
      proposedAt: preciseText(proposal.proposedAt),
      digestSha256: proposal.digest,
      ...best,
      others,
    },
    decision: decisionOf(file, context),
    credentialId: approval?.credentialId ?? null,
    person: person ?? null,
    personalData: { ...personalData, included: personalData.included && person !== undefined },
  };
}

/** Until a second officer has approved it, a decision is no decision to the outside. A returned one never becomes any. */
function decisionOf(
  { decision, approval }: ApplicationFile,
  { viewer, appeal, reasons }: AnswerContext,
): ApplicationAnswer['decision'] {
  if (decision === undefined) return null;
  const inside = viewer === 'officer' || viewer === 'regulator';
  if (!inside && decision.state !== 'approved') return null;
  const approved = approval?.verdict === 'approve' ? approval : undefined;
  return {
    id: decision.id,
    outcome: decision.outcome,
    override: decision.override,
    reasons,
    conditions: [...decision.conditions],
    decidedAt: preciseText(decision.decidedAt),
    approvedAt: textOrNull(approved?.approvedAt ?? null),
    decisionSha256: decision.digest,
    decidedBy: inside ? decision.officerId : null,
    approvedBy: inside ? (approved?.officerId ?? null) : null,
    appeal: appealOf(decision, approved, appeal),
  };
}

function appealOf(
  { outcome }: DecisionRow,
  approved: ApprovalRow | undefined,
  appeal: AnswerContext['appeal'],
) {
  if (outcome !== 'refused' || approved === undefined || appeal === undefined) return null;
  // The day after the last one: the days count from the one on which the refusal became final.
  return { route: appeal.route, until: addDays(civilDate(approved.approvedAt), appeal.days + 1) };
}

function textOrNull(at: Date | null): string | null {
  return at === null ? null : preciseText(at);
}

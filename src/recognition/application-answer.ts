import type { AgreementVersion } from '../agreements/index.ts';
import { preciseText } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Person } from '../vault/index.ts';
import { appealUntil, isAppealable } from './appeal.ts';
import type { AppealRow, Application, ApplicationFile, DecisionOnFile } from './application.ts';
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
  /** Of the decision that is shown. */
  readonly reasons: string | null;
  /** Of each appeal, by its identifier; null where it may not be in this answer, or is gone. */
  readonly grounds: ReadonlyMap<string, string | null>;
  /** Undefined where it may not be in this answer, or is gone. */
  readonly person: Person | undefined;
}

export function answerOf(file: ApplicationFile, context: AnswerContext): ApplicationAnswer {
  const { application, agreements, evidence, proposal, standing, appeals } = file;
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
    appeals: appeals.map((appeal) => appealAnswer(appeal, context)),
    credentialId: standing?.approval?.credentialId ?? null,
    person: person ?? null,
    personalData: { ...personalData, included: personalData.included && person !== undefined },
  };
}

const isInside = (viewer: Viewer): boolean => viewer === 'officer' || viewer === 'regulator';

/** Until a second officer has approved it, a decision is no decision to the outside. A returned one never becomes any. */
export function shownDecision(
  { latest, standing }: ApplicationFile,
  viewer: Viewer,
): DecisionOnFile | undefined {
  return isInside(viewer) ? latest : standing;
}

function decisionOf(
  file: ApplicationFile,
  { viewer, appeal, reasons }: AnswerContext,
): ApplicationAnswer['decision'] {
  const shown = shownDecision(file, viewer);
  if (shown === undefined) return null;
  const { decision } = shown;
  const approved = shown.approval?.verdict === 'approve' ? shown.approval : undefined;
  const canAppeal = approved !== undefined && isAppealable(shown, file.appeals);
  return {
    id: decision.id,
    outcome: decision.outcome,
    override: decision.override,
    reasons,
    conditions: [...decision.conditions],
    decidedAt: preciseText(decision.decidedAt),
    approvedAt: textOrNull(approved?.approvedAt ?? null),
    decisionSha256: decision.digest,
    decidedBy: isInside(viewer) ? decision.officerId : null,
    approvedBy: isInside(viewer) ? (approved?.officerId ?? null) : null,
    appeal:
      canAppeal && appeal !== undefined
        ? { route: appeal.route, until: appealUntil(approved.approvedAt, appeal.days) }
        : null,
  };
}

function appealAnswer(
  { id, decisionId, filedAt, outcome, determinedBy, determinedAt }: AppealRow,
  { grounds }: AnswerContext,
): ApplicationAnswer['appeals'][number] {
  return {
    id,
    decisionId,
    filedAt: preciseText(filedAt),
    grounds: grounds.get(id) ?? null,
    outcome,
    determinedBy,
    determinedAt: textOrNull(determinedAt),
  };
}

function textOrNull(at: Date | null): string | null {
  return at === null ? null : preciseText(at);
}

import { sm3Base64url } from '../kernel/digest.ts';
import type { DomainEvent, Evidence } from '../kernel/event.ts';
import { preciseText } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import type { Application, ApprovalRow, DecisionRow, EvidenceItem, ProposalRow } from './application.ts';
import type { ApplicationState } from './life-cycle.ts';
import type { Proposed } from './proposal.schema.ts';

/** What the log keeps of an application (domain 3.2): who and on what evidence, never a name. */

type Decided = Omit<DecisionRow, 'sequence' | 'sealed'>;
type Approved = Omit<ApprovalRow, 'noteSealed'>;

/** From which state to which. */
interface Move {
  readonly before: ApplicationState;
  readonly after: ApplicationState;
}

export interface EventContext {
  readonly application: Pick<Application, 'id' | 'authority' | 'subjectId' | 'facts'>;
  readonly origin: string;
}

export function evidenceOf(items: readonly EvidenceItem[]): readonly Evidence[] {
  return items.map(({ type, digest, content, source, observedAt }) => ({
    type,
    digestSha256: digest,
    digestSm3: sm3Base64url(content),
    source,
    observedAt: preciseText(observedAt),
  }));
}

export function about({ application, origin }: EventContext) {
  return {
    issuer: issuerOf(origin, application.authority),
    subjectId: application.subjectId,
    objectType: 'application',
    objectId: application.id,
    facts: { ...application.facts },
  } as const;
}

export function receivedEvent(
  context: EventContext,
  {
    application,
    evidence,
  }: { readonly application: Application; readonly evidence: readonly EvidenceItem[] },
): DomainEvent {
  return {
    type: 'application.received',
    ...about(context),
    after: application.state,
    evidence: evidenceOf(evidence),
    details: {
      targetQualification: application.targetQualification,
      homeIssuer: application.homeIssuer,
      homeQualification: application.homeQualification,
      homeRecord: application.homeRecordId,
      applicationDate: application.applicationDate,
      consent: application.consentId,
      relayedBy: application.relayedBy,
      mandate: application.mandateId,
    },
  };
}

export function proposedEvent(
  context: EventContext,
  {
    row,
    best,
    evidence,
    before,
  }: {
    readonly row: Omit<ProposalRow, 'sequence'>;
    readonly best: Pick<Proposed, 'outcome' | 'agreement' | 'trace' | 'missing'>;
    readonly evidence: readonly EvidenceItem[];
    readonly before: ApplicationState;
  },
): DomainEvent {
  const { agreement, outcome, trace, missing } = best;
  return {
    type: 'application.proposed',
    ...about(context),
    agreement: { id: agreement.id, version: agreement.version, rowId: agreement.row },
    before,
    after: 'under-assessment',
    facts: { ...context.application.facts, proposed: outcome },
    evidence: evidenceOf(evidence),
    details: {
      proposal: row.id,
      proposalSha256: row.digest,
      outcome,
      newerVersion: agreement.newerVersion,
      missing: missing.map(({ code }) => code),
      rules: trace.map(({ rule, outcome: found, code }) => ({ rule, outcome: found, code })),
    },
  };
}

export function decidedEvent(
  context: EventContext,
  {
    decision,
    reasons,
    proposal,
    before,
    after,
  }: Move & {
    readonly decision: Decided;
    readonly reasons: string | null;
    readonly proposal: ProposalRow;
  },
): DomainEvent {
  return {
    type: 'application.decided',
    ...about(context),
    ...decisionFacts(context, decision, { reasons, proposal }),
    before,
    after,
    details: {
      decision: decision.id,
      decisionSha256: decision.digest,
      decisionJwsSha256: sha256Base64url(decision.jws),
      proposal: proposal.id,
      proposalSha256: proposal.digest,
      ...difference(decision, proposal),
    },
  };
}

/** What the second person said, and where it led. */
export interface Resolved extends Move {
  readonly decision: Decided;
  readonly reasons: string | null;
  readonly proposal: ProposalRow;
  readonly approval: Approved;
  readonly note: string | null;
  readonly evidence: readonly EvidenceItem[];
}

export function approvedEvent(context: EventContext, resolved: Resolved): DomainEvent {
  const { decision, reasons, proposal, approval, before, after, evidence } = resolved;
  const returned = approval.verdict === 'return';
  const approved = after === 'refused' ? 'application.refused' : 'application.approved';
  return {
    type: returned ? 'application.returned' : approved,
    ...about(context),
    ...decisionFacts(context, decision, { reasons, proposal }),
    before,
    after,
    evidence: evidenceOf(evidence),
    details: resolutionDetails(resolved),
  };
}

export function resolutionDetails({ decision, proposal, approval, note }: Resolved) {
  return {
    approval: approval.id,
    decision: decision.id,
    proposal: proposal.id,
    proposalSha256: proposal.digest,
    credential: approval.credentialId,
    note,
    maker: {
      officer: decision.officerId,
      person: decision.personId,
      organisation: decision.organisationId,
    },
    checker: {
      officer: approval.officerId,
      person: approval.personId,
      organisation: approval.organisationId,
    },
    decisionSha256: decision.digest,
    decisionJwsSha256: sha256Base64url(decision.jws),
    approvalJwsSha256: sha256Base64url(approval.jws),
    ...difference(decision, proposal),
  };
}

export function withdrawnEvent(context: EventContext, before: ApplicationState): DomainEvent {
  return { type: 'application.withdrawn', ...about(context), before, after: 'withdrawn' };
}

function decisionFacts(
  { application }: EventContext,
  decision: Decided,
  { reasons, proposal }: { readonly reasons: string | null; readonly proposal: ProposalRow },
) {
  const { outcome } = decision;
  return {
    agreement: agreementOf(proposal),
    facts: { ...application.facts, outcome, ...departure(decision, proposal) },
    reasonCode: outcome,
    ...(reasons !== null && { reason: reasons }),
  };
}

export function agreementOf({ agreementId, agreementVersion, rowId }: ProposalRow) {
  return { id: agreementId, version: agreementVersion, rowId };
}

export function departure({ override }: Decided, proposal: ProposalRow) {
  return { proposed: proposal.outcome, override };
}

/** What the engine said beside what the people say. */
function difference({ outcome, override, conditions }: Decided, proposal: ProposalRow) {
  return { proposed: proposal.outcome, decided: outcome, override, conditions };
}

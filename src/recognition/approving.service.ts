import type { Officer } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { appealOutcomeOf } from './appeal.ts';
import { appealDeterminedEvent } from './appeal-events.ts';
import { determineAppeal, readOpenAppeal } from './appeals.store.ts';
import { recognitionPurpose } from './applicant-act.ts';
import type { Application, ApprovalRow, DecisionRow, EvidenceItem } from './application.ts';
import { lockedFor, ownApplication } from './application-file.service.ts';
import { changeApplication } from './applications.store.ts';
import type { Requester } from './applying.service.ts';
import { isPositive } from './decision.ts';
import type { Approval } from './decision.schema.ts';
import { closeDecision, insertApproval, readDecision } from './decisions.store.ts';
import { restarted } from './decision-clock.ts';
import { personOf, refuseWhoTookPart } from './deciding.service.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { insertEvidence, readProposal } from './evidence.store.ts';
import type { Granting } from './granting.service.ts';
import { isClosed, type Step } from './life-cycle.ts';
import { approvedEvent } from './recognition-events.ts';
import { requireOfficer, requireStatement } from './signing.service.ts';
import { reasonsOf, sealNote } from './words.service.ts';

export interface ApprovalSubmission {
  readonly applicationId: string;
  readonly approval: Approval;
  readonly signature: string;
}

export interface Approving {
  /**
   * The word of the second person. A positive decision becomes a credential in three steps (reserve, sign, record), of which the
   * last commits together with the approval; a retry after a crash resumes with the credential that was reserved.
   * @throws Fault `same-person`, `decision-differs`, `decision-not-pending`, `evidence-changed`, `signature-not-accepted`
   */
  approve(
    submission: ApprovalSubmission,
    from: Requester,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
}

/** What is about to be recorded, all of it checked. */
interface Resolution {
  readonly application: Application;
  readonly decision: DecisionRow;
  readonly approval: Omit<ApprovalRow, 'noteSealed'>;
  readonly note: string | null;
  readonly step: Step;
  readonly act: Act;
  readonly claim: Claim<Transaction>;
  readonly evidence: readonly EvidenceItem[];
  /** Runs in the same transaction, before anything else. */
  readonly alongside: (tx: Transaction) => Promise<void>;
}

export function createApproving(deps: RecognitionDependencies, granting: Granting): Approving {
  return {
    async approve({ applicationId, approval: given, signature }, from, claim) {
      const officer = requireOfficer(from.caller);
      const { application } = await ownApplication(deps, applicationId, {
        caller: officer,
        as: ['officer'],
      });
      const decision = await pendingDecision(deps, applicationId, given, officer);
      const verdict = given.verdict ?? 'approve';
      await requireStatement(deps, signature, { officer, act: verdict, decisionSha256: decision.digest });
      const act = actOf(from, { role: 'host-approver', purpose: recognitionPurpose });
      const approval: Omit<ApprovalRow, 'noteSealed'> = {
        id: claim.id,
        applicationId,
        decisionId: decision.id,
        verdict,
        jws: signature,
        ...personOf(officer),
        approvedAt: deps.clock.now(),
        credentialId: null,
      };
      const note = given.note ?? null;
      const plain = { application, decision, approval, note, act, claim, evidence: [], alongside: nothing };
      const step = stepOf(approval, decision);
      if (step !== 'issue') return record(deps, { ...plain, step });
      const granted = await granting.grant({ application, decision, act });
      return record(deps, {
        ...plain,
        step,
        approval: { ...approval, credentialId: granted.credentialId },
        evidence: granted.evidence,
        alongside: (tx) => granted.record(tx),
      });
    },
  };
}

const nothing = (): Promise<void> => Promise.resolve();

function stepOf({ verdict }: Pick<ApprovalRow, 'verdict'>, { outcome }: DecisionRow): Step {
  if (verdict === 'return') return 'return';
  if (isPositive(outcome)) return 'issue';
  if (outcome === 'remitted') return 'remit';
  return outcome === 'refused' ? 'refuse' : 'request-information';
}

async function pendingDecision(
  { db }: RecognitionDependencies,
  applicationId: string,
  given: Approval,
  { personId }: Officer,
): Promise<DecisionRow> {
  if (given.applicationId !== applicationId)
    throw new Fault('invalid-request', {
      errors: [{ pointer: '/body/approval/applicationId', code: 'invalid' }],
    });
  const decision = await readDecision(db, given.decisionId);
  if (decision?.applicationId !== applicationId) throw new Fault('not-found');
  if (decision.digest !== given.decisionSha256) throw new Fault('decision-differs');
  // Persons, not registrations: one person may be an officer twice, here or in two organisations.
  if (decision.personId === personId) throw new Fault('same-person');
  await refuseWhoTookPart(db, applicationId, { personId });
  if (decision.state !== 'pending') throw new Fault('decision-not-pending');
  return decision;
}

async function record(
  { db, clock, events, node, vault }: RecognitionDependencies,
  { application, decision, approval, note, step, act, claim, evidence, alongside }: Resolution,
): Promise<{ status: number; reference: string }> {
  const outcome = { status: 201, reference: approval.id };
  await db.transaction(async (tx) => {
    const { next, application: before } = await lockedFor(tx, application.id, step);
    const state = step === 'return' ? 'returned' : 'approved';
    // After a return another decision may be the one that waits.
    const { credentialId } = approval;
    if (!(await closeDecision(tx, { id: decision.id, state, credentialId })))
      throw new Fault('decision-not-pending');
    const proposal = await readProposal(tx, { id: decision.proposalId, applicationId: application.id });
    if (proposal === undefined) throw new Error(`Decision ${decision.id} has no proposal.`);
    await insertEvidence(tx, application.id, evidence);
    const { subjectId } = application;
    const noteSealed = await sealNote(tx, vault, { subjectId, id: approval.id, note });
    await insertApproval(tx, { ...approval, noteSealed });
    await alongside(tx);
    const at = clock.now();
    await changeApplication(tx, application.id, {
      state: next,
      ...(isClosed(next) && { closedAt: at }),
      // The clock stands still while the holder has to bring more, and from a refusal until it is assessed anew.
      ...(step === 'request-information' && { clock: { ...before, stoppedAt: at } }),
      ...(step === 'remit' && { clock: restarted(before, at) }),
    });
    const context = { application, origin: node.origin };
    const reasons = await reasonsOf(tx, vault, { ...decision, subjectId });
    const move = { before: before.state, after: next };
    const facts = { ...move, decision, reasons, proposal, approval, note, evidence };
    const appeal = step === 'return' ? undefined : await readOpenAppeal(tx, application.id);
    if (appeal !== undefined) {
      const determined = {
        outcome: appealOutcomeOf(decision.outcome),
        determinedBy: decision.id,
        determinedAt: at,
      };
      await determineAppeal(tx, { id: appeal.id, ...determined });
      await events.append(tx, act, appealDeterminedEvent(context, { ...facts, appeal }));
    }
    if (appeal === undefined || step === 'issue') await events.append(tx, act, approvedEvent(context, facts));
    await claim.record(tx, outcome);
  });
  return outcome;
}

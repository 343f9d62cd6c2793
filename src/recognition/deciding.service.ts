import type { Officer } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { actOf } from '../platform/act.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { canBeDecided } from './appeal.ts';
import { readPersonsAppealedAgainst } from './appeals.store.ts';
import { recognitionPurpose } from './applicant-act.ts';
import type { Application, DecisionRow, ProposalRow } from './application.ts';
import { latestProposal, lockedFor, ownApplication } from './application-file.service.ts';
import { changeApplication } from './applications.store.ts';
import type { Requester } from './applying.service.ts';
import { type DecisionRefusal, decisionBytes, judgeDecision } from './decision.ts';
import type { Decision } from './decision.schema.ts';
import { insertDecision } from './decisions.store.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { decodeProposal } from './proposal-content.ts';
import { decidedEvent } from './recognition-events.ts';
import { requireOfficer, requireStatement } from './signing.service.ts';
import { sealDecision } from './words.service.ts';

export interface DecisionSubmission {
  readonly applicationId: string;
  readonly decision: Decision;
  readonly signature: string;
}

export interface Deciding {
  /** The maker's decision, signed; it waits for another person. @throws Fault */
  decide(
    submission: DecisionSubmission,
    from: Requester,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
}

export function createDeciding(deps: RecognitionDependencies): Deciding {
  const { db, clock, events, node, vault } = deps;
  return {
    async decide({ applicationId, decision, signature }, from, claim) {
      const officer = requireOfficer(from.caller);
      const { application } = await ownApplication(deps, applicationId, {
        caller: officer,
        as: ['officer'],
      });
      if (decision.applicationId !== applicationId)
        throw new Fault('invalid-request', {
          errors: [{ pointer: '/body/decision/applicationId', code: 'invalid' }],
        });
      const proposal = await latestProposal(db, applicationId);
      if (decision.proposalId !== proposal.id) throw new Fault('proposal-outdated');
      const conditions = conditionsIn(deps, decision, { application, proposal });
      const { content, digest } = decisionBytes(decision);
      await requireStatement(deps, signature, { officer, act: 'decide', decisionSha256: digest });
      const reasons = decision.reasons ?? null;
      const row: Omit<DecisionRow, 'sequence' | 'sealed'> = {
        id: claim.id,
        applicationId,
        proposalId: proposal.id,
        outcome: decision.outcome,
        override: decision.override,
        conditions,
        digest,
        jws: signature,
        ...personOf(officer),
        decidedAt: clock.now(),
        state: 'pending',
        credentialId: null,
        reservedAt: null,
      };
      const act = actOf(from, { role: 'host-assessor', purpose: recognitionPurpose });
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        const { application: before, next } = await lockedFor(tx, applicationId, 'decide');
        if (!canBeDecided(decision.outcome, before.state))
          throw new Fault('application-state', { values: { state: before.state } });
        await refuseWhoTookPart(tx, applicationId, officer);
        if ((await latestProposal(tx, applicationId)).id !== proposal.id)
          throw new Fault('proposal-outdated');
        const sealed = await sealDecision(tx, vault, { ...application, id: row.id, content });
        await insertDecision(tx, { ...row, sealed });
        await changeApplication(tx, applicationId, { state: next });
        const context = { application, origin: node.origin };
        const facts = { decision: row, reasons, proposal, before: before.state, after: next };
        await events.append(tx, act, decidedEvent(context, facts));
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

export function personOf({ officerId, personId, organisation }: Officer) {
  return { officerId, personId, organisationId: organisation.id };
}

/** Whoever refused is no judge of their own refusal, nor of what comes after it. @throws Fault `took-part` */
export async function refuseWhoTookPart(
  reader: Reader,
  applicationId: string,
  { personId }: Pick<Officer, 'personId'>,
): Promise<void> {
  if ((await readPersonsAppealedAgainst(reader, applicationId)).includes(personId))
    throw new Fault('took-part');
}

/** Those in effect. @throws Fault when the decision cannot be taken upon this proposal. */
function conditionsIn(
  { agreements, clock }: RecognitionDependencies,
  decision: Decision,
  { application, proposal }: { readonly application: Application; readonly proposal: ProposalRow },
): readonly string[] {
  const { best } = decodeProposal(proposal.content);
  const { id, version, row } = best.agreement;
  const terms = agreements.view().terms(id, version, row, clock.now());
  const judged = judgeDecision(decision, {
    proposal: best,
    language: application.language,
    isKnownCondition: (code) => terms?.conditionText(code) !== undefined,
  });
  if (judged.ok) return judged.conditions;
  throw faultOf(judged.refusal, application.language);
}

function faultOf(refusal: DecisionRefusal, language: string): Fault {
  switch (refusal.code) {
    case 'override-not-allowed':
      return new Fault(refusal.code, { values: { rule: refusal.rule } });
    case 'reasons-language':
      return new Fault(refusal.code, {
        values: { language },
        errors: [{ pointer: '/body/decision/reasons', code: 'invalid' }],
      });
    case 'reasons-required':
      return new Fault(refusal.code, { errors: [{ pointer: '/body/decision/reasons', code: 'required' }] });
    case 'conditions-not-accepted':
      return new Fault(refusal.code, { errors: [{ pointer: '/body/decision/conditions', code: 'invalid' }] });
    case 'override-required':
    case 'override-not-meant':
      return new Fault(refusal.code, { errors: [{ pointer: '/body/decision/override', code: 'invalid' }] });
  }
}

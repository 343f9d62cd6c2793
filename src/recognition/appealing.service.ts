import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { civilDate } from '../kernel/instants.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { appealUntil, isAppealable } from './appeal.ts';
import { determineAppeal, insertAppeal, readAppeals, readOpenAppeal } from './appeals.store.ts';
import { applicantAct } from './applicant-act.ts';
import type { AppealRow, DecisionRow } from './application.ts';
import { latestProposal, lockedFor, ownApplication } from './application-file.service.ts';
import { changeApplication } from './applications.store.ts';
import type { Requester } from './applying.service.ts';
import { readApprovalOf, readLatestDecision } from './decisions.store.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { appealedEvent, appealWithdrawnEvent } from './appeal-events.ts';
import { sealGrounds } from './words.service.ts';

export interface Appealing {
  /**
   * The holder's alone, in the time that the agreement gives. The application is open again, with its clock standing still; only people
   * who had no part in the refusal may decide from now on.
   * @throws Fault `not-found`, `application-state`, `appeal-late`, `appeal-determined`, `subject-erased`
   */
  appeal(
    of: { readonly id: string; readonly grounds: string },
    from: Requester,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
  /**
   * The holder's alone, until somebody has decided on it. The refusal stands and is final, and the application is closed again.
   * @throws Fault `not-found`, `application-state`, `subject-erased`
   */
  withdrawAppeal(
    id: string,
    from: Requester,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
}

export function createAppealing(deps: RecognitionDependencies): Appealing {
  const { db, clock, events, node, vault } = deps;
  return {
    async appeal({ id, grounds }, from, claim) {
      const { application } = await ownApplication(deps, id, { caller: from.caller, as: ['holder'] });
      const outcome = { status: 201, reference: id };
      await db.transaction(async (tx) => {
        const { application: before, next } = await lockedFor(tx, id, 'appeal');
        const refusal = await openRefusal(deps, tx, id);
        const { subjectId } = application;
        const row: AppealRow = {
          id: claim.id,
          applicationId: id,
          decisionId: refusal.id,
          groundsSealed: await sealGrounds(tx, vault, { subjectId, id: claim.id, grounds }),
          filedAt: clock.now(),
          outcome: null,
          determinedBy: null,
          determinedAt: null,
        };
        await insertAppeal(tx, row);
        const stopped = { ...before, stoppedAt: before.closedAt };
        await changeApplication(tx, id, { state: next, closedAt: null, clock: stopped });
        const act = actOf(from, applicantAct(application, 'holder'));
        const proposal = await latestProposal(tx, id);
        const context = { application, origin: node.origin };
        await events.append(tx, act, appealedEvent(context, { appeal: row, refusal, proposal, grounds }));
        await claim.record(tx, outcome);
      });
      return outcome;
    },
    async withdrawAppeal(id, from, claim) {
      const { application } = await ownApplication(deps, id, { caller: from.caller, as: ['holder'] });
      const outcome = { status: 201, reference: id };
      await db.transaction(async (tx) => {
        const { next } = await lockedFor(tx, id, 'withdraw-appeal');
        const appeal = await readOpenAppeal(tx, id);
        if (appeal === undefined) throw new Error(`Application ${id} is under no appeal.`);
        const at = clock.now();
        await determineAppeal(tx, {
          id: appeal.id,
          outcome: 'withdrawn',
          determinedBy: null,
          determinedAt: at,
        });
        await changeApplication(tx, id, { state: next, closedAt: at });
        const act = actOf(from, applicantAct(application, 'holder'));
        const proposal = await latestProposal(tx, id);
        const context = { application, origin: node.origin };
        await events.append(tx, act, appealWithdrawnEvent(context, { appeal, proposal }));
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

/** The refusal that the application ended in, if it can still be appealed against. @throws Fault `appeal-late`, `appeal-determined` */
async function openRefusal(
  { agreements, clock }: RecognitionDependencies,
  tx: Transaction,
  applicationId: string,
): Promise<DecisionRow> {
  const decision = await readLatestDecision(tx, applicationId);
  const approval = decision && (await readApprovalOf(tx, decision.id));
  if (decision === undefined || approval === undefined)
    throw new Error(`Application ${applicationId} was refused by nobody.`);
  if (!isAppealable({ decision, approval }, await readAppeals(tx, applicationId)))
    throw new Fault('appeal-determined');
  const { agreementId, agreementVersion } = await latestProposal(tx, applicationId);
  const terms = agreements.view().version(agreementId, agreementVersion)?.document.appeal;
  if (terms === undefined) throw new Error(`Agreement ${agreementId} is not here.`);
  const until = appealUntil(approval.approvedAt, terms.days);
  if (civilDate(clock.now()) >= until) throw new Fault('appeal-late', { values: { until } });
  return decision;
}

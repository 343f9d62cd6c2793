import type { Claim } from '../kernel/claim.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { applicantAct } from './applicant-act.ts';
import { lockedFor, ownApplication } from './application-file.service.ts';
import { changeApplication } from './applications.store.ts';
import type { Requester } from './applying.service.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { withdrawnEvent } from './recognition-events.ts';

export interface Withdrawing {
  /** The holder's alone, while nobody's decision waits and no appeal is heard. @throws Fault `not-found`, `application-state` */
  withdraw(
    id: string,
    from: Requester,
    claim: Claim<Transaction>,
  ): Promise<{ status: number; reference: string }>;
}

export function createWithdrawing(deps: RecognitionDependencies): Withdrawing {
  const { db, clock, events, node } = deps;
  return {
    async withdraw(id, from, claim) {
      const { application } = await ownApplication(deps, id, { caller: from.caller, as: ['holder'] });
      const outcome = { status: 201, reference: id };
      await db.transaction(async (tx) => {
        const { application: before, next } = await lockedFor(tx, id, 'withdraw');
        await changeApplication(tx, id, { state: next, closedAt: clock.now() });
        const act = actOf(from, applicantAct(application, 'holder'));
        await events.append(tx, act, withdrawnEvent({ application, origin: node.origin }, before.state));
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

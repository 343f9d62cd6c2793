import { addDays, civilDate } from '../kernel/instants.ts';
import type { AppealRow, DecisionOnFile } from './application.ts';
import { isPositive } from './decision.ts';
import type { AppealOutcome, DecisionOutcome } from './decision-words.ts';
import { type ApplicationState, isOnAppeal } from './life-cycle.ts';

/** What can be taken further, until when, and what an appeal comes to (domain 5.3; 5.4, rule 11). */

/** Civil date at +08:00, exclusive: the days count from the one after that on which the refusal became final. */
export function appealUntil(approvedAt: Date, days: number): string {
  return addDays(civilDate(approvedAt), days + 1);
}

/** A refusal that a second person approved. What determined an appeal is final here, and so is a refusal whose appeal was withdrawn. */
export function isAppealable(
  { decision, approval }: DecisionOnFile,
  appeals: readonly Pick<AppealRow, 'decisionId' | 'determinedBy' | 'outcome'>[],
): boolean {
  const isFinal = appeals.some(
    ({ decisionId, determinedBy, outcome }) =>
      determinedBy === decision.id || (decisionId === decision.id && outcome === 'withdrawn'),
  );
  return decision.outcome === 'refused' && approval?.verdict === 'approve' && !isFinal;
}

/** On appeal a refusal is upheld, varied or remitted; more evidence is asked for in a new assessment. Elsewhere nothing is remitted. */
export function canBeDecided(outcome: DecisionOutcome, state: ApplicationState): boolean {
  return isOnAppeal(state) ? outcome !== 'bridging-required' : outcome !== 'remitted';
}

export function appealOutcomeOf(outcome: DecisionOutcome): AppealOutcome {
  if (outcome === 'remitted') return outcome;
  return isPositive(outcome) ? 'varied' : 'upheld';
}

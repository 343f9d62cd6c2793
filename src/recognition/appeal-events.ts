import type { DomainEvent } from '../kernel/event.ts';
import { appealOutcomeOf } from './appeal.ts';
import type { AppealRow, DecisionRow, ProposalRow } from './application.ts';
import {
  about,
  agreementOf,
  departure,
  type EventContext,
  type Resolved,
  resolutionDetails,
} from './recognition-events.ts';

/** What the log keeps of an appeal. */

export function appealedEvent(
  context: EventContext,
  {
    appeal,
    refusal,
    proposal,
    grounds,
  }: {
    readonly appeal: Pick<AppealRow, 'id'>;
    readonly refusal: Pick<DecisionRow, 'id' | 'digest'>;
    readonly proposal: ProposalRow;
    readonly grounds: string;
  },
): DomainEvent {
  return {
    type: 'application.appealed',
    ...about(context),
    agreement: agreementOf(proposal),
    before: 'refused',
    after: 'under-appeal',
    reason: grounds,
    details: { appeal: appeal.id, refusal: refusal.id, refusalSha256: refusal.digest },
  };
}

/** The refusal stands, and not because anybody upheld it. */
export function appealWithdrawnEvent(
  context: EventContext,
  {
    appeal,
    proposal,
  }: { readonly appeal: Pick<AppealRow, 'id' | 'decisionId'>; readonly proposal: ProposalRow },
): DomainEvent {
  return {
    type: 'application.appeal-withdrawn',
    ...about(context),
    agreement: agreementOf(proposal),
    before: 'under-appeal',
    after: 'refused',
    details: { appeal: appeal.id, refusal: appeal.decisionId },
  };
}

/**
 * What two other people made of an appeal. Where it ends in a recognition, that is an event of its own beside it, and says how far it
 * departs from the proposal; to remit says nothing of the proposal.
 */
export function appealDeterminedEvent(
  context: EventContext,
  resolved: Resolved & { readonly appeal: Pick<AppealRow, 'id' | 'decisionId'> },
): DomainEvent {
  const { decision, reasons, proposal, before, after, appeal } = resolved;
  const outcome = appealOutcomeOf(decision.outcome);
  return {
    type: 'application.appeal-determined',
    ...about(context),
    agreement: agreementOf(proposal),
    before,
    after,
    facts: {
      ...context.application.facts,
      outcome,
      ...(outcome === 'upheld' && departure(decision, proposal)),
    },
    reasonCode: outcome,
    ...(reasons !== null && { reason: reasons }),
    details: { appeal: appeal.id, refusal: appeal.decisionId, ...resolutionDetails(resolved) },
  };
}

import type { z } from 'zod';
import type { LogReceipt } from '../kernel/log-receipt.ts';
import { preciseText } from '../kernel/instants.ts';
import type { Application, ApprovalRow, DecisionRow } from './application.ts';
import type { approvalAnswer, decisionAnswer } from './decision.schema.ts';

export type DecisionAnswer = z.output<typeof decisionAnswer>;
export type ApprovalAnswer = z.output<typeof approvalAnswer>;

export function decisionAnswerOf(row: DecisionRow, reasons: string | null): DecisionAnswer {
  const { id, applicationId, proposalId, outcome, override, conditions, digest, state } = row;
  return {
    id,
    applicationId,
    proposalId,
    outcome,
    override,
    reasons,
    conditions: [...conditions],
    decisionSha256: digest,
    state,
    decidedAt: preciseText(row.decidedAt),
    decidedBy: row.officerId,
  };
}

export function approvalAnswerOf(
  row: ApprovalRow,
  {
    state,
    note,
    log,
  }: Pick<Application, 'state'> & { readonly note: string | null; readonly log: LogReceipt | null },
): ApprovalAnswer {
  const { id, applicationId, decisionId, verdict, credentialId } = row;
  return {
    id,
    applicationId,
    decisionId,
    verdict,
    note,
    approvedAt: preciseText(row.approvedAt),
    approvedBy: row.officerId,
    applicationState: state,
    credentialId,
    log,
  };
}

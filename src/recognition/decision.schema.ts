import { z } from 'zod';
import { compactJws, identifier, slug, text, thumbprint } from '../platform/fields.schema.ts';
import { logReceipt } from '../platform/log-receipt.schema.ts';
import { decisionOutcomes, decisionStates, verdicts } from './decision-words.ts';

const sha256 = thumbprint.meta({ description: 'SHA-256 as base64url.' });

/** What the officer signs: canonical JSON (RFC 8785) of exactly these members as they were sent. */
export const decision = z
  .strictObject({
    applicationId: identifier,
    proposalId: identifier.meta({ description: 'The latest proposal; the decision is about what it says.' }),
    outcome: z.enum(decisionOutcomes),
    override: z.boolean().meta({ description: 'True exactly where the decision departs from the proposal.' }),
    reasons: text(4_000).exactOptional().meta({
      description: 'In the language of the holder. Required when overriding, refusing or remitting.',
    }),
    conditions: z
      .array(slug)
      .max(20)
      .exactOptional()
      .meta({ description: 'Codes that the row knows; those of the proposal when absent.' }),
  })
  .meta({ id: 'RecognitionDecision' });
export type Decision = z.output<typeof decision>;

export const decisionRequest = z
  .strictObject({
    decision,
    signature: compactJws.meta({
      description:
        'By the key registered for the officer: `typ` `wenjin-decision+jws`, payload `{decision_sha256, act: "decide", officer, iat}`.',
    }),
  })
  .meta({ id: 'RecognitionDecisionRequest' });

export const approval = z
  .strictObject({
    applicationId: identifier,
    decisionId: identifier,
    decisionSha256: sha256,
    verdict: z.enum(verdicts).exactOptional().meta({
      description:
        '`approve` when absent. `return` sends the application back to assessment, or on appeal to those who hear it.',
    }),
    note: text(2_000).exactOptional().meta({ description: 'For the one who decided.' }),
  })
  .meta({ id: 'RecognitionApproval' });
export type Approval = z.output<typeof approval>;

export const approvalRequest = z
  .strictObject({
    approval,
    signature: compactJws.meta({
      description:
        'By the key registered for the officer: `typ` `wenjin-decision+jws`, payload `{decision_sha256, act: "approve" or "return", officer, iat}`.',
    }),
  })
  .meta({ id: 'RecognitionApprovalRequest' });

export const decisionAnswer = z
  .object({
    id: z.string(),
    applicationId: z.string(),
    proposalId: z.string(),
    outcome: z.enum(decisionOutcomes),
    override: z.boolean(),
    reasons: z.string().nullable(),
    conditions: z.array(z.string()),
    decisionSha256: sha256,
    state: z.enum(decisionStates),
    decidedAt: z.string(),
    decidedBy: z.string().meta({ description: 'The officer, by the identifier of the registration.' }),
  })
  .meta({ id: 'RecognitionDecisionRecord' });

export const approvalAnswer = z
  .object({
    id: z.string(),
    applicationId: z.string(),
    decisionId: z.string(),
    verdict: z.enum(verdicts),
    note: z.string().nullable(),
    approvedAt: z.string(),
    approvedBy: z.string(),
    applicationState: z.string(),
    credentialId: z.string().nullable().meta({ description: 'Of the recognition credential, once issued.' }),
    log: logReceipt.nullable().meta({ description: 'Of that issuance in the transparency log.' }),
  })
  .meta({ id: 'RecognitionApprovalRecord' });

import { z } from 'zod';
import { agreementRow } from '../agreements/index.ts';
import { localised } from '../platform/fields.schema.ts';
import { type Proposal, proposalOutcomes } from './engine.ts';
import { ruleNumbers, ruleOutcomes, type RuleTrace } from './trace.ts';

/** What the engine proposed, in the one form in which it is stored, hashed and answered. */

const component = agreementRow.shape.components.element;
const coded = agreementRow.shape.notConferred.element;

const ruleTrace = z
  .object({
    rule: z.literal(ruleNumbers).meta({ description: 'Number of the decision rule.' }),
    outcome: z.enum(ruleOutcomes),
    code: z.string().meta({ description: 'Stable; programs decide by it.' }),
    values: z.record(z.string(), z.string()),
    text: localised,
  })
  .meta({ id: 'RuleTrace', description: 'What one rule found.' });

export const proposal = z
  .object({
    outcome: z.enum(proposalOutcomes),
    agreement: z.object({
      id: z.string(),
      version: z.int(),
      row: z.string(),
      newerVersion: z.int().nullable().meta({
        description:
          'A newer version that is signed but does not govern this application; null where there is none.',
      }),
    }),
    target: z.string(),
    recognitionEffect: agreementRow.shape.recognitionEffect,
    trace: z.array(ruleTrace),
    exempted: z.array(component),
    bridged: z.array(component).meta({ description: 'Passed by a bridging result that counts.' }),
    missing: z.array(component),
    conditions: z.array(coded).meta({ description: 'What a recognition would be subject to.' }),
    notConferred: z.array(coded),
    ignoredBridging: z.array(
      z.object({
        reason: z.enum(['provider-not-mandated', 'another-row']),
        components: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'RecognitionProposal', description: 'What the rules propose; people decide.' });

/** A proposal, fresh from the engine or read back; codes of an older engine read like those of today's. */
export type Proposed = Omit<Proposal, 'trace'> & {
  readonly trace: readonly (Omit<RuleTrace, 'code'> & { readonly code: string })[];
};

export const proposalContent = z.object({ best: proposal, others: z.array(proposal) });
export type ProposalContent = z.output<typeof proposalContent>;

import { z } from 'zod';

/** What the reading room reads in the openings that this node wrote. Anything else in them is passed over. */

const person = z.object({
  officer: z.string().nullable(),
  person: z.string().nullable(),
  organisation: z.string().nullable(),
});

const evidence = z.object({
  type: z.string(),
  digestSha256: z.string(),
  digestSm3: z.string(),
  source: z.string(),
  observedAt: z.string(),
});

export const entryPayload = z.object({
  reason: z.string().optional(),
  evidence: z.array(evidence).optional(),
  details: z
    .object({
      rules: z.array(z.object({ rule: z.int(), outcome: z.string(), code: z.string() })).optional(),
      newerVersion: z.int().nullable().optional(),
      proposalSha256: z.string().optional(),
      decisionSha256: z.string().optional(),
      maker: person.optional(),
      checker: person.optional(),
    })
    .optional(),
});
export type EntryPayload = z.output<typeof entryPayload>;

export const auditedEvidence = evidence;

export const accessBatchPayload = z.object({ details: z.object({ root: z.string() }) });

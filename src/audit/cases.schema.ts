import { z } from 'zod';
import { civilDate, identifier, localised, pageOf, pageQuery, text } from '../platform/fields.schema.ts';
import { disclosureBasisCodes } from './disclosure-bases.ts';
import { caseDaysMax, caseStates, caseWords } from './disclosure-case.ts';
import { logPlace } from './reading.schema.ts';

const reason = text(1000).meta({
  description: 'Kept in the opening of the entry alone, under the key of the person; no names.',
});

export const newCase = z
  .strictObject({
    credential: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/)
      .meta({ description: 'Identifier or number of a credential of the person.' }),
    legalBasis: z.enum(disclosureBasisCodes).meta({
      description: 'Illustrative codes; a basis in the law of the side whose node is asked.',
    }),
    reference: text(128).meta({ description: 'Your own file number; no name, no identity number.' }),
    reason,
    until: civilDate.meta({
      description: `First civil date on which nothing is shown any more, ${caseDaysMax} days from today at most.`,
    }),
  })
  .meta({ id: 'NewDisclosureCase' });
export type NewCase = z.output<typeof newCase>;

export const caseWordBody = z.strictObject({ reason }).meta({ id: 'DisclosureCaseWord' });
export type CaseWordBody = z.output<typeof caseWordBody>;

export const caseParams = z.strictObject({ id: identifier });
export const casesQuery = z.strictObject({ ...pageQuery });
export type CasesQuery = z.output<typeof casesQuery>;

export const disclosureCase = z
  .object({
    id: identifier,
    state: z.enum(caseStates).meta({
      description: '`approved` alone opens anything: two persons approved, and `until` is not reached.',
    }),
    organisation: identifier,
    subject: identifier.meta({ description: 'Pseudonym of the person, of this node alone.' }),
    credential: z.string(),
    legalBasis: z.object({
      code: z.enum(disclosureBasisCodes),
      label: localised,
      source: z.string(),
    }),
    reference: z.string(),
    reason: z.string().nullable().meta({ description: 'Null once the person was erased.' }),
    until: z.string(),
    openedAt: z.string(),
    openedBy: z.string(),
    said: z.array(
      z.object({
        word: z.enum(caseWords),
        at: z.string(),
        by: z.string(),
        role: z.string(),
        log: logPlace,
      }),
    ),
    log: logPlace,
  })
  .meta({
    id: 'DisclosureCase',
    description: 'A regulator of the other side asks who somebody is; closed unless two persons approve.',
  });
export type DisclosureCase = z.input<typeof disclosureCase>;

export const disclosureCasePage = pageOf(disclosureCase).meta({ id: 'DisclosureCasePage' });

/** Bodies that the contract shows. */
export const exampleCase = {
  credential: 'DEMO-HK-R-000001',
  legalBasis: 'hk-court-order',
  reference: 'DEMO-CASE-0001',
  reason: 'An inquiry into advice that was given on the other side.',
  until: '2026-12-31',
} as const;
export const exampleApproval = { reason: 'The order was read, and covers this person.' } as const;
export const exampleRefusal = { reason: 'The order does not cover this person.' } as const;

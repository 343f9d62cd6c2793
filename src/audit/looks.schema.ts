import { z } from 'zod';
import { identifier, instant, localised, pageOf, text } from '../platform/fields.schema.ts';
import { disclosure, logPlace, pagedLookQuery, window, windowQuery } from './reading.schema.ts';

const credential = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/)
  .optional()
  .meta({ description: 'Identifier or number of a credential.' });

export const looksQuery = z
  .strictObject({
    ...pagedLookQuery,
    ...windowQuery,
    credential,
    subject: identifier.optional().meta({ description: 'Pseudonym of a person, of this node.' }),
  })
  .refine((query) => (query.credential === undefined) !== (query.subject === undefined), {
    path: ['credential'],
    params: { code: 'required' },
  });
export type LooksQuery = z.output<typeof looksQuery>;

export const verificationsQuery = z.strictObject({
  ...pagedLookQuery,
  ...windowQuery,
  at: instant.optional().meta({ description: 'Only what was answered in this second.' }),
  credential: text(64).optional().meta({ description: 'Number of a credential, of either side.' }),
  organisation: identifier.optional(),
});
export type VerificationsQuery = z.output<typeof verificationsQuery>;

export const auditedLook = z
  .object({
    id: identifier,
    at: z.string(),
    localTime: z.string(),
    kind: z.string(),
    caller: z.string().meta({ description: 'A pseudonym; never a name.' }),
    organisation: z.object({ id: identifier, names: localised }).nullable(),
    client: identifier.nullable(),
    officer: identifier.nullable(),
    person: identifier.nullable(),
    purpose: z.string(),
    stage: z.string().nullable(),
    authorisation: z
      .object({ type: z.string(), reference: z.string(), scope: z.string(), expiresAt: z.string() })
      .nullable(),
    caseReference: z.string().nullable(),
    objects: z.array(z.string()),
    result: z.string().meta({ description: 'The code of the answer that was given.' }),
    contentClass: z.string().nullable(),
    requestId: z.string(),
    leaf: z.string().nullable().meta({
      description:
        'The record as a leaf of its batch: canonical JSON (RFC 8785), as text. For this side alone.',
    }),
    log: logPlace.nullable().meta({
      description: 'The entry that holds the root of its batch; null for what is older than the log.',
    }),
  })
  .meta({ id: 'AuditedLook' });
export type AuditedLook = z.output<typeof auditedLook>;

export const looksPage = pageOf(auditedLook).extend({ window, disclosure }).meta({ id: 'LooksPage' });

export const batchParams = z.strictObject({ entry: identifier });
export const batchQuery = z.strictObject({
  purpose: pagedLookQuery.purpose,
  caseReference: pagedLookQuery.caseReference,
});
export type BatchQuery = z.output<typeof batchQuery>;

export const accessBatch = z
  .object({
    log: logPlace,
    count: z.int().min(1),
    root: z
      .string()
      .meta({ description: 'Of the tree over these leaves (RFC 6962 section 2.1), base64url.' }),
    committed: z
      .string()
      .nullable()
      .meta({ description: 'What the entry committed to; the same, unless records were altered.' }),
    leaves: z.array(z.object({ id: identifier, leafSha256: z.string() })),
  })
  .meta({ id: 'AccessBatch', description: 'The records that one entry of the log stands for.' });

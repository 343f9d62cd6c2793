import { z } from 'zod';
import { identifier, instant, localised, pageOf, pageQuery } from '../platform/fields.schema.ts';

const authorisation = z.object({
  type: z.string(),
  reference: z.string(),
  scope: z.string(),
  expiresAt: z.string(),
});

const common = {
  id: identifier,
  at: instant,
  kind: z.string().meta({ examples: ['verification'] }),
  organisation: z.object({ id: identifier, names: localised }).nullable(),
  purpose: z.string(),
  stage: z.string().nullable(),
  objectIds: z.array(z.string()).meta({ description: 'Credential numbers or record identifiers.' }),
  result: z.string(),
  contentClass: z
    .string()
    .nullable()
    .meta({ description: 'What the answer held: identified, shown, pseudonymous or aggregate.' }),
};

export const accessRecord = z
  .object({
    ...common,
    caller: z.string(),
    clientId: identifier.nullable(),
    officerId: identifier.nullable(),
    personId: identifier.nullable(),
    authorisation: authorisation.nullable(),
    caseReference: z.string().nullable(),
    requestId: z.string(),
  })
  .meta({
    id: 'AccessRecord',
    description: 'Who asked what, when, for what purpose and on whose authorisation.',
  });
export const accessRecordPage = pageOf(accessRecord).meta({ id: 'AccessRecordPage' });

export const holderAccessRecord = z.object({ ...common, authorisationType: z.string().nullable() }).meta({
  id: 'HolderAccessRecord',
  description: 'Who looked, and why; which of their people did is between them and their regulator.',
});
export const holderAccessRecordPage = pageOf(holderAccessRecord).meta({ id: 'HolderAccessRecordPage' });

export const accessRecordQuery = z.strictObject({
  ...pageQuery,
  from: instant.optional().meta({ description: 'At this instant or later.' }),
  until: instant.optional().meta({ description: 'Before this instant.' }),
});
export type AccessRecordQuery = z.output<typeof accessRecordQuery>;

import { z } from 'zod';
import { instant, localised, pageQuery, text } from '../platform/fields.schema.ts';
import { supervisionPurposes } from './vocabulary.ts';

/** What every question and every answer of the reading room has. */

/** Why the examiner looks; recorded with the look. */
export const lookQuery = {
  purpose: z
    .enum(supervisionPurposes)
    .optional()
    .meta({ description: 'Why you look; `supervision` when absent. Recorded.' }),
  caseReference: text(64).optional().meta({
    description:
      'Your own file, or the identifier of an approved disclosure case, under which its person is shown; recorded with the look.',
  }),
};

export const windowQuery = {
  from: instant.optional().meta({ description: 'Recorded at or after; 30 days before `until` when absent.' }),
  until: instant.optional().meta({ description: 'Recorded before; now when absent. At most 366 days.' }),
};

export const pagedLookQuery = { ...lookQuery, ...pageQuery };

export const logPlace = z
  .object({
    entry: z.uuid().meta({ description: 'Identifier of the entry.' }),
    index: z.int().min(0).nullable().meta({ description: 'Index of its leaf; null while it waits.' }),
  })
  .meta({ id: 'LogPlace', description: 'Where the log of this node proves it.' });
export type LogPlace = z.output<typeof logPlace>;

export const opening = z
  .object({
    salt: z.string().meta({ description: '32 bytes, base64url.' }),
    payload: z.record(z.string(), z.unknown()),
  })
  .meta({
    id: 'Opening',
    description:
      'What gives the commitment: SHA-256 of `wenjin-log/commit/1`, a zero byte, the salt and the payload as canonical JSON (RFC 8785).',
  });
export type Opening = z.output<typeof opening>;

export const disclosure = z
  .object({
    identified: z.boolean().meta({ description: 'False: pseudonyms only, and no openings.' }),
    rule: z.string().meta({ description: '`case` where an approved disclosure case opens it.' }),
    caseId: z.uuid().optional().meta({ description: 'Of that case.' }),
    reason: localised,
  })
  .meta({
    id: 'Disclosure',
    description: 'Whether this side’s personal data may be in the answer, and why.',
  });
export type Disclosure = z.output<typeof disclosure>;

export const codeWithLabel = z.object({ code: z.string(), label: localised });

export const window = z.object({ from: instant, until: instant });

export const agreementPlace = z.object({ id: z.string(), version: z.int(), row: z.string() });

export const actor = z
  .object({
    id: z.string().meta({ description: 'A pseudonym; never a name.' }),
    role: z.string(),
    person: z.string().nullable().meta({ description: 'Two officers may be one person.' }),
    organisation: z.string().nullable(),
  })
  .meta({ id: 'AuditedActor' });

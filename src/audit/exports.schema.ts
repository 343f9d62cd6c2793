import { z } from 'zod';
import { compactJws, identifier } from '../platform/fields.schema.ts';
import { exportFormats, exportProfiles } from './export-rows.ts';
import { lookQuery, windowQuery } from './reading.schema.ts';

const pinned = {
  ...lookQuery,
  from: windowQuery.from,
  until: windowQuery.until.meta({
    description:
      'Recorded before; when the checkpoint was cosigned if absent, and no later than that. At most 366 days.',
  }),
  profile: z.enum(exportProfiles).default('own-side').meta({
    description:
      '`own-side`: identified by the pseudonyms of this node, for examiners of this side. `cross-boundary`: objects, persons and officers by pseudonyms of this export alone. `public`: the published tables of the settled quarters that lie in the window, small counts hidden.',
  }),
  case: identifier.optional().meta({
    description:
      'A disclosure case of your organisation that two persons of this side approved. With it the profile `cross-boundary` shows the person of the case, and what was done about them, by the identifiers of this node; everybody else, and every officer, stays pseudonymous.',
  }),
  size: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .optional()
    .meta({
      description: 'Size of a cosigned checkpoint; the newest when absent. Later entries are left out.',
    }),
};

export const manifestQuery = z.strictObject(pinned);
export type ManifestQuery = z.output<typeof manifestQuery>;

export const exportQuery = z.strictObject({ ...pinned, format: z.enum(exportFormats).default('jsonl') });
export type ExportQuery = z.output<typeof exportQuery>;

export const manifestAnswer = compactJws.meta({
  description:
    'Of type `wenjin-export-manifest+jwt`, by a key of the trust list for receipts: question, window, checkpoint, proof range, and SHA-256, SM3, octets and rows of each file.',
});

export const exportedText = z.string().meta({ description: 'JSON Lines, or CSV with a byte order mark.' });

import { z } from 'zod';
import { slug } from '../platform/fields.schema.ts';

export const typeParams = z.strictObject({ name: slug, version: slug });

const display = z.object({ locale: z.string() });

export const typeMetadata = z
  .object({
    vct: z.url(),
    name: z.string(),
    description: z.string(),
    display: z.array(
      display.extend({
        name: z.string(),
        description: z.string(),
        rendering: z.object({
          simple: z.object({ background_color: z.string(), text_color: z.string() }),
        }),
      }),
    ),
    claims: z.array(
      z.object({
        path: z.array(z.union([z.string(), z.null()])).min(1),
        display: z.array(display.extend({ label: z.string() })),
        mandatory: z.boolean(),
        sd: z.enum(['always', 'never']),
      }),
    ),
  })
  .meta({ id: 'TypeMetadata', description: 'Type metadata of SD-JWT VC. The octets count, not the JSON.' });

import { z } from 'zod';
import { identifier } from '../platform/fields.schema.ts';

export const proofParams = z.strictObject({ entryId: identifier });

export const proofText = z.string().meta({
  description: 'https://c2sp.org/tlog-proof@v1: index, path from leaf to root, checkpoint note.',
  examples: [
    'c2sp.org/tlog-proof@v1\nindex 1\nYe2qhGZlLhzJPGuRvxlWRSLe7nrXw5+ulmRQUhAJ0xM=\n\nhk.wenjin.example/log\n2\n…',
  ],
});

/** As digits, so that a size has one spelling; 15 of them are a safe integer. */
const size = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,14})$/)
  .transform(Number)
  .meta({ description: 'Number of entries.', examples: ['256'] });

export const consistencyQuery = z.strictObject({ from: size, to: size });

const hash = z.string().meta({ description: 'SHA-256 in base64, as in notes.' });

export const consistencyProof = z
  .object({
    origin: z.string(),
    from: z.int(),
    to: z.int(),
    fromRoot: hash,
    toRoot: hash,
    proof: z.array(hash).meta({ description: 'RFC 6962 section 2.1.2.' }),
  })
  .meta({ id: 'LogConsistencyProof' });

import { z } from 'zod';
import { thumbprint } from '../platform/fields.schema.ts';
import { trustListType } from './vocabulary.ts';

/**
 * The protected header of a compact JAdES signature of level B (ETSI TS 119 182-1 V1.2.1): the claimed time of signing as `iat`, and the
 * certificate of the key by `x5t#S256` and `x5c`. Nothing else may be there: what is not understood may not change what is meant.
 */
export const listHeader = z.strictObject({
  alg: z.enum(['ES256', 'Ed25519']),
  typ: z.literal(trustListType),
  kid: thumbprint,
  iat: z.int().min(0),
  x5c: z.array(z.string().min(1).max(6_000)).min(1).max(3).optional(),
  'x5t#S256': thumbprint.optional(),
});

export type ListHeader = z.infer<typeof listHeader>;

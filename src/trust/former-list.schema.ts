import { z } from 'zod';
import { nodePurpose } from './trust-list.schema.ts';
import { publicJwk, thumbprint } from '../platform/fields.schema.ts';

/** Of a list in the form that nodes had before that of ETSI TS 119 602, as much as tells who was to sign the lists that followed. */
export const formerList = z.object({
  iss: z.string(),
  sequence: z.int().min(1),
  anchors: z.array(thumbprint).min(1).max(8),
  node_keys: z.array(z.object({ kid: thumbprint, jwk: publicJwk, purpose: nodePurpose })).max(1_000),
});

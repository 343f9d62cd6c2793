import { z } from 'zod';
import { identifier } from '../platform/fields.schema.ts';
import { bitstringPurposes } from './bitstring.ts';

const listsMax = 256;

/** Token Status List, section 9.3. */
export const statusListAggregation = z
  .object({ status_lists: z.array(z.url()).max(listsMax) })
  .meta({ id: 'StatusListAggregation', description: 'Addresses of all status lists of this node.' });

/** The same from the other node. */
export const peerAggregation = z.object({ status_lists: z.array(z.url().max(500)).max(listsMax) });

export const statusListToken = z
  .string()
  .meta({ description: 'Status List Token, a compact JWS of type `statuslist+jwt`.' });

export const statusListParams = z.strictObject({ id: identifier });

export const noQuery = z.strictObject({});

/** Token Status List, section 8.4. */
export const statusListQuery = z.strictObject({
  time: z
    .string()
    .regex(/^(?:0|[1-9]\d{0,11})$/)
    .transform(Number)
    .optional()
    .meta({ description: 'An instant of the past in whole seconds since 1970.', examples: ['1780000000'] }),
});

export const bitstringParams = z.strictObject({ id: identifier, purpose: z.enum(bitstringPurposes) });

export const bitstringCredentialJwt = z
  .string()
  .meta({ description: 'A BitstringStatusListCredential, secured as `vc+jwt` (VC-JOSE-COSE).' });

import { z } from 'zod';
import { identifier } from '../platform/fields.schema.ts';

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

/** Nothing may be asked for yet; the historic `time` least of all, since what is sent is the current list. */
export const noQuery = z.strictObject({});

import type { Keys } from '../keys/index.ts';
import type { Reader } from '../platform/database.ts';
import { readAuthorities, readMandates } from './authorities.store.ts';
import type { TrustState } from './trust-list-content.ts';

/** What a list is made of. Read it in one snapshot of the database, or in the transaction that changes it. */
export async function readState(reader: Reader, keys: Pick<Keys, 'readPublished'>): Promise<TrustState> {
  return {
    authorities: await readAuthorities(reader),
    mandates: await readMandates(reader),
    keys: await keys.readPublished(reader),
  };
}

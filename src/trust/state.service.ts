import type { Keys } from '../keys/index.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Reader } from '../platform/database.ts';
import { readAuthorities, readMandates } from './authorities.store.ts';
import type { TrustState } from './trust-list-content.ts';
import { readAnchors } from './trust-lists.store.ts';

/** What a list is made of. Read it in one snapshot of the database, or in the transaction that changes it. */
export async function readState(
  reader: Reader,
  { keys, node }: { readonly keys: Pick<Keys, 'readPublished' | 'anchors'>; readonly node: NodeIdentity },
): Promise<TrustState> {
  return {
    authorities: await readAuthorities(reader),
    mandates: await readMandates(reader),
    keys: await keys.readPublished(reader),
    certificates: keys.anchors(),
    peerAnchors: await readAnchors(reader, node.peer.origin),
  };
}

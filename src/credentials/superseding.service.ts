import type { Act } from '../kernel/event.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import { type CredentialRow, setLife } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { factsOf } from './event-facts.ts';

/** A newer credential has taken its place; it stays, points forward, and says so by its status. */
export async function supersede(
  tx: Transaction,
  { status, events, node }: Pick<CredentialsDependencies, 'status' | 'events' | 'node'>,
  former: CredentialRow,
  { by, act }: { readonly by: string; readonly act: Act },
): Promise<void> {
  await status.set(tx, { uri: former.statusUri, idx: former.statusIdx }, 3);
  await setLife(tx, former.id, 'superseded', by);
  await events.append(tx, act, {
    // What repeats another for a further key is not counted a second time.
    type: former.copyOf === null ? 'credential.superseded' : 'credential.followed',
    issuer: issuerOf(node.origin, former.authority),
    subjectId: former.subjectId,
    objectType: 'credential',
    objectId: former.id,
    before: former.life,
    after: 'superseded',
    facts: factsOf(former, 'supersede'),
    details: { number: former.number, successor: by },
  });
}

import assert from 'node:assert/strict';
import { signCompactJws } from '../kernel/compact-jws.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { addSeconds, fromEpochSeconds, instantText } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import { trustSnapshot } from './changes.service.ts';
import { readKept } from './loading.service.ts';
import { signingHeader } from './signer-certificate.ts';
import { readState } from './state.service.ts';
import { loteOf } from './lote-writing.ts';
import { contentOf, isSameList, payloadOf } from './trust-list-content.ts';
import { republishSeconds } from './trust-list-limits.ts';
import type { TrustListPayload } from './trust-list.schema.ts';
import { readTrustList } from './trust-list.ts';
import { insertList, type KeptList, readNewestList } from './trust-lists.store.ts';
import type { Trust } from './trust.ts';
import { listVersion } from './vocabulary.ts';

interface PublicationDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly node: NodeIdentity;
  readonly keys: Keys;
}

/**
 * Reserve, act, record: the next sequence number is only meant, the list is signed with no transaction open, and recording it
 * fails if another publisher used the number. Bytes that were not recorded were never served, so the number is free again.
 */
export function createPublishIfDue(deps: PublicationDependencies): Trust['publishIfDue'] {
  const { db, clock, keys } = deps;
  return async () => {
    // Certificates and the keys that sign come from memory; what is listed comes from the database.
    await keys.refresh();
    const due = await readDue(deps);
    if (!due) return { kind: 'not-due' };
    const signer = keys.signer('trust-list');
    if (!due.anchors.includes(signer.kid)) return { kind: 'overtaken' };
    const header = signingHeader(due, signer.kid, keys.chain(signer.kid));
    const text = await signCompactJws(header, loteOf(due), signer);
    assert.ok(readTrustList(text).ok, 'a list was made that nobody would read');
    const list = {
      origin: due.iss,
      sequence: due.sequence,
      jws: new Uint8Array(Buffer.from(text, 'latin1')),
      issuedAt: fromEpochSeconds(due.iat),
      receivedAt: clock.now(),
    };
    const recorded = await db.transaction((tx) => record(tx, { list, kid: signer.kid }, deps));
    const version = listVersion(due.jurisdiction, due.sequence);
    return recorded ? { kind: 'published', version } : { kind: 'overtaken' };
  };
}

/** The next list, if there is a reason for one. */
async function readDue({
  db,
  clock,
  node,
  keys,
}: PublicationDependencies): Promise<TrustListPayload | undefined> {
  const { state, last } = await db.transaction(
    async (tx) => ({
      state: await readState(tx, { keys, node }),
      last: await readNewestList(tx, node.origin),
    }),
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
  const now = clock.now();
  const payload = payloadOf(contentOf(node, state, now), last, now);
  const isCurrent = last !== undefined && now < addSeconds(last.issuedAt, republishSeconds);
  // None if it is of the form before: then a list of this form is due.
  const held = last && readKept(last);
  return isCurrent && held && isSameList(held.document, loteOf(payload)) ? undefined : payload;
}

async function record(
  tx: Transaction,
  { list, kid }: { readonly list: KeptList; readonly kid: string },
  { events, node }: PublicationDependencies,
): Promise<boolean> {
  if (!(await insertList(tx, list))) return false;
  const version = listVersion(node.jurisdiction, list.sequence);
  const act = {
    by: { kind: 'rule', name: 'trust-list-publication' },
    role: 'operator',
    requestId: `trust-list:${version}`,
    purpose: 'node-operation',
  } as const;
  await events.append(tx, act, {
    type: 'trust.changed',
    issuer: node.origin,
    subjectId: null,
    objectType: 'trust-list',
    objectId: version,
    keyId: kid,
    effectiveAt: instantText(list.issuedAt),
    after: sha256Base64url(list.jws),
    facts: { outcome: 'published' },
    details: { change: 'published', sequence: list.sequence },
  });
  await bumpSnapshot(tx, trustSnapshot);
  return true;
}

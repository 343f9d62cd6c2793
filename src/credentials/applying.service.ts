import type { Act, DomainEvent, EventType } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import { type CredentialRow, lockCredential, lockLiveOfRecord, setLife } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import {
  lifeAfter,
  type RecordValue,
  recordStateName,
  recordValueAfter,
  statusOfLife,
  statusUnderRecord,
} from './life-cycle.ts';
import { type AwardRecord, lockRecord, setRecordValue } from './records.store.ts';
import type { StatusEventKind, StatusFacet } from './vocabulary.ts';

/** Puts a decision into effect: the rows, the published status and the events of one change commit together. */

export interface Effect {
  readonly statusEventId: string;
  readonly kind: StatusEventKind;
  readonly facet: StatusFacet;
  readonly reasonCode: string;
  readonly effectiveAt: Date;
  readonly act: Act;
  /** For the file, in the sealed opening alone. */
  readonly reason?: string | undefined;
  readonly details?: DomainEvent['details'];
}

export interface Applied {
  readonly from: string;
  readonly to: string;
  /** Number of the record's change; null for a credential. */
  readonly revision: number | null;
}

type Deps = Pick<CredentialsDependencies, 'status' | 'events' | 'node'>;

const eventOfKind = {
  suspend: 'credential.suspended',
  reinstate: 'credential.reinstated',
  annul: 'credential.annulled',
  withdraw: 'credential.withdrawn',
  strip: 'credential.stripped',
  deregister: 'credential.deregistered',
} as const satisfies Record<StatusEventKind, EventType>;

/** What the object would come to; refuses what the life cycle does not know. */
export async function lockTarget(
  tx: Transaction,
  object: { readonly type: 'record' | 'credential'; readonly id: string },
  { kind, facet }: Pick<Effect, 'kind' | 'facet'>,
): Promise<{
  readonly authority: string;
  readonly from: string;
  readonly to: string;
  readonly credential?: CredentialRow;
  readonly record?: AwardRecord;
}> {
  if (object.type === 'credential') {
    const credential = await lockCredential(tx, object.id);
    if (!credential || credential.issuerJwt === null) throw new Fault('not-found');
    const to = facet === 'credential' ? lifeAfter(credential.life, kind) : undefined;
    if (to === undefined) throw new Fault('transition-refused', { values: { state: credential.life } });
    return { authority: credential.authority, from: credential.life, to, credential };
  }
  const record = await lockRecord(tx, object.id);
  if (!record) throw new Fault('not-found');
  const value = recordValueAfter(record.value, kind, facet);
  if (value === undefined)
    throw new Fault('transition-refused', { values: { state: recordStateName(record.value) } });
  return {
    authority: record.authority,
    from: recordStateName(record.value),
    to: recordStateName(value),
    record,
  };
}

export async function applyToCredential(
  tx: Transaction,
  deps: Deps,
  credential: CredentialRow,
  effect: Effect,
): Promise<Applied> {
  const life = lifeAfter(credential.life, effect.kind);
  if (life === undefined) throw new Fault('transition-refused', { values: { state: credential.life } });
  await setLife(tx, credential.id, life);
  await deps.status.set(tx, { uri: credential.statusUri, idx: credential.statusIdx }, statusOfLife(life));
  await appendCredentialEvent(tx, deps, credential, { ...effect, after: life });
  return { from: credential.life, to: life, revision: null };
}

export async function applyToRecord(
  tx: Transaction,
  deps: Deps,
  record: AwardRecord,
  effect: Effect,
): Promise<Applied> {
  const value = recordValueAfter(record.value, effect.kind, effect.facet);
  if (value === undefined)
    throw new Fault('transition-refused', { values: { state: recordStateName(record.value) } });
  await deps.status.set(tx, { uri: record.statusUri, idx: record.statusIdx }, value);
  const revision = await setRecordValue(tx, record.id, value);
  for (const credential of await lockLiveOfRecord(tx, record.id))
    await follow(tx, deps, credential, { value, effect });
  await deps.events.append(tx, effect.act, {
    type: 'record.changed',
    issuer: issuerOf(deps.node.origin, record.authority),
    subjectId: record.subjectId,
    objectType: 'status-event',
    objectId: effect.statusEventId,
    effectiveAt: effect.effectiveAt.toISOString(),
    reasonCode: effect.reasonCode,
    ...(effect.reason !== undefined && { reason: effect.reason }),
    before: recordStateName(record.value),
    after: recordStateName(value),
    details: { record: record.id, revision, kind: effect.kind, facet: effect.facet, ...effect.details },
  });
  return { from: recordStateName(record.value), to: recordStateName(value), revision };
}

/** The current credentials of a record follow it; one that was suspended by itself stays so. */
async function follow(
  tx: Transaction,
  deps: Deps,
  credential: CredentialRow,
  { value, effect }: { value: RecordValue; effect: Effect },
): Promise<void> {
  const own = statusOfLife(credential.life);
  const status = own === 0 ? statusUnderRecord(value) : value === 1 ? 1 : own;
  await deps.status.set(tx, { uri: credential.statusUri, idx: credential.statusIdx }, status);
  await appendCredentialEvent(tx, deps, credential, { ...effect, after: `record-${recordStateName(value)}` });
}

async function appendCredentialEvent(
  tx: Transaction,
  { events, node }: Pick<Deps, 'events' | 'node'>,
  credential: CredentialRow,
  effect: Effect & { readonly after: string },
): Promise<void> {
  await events.append(tx, effect.act, {
    type: eventOfKind[effect.kind],
    issuer: issuerOf(node.origin, credential.authority),
    subjectId: credential.subjectId,
    objectType: 'credential',
    objectId: credential.id,
    effectiveAt: effect.effectiveAt.toISOString(),
    reasonCode: effect.reasonCode,
    ...(effect.reason !== undefined && { reason: effect.reason }),
    before: credential.life,
    after: effect.after,
    details: {
      number: credential.number,
      statusEvent: effect.statusEventId,
      facet: effect.facet,
      ...effect.details,
    },
  });
}

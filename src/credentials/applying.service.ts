import type { Act, DomainEvent, EventFacts, EventType } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import {
  type CredentialRow,
  findCredential,
  lockCredential,
  lockLiveCopies,
  lockLiveOfRecord,
  setLife,
} from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { factsOf } from './event-facts.ts';
import {
  lifeAfter,
  publishedStatus,
  type RecordValue,
  recordStateName,
  recordValueAfter,
} from './life-cycle.ts';
import { type AwardRecord, lockRecord, setRecordValue } from './records.store.ts';
import { lastInForce } from './status-events.store.ts';
import type { CredentialLife, StatusEventKind, StatusFacet } from './vocabulary.ts';

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

/** What is decided about, locked. A credential stands under its record, if it has one. */
export type Target =
  | {
      readonly type: 'credential';
      /** The one that others repeat, whichever of them was named: they live and end together. */
      readonly credential: CredentialRow;
      /** Of the one that was named. */
      readonly holderThumbprint: string;
      readonly record: AwardRecord | undefined;
    }
  | { readonly type: 'record'; readonly record: AwardRecord; readonly endedBy: StatusEventKind | undefined };

type Deps = Pick<CredentialsDependencies, 'status' | 'events' | 'node'>;

const eventOfKind = {
  suspend: 'credential.suspended',
  reinstate: 'credential.reinstated',
  annul: 'credential.annulled',
  withdraw: 'credential.withdrawn',
  strip: 'credential.stripped',
  deregister: 'credential.deregistered',
} as const satisfies Record<StatusEventKind, EventType>;

/** Undefined when there is no such thing. The record before its credentials, here as everywhere. */
export async function lockTarget(
  tx: Transaction,
  { clock }: Pick<CredentialsDependencies, 'clock'>,
  { type, id }: { readonly type: 'record' | 'credential'; readonly id: string },
): Promise<Target | undefined> {
  if (type === 'record') {
    const record = await lockRecord(tx, id);
    if (!record) return undefined;
    const last =
      record.value === 3
        ? await lastInForce(tx, { objectType: 'record', objectIds: [id], at: clock.now() })
        : undefined;
    return { type, record, endedBy: last?.kind };
  }
  const found = await findCredential(tx, id);
  if (!found || found.issuerJwt === null) return undefined;
  const record = found.recordId === null ? undefined : await lockRecord(tx, found.recordId);
  const credential = await lockCredential(tx, found.copyOf ?? id);
  if (!credential || credential.issuerJwt === null) return undefined;
  return { type, credential, record, holderThumbprint: found.holderThumbprint };
}

export function authorityOf(target: Target): string {
  return target.type === 'record' ? target.record.authority : target.credential.authority;
}

export function subjectOf(target: Target): string {
  return target.type === 'record' ? target.record.subjectId : target.credential.subjectId;
}

/** What an event about it is counted by. */
export function factsOfTarget(target: Target, kind: StatusEventKind): EventFacts {
  return target.type === 'credential'
    ? factsOf(target.credential, kind)
    : { qualification: target.record.qualification, legalKind: kind };
}

/** What it would come to, in words. @throws Fault `transition-refused` for what the life cycle does not know */
export function transitionOf(
  target: Target,
  { kind, facet }: Pick<Effect, 'kind' | 'facet'>,
): { readonly from: string; readonly to: string } {
  if (target.type === 'credential') {
    const { life } = target.credential;
    return { from: life, to: nextLife(life, { kind, facet }) };
  }
  const { value } = target.record;
  return { from: recordStateName(value), to: recordStateName(nextValue(target, { kind, facet })) };
}

function nextLife(life: CredentialLife, { kind, facet }: Pick<Effect, 'kind' | 'facet'>): CredentialLife {
  const next = facet === 'credential' ? lifeAfter(life, kind) : undefined;
  if (next === undefined) throw new Fault('transition-refused', { values: { state: life } });
  return next;
}

function nextValue(
  { record, endedBy }: Extract<Target, { type: 'record' }>,
  { kind, facet }: Pick<Effect, 'kind' | 'facet'>,
): RecordValue {
  const next = recordValueAfter(record.value, { kind, facet, endedBy });
  if (next === undefined)
    throw new Fault('transition-refused', { values: { state: recordStateName(record.value) } });
  return next;
}

/** @throws Fault `transition-refused` */
export function takeEffect(tx: Transaction, deps: Deps, target: Target, effect: Effect): Promise<Applied> {
  return target.type === 'credential'
    ? applyToCredential(tx, deps, target, effect)
    : applyToRecord(tx, deps, target, effect);
}

async function applyToCredential(
  tx: Transaction,
  { status, ...deps }: Deps,
  { credential, record }: Extract<Target, { type: 'credential' }>,
  effect: Effect,
): Promise<Applied> {
  const life = nextLife(credential.life, effect);
  await setLife(tx, credential.id, life);
  const { standing, statusUri: uri, statusIdx: idx } = credential;
  await status.set(tx, { uri, idx }, publishedStatus({ life, record: record?.value, standing }));
  await appendCredentialEvent(tx, deps, credential, { ...effect, after: life });
  for (const copy of await lockLiveCopies(tx, credential.id)) {
    const { standing: said, statusUri, statusIdx } = copy;
    await setLife(tx, copy.id, life);
    const published = publishedStatus({ life, record: record?.value, standing: said });
    await status.set(tx, { uri: statusUri, idx: statusIdx }, published);
    await appendCredentialEvent(tx, deps, copy, { ...effect, after: life });
  }
  return { from: credential.life, to: life, revision: null };
}

async function applyToRecord(
  tx: Transaction,
  deps: Deps,
  target: Extract<Target, { type: 'record' }>,
  effect: Effect,
): Promise<Applied> {
  const { record } = target;
  const value = nextValue(target, effect);
  const [from, to] = [recordStateName(record.value), recordStateName(value)];
  await deps.status.set(tx, { uri: record.statusUri, idx: record.statusIdx }, value);
  const revision = await setRecordValue(tx, record.id, value);
  for (const credential of await lockLiveOfRecord(tx, record.id)) {
    const { life, standing, statusUri: uri, statusIdx: idx } = credential;
    await deps.status.set(tx, { uri, idx }, publishedStatus({ life, record: value, standing }));
    await appendCredentialEvent(tx, deps, credential, { ...effect, after: `record-${to}` });
  }
  await deps.events.append(tx, effect.act, {
    type: 'record.changed',
    issuer: issuerOf(deps.node.origin, record.authority),
    subjectId: record.subjectId,
    objectType: 'status-event',
    objectId: effect.statusEventId,
    effectiveAt: effect.effectiveAt.toISOString(),
    reasonCode: effect.reasonCode,
    ...(effect.reason !== undefined && { reason: effect.reason }),
    before: from,
    after: to,
    facts: factsOfTarget(target, effect.kind),
    details: { record: record.id, revision, kind: effect.kind, facet: effect.facet, ...effect.details },
  });
  return { from, to, revision };
}

async function appendCredentialEvent(
  tx: Transaction,
  { events, node }: Pick<Deps, 'events' | 'node'>,
  credential: CredentialRow,
  effect: Effect & { readonly after: string },
): Promise<void> {
  await events.append(tx, effect.act, {
    // What repeats another for a further key is not counted a second time.
    type: credential.copyOf === null ? eventOfKind[effect.kind] : 'credential.followed',
    issuer: issuerOf(node.origin, credential.authority),
    subjectId: credential.subjectId,
    objectType: 'credential',
    objectId: credential.id,
    effectiveAt: effect.effectiveAt.toISOString(),
    reasonCode: effect.reasonCode,
    ...(effect.reason !== undefined && { reason: effect.reason }),
    before: credential.life,
    after: effect.after,
    facts: factsOf(credential, effect.kind),
    details: {
      number: credential.number,
      statusEvent: effect.statusEventId,
      facet: effect.facet,
      ...effect.details,
    },
  });
}

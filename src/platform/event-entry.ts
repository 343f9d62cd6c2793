import assert from 'node:assert/strict';
import { type Act, type DomainEvent, type EventValue } from '../kernel/event.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { callerName } from '../kernel/caller.ts';
import { sha256 } from '../kernel/digest.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import { instantText, localOffset, preciseText } from '../kernel/instants.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { eventFaultOf } from './log-entry.ts';

export interface EntryContext {
  readonly id: string;
  readonly nodeOrigin: string;
  readonly jurisdiction: Jurisdiction;
  readonly recordedAt: Date;
  /** 32 fresh random bytes for each event: two entries about one thing cannot be told to belong together. */
  readonly salt: Uint8Array;
}

export interface SealedEntry {
  /** Canonical JSON (RFC 8785) of the entry: what the log will hold, byte for byte. */
  readonly entry: Uint8Array;
  readonly commitment: Uint8Array;
  /** Canonical JSON of salt and payload: what opens the commitment. */
  readonly opening: Uint8Array;
}

const commitmentPrefix = new TextEncoder().encode('wenjin-log/commit/1\0');

/** `SHA-256("wenjin-log/commit/1" 0x00 salt payload)`, the payload as canonical JSON. */
export function commitmentOf(salt: Uint8Array, payload: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([commitmentPrefix, salt, payload]));
}

/** @throws AssertionError for what may not stand in the log: once recorded, it would hold up every event behind it */
export function sealEntry(act: Act, event: DomainEvent, context: EntryContext): SealedEntry {
  const payload = payloadOf(act, event, context);
  const commitment = commitmentOf(context.salt, canonicalBytes(payload));
  const entry = canonicalBytes({
    commitment: encodeBase64url(commitment),
    id: context.id,
    issuer: event.issuer,
    jurisdiction: context.jurisdiction,
    schema: 'wenjin.log/1',
    time: instantText(context.recordedAt),
    type: event.type,
  });
  const fault = eventFaultOf(context.id, entry);
  assert(fault === undefined, `What ${event.type} would be recorded as is no entry of the log: ${fault}.`);
  return { entry, commitment, opening: canonicalBytes({ payload, salt: encodeBase64url(context.salt) }) };
}

/** Every field that a regulator may ask for, from the first day: hashed bytes cannot be enriched later. */
function payloadOf(act: Act, event: DomainEvent, context: EntryContext): EventValue {
  const optional: Record<string, EventValue | undefined> = {
    after: event.after,
    agreement: event.agreement,
    authorisation: act.authorisation && { ...act.authorisation },
    before: event.before,
    caseReference: act.caseReference,
    client: clientOf(act),
    details: event.details,
    evidence: event.evidence?.map((item) => ({ ...item })),
    keyId: event.keyId,
    legalBasis: event.legalBasis,
    onBehalfOf: act.onBehalfOf,
    reason: event.reason,
    reasonCode: event.reasonCode,
    subject: event.subjectId ?? undefined,
  };
  return {
    action: event.type,
    actor: actorOf(act),
    effectiveAt: event.effectiveAt ?? preciseText(context.recordedAt),
    localOffset,
    node: context.nodeOrigin,
    object: { id: event.objectId, type: event.objectType },
    purpose: act.purpose,
    recordedAt: preciseText(context.recordedAt),
    requestId: act.requestId,
    ...present(optional),
  };
}

function present(values: Record<string, EventValue | undefined>): Record<string, EventValue> {
  const kept: Record<string, EventValue> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) kept[name] = value;
  return kept;
}

function actorOf(act: Act): EventValue {
  const { by, role } = act;
  switch (by.kind) {
    case 'rule':
      return { id: `rule:${by.name}`, role };
    case 'peer':
      return { id: `peer:${by.origin}`, role };
    case 'officer':
      return {
        id: callerName(by),
        role,
        person: by.personId,
        authority: by.organisation.authority,
        delegatedBy: by.organisation.id,
      };
    case 'client':
      return {
        id: callerName(by),
        role,
        authority: by.organisation.authority,
        delegatedBy: by.organisation.id,
      };
    case 'holder':
    case 'wallet':
    case 'public':
      return { id: callerName(by), role };
  }
}

function clientOf({ by }: Act): EventValue | undefined {
  if (by.kind !== 'client' && by.kind !== 'officer') return undefined;
  return { id: by.clientId, organisation: by.organisation.id, place: by.organisation.registeredPlace };
}

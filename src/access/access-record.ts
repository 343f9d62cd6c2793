import { type Caller, callerName } from '../kernel/caller.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import type { Authorisation } from '../kernel/event.ts';
import { preciseText } from '../kernel/instants.ts';

export const accessKinds = ['verification', 'look-up', 'explanation', 'history'] as const;
export type AccessKind = (typeof accessKinds)[number];

/**
 * What an answer held: `identified` names or birth dates, `shown` what the holder had shown and its verdict, `pseudonymous` facts of one
 * person under a pseudonym, `aggregate` counts.
 */
export const contentClasses = ['identified', 'shown', 'pseudonymous', 'aggregate'] as const;
export type ContentClass = (typeof contentClasses)[number];

/** What whoever answers says of the request that it answers. */
export interface AccessNote {
  readonly kind: AccessKind;
  readonly caller: Caller;
  readonly requestId: string;
  readonly purpose: string;
  readonly stage?: string | undefined;
  readonly authorisation?: Authorisation | undefined;
  readonly caseReference?: string | undefined;
  /** Credential numbers or record identifiers; never a name, never an identity number. */
  readonly objectIds: readonly string[];
  /** Of the key that the objects are bound to, where there is one, so that their holder learns who looked. One note for each key. */
  readonly holderThumbprint?: string | undefined;
  /** The code of the answer. */
  readonly result: string;
  readonly contentClass: ContentClass;
}

export interface AccessRecord {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly callerName: string;
  readonly organisationId: string | null;
  readonly clientId: string | null;
  readonly officerId: string | null;
  readonly personId: string | null;
  readonly purpose: string;
  readonly stage: string | null;
  readonly authorisationType: string | null;
  readonly authorisationReference: string | null;
  readonly authorisationScope: string | null;
  readonly authorisationExpiresAt: string | null;
  readonly caseReference: string | null;
  readonly objectIds: readonly string[];
  readonly holderThumbprint: string | null;
  readonly result: string;
  readonly contentClass: string | null;
  readonly requestId: string;
}

export function recordOf(
  note: AccessNote,
  { id, at }: { readonly id: string; readonly at: Date },
): AccessRecord {
  const { caller, authorisation } = note;
  const member = caller.kind === 'client' || caller.kind === 'officer' ? caller : undefined;
  const officer = caller.kind === 'officer' ? caller : undefined;
  return {
    id,
    at,
    kind: note.kind,
    callerName: callerName(caller),
    organisationId: member?.organisation.id ?? null,
    clientId: member?.clientId ?? null,
    officerId: officer?.officerId ?? null,
    personId: officer?.personId ?? null,
    purpose: note.purpose,
    stage: note.stage ?? null,
    authorisationType: authorisation?.type ?? null,
    authorisationReference: authorisation?.reference ?? null,
    authorisationScope: authorisation?.scope ?? null,
    authorisationExpiresAt: authorisation?.expiresAt ?? null,
    caseReference: note.caseReference ?? null,
    objectIds: note.objectIds,
    holderThumbprint: note.holderThumbprint ?? null,
    result: note.result,
    contentClass: note.contentClass,
    requestId: note.requestId,
  };
}

/** A leaf of its batch: the members as they are kept, as canonical JSON (RFC 8785), so that the root can be computed anew. */
export function leafOf(record: AccessRecord): Uint8Array {
  const {
    id,
    at,
    kind,
    callerName: caller,
    organisationId,
    clientId,
    officerId,
    personId,
    purpose,
    stage,
    authorisationType,
    authorisationReference,
    authorisationScope,
    authorisationExpiresAt,
    caseReference,
    objectIds,
    holderThumbprint,
    result,
    contentClass,
    requestId,
  } = record;
  return canonicalBytes({
    id,
    at: preciseText(at),
    kind,
    caller,
    organisationId,
    clientId,
    officerId,
    personId,
    purpose,
    stage,
    authorisationType,
    authorisationReference,
    authorisationScope,
    authorisationExpiresAt,
    caseReference,
    objectIds,
    holderThumbprint,
    result,
    contentClass,
    requestId,
  } satisfies Record<Exclude<keyof AccessRecord, 'callerName'> | 'caller', unknown>);
}

/** The lowest identifier that a record of this instant or later can have: identifiers begin with the milliseconds (RFC 9562 section 5.7). */
export function lowestId(at: Date): string {
  const milliseconds = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7000-8000-000000000000`;
}

import type { Caller } from './caller.ts';

/** The kinds of thing that happen. Each becomes a leaf of the issuance log; a name, once used, never changes its meaning. */
export const eventTypes = [
  'log.genesis',
  'organisation.registered',
  'organisation.changed',
  'client.registered',
  'client.ended',
  'officer.registered',
  'officer.ended',
  'key.created',
  'key.rotated',
  'key.compromised',
  'key.certified',
  'certificate-authority.added',
  'trust.changed',
  'trust.received',
  'agreement.drafted',
  'agreement.signed',
  'agreement.changed',
  'credential.issued',
  'credential.renewed',
  'credential.superseded',
  'credential.copied',
  'credential.exported',
  'credential.followed',
  'credential.suspended',
  'credential.reinstated',
  'credential.annulled',
  'credential.withdrawn',
  'credential.stripped',
  'credential.deregistered',
  'record.changed',
  'status.proposed',
  'status.rejected',
  'statuslist.published',
  'application.received',
  'application.proposed',
  'application.decided',
  'application.approved',
  'application.refused',
  'application.returned',
  'application.withdrawn',
  'application.appealed',
  'application.appeal-determined',
  'application.appeal-withdrawn',
  'offer.made',
  'offer.revoked',
  'wallet.notified',
  'wallet.granted',
  'wallet.revoked',
  'sign-in.linked',
  'sign-in.unlinked',
  'notice.sent',
  'notice.applied',
  'person.looked-up',
  'access.batched',
  'regulator.accessed',
  'disclosure-case.opened',
  'disclosure-case.approved',
  'disclosure-case.refused',
  'disclosure-case.closed',
  'hold.placed',
  'hold.lifted',
  'subject.restricted',
  'subject.released',
  'subject.erased',
  'erasure.requested',
  'presentation.requested',
  'presentation.ended',
  'share-code.made',
  'share-code.revoked',
  'retention.executed',
] as const;
export type EventType = (typeof eventTypes)[number];

export interface Authorisation {
  readonly type: string;
  readonly reference: string;
  readonly scope: string;
  readonly expiresAt: string;
}

/** Who acts, through what, and why: what an entry must carry before anything about its object (domain 3.2). */
export interface Act {
  /** `rule` is the agreement acting by itself; `peer` a signed notice of the other node. */
  readonly by:
    | Caller
    | { readonly kind: 'rule'; readonly name: string }
    | { readonly kind: 'peer'; readonly origin: string };
  readonly role: string;
  readonly requestId: string;
  readonly purpose: string;
  readonly onBehalfOf?: string;
  readonly authorisation?: Authorisation;
  readonly caseReference?: string;
}

export interface Evidence {
  readonly type: string;
  readonly digestSha256: string;
  readonly digestSm3: string;
  readonly source: string;
  /** RFC 3339. */
  readonly observedAt: string;
}

/** Canonical JSON must come out the same for ever: strings, integers, booleans, null, arrays and objects only. */
export type EventValue =
  | string
  | number
  | boolean
  | null
  | readonly EventValue[]
  | { readonly [member: string]: EventValue };

export const directions = ['HK-CN-SZ', 'CN-SZ-HK'] as const;
/** From the side of the home award to the side that recognises it. */
export type Direction = (typeof directions)[number];

/** What an event is counted and found by in the reading room: codes and pseudonyms only. */
export interface EventFacts {
  readonly qualification?: string | undefined;
  readonly target?: string | undefined;
  readonly direction?: Direction | undefined;
  readonly route?: string | undefined;
  readonly specialism?: string | undefined;
  /** What was decided or came out. */
  readonly outcome?: string | undefined;
  /** What the engine proposed. */
  readonly proposed?: string | undefined;
  readonly override?: boolean | undefined;
  /** Annul 撤銷, withdraw 撤回, strip 吊銷, deregister 註銷, suspend, reinstate, expire. */
  readonly legalKind?: string | undefined;
  /** How many things one event stands for. */
  readonly count?: number | undefined;
}

export interface DomainEvent {
  readonly type: EventType;
  /** `{origin}/authorities/{slug}`, or the node's origin where no authority acted. */
  readonly issuer: string;
  /** Pseudonym of the person concerned, under whose key the opening is encrypted; null where there is none. */
  readonly subjectId: string | null;
  readonly objectType: string;
  readonly objectId: string;
  readonly effectiveAt?: string;
  readonly agreement?: { readonly id: string; readonly version: number; readonly rowId: string };
  readonly legalBasis?: string;
  readonly reasonCode?: string;
  readonly reason?: string;
  readonly evidence?: readonly Evidence[];
  readonly before?: string;
  readonly after?: string;
  readonly keyId?: string;
  readonly facts?: EventFacts;
  /** What else a regulator may ask of this kind of event. No names, no identity numbers. */
  readonly details?: { readonly [member: string]: EventValue };
}

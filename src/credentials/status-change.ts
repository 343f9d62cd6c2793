import { canonicalBytes } from '../kernel/canonical-json.ts';
import type { Caller } from '../kernel/caller.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import type { ReasonCode, StatusEventKind, StatusFacet } from './vocabulary.ts';

/** What an officer decides about a record or a credential: exactly what is signed, as canonical JSON. */
export interface StatusDecision {
  readonly object: { readonly type: 'record' | 'credential'; readonly id: string };
  readonly kind: StatusEventKind;
  readonly facet: StatusFacet;
  readonly reasonCode: ReasonCode;
  readonly effectiveAt?: string | undefined;
  readonly reviewOn?: string | undefined;
  readonly disclosureUntil?: string | undefined;
  readonly instrumentDigest?: string | undefined;
}

/** Base64url of the SHA-256 over the canonical JSON of what was sent; members that were left out are not in it. */
export function decisionDigest(decision: object): string {
  const present = Object.fromEntries(Object.entries(decision).filter(([, value]) => value !== undefined));
  return sha256Base64url(canonicalBytes(present));
}

/** The role that an event names: the first of those that can change a status. */
export function actingRole(caller: Caller): string {
  const deciding = ['holder', 'home-registrar', 'host-assessor', 'host-approver'] as const;
  const held: readonly string[] = caller.kind === 'public' ? [] : caller.roles;
  return deciding.find((role) => held.includes(role)) ?? 'public';
}

/** What a decision of its kind must carry (domain 5.3): a review date for who suspends a credential, an instrument for who strips. */
export function refusedMembers({
  object,
  kind,
  facet,
  reviewOn,
  instrumentDigest,
}: Pick<StatusDecision, 'object' | 'kind' | 'facet' | 'reviewOn' | 'instrumentDigest'>): readonly {
  readonly path: string;
  readonly code: string;
}[] {
  const ofCredential = object.type === 'credential';
  return [
    ...(ofCredential === (facet === 'credential') ? [] : [{ path: 'facet', code: 'choice' }]),
    ...(kind === 'strip' && instrumentDigest === undefined
      ? [{ path: 'instrumentDigest', code: 'required' }]
      : []),
    ...(ofCredential && kind === 'suspend' && reviewOn === undefined
      ? [{ path: 'reviewOn', code: 'required' }]
      : []),
  ];
}

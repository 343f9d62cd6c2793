import { canonicalBytes } from '../kernel/canonical-json.ts';
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

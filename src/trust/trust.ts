import type { Act } from '../kernel/event.ts';
import type { Localised } from '../kernel/localised.ts';
import type { PreparedKey } from '../keys/index.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Authority, Mandate } from './authority.ts';
import type { TrustListRefusal } from './trust-list-judgement.ts';
import type { TrustView } from './trust-view.ts';
import type { AuthorityKind, MandateAction } from './vocabulary.ts';

export interface NewAuthority {
  readonly slug: string;
  readonly kind: AuthorityKind;
  readonly names: Localised;
  readonly contact: string;
  /** Its first credential key, of the same slug. */
  readonly key: PreparedKey;
}

export interface NewMandate {
  readonly id: string;
  readonly slug: string;
  readonly action: MandateAction;
  /** Qualifications of the catalogue; for a bridging provider also components. */
  readonly qualificationIds: readonly string[];
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  readonly instrument: string;
}

export interface MandateEnd {
  readonly slug: string;
  readonly id: string;
  /** At once when undefined. */
  readonly at: Date | undefined;
  readonly reason: string;
}

export type Publication =
  | { readonly kind: 'published'; readonly version: string }
  | { readonly kind: 'not-due' }
  /** Another publisher was faster, or a key changed meanwhile; what is missing is due at the next look. */
  | { readonly kind: 'overtaken' };

export type PeerSync =
  | { readonly kind: 'accepted'; readonly version: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly reason: TrustListRefusal | 'answer' };

/** Who may issue what, here and on the other side, by the signed lists of both. */
export interface Trust {
  /** As the lists say, ours exactly as the peer sees it. */
  view(): TrustView;
  /** @throws Fault `authority-exists`, `trust-list-full` */
  registerAuthority(tx: Transaction, authority: NewAuthority, act: Act): Promise<Authority>;
  /** @throws Fault `not-found`, `qualification-unknown`, `mandate-window`, `trust-list-full` */
  grantMandate(tx: Transaction, mandate: NewMandate, act: Act): Promise<Mandate>;
  /** @throws Fault `not-found`, `mandate-ended`, `mandate-end-past` */
  endMandate(tx: Transaction, end: MandateEnd, act: Act): Promise<Mandate>;
  /** Signs and keeps a new list when something changed or the last grows old. Several may try at once. */
  publishIfDue(): Promise<Publication>;
  /** Fetches the peer's list; whatever is not accepted leaves the view as it was. @throws OutboundFailure */
  syncPeer(): Promise<PeerSync>;
  /** Our current list, as it is served. */
  currentList(): Uint8Array | undefined;
  /** Any list that was ever ours or accepted, by what verdicts call it. */
  keptList(reader: Reader, version: string): Promise<Uint8Array | undefined>;
  /** What was committed before is in the view when this returns. */
  refresh(): Promise<void>;
}

/** A credential's own state and the state of the award behind it live in lists of their own, with lives of their own. */
export const listKinds = ['credential', 'record'] as const;
export type ListKind = (typeof listKinds)[number];

export type StatusValue = 0 | 1 | 2 | 3;

/** Where a status stands: the `status_list` claim (Token Status List, section 6). */
export interface StatusReference {
  readonly uri: string;
  readonly idx: number;
}

export type StatusLookup =
  | {
      readonly kind: 'known';
      readonly value: StatusValue;
      readonly uri: string;
      /** Whole seconds, of the signed list that says so. */
      readonly iat: number;
      readonly exp: number;
      /** When this node published the list, or received it from the other. */
      readonly publishedAt: Date;
    }
  | { readonly kind: 'unknown'; readonly reason: 'list-unknown' | 'list-stale' | 'out-of-range' };

export const listProfile = {
  /** Suspension is value 2, which needs two bits (Token Status List, section 7.1). */
  bits: 2,
  /** Entries of a list: many, so that fetching one tells nothing about whose status is wanted. */
  size: 131_072,
  ttlSeconds: 60,
  /** Also the longest that any list is believed, whatever it says of itself: the bound of a partition. */
  lifetimeSeconds: 900,
} as const;

export const statusListType = 'statuslist+jwt';
export const statusListMediaType = `application/${statusListType}`;

/** VC-JOSE-COSE, section 6.1. */
export const bitstringMediaType = 'application/vc+jwt';

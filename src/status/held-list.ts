import { sha256Base64url } from '../kernel/digest.ts';
import { valueAt } from './status-bits.ts';
import { readKeptToken, type StatusToken } from './status-token.ts';
import type { ListKind, StatusLookup, StatusReference } from './vocabulary.ts';

/** A signed list in memory, own or the peer's: one path for both. */
export interface HeldList extends StatusToken {
  /** Counts what this node kept of the list. */
  readonly kept: number;
  /** Of our own, what they are about; undefined for the peer's. */
  readonly own: ListKind | undefined;
  readonly publishedAt: Date;
  /** The signed bytes, as they were published or received. */
  readonly jwt: Uint8Array;
  /** Of the entity: another for other bytes. */
  readonly tag: string;
}

export type HeldLists = ReadonlyMap<string, HeldList>;

export interface KeptToken {
  readonly kept: number;
  readonly jwt: Uint8Array;
  readonly publishedAt: Date;
}

export function holdList({ kept, jwt, publishedAt }: KeptToken, own: ListKind | undefined): HeldList {
  const token = readKeptToken(jwt);
  return { ...token, kept, own, publishedAt, jwt, tag: sha256Base64url(jwt).slice(0, 22) };
}

const listUnknown: StatusLookup = { kind: 'unknown', reason: 'list-unknown' };
const listStale: StatusLookup = { kind: 'unknown', reason: 'list-stale' };
const outOfRange: StatusLookup = { kind: 'unknown', reason: 'out-of-range' };

/** Constant time, whatever was ever issued; nothing is allocated but the answer. */
export function lookUp(list: HeldList | undefined, idx: number, nowSeconds: number): StatusLookup {
  if (list === undefined) return listUnknown;
  if (nowSeconds >= list.exp) return listStale;
  const value = valueAt(list.bytes, idx);
  if (value === undefined) return outOfRange;
  const { uri, iat, exp, publishedAt } = list;
  return { kind: 'known', value, uri, iat, exp, publishedAt };
}

/** What `lookUp` would have said at an instant of the past, from the list that was current then. */
export function lookUpKept(kept: KeptToken | undefined, ref: StatusReference, at: Date): StatusLookup {
  const list = kept && holdList(kept, undefined);
  // Whole seconds round down: a list that expires within this second has not expired at its beginning.
  return lookUp(list, ref.idx, Math.floor(at.getTime() / 1000));
}

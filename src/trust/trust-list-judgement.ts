import { epochSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { type KnownAnchors, refusalOfSigner } from './anchors.ts';
import {
  hasGoodSignature,
  namesItsSigner,
  type ReadingRefusal,
  readTrustList,
  type TrustList,
} from './trust-list.ts';
import type { TrustListPayload } from './trust-list.schema.ts';
import {
  type ContentRefusal,
  type HistoryRefusal,
  refusalOfContent,
  refusalOfHistory,
} from './trust-list-rules.ts';
import { trustListPath } from './vocabulary.ts';

export type TrustListRefusal =
  | ReadingRefusal
  | ContentRefusal
  | HistoryRefusal
  | 'signer-not-listed'
  | 'signer-unknown'
  | 'signer-ended'
  | 'signature'
  | 'issuer'
  | 'jurisdiction'
  | 'peer'
  | 'status-lists'
  | 'demonstration'
  | 'issued-in-future'
  | 'next-update'
  | 'expired'
  | 'rolled-back'
  | 'forked'
  | 'issued-before-last';

export type Judgement =
  | { readonly kind: 'accepted'; readonly list: TrustList }
  /** The same bytes as the list that is held. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly reason: TrustListRefusal };

export interface HeldList {
  readonly text: string;
  readonly sequence: number;
  readonly iat: number;
  /** Undefined for a list of the form before, by which nothing but the order is judged. */
  readonly payload: TrustListPayload | undefined;
}

export interface Surroundings {
  readonly node: NodeIdentity;
  readonly anchors: KnownAnchors;
  /** The list of the peer that is held. */
  readonly last: HeldList | undefined;
  readonly isOwnKey: (kid: string) => boolean;
  readonly now: Date;
}

/** Seconds by which the clocks of two nodes may differ. */
const skewSeconds = 60;

/** A list that promised to be good for longer could be held back for longer. */
const validSecondsMax = 48 * 3600;

/** May what the peer's address answered take the place of the list that is held? */
export function judgeTrustList(text: string, surroundings: Surroundings): Judgement {
  const { last } = surroundings;
  if (last?.text === text) return { kind: 'unchanged' };
  const read = readTrustList(text);
  if (!read.ok) return { kind: 'refused', reason: read.reason };
  const reason = refusalOf(read.list, surroundings);
  return reason === undefined ? { kind: 'accepted', list: read.list } : { kind: 'refused', reason };
}

function refusalOf(list: TrustList, surroundings: Surroundings): TrustListRefusal | undefined {
  const { payload } = list;
  const { anchors, last, isOwnKey, now } = surroundings;
  if (!namesItsSigner(list)) return 'signer-not-listed';
  return (
    refusalOfSigner(list.kid, anchors, now) ??
    (hasGoodSignature(list) ? undefined : 'signature') ??
    refusalOfIdentity(payload, surroundings.node) ??
    refusalOfTimes(payload, epochSeconds(now)) ??
    (last && refusalOfOrder(last, payload)) ??
    refusalOfContent(payload, isOwnKey) ??
    (last?.payload && refusalOfHistory(last.payload, payload))
  );
}

function refusalOfIdentity(payload: TrustListPayload, node: NodeIdentity): TrustListRefusal | undefined {
  const { origin, jurisdiction } = node.peer;
  if (payload.iss !== origin) return 'issuer';
  if (payload.jurisdiction !== jurisdiction) return 'jurisdiction';
  if (payload.peer !== `${node.origin}${trustListPath}`) return 'peer';
  if (payload.status_lists !== `${origin}/status-lists`) return 'status-lists';
  return payload.demonstration === node.demonstration ? undefined : 'demonstration';
}

function refusalOfTimes(
  { iat, next_update: next }: TrustListPayload,
  now: number,
): TrustListRefusal | undefined {
  if (iat > now + skewSeconds) return 'issued-in-future';
  if (next <= iat || next > iat + validSecondsMax) return 'next-update';
  return next <= now ? 'expired' : undefined;
}

function refusalOfOrder(last: HeldList, next: TrustListPayload): TrustListRefusal | undefined {
  if (next.sequence < last.sequence) return 'rolled-back';
  if (next.sequence === last.sequence) return 'forked';
  return next.iat < last.iat ? 'issued-before-last' : undefined;
}

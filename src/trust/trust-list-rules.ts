import { importPublicKey, thumbprint } from '../kernel/jwk.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { ListedKey, ListedMandate, TrustListPayload } from './trust-list.schema.ts';
import { vctOfAction } from './vocabulary.ts';

export type ContentRefusal =
  | 'certificates-missing'
  | 'authority-outside-origin'
  | 'authority-repeated'
  | 'key-identifier'
  | 'key-unusable'
  | 'key-window'
  | 'key-repeated'
  | 'key-of-another-node'
  | 'anchor-not-usable'
  | 'mandate-repeated'
  | 'mandate-window'
  | 'mandate-type';

export type HistoryRefusal =
  | 'key-dropped'
  | 'key-rebound'
  | 'key-window-rewritten'
  | 'compromise-withdrawn'
  | 'mandate-rewritten';

interface Owned<T> {
  /** `iss` of an authority, or the purpose of a node key. */
  readonly owner: string;
  readonly item: T;
}

function keysOf(payload: TrustListPayload): Owned<ListedKey>[] {
  return [
    ...payload.node_keys.map((item) => ({ owner: item.purpose, item })),
    ...payload.authorities.flatMap(({ iss, keys }) => keys.map((item) => ({ owner: iss, item }))),
  ];
}

function mandatesOf(payload: TrustListPayload): Owned<ListedMandate>[] {
  return payload.authorities.flatMap(({ iss, mandates }) => mandates.map((item) => ({ owner: iss, item })));
}

/** What must hold of any list by itself. `isForeign` knows the keys of other nodes, ours among them. */
export function refusalOfContent(
  payload: TrustListPayload,
  isForeign: (kid: string) => boolean,
): ContentRefusal | undefined {
  // HAIP 1.0: who issues brings a certificate, so the list must say who certifies.
  if (payload.certificates.length === 0) return 'certificates-missing';
  return (
    refusalOfAuthorities(payload) ??
    refusalOfKeys(payload, isForeign) ??
    refusalOfAnchors(payload) ??
    refusalOfMandates(payload)
  );
}

function refusalOfAuthorities({ iss: origin, authorities }: TrustListPayload): ContentRefusal | undefined {
  if (authorities.some(({ iss, slug }) => iss !== issuerOf(origin, slug))) return 'authority-outside-origin';
  return isUnique(authorities.map(({ iss }) => iss)) ? undefined : 'authority-repeated';
}

/** A key is one issuer's, for one purpose, in all the lists there are. */
function refusalOfKeys(
  payload: TrustListPayload,
  isForeign: (kid: string) => boolean,
): ContentRefusal | undefined {
  const keys = keysOf(payload).map(({ item }) => item);
  if (!isUnique(keys.map(({ kid }) => kid))) return 'key-repeated';
  for (const { kid, jwk, sign_from: from, sign_until: until } of keys) {
    if (thumbprint(jwk) !== kid) return 'key-identifier';
    if (isForeign(kid)) return 'key-of-another-node';
    // A key that was given up before it began has an empty window.
    if (until !== null && until < from) return 'key-window';
    if (importPublicKey(jwk) === undefined) return 'key-unusable';
  }
  return undefined;
}

function refusalOfAnchors({ anchors, node_keys: keys }: TrustListPayload): ContentRefusal | undefined {
  const usable = anchors.every((kid) =>
    keys.some((key) => key.kid === kid && key.purpose === 'trust-list' && key.compromised_at === null),
  );
  return usable && isUnique(anchors) ? undefined : 'anchor-not-usable';
}

function refusalOfMandates(payload: TrustListPayload): ContentRefusal | undefined {
  const mandates = mandatesOf(payload).map(({ item }) => item);
  if (!isUnique(mandates.map(({ id }) => id))) return 'mandate-repeated';
  // One that was called off before it began has an empty window.
  if (mandates.some(({ from, until }) => until !== null && until < from)) return 'mandate-window';
  return mandates.some(({ action, vct }) => vct !== vctOfAction[action]) ? 'mandate-type' : undefined;
}

/**
 * What a list may not change of the one before it: the past. Else a side could authorise afterwards what it was not
 * authorised for, disown what it was, or quietly take back that a key was compromised.
 */
export function refusalOfHistory(
  before: TrustListPayload,
  after: TrustListPayload,
): HistoryRefusal | undefined {
  const keys = new Map(keysOf(after).map((key) => [key.item.kid, key]));
  for (const { owner, item } of keysOf(before)) {
    const now = keys.get(item.kid);
    if (now === undefined) return 'key-dropped';
    if (now.owner !== owner) return 'key-rebound';
    const isSame = isSamePast(windowOfKey(item), windowOfKey(now.item), before.iat);
    if (!isSame || now.item.created_at !== item.created_at) return 'key-window-rewritten';
    if (isWithdrawn(item.compromised_at, now.item.compromised_at)) return 'compromise-withdrawn';
  }
  const mandates = new Map(mandatesOf(after).map((mandate) => [mandate.item.id, mandate]));
  const rewritten = mandatesOf(before).some(({ owner, item }) => {
    const now = mandates.get(item.id);
    return now === undefined || now.owner !== owner || !isSameMandate(item, now.item, before.iat);
  });
  return rewritten ? 'mandate-rewritten' : undefined;
}

interface Window {
  readonly from: number;
  readonly until: number | null;
}

const windowOfKey = ({ sign_from: from, sign_until: until }: ListedKey): Window => ({ from, until });

/** Do two windows agree on everything up to an instant? */
function isSamePast(before: Window, after: Window, at: number): boolean {
  const ends = [before, after].map(({ until }) => Math.min(until ?? at, at));
  return Math.min(before.from, at) === Math.min(after.from, at) && ends[0] === ends[1];
}

/** A compromise that turns out to be older than was thought is no withdrawal. */
function isWithdrawn(before: number | null, after: number | null): boolean {
  return before !== null && (after === null || after > before);
}

function isSameMandate(before: ListedMandate, after: ListedMandate, at: number): boolean {
  return (
    before.action === after.action &&
    before.qualifications.join(' ') === after.qualifications.join(' ') &&
    before.recorded_at === after.recorded_at &&
    isSamePast(before, after, at)
  );
}

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

import type { PublishedKey } from '../keys/index.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { addSeconds, epochSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Authority, Mandate } from './authority.ts';
import {
  type ListedAuthority,
  type ListedKey,
  type ListedMandate,
  type TrustListPayload,
  trustListPayload,
} from './trust-list.schema.ts';
import { trustListPath } from './vocabulary.ts';

/** A list is signed anew this long before it grows stale, even if nothing has changed. */
export const republishSeconds = 12 * 3600;

/** After this the list says nothing any more: `fresh` is false, and what rests on it is INCONCLUSIVE. */
export const validSeconds = 24 * 3600;

/** Of the compact JWS, in characters. */
export const trustListBytesMax = 1_048_576;

/** Everything of a list but which one it is and how long it is good for. */
export type TrustListContent = Omit<TrustListPayload, 'sequence' | 'iat' | 'next_update'>;

export interface TrustState {
  readonly authorities: readonly Authority[];
  readonly mandates: readonly Mandate[];
  readonly keys: readonly PublishedKey[];
}

/** What the node would say of itself at this instant. Equal states give equal content, so comparing tells whether to publish. */
export function contentOf(node: NodeIdentity, state: TrustState, at: Date): TrustListContent {
  const nodeKeys = state.keys.flatMap((key) =>
    key.purpose === 'credential' ? [] : [{ purpose: key.purpose, ...listedKey(key) }],
  );
  const anchors = state.keys.filter(
    ({ purpose, compromisedAt, signUntil }) =>
      purpose === 'trust-list' && compromisedAt === null && (signUntil === null || at < signUntil),
  );
  const mandates = Map.groupBy(state.mandates, ({ slug }) => slug);
  const keys = Map.groupBy(state.keys, ({ authority }) => authority);
  return {
    version: 1,
    iss: node.origin,
    jurisdiction: node.jurisdiction,
    demonstration: node.demonstration,
    anchors: anchors.map(({ kid }) => kid),
    node_keys: nodeKeys,
    authorities: state.authorities.map((authority) => ({
      ...listedAuthority(node.origin, authority),
      keys: (keys.get(authority.slug) ?? []).map(listedKey),
      mandates: (mandates.get(authority.slug) ?? []).map(listedMandate),
    })),
    status_lists: `${node.origin}/status-lists`,
    peer: `${node.peer.origin}${trustListPath}`,
  };
}

/** `iat` never goes back, whatever the clock does: the peer refuses a list that is older than the last. */
export function payloadOf(
  content: TrustListContent,
  last: { readonly sequence: number; readonly issuedAt: Date } | undefined,
  now: Date,
): TrustListPayload {
  const issuedAt = last && last.issuedAt > now ? last.issuedAt : now;
  return {
    ...content,
    sequence: (last?.sequence ?? 0) + 1,
    iat: epochSeconds(issuedAt),
    next_update: epochSeconds(addSeconds(issuedAt, validSeconds)),
  };
}

export function isSameContent(payload: TrustListPayload, content: TrustListContent): boolean {
  const { sequence: _sequence, iat: _iat, next_update: _next, ...before } = payload;
  return Buffer.compare(canonicalBytes(before), canonicalBytes(content)) === 0;
}

const secondsOrNull = (at: Date | null): number | null => at && epochSeconds(at);

function listedKey(key: PublishedKey): ListedKey {
  return {
    kid: key.kid,
    jwk: key.jwk,
    sign_from: epochSeconds(key.signFrom),
    sign_until: secondsOrNull(key.signUntil),
    compromised_at: secondsOrNull(key.compromisedAt),
  };
}

function listedAuthority(
  origin: string,
  { slug, kind, names, contact }: Authority,
): Omit<ListedAuthority, 'keys' | 'mandates'> {
  const { en, zhHant, zhHans } = names;
  return {
    iss: issuerOf(origin, slug),
    slug,
    names: { en, zh_hant: zhHant, zh_hans: zhHans },
    kind,
    contact,
  };
}

function listedMandate(mandate: Mandate): ListedMandate {
  return {
    id: mandate.id,
    action: mandate.action,
    vct: mandate.vct,
    qualifications: [...mandate.qualificationIds],
    from: epochSeconds(mandate.validFrom),
    until: secondsOrNull(mandate.validUntil),
    instrument: mandate.instrument,
    recorded_at: epochSeconds(mandate.recordedAt),
  };
}

/** Header and signature of the compact form, with room to spare. */
const envelopeBytes = 1_024;

/** Would the peer take it? By its form and its size, whoever signs it and when. */
export function fitsInList(content: TrustListContent): boolean {
  const payload = { ...content, sequence: Number.MAX_SAFE_INTEGER, iat: 0, next_update: 0 };
  const characters = Math.ceil((canonicalBytes(payload).length * 4) / 3) + envelopeBytes;
  return characters <= trustListBytesMax && trustListPayload.safeParse(payload).success;
}

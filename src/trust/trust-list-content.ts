import type { PublishedKey } from '../keys/index.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { addSeconds, epochSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Anchor } from './anchors.ts';
import type { Authority, Mandate } from './authority.ts';
import { contentOfLote } from './lote-reading.ts';
import { loteOf } from './lote-writing.ts';
import { type LoteDocument, loteDocument } from './lote.schema.ts';
import { trustListBytesMax, validSeconds } from './trust-list-limits.ts';
import type { ListedAuthority, ListedKey, ListedMandate, TrustListPayload } from './trust-list.schema.ts';
import { trustListPath } from './vocabulary.ts';

/** Everything of a list but which one it is and how long it is good for. */
export type TrustListContent = Omit<TrustListPayload, 'sequence' | 'iat' | 'next_update'>;

export interface TrustState {
  readonly authorities: readonly Authority[];
  readonly mandates: readonly Mandate[];
  readonly keys: readonly PublishedKey[];
  /** Of the authorities that certify the keys: DER in base64. */
  readonly certificates: readonly string[];
  /** The keys that lists of the peer have named as the ones to sign its lists. */
  readonly peerAnchors: readonly Anchor[];
}

/** What the node would say of itself at this instant. */
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
    certificates: state.certificates,
    status_lists: `${node.origin}/status-lists`,
    peer: `${node.peer.origin}${trustListPath}`,
    peer_anchors: peerAnchorsAt(node, state.peerAnchors, at),
  };
}

/** Those that sign the peer's lists now; before its first list, those that configuration pins. In an order that no update of a row changes. */
function peerAnchorsAt({ peer }: NodeIdentity, announced: readonly Anchor[], at: Date): readonly string[] {
  const signing = announced.filter(({ signUntil }) => signUntil === null || at < signUntil);
  return (signing.length > 0 ? signing.map(({ kid }) => kid) : peer.anchors).toSorted();
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

/** Do two lists say the same of everything but themselves? Statuses change by time alone, so what is compared is the written form. */
export function isSameList(before: LoteDocument, after: LoteDocument): boolean {
  return Buffer.compare(canonicalBytes(undated(before)), canonicalBytes(undated(after))) === 0;
}

function undated({
  LoTE: { ListAndSchemeInformation: scheme, TrustedEntitiesList: entities },
}: LoteDocument) {
  const { LoTESequenceNumber: _sequence, ListIssueDateTime: _issued, NextUpdate: _next, ...rest } = scheme;
  return { rest, entities };
}

const secondsOrNull = (at: Date | null): number | null => at && epochSeconds(at);

function listedKey(key: PublishedKey): ListedKey {
  return {
    kid: key.kid,
    jwk: key.jwk,
    created_at: epochSeconds(key.createdAt),
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

/** Header, certificates and signature of the compact form, with room to spare. */
const envelopeBytes = 32_768;

/** Would the peer take it? By its form and its size, whoever signs it and when. */
export function fitsInList(content: TrustListContent, at: Date): boolean {
  const iat = epochSeconds(at);
  const document = loteOf({ ...content, sequence: Number.MAX_SAFE_INTEGER, iat, next_update: iat });
  const characters = Math.ceil((canonicalBytes(document).length * 4) / 3) + envelopeBytes;
  if (characters > trustListBytesMax) return false;
  const parsed = loteDocument.safeParse(document);
  return parsed.success && typeof contentOfLote(parsed.data) !== 'string';
}

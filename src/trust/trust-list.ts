import {
  type CompactJws,
  type JwsRefusalReason,
  splitCompactJws,
  verifyCompactJws,
} from '../kernel/compact-jws.ts';
import { algorithmOf, importPublicKey, thumbprint } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { trustListBytesMax } from './trust-list-content.ts';
import { type TrustListPayload, trustListPayload } from './trust-list.schema.ts';
import { trustListType } from './vocabulary.ts';

export interface TrustList {
  readonly jws: CompactJws;
  /** Of the key that it says it is signed by. */
  readonly kid: string;
  readonly payload: TrustListPayload;
}

export type ReadingRefusal =
  | JwsRefusalReason
  | 'header-members'
  | 'type'
  | 'payload-not-json'
  | 'payload-form';

/** Takes a list apart by strict rules. Nothing in it is believed yet. */
export function readTrustList(
  text: string,
): { readonly ok: true; readonly list: TrustList } | { readonly ok: false; readonly reason: ReadingRefusal } {
  const door = splitCompactJws(text, { maxBytes: trustListBytesMax });
  if (!door.ok) return door;
  const { header, payload } = door.jws;
  const { kid } = header;
  if (header['typ'] !== trustListType) return { ok: false, reason: 'type' };
  if (typeof kid !== 'string' || Object.keys(header).length !== 3) {
    return { ok: false, reason: 'header-members' };
  }
  const json = parseStrictObject(payload, { maxBytes: trustListBytesMax, maxDepth: 8 });
  if (!json.ok) return { ok: false, reason: 'payload-not-json' };
  const parsed = trustListPayload.safeParse(json.value);
  if (!parsed.success) return { ok: false, reason: 'payload-form' };
  return { ok: true, list: { jws: door.jws, kid, payload: parsed.data } };
}

/** Is the key that signs one of the list's own anchors? Whether that key may be believed is another question. */
export function namesItsSigner({ kid, payload }: TrustList): boolean {
  return payload.anchors.includes(kid);
}

/** The key comes from the list itself: its thumbprint is what is pinned or was announced, so no other key can take its place. */
export function hasGoodSignature({ jws, kid, payload }: TrustList): boolean {
  const entry = payload.node_keys.find((key) => key.kid === kid && key.purpose === 'trust-list');
  if (entry === undefined || thumbprint(entry.jwk) !== kid) return false;
  const key = importPublicKey(entry.jwk);
  return key !== undefined && verifyCompactJws(jws, key, algorithmOf(entry.jwk));
}

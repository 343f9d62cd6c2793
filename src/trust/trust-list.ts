import {
  type CompactJws,
  type JwsRefusalReason,
  splitCompactJws,
  verifyCompactJws,
} from '../kernel/compact-jws.ts';
import { algorithmOf, importPublicKey, thumbprint } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { type ListHeader, listHeader } from './list-header.schema.ts';
import { contentOfLote, type LoteRefusal } from './lote-reading.ts';
import { type LoteDocument, loteDocument } from './lote.schema.ts';
import { fitsSigner } from './signer-certificate.ts';
import { trustListBytesMax } from './trust-list-limits.ts';
import type { TrustListPayload } from './trust-list.schema.ts';
import { trustListType } from './vocabulary.ts';

export interface TrustList {
  readonly jws: CompactJws;
  /** Of the key that it says it is signed by. */
  readonly kid: string;
  readonly header: ListHeader;
  /** As it was signed. */
  readonly document: LoteDocument;
  /** What it says. */
  readonly payload: TrustListPayload;
}

export type ReadingRefusal =
  | JwsRefusalReason
  | LoteRefusal
  | 'header-members'
  | 'type'
  | 'payload-not-json'
  | 'payload-form'
  | 'signing-time'
  | 'signer-certificate';

type Reading =
  | { readonly ok: true; readonly list: TrustList }
  | { readonly ok: false; readonly reason: ReadingRefusal };

const depthMax = 20;

/** Takes a list apart by strict rules. Nothing in it is believed yet. */
export function readTrustList(text: string): Reading {
  const door = splitCompactJws(text, { maxBytes: trustListBytesMax });
  if (!door.ok) return door;
  if (door.jws.header['typ'] !== trustListType) return refuse('type');
  const header = listHeader.safeParse(door.jws.header);
  if (!header.success) return refuse('header-members');
  const json = parseStrictObject(door.jws.payload, { maxBytes: trustListBytesMax, maxDepth: depthMax });
  if (!json.ok) return refuse('payload-not-json');
  const document = loteDocument.safeParse(json.value);
  if (!document.success) return refuse('payload-form');
  const payload = contentOfLote(document.data);
  if (typeof payload === 'string') return refuse(payload);
  // Two times for one act would leave open which of them counts.
  if (header.data.iat !== payload.iat) return refuse('signing-time');
  if (!fitsSigner(header.data, payload)) return refuse('signer-certificate');
  const { kid } = header.data;
  return { ok: true, list: { jws: door.jws, kid, header: header.data, document: document.data, payload } };
}

function refuse(reason: ReadingRefusal): Reading {
  return { ok: false, reason };
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

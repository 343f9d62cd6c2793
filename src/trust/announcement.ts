import { splitCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { algorithmOf, importPublicKey, thumbprint } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { formerList } from './former-list.schema.ts';
import { trustListBytesMax } from './trust-list-limits.ts';
import { hasGoodSignature, namesItsSigner, type TrustList } from './trust-list.ts';
import { formerListType } from './vocabulary.ts';

/** What a kept list says of who signs the lists after it. */
export interface Announcement {
  readonly kid: string;
  readonly iss: string;
  readonly sequence: number;
  readonly anchors: readonly string[];
  /** Signed by a key that it names itself. */
  readonly isGenuine: boolean;
}

export function announcementOf(list: TrustList): Announcement {
  const { iss, sequence, anchors } = list.payload;
  return { kid: list.kid, iss, sequence, anchors, isGenuine: namesItsSigner(list) && hasGoodSignature(list) };
}

/**
 * Kept lists of the form before are read for this alone: a key that was handed over then is still handed over. Nothing else is judged by
 * them any more. Undefined for what is not of that form.
 */
export function formerAnnouncementIn(text: string): Announcement | undefined {
  const door = splitCompactJws(text, { maxBytes: trustListBytesMax });
  if (!door.ok) return undefined;
  const { kid, typ } = door.jws.header;
  if (typ !== formerListType || typeof kid !== 'string') return undefined;
  const json = parseStrictObject(door.jws.payload, { maxBytes: trustListBytesMax, maxDepth: 8 });
  const parsed = formerList.safeParse(json.ok ? json.value : undefined);
  if (!parsed.success) return undefined;
  const { node_keys: keys, ...named } = parsed.data;
  const jwk = keys.find((key) => key.kid === kid && key.purpose === 'trust-list')?.jwk;
  const key = jwk && importPublicKey(jwk);
  const isGenuine =
    jwk !== undefined &&
    key !== undefined &&
    named.anchors.includes(kid) &&
    thumbprint(jwk) === kid &&
    verifyCompactJws(door.jws, key, algorithmOf(jwk));
  return { kid, ...named, isGenuine };
}

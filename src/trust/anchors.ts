import { fromEpochSeconds } from '../kernel/instants.ts';
import type { Announcement } from './announcement.ts';
import type { TrustListPayload } from './trust-list.schema.ts';

/**
 * Whose signature under a trust list counts. Configuration pins the first key; each accepted list names those that may
 * sign it and the next ones, and so a key is handed on to its successor without anybody touching configuration.
 */

export interface Anchor {
  readonly kid: string;
  /** From here on it signs no list that is accepted. */
  readonly signUntil: Date | null;
  /** The first accepted list that named it. */
  readonly announcedIn: number;
}

export interface KnownAnchors {
  /** RFC 7638 thumbprints of configuration. */
  readonly pinned: readonly string[];
  readonly announced: readonly Anchor[];
}

/** An end that was announced holds for a pinned key too: who finds the old key later cannot bring it back. */
export function refusalOfSigner(
  kid: string,
  { pinned, announced }: KnownAnchors,
  now: Date,
): 'signer-unknown' | 'signer-ended' | undefined {
  const known = announced.find((anchor) => anchor.kid === kid);
  if (known === undefined) return pinned.includes(kid) ? undefined : 'signer-unknown';
  return known.signUntil !== null && known.signUntil <= now ? 'signer-ended' : undefined;
}

/** What an accepted list changes: the anchors it names, and an end for those that it names no more. */
export function anchorsAfter(announced: readonly Anchor[], payload: TrustListPayload): Anchor[] {
  const named = payload.anchors.map((kid) => {
    const until = payload.node_keys.find((key) => key.kid === kid)?.sign_until ?? null;
    const signUntil = until === null ? null : fromEpochSeconds(until);
    return { kid, signUntil, announcedIn: payload.sequence };
  });
  const issuedAt = fromEpochSeconds(payload.iat);
  const dropped = announced
    .filter(({ kid, signUntil }) => {
      return !payload.anchors.includes(kid) && (signUntil === null || signUntil > issuedAt);
    })
    .map((anchor) => ({ ...anchor, signUntil: issuedAt }));
  return [...named, ...dropped];
}

/**
 * Does the newest kept list rest on a pinned key, list by list? Asked whenever lists are loaded, so that whoever can write
 * the database still cannot make this node trust a key that configuration does not lead to.
 */
export function restsOnPinnedKey(
  newest: Announcement,
  announcing: ReadonlyMap<string, Announcement>,
  pinned: readonly string[],
): boolean {
  if (!newest.isGenuine) return false;
  if (pinned.includes(newest.kid)) return true;
  const before = announcing.get(newest.kid);
  return (
    before !== undefined &&
    before.iss === newest.iss &&
    before.anchors.includes(newest.kid) &&
    // Sequences only fall, so the walk ends.
    before.sequence < newest.sequence &&
    restsOnPinnedKey(before, announcing, pinned)
  );
}

import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { parseCompactJws, refusalOfHeader, signCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds } from '../kernel/instants.ts';
import type { SignatureAlgorithm, Signer } from '../kernel/ports.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';

/**
 * How the other node shows itself where it reads: it asks for no token but signs one, by the notice key that its trust list names, for
 * this node and for a few minutes.
 */

const peerTokenType = 'wenjin-peer+jwt';
export const peerTokenSeconds = 600;
/** The clocks of the two nodes may differ by this much. */
const skewSeconds = 60;
const limits = { maxBytes: 4_096 } as const;

/** A key of the peer, as its trust list has it. */
export interface PeerKey {
  readonly key: KeyObject;
  readonly alg: SignatureAlgorithm;
  readonly signFrom: Date;
  readonly signUntil: Date | null;
  readonly compromisedAt: Date | null;
}

const claims = z.strictObject({ iss: z.string(), aud: z.string(), iat: z.int(), exp: z.int() });

interface Between {
  readonly from: string;
  readonly to: string;
  readonly at: Date;
}

export function signPeerToken({ from, to, at }: Between, signer: Signer): Promise<string> {
  const iat = epochSeconds(at);
  const payload = { iss: from, aud: to, iat, exp: iat + peerTokenSeconds };
  return signCompactJws({ typ: peerTokenType, kid: signer.kid }, payload, signer);
}

/** Everything that must hold of it; what is absent fails. */
export function isPeerToken(
  text: string,
  { from, to, at, key: keyOf }: Between & { readonly key: (kid: string) => PeerKey | undefined },
): boolean {
  const parsed = parseCompactJws(text, limits);
  if (!parsed.ok) return false;
  const { header, payload } = parsed.jws;
  if (refusalOfHeader(header) !== undefined || header['typ'] !== peerTokenType) return false;
  const key = typeof header['kid'] === 'string' ? keyOf(header['kid']) : undefined;
  if (key?.compromisedAt !== null || !verifyCompactJws(parsed.jws, key.key, key.alg)) return false;
  const value = parseStrictObject(payload);
  const read = value.ok ? claims.safeParse(value.value) : undefined;
  if (!read?.success) return false;
  const { iss, aud, iat, exp } = read.data;
  const now = epochSeconds(at);
  const inUse =
    iat >= epochSeconds(key.signFrom) && (key.signUntil === null || iat <= epochSeconds(key.signUntil));
  const isNow = iat <= now + skewSeconds && exp > now && exp > iat && exp - iat <= peerTokenSeconds;
  return iss === from && aud === to && inUse && isNow;
}

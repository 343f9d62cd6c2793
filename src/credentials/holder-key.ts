import { parseCompactJws, refusalOfHeader, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { importPublicKey, type PublicJwk } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';

export const keyProofType = 'wenjin-key-proof+jwt';
const ageSecondsMax = 600;
const skewSeconds = 60;
const limits = { maxBytes: 4_096 } as const;

/** Undefined when whoever asked for the credential holds the key that it is to be bound to; else why it is not shown. */
export function refusalOfKeyProof(
  proof: string,
  expected: { readonly jwk: PublicJwk; readonly audience: string; readonly now: Date },
): string | undefined {
  const parsed = parseCompactJws(proof, limits);
  if (!parsed.ok) return parsed.reason;
  const { header } = parsed.jws;
  if (refusalOfHeader(header) !== undefined || header['typ'] !== keyProofType) return 'type';
  const key = importPublicKey(expected.jwk);
  if (!key || !verifyCompactJws(parsed.jws, key, 'ES256')) return 'signature';
  const payload = parseStrictObject(parsed.jws.payload);
  if (!payload.ok) return 'payload';
  const { aud, iat } = payload.value;
  if (aud !== expected.audience) return 'audience';
  const now = epochSeconds(expected.now);
  const inTime = typeof iat === 'number' && iat <= now + skewSeconds && iat >= now - ageSecondsMax;
  return inTime ? undefined : 'time';
}

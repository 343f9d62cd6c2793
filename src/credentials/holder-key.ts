import { parseCompactJws, refusalOfHeader, verifyCompactJws } from '../kernel/compact-jws.ts';
import { sha256 } from '../kernel/digest.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { importPublicKey, type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { keyProofClaims } from './key-proof.schema.ts';

export const keyProofType = 'wenjin-key-proof+jwt';
const ageSecondsMax = 600;
const skewSeconds = 60;
const limits = { maxBytes: 4_096 } as const;

export type KeyProofReading =
  /** `digest` names this proof: by key and `jti`, never by its text, which anybody could spell anew. */
  { readonly ok: true; readonly digest: Uint8Array } | { readonly ok: false; readonly reason: string };

/** Does whoever asks for the credential hold the key that it is to be bound to? */
export function readKeyProof(
  proof: string,
  expected: { readonly jwk: PublicJwk; readonly audience: string; readonly now: Date },
): KeyProofReading {
  const parsed = parseCompactJws(proof, limits);
  if (!parsed.ok) return refused(parsed.reason);
  const { header } = parsed.jws;
  const refusal = refusalOfHeader(header);
  if (refusal !== undefined) return refused(refusal);
  if (header['typ'] !== keyProofType) return refused('type');
  const key = importPublicKey(expected.jwk);
  if (!key || !verifyCompactJws(parsed.jws, key, 'ES256')) return refused('signature');
  const payload = parseStrictObject(parsed.jws.payload);
  const claims = payload.ok ? keyProofClaims.safeParse(payload.value) : undefined;
  if (!claims?.success) return refused('claims');
  const { aud, iat, jti } = claims.data;
  if (aud !== expected.audience) return refused('audience');
  const now = epochSeconds(expected.now);
  if (iat > now + skewSeconds || iat < now - ageSecondsMax) return refused('time');
  return { ok: true, digest: sha256(`${thumbprint(expected.jwk)}\0${jti}`) };
}

function refused(reason: string): KeyProofReading {
  return { ok: false, reason };
}

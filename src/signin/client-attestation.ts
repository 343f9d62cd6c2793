import { type CompactJws, splitCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { sha256 } from '../kernel/digest.ts';
import { fromEpochSeconds } from '../kernel/instants.ts';
import { algorithmOf, importPublicKey, type PublicJwk, readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { attestationClaims, attestationProofClaims } from './client-attestation.schema.ts';

/** draft-ietf-oauth-attestation-based-client-auth-08: somebody whom the configuration names vouches for the program that asks, by its key. */

const limits = { maxBytes: 8_192 } as const;
const proofAgeSeconds = 120;
const skewSeconds = 30;

export interface Attester {
  readonly issuer: string;
  readonly keys: readonly PublicJwk[];
}

export interface AttestedClient {
  readonly clientId: string;
  readonly attester: string;
  /** Names this one proof: it is good once. */
  readonly digest: Uint8Array;
  readonly expiresAt: Date;
}

/** Everything that must hold (section 9), said positively; undefined when something does not. */
export function attestedClient(
  shown: { readonly statement: string; readonly proof: string },
  expected: { readonly attesters: readonly Attester[]; readonly audience: string; readonly now: number },
): AttestedClient | undefined {
  const statement = jwsOf(shown.statement, 'oauth-client-attestation+jwt');
  const claims = statement && attestationClaims.safeParse(payloadOf(statement));
  if (!statement || !claims?.success) return undefined;
  const { iss, sub, exp, iat = 0, nbf = 0, cnf } = claims.data;
  const { now } = expected;
  if (exp <= now || Math.max(iat, nbf) > now + skewSeconds) return undefined;
  const attester = expected.attesters.find(({ issuer }) => issuer === iss);
  if (attester?.keys.some((jwk) => isSignedBy(statement, jwk)) !== true) return undefined;
  const key = readPublicJwk(cnf.jwk);
  const proof = jwsOf(shown.proof, 'oauth-client-attestation-pop+jwt');
  if (!key || !proof || !isSignedBy(proof, key)) return undefined;
  const proven = attestationProofClaims.safeParse(payloadOf(proof));
  if (!proven.success || !isProofNow(proven.data, { clientId: sub, ...expected })) return undefined;
  return {
    clientId: sub,
    attester: iss,
    digest: sha256(`client-attestation\0${thumbprint(key)}\0${proven.data.jti}`),
    expiresAt: fromEpochSeconds(proven.data.iat + proofAgeSeconds + 1),
  };
}

function isProofNow(
  { aud, iat, iss, exp }: { aud: string; iat: number; iss?: string | undefined; exp?: number | undefined },
  expected: { readonly clientId: string; readonly audience: string; readonly now: number },
): boolean {
  const { clientId, audience, now } = expected;
  return (
    aud === audience &&
    (iss === undefined || iss === clientId) &&
    (exp === undefined || exp > now) &&
    iat >= now - proofAgeSeconds &&
    iat <= now + skewSeconds
  );
}

function jwsOf(text: string, type: string): CompactJws | undefined {
  const split = splitCompactJws(text, limits);
  return split.ok && split.jws.header['typ'] === type ? split.jws : undefined;
}

function payloadOf({ payload }: CompactJws): unknown {
  const parsed = parseStrictObject(payload);
  return parsed.ok ? parsed.value : undefined;
}

function isSignedBy(jws: CompactJws, jwk: PublicJwk): boolean {
  const key = importPublicKey(jwk);
  return key !== undefined && verifyCompactJws(jws, key, algorithmOf(jwk));
}

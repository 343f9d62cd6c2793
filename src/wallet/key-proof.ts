import { algorithmOfHeader, parseCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { importPublicKey, type PublicJwk, readPublicJwk } from '../kernel/jwk.ts';
import { isJsonObject, type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { keyProofClaims } from './key-proof.schema.ts';

/** Proofs of possession of type `jwt`: OpenID4VCI 1.0 appendix F.1 and section 8.2.1.1 (checks: appendix F.4). */

export const walletProofType = 'openid4vci-proof+jwt';
const ageSecondsMax = 300;
const skewSeconds = 60;
const limits = { maxBytes: 16_384 } as const;

export interface ProofExpectation {
  /** Identifier of the credential issuer. */
  readonly audience: string;
  /** Null for a wallet that named itself to nobody, with a pre-authorized code. */
  readonly clientId: string | null;
  readonly now: Date;
}

export type ProofReading =
  | {
      readonly ok: true;
      readonly jwk: PublicJwk;
      readonly nonce: string;
      /** From the header, for what requires one. */
      readonly keyAttestation: string | undefined;
    }
  | { readonly ok: false; readonly reason: string };

export function readWalletProof(proof: string, expected: ProofExpectation): ProofReading {
  const parsed = parseCompactJws(proof, limits);
  if (!parsed.ok) return refused(parsed.reason);
  const { header } = parsed.jws;
  const refusal = refusalOfProofHeader(header);
  if (refusal !== undefined) return refused(refusal);
  const jwk = readPublicJwk(header['jwk']);
  const key = jwk && importPublicKey(jwk);
  // Credentials here are bound to P-256 keys alone.
  if (jwk?.kty !== 'EC' || !key) return refused('key is not a public P-256 key');
  if (!verifyCompactJws(parsed.jws, key, 'ES256')) return refused('signature');
  const payload = parseStrictObject(parsed.jws.payload);
  const claims = payload.ok ? keyProofClaims.safeParse(payload.value) : undefined;
  if (!claims?.success) return refused('claims');
  const wrong = wrongClaim(claims.data, expected);
  if (wrong !== undefined) return refused(wrong);
  const { nonce } = claims.data;
  if (nonce === undefined) return refused('nonce is missing');
  const { key_attestation: keyAttestation } = header;
  return {
    ok: true,
    jwk,
    nonce,
    keyAttestation: typeof keyAttestation === 'string' ? keyAttestation : undefined,
  };
}

/** What changes how a token is verified, or where its key is found, is refused: nothing that arrives chooses what is fetched. */
function refusalOfProofHeader(header: JsonObject): string | undefined {
  if (header['typ'] !== walletProofType) return 'typ';
  if (header['crit'] !== undefined || header['b64'] !== undefined) return 'critical extension';
  if (header['jku'] !== undefined || header['x5u'] !== undefined) return 'key by address';
  if (algorithmOfHeader(header) !== 'ES256') return 'alg is not ES256';
  const named = ['kid', 'jwk', 'x5c', 'trust_chain'].filter((name) => header[name] !== undefined);
  if (named.length !== 1) return 'exactly one of kid, jwk and x5c must name the key';
  if (named[0] !== 'jwk') return 'key is not in jwk';
  const { jwk } = header;
  if (!isJsonObject(jwk)) return 'jwk';
  return privateMembers.some((name) => jwk[name] !== undefined)
    ? 'jwk holds a private or secret key'
    : undefined;
}

/** RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function wrongClaim(
  {
    iss,
    aud,
    iat,
    nbf,
    exp,
  }: {
    iss?: string | undefined;
    aud: string;
    iat: number;
    nbf?: number | undefined;
    exp?: number | undefined;
  },
  { audience, clientId, now: at }: ProofExpectation,
): string | undefined {
  const now = epochSeconds(at);
  if (aud !== audience) return 'aud is not this issuer';
  if (iss !== undefined && iss !== clientId) return 'iss is not the client of the token';
  if (iat > now + skewSeconds || iat < now - ageSecondsMax) return 'iat';
  if (nbf !== undefined && nbf > now + skewSeconds) return 'nbf';
  return exp !== undefined && exp <= now - skewSeconds ? 'exp' : undefined;
}

function refused(reason: string): ProofReading {
  return { ok: false, reason };
}

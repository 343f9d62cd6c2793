import { type CompactJws, splitCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { sha256 } from '../kernel/digest.ts';
import { fromEpochSeconds } from '../kernel/instants.ts';
import { algorithmOf, importPublicKey, readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { assertionClaims, holderProofClaims } from './assertion.schema.ts';
import type { BearerKey } from './directory.ts';

export const assertionLimits = {
  maxBytes: 8192,
  lifeSeconds: 300,
  proofAgeSeconds: 60,
  skewSeconds: 5,
} as const;

/** For the developer on the other side; which of key, bearer and signature was wrong is not told apart. */
export type AssertionRefusal =
  | 'malformed'
  | 'type'
  | 'claims'
  | 'audience'
  | 'subject'
  | 'expired'
  | 'lifetime'
  | 'issued-in-future'
  | 'not-verified'
  | 'replayed';

type Refused = { readonly ok: false; readonly reason: AssertionRefusal };

/** An assertion whose claims are in order; who signed it is not known yet. */
export interface Assertion {
  readonly jws: CompactJws;
  readonly issuer: string;
  /** Names this one assertion: by its issuer and `jti`, never by its text, which could be written in two ways. */
  readonly digest: Uint8Array;
  readonly expiresAt: Date;
}

export interface Expectation {
  /** The one audience: the origin of this node. */
  readonly audience: string;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Media types that `typ` may give, RFC 8725 section 3.11: a token made for something else is no assertion. */
const assertionTypes = {
  client: ['JWT', 'client-authentication+jwt'],
  officer: ['JWT', 'authorization-grant+jwt'],
} as const;

export const holderProofType = 'wenjin-holder-proof+jwt';

export function readAssertion(
  text: string,
  of: keyof typeof assertionTypes,
  { audience, now }: Expectation,
): { readonly ok: true; readonly assertion: Assertion } | Refused {
  const split = splitCompactJws(text, assertionLimits);
  if (!split.ok) return refuse('malformed');
  const { typ } = split.jws.header;
  if (typ !== undefined && !assertionTypes[of].some((type) => type === typ)) return refuse('type');
  const payload = parseStrictObject(split.jws.payload);
  if (!payload.ok) return refuse('malformed');
  const parsed = assertionClaims.safeParse(payload.value);
  if (!parsed.success) return refuse('claims');
  const { iss, sub, aud, iat, exp, nbf, jti } = parsed.data;
  if (aud !== audience) return refuse('audience');
  if (iss !== sub) return refuse('subject');
  if (exp <= now) return refuse('expired');
  if (exp > now + assertionLimits.lifeSeconds) return refuse('lifetime');
  if (Math.max(iat, nbf ?? 0) > now + assertionLimits.skewSeconds) return refuse('issued-in-future');
  const assertion = {
    jws: split.jws,
    issuer: iss,
    digest: useDigest(of, iss, jti),
    expiresAt: fromEpochSeconds(exp),
  };
  return { ok: true, assertion };
}

export function isSignedBy({ jws }: Assertion, { key, algorithm }: BearerKey): boolean {
  return verifyCompactJws(jws, key, algorithm);
}

export interface HolderProof {
  readonly keyThumbprint: string;
  readonly digest: Uint8Array;
  readonly expiresAt: Date;
}

/** Proof of possession: good when the key that it names has signed it, for us, a moment ago. */
export function readHolderProof(
  text: string,
  { audience, now }: Expectation,
): { readonly ok: true; readonly proof: HolderProof } | Refused {
  const split = splitCompactJws(text, assertionLimits);
  if (!split.ok) return refuse('malformed');
  if (split.jws.header['typ'] !== holderProofType) return refuse('type');
  const payload = parseStrictObject(split.jws.payload);
  if (!payload.ok) return refuse('malformed');
  const parsed = holderProofClaims.safeParse(payload.value);
  if (!parsed.success) return refuse('claims');
  const { aud, iat, jti, cnf } = parsed.data;
  if (aud !== audience) return refuse('audience');
  if (iat > now + assertionLimits.skewSeconds) return refuse('issued-in-future');
  if (iat < now - assertionLimits.proofAgeSeconds) return refuse('expired');
  const jwk = readPublicJwk(cnf.jwk);
  const key = importPublicKey(jwk);
  if (!jwk || !key || !verifyCompactJws(split.jws, key, algorithmOf(jwk))) return refuse('not-verified');
  const keyThumbprint = thumbprint(jwk);
  // Kept until it is too old by itself, whatever the clocks differ by.
  const expiresAt = fromEpochSeconds(iat + assertionLimits.proofAgeSeconds + 1);
  return { ok: true, proof: { keyThumbprint, digest: useDigest('holder', keyThumbprint, jti), expiresAt } };
}

/** Neither part can hold NUL, so no two triples give the same text. */
function useDigest(kind: string, issuer: string, jti: string): Uint8Array {
  return sha256(`${kind}\0${issuer}\0${jti}`);
}

function refuse(reason: AssertionRefusal): Refused {
  return { ok: false, reason };
}

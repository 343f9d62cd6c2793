import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { parseCompactJws } from '../kernel/compact-jws.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { idTokenClaims, type ProviderKeys } from './openid-provider.schema.ts';

/** Asymmetric ones alone. RS256 because OpenID Connect Core 1.0 section 15.1 has every provider offer it. */
export const idTokenAlgorithms: readonly string[] = ['ES256', 'PS256', 'RS256', 'Ed25519', 'EdDSA'];

const limits = { maxBytes: 16_384 } as const;
/** Between the token and now lie one request and two clocks. */
const ageSeconds = 300;
const skewSeconds = 30;

export interface IdTokenExpectation {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  readonly now: Date;
}

export type IdTokenReading =
  | { readonly kind: 'good'; readonly subject: string }
  | { readonly kind: 'unknown-key' }
  | { readonly kind: 'refused' };

/** OpenID Connect Core 1.0 section 3.1.3.7. The library checks the signature; what has to hold of the claims is said here, so that what is absent fails. */
export async function readIdToken(
  text: string,
  keys: ProviderKeys,
  { issuer, clientId, nonce, now }: IdTokenExpectation,
): Promise<IdTokenReading> {
  const door = parseCompactJws(text, limits);
  if (!door.ok || door.jws.header['crit'] !== undefined || !parseStrictObject(door.jws.payload).ok)
    return { kind: 'refused' };
  const verified = await verifiedClaims(text, keys, now);
  if (verified === 'unknown-key') return { kind: 'unknown-key' };
  const parsed = idTokenClaims.safeParse(verified);
  if (!parsed.success) return { kind: 'refused' };
  const { iss, sub, aud, azp, iat, exp, nonce: sent } = parsed.data;
  const seconds = Math.floor(now.getTime() / 1000);
  const audiences = typeof aud === 'string' ? [aud] : aud;
  const good =
    iss === issuer &&
    audiences.includes(clientId) &&
    (audiences.length === 1 || azp !== undefined) &&
    (azp === undefined || azp === clientId) &&
    sent === nonce &&
    exp > seconds &&
    iat <= seconds + skewSeconds &&
    iat >= seconds - ageSeconds;
  return good ? { kind: 'good', subject: sub } : { kind: 'refused' };
}

async function verifiedClaims(text: string, keys: ProviderKeys, now: Date): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(text, createLocalJWKSet(keys), {
      algorithms: [...idTokenAlgorithms],
      currentDate: now,
      clockTolerance: skewSeconds,
    });
    return payload;
  } catch (error) {
    // Providers change their keys; which of the other reasons it was helps only who forges.
    return error instanceof errors.JWKSNoMatchingKey ? 'unknown-key' : undefined;
  }
}

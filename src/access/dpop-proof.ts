import {
  algorithmOfHeader,
  parseCompactJws,
  refusalOfHeader,
  verifyCompactJws,
} from '../kernel/compact-jws.ts';
import { sha256, sha256Base64url } from '../kernel/digest.ts';
import { fromEpochSeconds } from '../kernel/instants.ts';
import { algorithmOf, keyObjectOf, readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { dpopClaims } from './dpop-proof.schema.ts';

/** The clocks of wallets are off more often than those of servers; the nonce bounds what that can be used for. */
export const dpopLimits = { maxBytes: 4_096, ageSeconds: 120, skewSeconds: 30 } as const;

const dpopType = 'dpop+jwt';

export type DpopRefusal =
  | 'malformed'
  | 'type'
  | 'claims'
  | 'method'
  | 'address'
  | 'time'
  | 'access-token'
  | 'not-verified'
  | 'other-key'
  | 'replayed'
  | 'nonce';

export interface DpopExpectation {
  readonly method: string;
  /** The public address of what is asked, whatever proxies made of it; its query is passed over. */
  readonly url: string;
  /** Seconds since 1970. */
  readonly now: number;
  /** Undefined at the token endpoint, where there is none yet. */
  readonly accessToken: string | undefined;
  readonly isNonce: (nonce: string) => boolean;
}

export interface DpopProof {
  /** RFC 7638 thumbprint of the key that is shown. */
  readonly thumbprint: string;
  /** Names this one proof, RFC 9449 section 11.1. */
  readonly digest: Uint8Array;
  readonly expiresAt: Date;
}

/** Everything of RFC 9449 section 4.3 but that it comes for the first time. The nonce is judged last: a bad proof gets none of its errors. */
export function readDpopProof(
  text: string,
  expected: DpopExpectation,
): { readonly ok: true; readonly proof: DpopProof } | { readonly ok: false; readonly reason: DpopRefusal } {
  const parsed = parseCompactJws(text, dpopLimits);
  if (!parsed.ok) return refuse('malformed');
  const { jwk: headerJwk, ...header } = parsed.jws.header;
  if (header['typ'] !== dpopType) return refuse('type');
  if (refusalOfHeader(header) !== undefined || header['x5c'] !== undefined) return refuse('malformed');
  const payload = parseStrictObject(parsed.jws.payload);
  const claims = payload.ok ? dpopClaims.safeParse(payload.value) : undefined;
  if (!claims?.success) return refuse('claims');
  const reason = refusalOfClaims(claims.data, expected);
  if (reason !== undefined) return refuse(reason);
  const jwk = readPublicJwk(headerJwk);
  const key = jwk && keyObjectOf(jwk);
  if (!jwk || !key || algorithmOfHeader(header) !== algorithmOf(jwk)) return refuse('not-verified');
  if (!verifyCompactJws(parsed.jws, key, algorithmOf(jwk))) return refuse('not-verified');
  const { jti, iat, nonce } = claims.data;
  if (nonce === undefined || !expected.isNonce(nonce)) return refuse('nonce');
  const shown = thumbprint(jwk);
  return {
    ok: true,
    proof: {
      thumbprint: shown,
      digest: sha256(`dpop\0${shown}\0${jti}`),
      // Kept until it is too old by itself.
      expiresAt: fromEpochSeconds(iat + dpopLimits.ageSeconds + 1),
    },
  };
}

function refusalOfClaims(
  { htm, htu, iat, ath }: { htm: string; htu: string; iat: number; ath?: string | undefined },
  { method, url, now, accessToken }: DpopExpectation,
): DpopRefusal | undefined {
  if (htm !== method) return 'method';
  const address = addressOf(htu);
  if (address === undefined || address !== addressOf(url)) return 'address';
  if (iat < now - dpopLimits.ageSeconds || iat > now + dpopLimits.skewSeconds) return 'time';
  return accessToken === undefined || ath === sha256Base64url(accessToken) ? undefined : 'access-token';
}

/** RFC 3986 sections 6.2.2 and 6.2.3, without query and fragment. */
function addressOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed === null || parsed.username !== '' || parsed.password !== ''
    ? undefined
    : parsed.origin + parsed.pathname;
}

function refuse(reason: DpopRefusal): { readonly ok: false; readonly reason: DpopRefusal } {
  return { ok: false, reason };
}

import { uuidV4 } from '../kernel/identifiers.ts';
import { nowSeconds } from '../kernel/instants.ts';
import { createLru } from '../kernel/lru.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy, SignatureAlgorithm } from '../kernel/ports.ts';
import {
  accessTokenLimits,
  accessTokenSeconds,
  accessTokenType,
  frontDoor,
  goodClaims,
  libraryAlgorithms,
} from './access-token.ts';
import type { AccessTokenClaims } from './access-token.schema.ts';
import type { TokenKeys } from './token-keys.ts';

interface SigningOptions {
  readonly key: string;
  readonly algorithm: 'ES256' | 'EdDSA';
  readonly header: { readonly alg: string; readonly typ: string; readonly kid: string };
  readonly clockTimestamp: number;
}

interface VerifyingOptions {
  readonly key: string;
  readonly algorithms: ('ES256' | 'EdDSA')[];
  readonly checkTyp: string;
  readonly allowedIss: string;
  readonly allowedAud: string;
  readonly requiredClaims: string[];
  readonly clockTimestamp: number;
}

/** What is used of @fastify/jwt. */
export interface TokenLibrary {
  sign(payload: object, options: SigningOptions): string;
  /** @throws when the token is not good. */
  verify(token: string, options: VerifyingOptions): unknown;
}

type WithoutStandard<Claims> = Claims extends unknown
  ? Omit<Claims, 'iss' | 'aud' | 'iat' | 'exp' | 'jti'>
  : never;
/** Whom a token is for. */
export type TokenSubject = WithoutStandard<AccessTokenClaims>;

export interface Tokens {
  issue(library: TokenLibrary, subject: TokenSubject): { readonly token: string; readonly expiresIn: number };
  /** From the cache, or by the library. Undefined when the token is not good. */
  verify(library: TokenLibrary, token: string): AccessTokenClaims | undefined;
}

/** Tokens remembered as good. A token is 4 KiB at most, and only its digest and claims are kept. */
const rememberedMax = 10_000;

const requiredClaims = ['iss', 'aud', 'sub', 'client_id', 'iat', 'exp', 'jti', 'scope', 'roles'];

export function createTokens(deps: {
  readonly keys: TokenKeys;
  readonly node: NodeIdentity;
  readonly clock: Clock;
  readonly entropy: Entropy;
}): Tokens {
  const { keys, node, clock, entropy } = deps;
  const good = createLru<{ readonly kid: string; readonly claims: AccessTokenClaims }>(rememberedMax);
  return {
    issue(library, subject) {
      const { kid, alg, privatePem } = keys.current();
      const iat = nowSeconds(clock);
      const claims = {
        ...subject,
        iss: node.origin,
        aud: node.origin,
        iat,
        exp: iat + accessTokenSeconds,
        jti: uuidV4(entropy),
      };
      const token = library.sign(claims, {
        key: privatePem,
        algorithm: libraryAlgorithms[alg],
        header: { alg: libraryAlgorithms[alg], typ: accessTokenType, kid },
        clockTimestamp: iat * 1000,
      });
      return { token, expiresIn: accessTokenSeconds };
    },
    verify(library, token) {
      if (token.length > accessTokenLimits.maxBytes) return undefined;
      const digest = sha256Base64url(token);
      const now = nowSeconds(clock);
      const known = good.get(digest);
      // A key that was given up takes its tokens with it.
      if (known && known.claims.exp > now && keys.find(known.kid)) return known.claims;
      const fresh = verified(library, token, { keys, origin: node.origin, now });
      if (fresh) good.set(digest, fresh);
      return fresh?.claims;
    },
  };
}

function verified(
  library: TokenLibrary,
  token: string,
  { keys, origin, now }: { readonly keys: TokenKeys; readonly origin: string; readonly now: number },
): { readonly kid: string; readonly claims: AccessTokenClaims } | undefined {
  const door = frontDoor(token);
  const key = door.ok ? keys.find(door.kid) : undefined;
  // The algorithm is the key's; what the token says must agree.
  if (!door.ok || key?.alg !== door.algorithm) return undefined;
  const claims = goodClaims(believed(library, token, { key, origin, now }), { origin, now });
  return claims && { kid: door.kid, claims };
}

function believed(
  library: TokenLibrary,
  token: string,
  {
    key,
    origin,
    now,
  }: {
    readonly key: { readonly alg: SignatureAlgorithm; readonly publicPem: string };
    readonly origin: string;
    readonly now: number;
  },
): unknown {
  try {
    return library.verify(token, {
      key: key.publicPem,
      algorithms: [libraryAlgorithms[key.alg]],
      checkTyp: accessTokenType,
      allowedIss: origin,
      allowedAud: origin,
      requiredClaims,
      clockTimestamp: now * 1000,
    });
  } catch {
    // Why a token is refused helps only who forges one.
    return undefined;
  }
}

import type { KeyObject } from 'node:crypto';
import type { z } from 'zod';
import {
  type CompactJws,
  type JwsRefusalReason,
  signCompactJws,
  splitCompactJws,
  verifyCompactJws,
} from '../kernel/compact-jws.ts';
import type { SignatureAlgorithm, Signer } from '../kernel/ports.ts';
import { type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { compressList, inflateList } from './status-bits.ts';
import { statusTokenClaims } from './status-token.schema.ts';
import { listProfile, statusListType } from './vocabulary.ts';

/** A list as a signed token holds it. */
export interface StatusToken {
  readonly uri: string;
  readonly iat: number;
  /** When to stop believing it: what it says itself, or the bound of the profile if that comes first. */
  readonly exp: number;
  readonly version: number;
  readonly bytes: Uint8Array;
}

export type StatusTokenRefusal =
  | JwsRefusalReason
  | 'type'
  | 'unknown-key'
  | 'signature'
  | 'certificate'
  | 'claims'
  | 'subject'
  | 'demonstration'
  | 'issued-in-future'
  | 'expired'
  | 'bits'
  | 'list';

export interface TrustedStatusKey {
  readonly key: KeyObject;
  readonly alg: SignatureAlgorithm;
  /** What speaks against the `x5c` of a header whose signature this key verified. */
  readonly problemOfCertificate?: (header: JsonObject, issuedAt: number) => string | undefined;
}

export type VerificationKey = (kid: string) => TrustedStatusKey | undefined;

export interface TokenExpectations {
  readonly uri: string;
  readonly keyOf: VerificationKey;
  readonly demonstration: boolean;
  readonly nowSeconds: number;
  /** A minute when absent. */
  readonly skewSeconds?: number;
}

/** A peer whose clock runs this much ahead is still believed. */
const usualSkewSeconds = 60;

/** A list of the largest size that does not compress, in base64url twice. */
export const tokenBytesMax = 524_288;
const payloadLimits = { maxBytes: tokenBytesMax, maxDepth: 4 } as const;

export interface StatusTokenContent {
  readonly uri: string;
  readonly bytes: Uint8Array;
  readonly iat: number;
  readonly version: number;
  readonly demonstration: boolean;
  readonly aggregationUri: string;
  /** Of the key that signs, for who comes by certificates (HAIP 1.0); undefined when nobody certified it. */
  readonly x5c?: readonly string[] | undefined;
}

/** Token Status List, section 5.1: the JWT form. */
export function signStatusToken(content: StatusTokenContent, signer: Signer): Promise<string> {
  const { uri, bytes, iat, version, demonstration, aggregationUri, x5c } = content;
  return signCompactJws(
    { typ: statusListType, kid: signer.kid, ...(x5c && { x5c }) },
    {
      sub: uri,
      iat,
      exp: iat + listProfile.lifetimeSeconds,
      ttl: listProfile.ttlSeconds,
      list_version: version,
      ...(demonstration && { demonstration }),
      status_list: {
        bits: listProfile.bits,
        lst: compressList(bytes),
        aggregation_uri: aggregationUri,
      },
    },
    signer,
  );
}

/** What the other node sent. The signature comes before anything that is in it, and inflating comes last. */
export function verifyStatusToken(
  text: string,
  expected: TokenExpectations,
):
  | { readonly ok: true; readonly token: StatusToken }
  | { readonly ok: false; readonly reason: StatusTokenRefusal } {
  const split = splitCompactJws(text, { maxBytes: tokenBytesMax });
  if (!split.ok) return split;
  const { header } = split.jws;
  if (header['typ'] !== statusListType) return refuse('type');
  const known = typeof header['kid'] === 'string' ? expected.keyOf(header['kid']) : undefined;
  if (known === undefined) return refuse('unknown-key');
  if (!verifyCompactJws(split.jws, known.key, known.alg)) return refuse('signature');
  const claims = claimsOf(split.jws);
  if (claims === undefined) return refuse('claims');
  if (header['x5c'] !== undefined && known.problemOfCertificate?.(header, claims.iat) !== undefined)
    return refuse('certificate');
  const reason = refusalOfClaims(claims, expected);
  if (reason !== undefined) return refuse(reason);
  const token = tokenOf(claims);
  return token === undefined ? refuse('list') : { ok: true, token };
}

/** What this node keeps: it was signed here, or verified when it came. @throws when the bytes are something else. */
export function readKeptToken(jwt: Uint8Array): StatusToken {
  const split = splitCompactJws(Buffer.from(jwt).toString('latin1'), { maxBytes: tokenBytesMax });
  const claims = split.ok ? claimsOf(split.jws) : undefined;
  const token = claims && tokenOf(claims);
  if (token === undefined) throw new Error('A kept status list does not read.');
  return token;
}

type Claims = z.output<typeof statusTokenClaims>;

function claimsOf(jws: CompactJws): Claims | undefined {
  const payload = parseStrictObject(jws.payload, payloadLimits);
  return payload.ok ? statusTokenClaims.safeParse(payload.value).data : undefined;
}

function refusalOfClaims(claims: Claims, expected: TokenExpectations): StatusTokenRefusal | undefined {
  if (claims.sub !== expected.uri) return 'subject';
  if ((claims.demonstration ?? false) !== expected.demonstration) return 'demonstration';
  const { nowSeconds, skewSeconds = usualSkewSeconds } = expected;
  if (claims.iat > nowSeconds + skewSeconds) return 'issued-in-future';
  if (staleAt(claims) <= nowSeconds) return 'expired';
  return claims.status_list.bits === listProfile.bits ? undefined : 'bits';
}

function tokenOf(claims: Claims): StatusToken | undefined {
  const bytes = inflateList(claims.status_list.lst);
  if (bytes === undefined) return undefined;
  const { sub, iat, list_version: version = 0 } = claims;
  return { uri: sub, iat, exp: staleAt(claims), version, bytes };
}

function staleAt({ iat, exp }: Claims): number {
  return Math.min(exp, iat + listProfile.lifetimeSeconds);
}

function refuse(reason: StatusTokenRefusal): { readonly ok: false; readonly reason: StatusTokenRefusal } {
  return { ok: false, reason };
}

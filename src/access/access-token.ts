import { parseCompactJws, refusalOfHeader } from '../kernel/compact-jws.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { type AccessTokenClaims, accessTokenClaims } from './access-token.schema.ts';

/** RFC 9068 section 2.1. */
export const accessTokenType = 'at+jwt';
export const accessTokenSeconds = 600;
/** The clocks of the processes of one node may differ by this much. */
const skewSeconds = 5;

export const accessTokenLimits = { maxBytes: 4096 } as const;

/** The library knows Ed25519 only by the name that RFC 9864 deprecates. */
export const libraryAlgorithms = { ES256: 'ES256', Ed25519: 'EdDSA' } as const satisfies Record<
  SignatureAlgorithm,
  string
>;

/** What the strict front door lets pass to the library: which key it names, and nothing believed. */
export function frontDoor(
  text: string,
):
  | { readonly ok: true; readonly kid: string; readonly algorithm: SignatureAlgorithm }
  | { readonly ok: false } {
  const parsed = parseCompactJws(text, accessTokenLimits);
  if (!parsed.ok) return { ok: false };
  const { header, payload } = parsed.jws;
  const algorithm = algorithmNamed(header['alg']);
  if (algorithm === undefined || refusalOfHeader({ ...header, alg: algorithm })) return { ok: false };
  const { kid, typ } = header;
  if (typeof kid !== 'string' || typ !== accessTokenType) return { ok: false };
  // The library would take the last of two members of one name, and 1e400 for a time.
  if (!parseStrictObject(payload).ok) return { ok: false };
  return { ok: true, kid, algorithm };
}

function algorithmNamed(name: unknown): SignatureAlgorithm | undefined {
  if (name === libraryAlgorithms.ES256) return 'ES256';
  return name === libraryAlgorithms.Ed25519 ? 'Ed25519' : undefined;
}

/** Everything that must hold of the claims, said positively, so that what is absent fails whatever the library thinks of it. */
export function goodClaims(
  claims: unknown,
  { origin, now }: { readonly origin: string; readonly now: number },
): AccessTokenClaims | undefined {
  const parsed = accessTokenClaims.safeParse(claims);
  if (!parsed.success) return undefined;
  const { iss, aud, iat, exp } = parsed.data;
  const good =
    iss === origin &&
    aud === origin &&
    iat <= now + skewSeconds &&
    exp > now &&
    exp - iat > 0 &&
    exp - iat <= accessTokenSeconds;
  return good ? parsed.data : undefined;
}

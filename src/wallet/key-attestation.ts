import type { KeyObject } from 'node:crypto';
import { splitCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { importPublicKey, type PublicJwk, readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { buildPath, type Certificate, readCertificate } from '../keys/index.ts';
import { keyAttestationClaims } from './key-attestation.schema.ts';
import type { ConfigurationId } from './vocabulary.ts';

/** Key attestations: OpenID4VCI 1.0 appendix D. Whose word counts, the configuration says, and nothing that arrives. */

export const keyAttestationType = 'key-attestation+jwt';
const skewSeconds = 60;
const limits = { maxBytes: 16_384 } as const;

/** Who vouches for the keys of wallets. */
export interface KeyAttester {
  readonly issuer: string;
  readonly keys: readonly PublicJwk[];
  /** Who certifies its other keys, which then come in `x5c` (HAIP 1.0 section 4.5.1). */
  readonly anchors: readonly Certificate[];
}

/** As the configuration has it: anchors as base64 of their DER. */
export interface ConfiguredAttester extends Pick<KeyAttester, 'issuer' | 'keys'> {
  readonly anchors: readonly string[];
}

/** @throws Error for an anchor that is no certificate */
export function attesterOf({ issuer, keys, anchors }: ConfiguredAttester): KeyAttester {
  const read = anchors.map((text) => {
    const certificate = readCertificate(Buffer.from(text, 'base64'));
    if (!certificate)
      throw new Error(`An anchor of the attester ${issuer} is no certificate that is usable here.`);
    return certificate;
  });
  return { issuer, keys, anchors: read };
}

/** What keys have to be for one configuration; any of the values of a list will do (appendix D.2). */
export interface KeyRequirement {
  readonly keyStorage?: readonly string[] | undefined;
  readonly userAuthentication?: readonly string[] | undefined;
}

export type KeyRequirements = Readonly<{ [Id in ConfigurationId]?: KeyRequirement | undefined }>;

export interface AttestationExpectation {
  readonly attesters: readonly KeyAttester[];
  readonly requirement: KeyRequirement | undefined;
  /** Beside a proof by one of the keys the attestation has to end (appendix D.1). */
  readonly withProof: boolean;
  readonly now: Date;
}

export type AttestationReading =
  | { readonly ok: true; readonly keys: readonly PublicJwk[]; readonly nonce: string }
  | { readonly ok: false; readonly reason: string };

export function readKeyAttestation(text: string, expected: AttestationExpectation): AttestationReading {
  const split = splitCompactJws(text, limits);
  if (!split.ok) return refused(split.reason);
  const { header, payload } = split.jws;
  if (header['typ'] !== keyAttestationType) return refused('typ');
  if (header['alg'] !== 'ES256') return refused('alg is not ES256');
  const parsed = parseStrictObject(payload);
  const claims = parsed.ok ? keyAttestationClaims.safeParse(parsed.value) : undefined;
  if (!claims?.success) return refused('claims');
  const { iss, nonce } = claims.data;
  // Appendix D.1 does not ask for `iss`: without one the key says whose it is.
  const attesters = expected.attesters.filter(({ issuer }) => iss === undefined || issuer === iss);
  const keysOf = attesters.flatMap((each) => keysThatMaySign(each, header['x5c'], expected.now));
  if (!keysOf.some((key) => verifyCompactJws(split.jws, key, 'ES256')))
    return refused('not of an attester that is trusted here');
  const wrong = wrongTime(claims.data, expected) ?? missedRequirement(claims.data, expected.requirement);
  if (wrong !== undefined) return refused(wrong);
  const keys = claims.data.attested_keys.map(readPublicJwk);
  const usable = keys
    .filter((jwk) => jwk !== undefined)
    .filter((jwk) => jwk.kty === 'EC' && importPublicKey(jwk));
  if (usable.length < keys.length) return refused('an attested key is not a public P-256 key');
  if (new Set(usable.map(thumbprint)).size < usable.length) return refused('one attested key twice');
  return nonce === undefined ? refused('nonce is missing') : { ok: true, keys: usable, nonce };
}

/** Those that the configuration names, or the one that the chain certifies now under an anchor of the configuration. */
function keysThatMaySign({ keys, anchors }: KeyAttester, x5c: unknown, now: Date): readonly KeyObject[] {
  if (x5c === undefined) return keys.map(importPublicKey).filter((key) => key !== undefined);
  const path = buildPath(x5c, anchors);
  if (typeof path === 'string' || now < path.notBefore || now > path.notAfter) return [];
  return [path.leaf.publicKey];
}

function wrongTime(
  { iat, exp }: { readonly iat: number; readonly exp?: number | undefined },
  { withProof, now: at }: AttestationExpectation,
): string | undefined {
  const now = epochSeconds(at);
  if (iat > now + skewSeconds) return 'iat';
  if (exp === undefined) return withProof ? 'exp is missing' : undefined;
  return exp <= now ? 'exp' : undefined;
}

function missedRequirement(
  claims: {
    readonly key_storage?: readonly string[] | undefined;
    readonly user_authentication?: readonly string[] | undefined;
  },
  requirement: KeyRequirement | undefined,
): string | undefined {
  const meets = (wanted: readonly string[] | undefined, has: readonly string[] | undefined): boolean =>
    wanted === undefined || has?.some((value) => wanted.includes(value)) === true;
  if (!meets(requirement?.keyStorage, claims.key_storage)) return 'key_storage';
  return meets(requirement?.userAuthentication, claims.user_authentication)
    ? undefined
    : 'user_authentication';
}

function refused(reason: string): AttestationReading {
  return { ok: false, reason: `key attestation: ${reason}` };
}

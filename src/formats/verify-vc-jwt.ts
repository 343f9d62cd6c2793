import { parseTextualJws, type TextualJws } from '../kernel/compact-jws.ts';
import { readPublicJwk } from '../kernel/jwk.ts';
import { isJsonObject, type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { type Check, fail, judged, skipped, unknown } from './check.ts';
import { checkIssuerJws, type IssuerKey } from './check-issuer-jws.ts';
import { checkTimes } from './check-times.ts';
import { holderOf, keyBindingNotAsked } from './key-binding.ts';
import { sdJwtLimits } from './sd-jwt.ts';
import { readVc, type VcReading } from './vc-reading.ts';
import type { SdJwtVcPolicy, SdJwtVcResult } from './verify-sd-jwt-vc.ts';

export const vcJwtType = 'vc+jwt';

/** The `kid` of an export: an absolute URL under the issuer, since the issuer is one (VC-JOSE-COSE section 4). */
export function vcKeyId(issuer: string, thumbprint: string): string {
  return `${issuer}#${thumbprint}`;
}

/**
 * Is this to be read as `vc+jwt`? By `typ` alone: `vc+sd-jwt` is no name of ours, as it meant one thing before 2024 and means another
 * today, and nothing with a tilde is a plain JWT.
 */
export function isVcJwt(text: string): boolean {
  if (text.includes('~')) return false;
  const parsed = parseTextualJws(text, sdJwtLimits);
  return parsed.ok && parsed.jws.header['typ'] === vcJwtType;
}

/**
 * Verifies one credential that VC-JOSE-COSE secures, as far as the text and the given keys allow. It answers like `verifySdJwtVc`: claims
 * under the names of the SD-JWT VC, so that whoever judges one judges the other. `payload` has the times of the signature, `claims` those
 * of the record. Never throws, whatever the text.
 */
export function verifyVcJwt(text: string, policy: SdJwtVcPolicy): SdJwtVcResult {
  const read = readText(text);
  const { header, document } = read;
  const reading = document === undefined ? undefined : readVc(document);
  const vc = typeof reading === 'string' ? undefined : reading;
  const payload = vc && document && signedClaims(vc, document);
  const holder = vc && holderOf(vc.claims, readPublicJwk);
  const hasHolder = vc?.claims['cnf'] === undefined || holder !== undefined;
  const checks: readonly Check[] = [
    judged('structure', read.problem),
    ...checkIssuerJws(
      { jws: read.jws, header, payload },
      {
        isTyped,
        issuerKey: (own, claims) => issuerKeyOf(own, claims, policy),
        certificate: policy.certificate,
      },
    ),
    skipped('disclosures', 'none'),
    reading === undefined
      ? unknown('claims')
      : judged('claims', typeof reading === 'string' ? reading : hasHolder ? undefined : 'cnf'),
    ...(vc && document ? timesOf(vc, document, policy.now) : timesUnknown),
    ...(policy.keyBinding === undefined ? keyBindingNotAsked : [fail('key-binding.present', 'absent')]),
  ];
  const holds = checks.every(({ outcome }) => outcome === 'pass' || outcome === 'skipped');
  const common = { checks, findings: [], holder };
  if (holds && header !== undefined && payload !== undefined && vc !== undefined)
    return { valid: true, ...common, header, payload, claims: vc.claims };
  return { valid: false, ...common, header, payload, claims: vc?.claims };
}

interface Read {
  readonly problem: string | undefined;
  readonly jws?: TextualJws;
  readonly header?: JsonObject;
  readonly document?: JsonObject;
}

function readText(text: string): Read {
  const parsed = parseTextualJws(text, sdJwtLimits);
  if (!parsed.ok) return { problem: parsed.reason };
  const { jws } = parsed;
  const { header } = jws;
  if (jws.payload === undefined) return { problem: 'payload-not-utf8', jws, header };
  const payload = parseStrictObject(jws.payload);
  if (!payload.ok) return { problem: `payload-${payload.reason}`, jws, header };
  return { problem: undefined, jws, header, document: payload.value };
}

/** What trust is asked by: the record's claims, at the instant of the signature. */
function signedClaims({ claims }: VcReading, { iat, exp }: JsonObject): JsonObject {
  return { ...claims, iat, ...(exp !== undefined && { exp }) };
}

function isTyped({ typ, cty }: JsonObject): boolean {
  return typ === vcJwtType && (cty === undefined || cty === 'vc');
}

/** Only a `kid` under the issuer itself names a key of it. */
function issuerKeyOf(header: JsonObject, payload: JsonObject, { issuerKey }: SdJwtVcPolicy): IssuerKey {
  const { kid } = header;
  const { iss } = payload;
  if (typeof iss !== 'string' || typeof kid !== 'string') return issuerKey(header, payload);
  const base = vcKeyId(iss, '');
  if (!kid.startsWith(base)) return issuerKey({ ...header, kid: '' }, payload);
  return issuerKey({ ...header, kid: kid.slice(base.length) }, payload);
}

/** `iat` and `exp` are the signature's, `validFrom` and `validUntil` the record's: all four bound it. */
function timesOf(
  { validFrom, validUntil }: VcReading,
  { iat, nbf, exp }: JsonObject,
  now: number | undefined,
): readonly Check[] {
  const [issued, , expires] = checkTimes({ iat, ...(exp !== undefined && { exp }) }, now);
  const [, from, until] = checkTimes(
    { iat, nbf: validFrom, ...(validUntil !== undefined && { exp: validUntil }) },
    now,
  );
  if (!issued || !expires || !from || !until) return timesUnknown;
  const notBefore = nbf === undefined ? from : fail('times.not-before', 'not-a-claim-of-this-format');
  const backdated = typeof iat === 'number' && iat < validFrom;
  return [
    backdated ? fail('times.issued-at', 'before-the-record') : issued,
    notBefore,
    expires.outcome === 'fail' || until.outcome === 'skipped' ? expires : until,
  ];
}

const timesUnknown: readonly Check[] = [
  unknown('times.issued-at'),
  unknown('times.not-before'),
  unknown('times.expires'),
];

/** RFC 2397, as VC-JOSE-COSE section 3.1.2 and VCDM 2.0 section 4.13 envelop a credential. */
const envelopePrefix = 'data:application/vc+jwt,';

export function envelopedVc(jwt: string) {
  return {
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id: `${envelopePrefix}${jwt}`,
    type: 'EnvelopedVerifiableCredential',
  } as const;
}

/** The JWT within, which is what its media type says; undefined for all else, `data:application/vc+sd-jwt` too. */
export function openEnvelope(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const { id, type } = value;
  // JSON-LD has one value stand alone or in an array, and the examples of VC-JOSE-COSE do both.
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  if (types.length !== 1 || types[0] !== 'EnvelopedVerifiableCredential') return undefined;
  if (typeof id !== 'string' || !id.startsWith(envelopePrefix)) return undefined;
  const text = id.slice(envelopePrefix.length);
  return isVcJwt(text) ? text : undefined;
}

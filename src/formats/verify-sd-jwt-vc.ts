import type { KeyObject } from 'node:crypto';
import { parseTextualJws, type TextualJws } from '../kernel/compact-jws.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { readPublicJwk } from '../kernel/jwk.ts';
import type { Lru } from '../kernel/lru.ts';
import { isJsonObject, type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { type Check, judged, unknown } from './check.ts';
import { checkIssuerJws, type IssuerKey } from './check-issuer-jws.ts';
import { checkTimes } from './check-times.ts';
import {
  checkKeyBinding,
  type HolderKey,
  holderOf,
  type KeyBindingPolicy,
  keyBindingNotAsked,
  type Presented,
  readPresented,
} from './key-binding.ts';
import type { DisclosureRule } from './never-disclosable.ts';
import { type DisclosureFinding, processDisclosures } from './process-disclosures.ts';
import { parseSdJwt, type SdJwtLimits, type SdJwtParts, sdJwtLimits, sdJwtVcType } from './sd-jwt.ts';

export interface SdJwtVcPolicy {
  /**
   * The key that may have signed this, or why there is none. Header and payload are not verified yet:
   * they may choose among keys that are trusted already, and nothing else.
   */
  readonly issuerKey: (header: JsonObject, payload: JsonObject) => IssuerKey;
  /**
   * What is wrong with the `x5c` of a header, as a code of the caller's. Asked only when there is one and the signature holds, so that
   * nobody else makes us read certificates. Without this it is not judged.
   */
  readonly certificate?: (header: JsonObject, payload: JsonObject) => string | undefined;
  /** Seconds since 1970; without it the times of the credential are not judged. */
  readonly now?: number;
  /** Present if and only if the verifier requires key binding (RFC 9901 section 7.3, step 1). */
  readonly keyBinding?: KeyBindingPolicy;
  readonly neverDisclosable?: DisclosureRule;
  /** Holders' keys that were imported before, by thumbprint. */
  readonly holderKeys?: Lru<KeyObject>;
  readonly limits?: SdJwtLimits;
}

interface SdJwtVcReading {
  /** Every check, in a fixed order, whatever the outcome of the others. */
  readonly checks: readonly Check[];
  readonly findings: readonly DisclosureFinding[];
  /** The key of `cnf`, proven to be the presenter's only where key binding was asked for. */
  readonly holder: HolderKey | undefined;
}

export interface ValidSdJwtVc extends SdJwtVcReading {
  readonly valid: true;
  readonly header: JsonObject;
  readonly payload: JsonObject;
  /** The processed payload: disclosed claims in their places, digests gone. */
  readonly claims: JsonObject;
}

export interface RefusedSdJwtVc extends SdJwtVcReading {
  readonly valid: false;
  /** As far as they could be read. Nobody vouches for them. */
  readonly header: JsonObject | undefined;
  readonly payload: JsonObject | undefined;
  readonly claims: JsonObject | undefined;
}

export type SdJwtVcResult = ValidSdJwtVc | RefusedSdJwtVc;

/**
 * Verifies one SD-JWT VC as far as the text itself and the given keys allow: RFC 9901 section 7 and
 * SD-JWT VC section 3.4. Trust, status and meaning are the caller's. Never throws, whatever the text.
 */
export function verifySdJwtVc(text: string, policy: SdJwtVcPolicy): SdJwtVcResult {
  const read = readSdJwtVc(text, policy);
  const { header, payload, parts, presented } = read;
  const processed =
    parts === undefined || payload === undefined
      ? undefined
      : processDisclosures(payload, parts.disclosures, policy.neverDisclosable);
  const holder = payload === undefined ? undefined : holderOf(payload, readPublicJwk);
  // All is read and hashed before the first signature is looked at: taking turns is slower, since each
  // drives the other's code out of the processor's cache.
  const checks: readonly Check[] = [
    judged('structure', read.problem),
    ...checkIssuerJws(
      { jws: read.jws, header, payload },
      {
        isTyped: ({ typ }) => typ === sdJwtVcType,
        issuerKey: policy.issuerKey,
        certificate: policy.certificate,
      },
    ),
    processed === undefined ? unknown('disclosures') : judged('disclosures', codesOf(processed)),
    payload === undefined ? unknown('claims') : judged('claims', problemOfClaims(payload, holder)),
    ...(payload === undefined ? timesUnknown : checkTimes(payload, policy.now)),
    ...(policy.keyBinding === undefined
      ? keyBindingNotAsked
      : checkKeyBinding(presented, holder, policy.keyBinding, policy.holderKeys)),
  ];
  const findings = processed?.ok === false ? processed.findings : [];
  const claims = processed?.ok === true ? processed.claims : undefined;
  const holds = checks.every((check) => check.outcome === 'pass' || check.outcome === 'skipped');
  if (holds && header !== undefined && payload !== undefined && claims !== undefined) {
    return { valid: true, checks, findings, holder, header, payload, claims };
  }
  return { valid: false, checks, findings, holder, header, payload, claims };
}

/**
 * Base64url of the SHA-256 of what stands before the first tilde: the same whatever was disclosed. Apart from verification, since most
 * answers do without, and with its certificates a credential is long.
 */
export function issuerJwtDigest(sdJwt: string): string {
  const tilde = sdJwt.indexOf('~');
  return sha256Base64url(tilde === -1 ? sdJwt : sdJwt.slice(0, tilde));
}

interface Read {
  readonly problem: string | undefined;
  readonly parts?: SdJwtParts;
  readonly presented?: Presented;
  readonly jws?: TextualJws;
  readonly header?: JsonObject;
  readonly payload?: JsonObject;
}

function readSdJwtVc(text: string, policy: SdJwtVcPolicy): Read {
  const limits = policy.limits ?? sdJwtLimits;
  const cut = parseSdJwt(text, limits);
  if (!cut.ok) return { problem: cut.reason };
  const { parts } = cut;
  const presented = readPresented(parts);
  const parsed = parseTextualJws(parts.issuerJwt, limits);
  if (!parsed.ok) return { problem: parsed.reason, parts, presented };
  const { jws } = parsed;
  const { header } = jws;
  const payload = jws.payload === undefined ? notUtf8 : parseStrictObject(jws.payload);
  if (!payload.ok) return { problem: `payload-${payload.reason}`, parts, presented, jws, header };
  const problem = policy.keyBinding === undefined ? problemOfUnaskedBinding(presented) : undefined;
  return { problem, parts, presented, jws, header, payload: payload.value };
}

const notUtf8 = { ok: false, reason: 'not-utf8' } as const;

/** A KB-JWT that nobody asked for is not judged, but what stands in its place must be one. */
function problemOfUnaskedBinding({ read }: Presented): string | undefined {
  return typeof read === 'string' ? 'malformed-key-binding' : undefined;
}

const timesUnknown: readonly Check[] = [
  unknown('times.issued-at'),
  unknown('times.not-before'),
  unknown('times.expires'),
];

function codesOf(processed: ReturnType<typeof processDisclosures>): string | undefined {
  return processed.ok ? undefined : [...new Set(processed.findings.map((finding) => finding.code))].join(' ');
}

/** SD-JWT VC section 3.2.2.1, and of this profile: `iss` is required and only `cnf.jwk` confirms. */
function problemOfClaims(payload: JsonObject, holder: HolderKey | undefined): string | undefined {
  const { iss, vct, 'vct#integrity': integrity, sub, cnf, status, aka_vcts: otherTypes } = payload;
  if (!isText(iss)) return 'iss';
  if (!isText(vct)) return 'vct';
  if (integrity !== undefined && !isText(integrity)) return 'vct#integrity';
  if (sub !== undefined && !isText(sub)) return 'sub';
  if (cnf !== undefined && holder === undefined) return 'cnf';
  if (status !== undefined && !isJsonObject(status)) return 'status';
  if (otherTypes !== undefined && !areOtherTypes(otherTypes, vct)) return 'aka_vcts';
  return undefined;
}

function areOtherTypes(value: unknown, vct: string): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => isText(each) && each !== vct);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

import type { KeyObject } from 'node:crypto';
import {
  type Check as FormatCheck,
  type IssuerKey,
  isVcJwt,
  issuerJwtDigest,
  type KeyBindingPolicy,
  neverDisclosable,
  type SdJwtVcResult,
  verifySdJwtVc,
  verifyVcJwt,
} from '../formats/index.ts';
import { epochSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import type { Lru } from '../kernel/lru.ts';
import type { JsonObject } from '../kernel/strict-json.ts';
import { vct } from '../kernel/vocabulary.ts';
import { isCredentialType, neverDisclosableOf, problemOfType } from '../typemetadata/index.ts';
import type { TrustedKey, World } from './dependencies.ts';
import {
  bridgingClaims,
  type BridgingClaims,
  homeClaims,
  type HomeClaims,
  recognitionClaims,
  type RecognitionClaims,
} from './shown-claims.schema.ts';

export type Outcome = 'pass' | 'fail' | 'unknown' | 'skipped';

export interface Finding {
  readonly code: string;
  readonly outcome: Outcome;
  readonly detail?: string;
  readonly source: string;
}

export type Shown =
  | { readonly kind: 'home'; readonly claims: HomeClaims }
  | { readonly kind: 'bridging'; readonly claims: BridgingClaims }
  | { readonly kind: 'recognition'; readonly claims: RecognitionClaims };

/** One credential as far as its own text and the trust lists go. Status and meaning come after, and only for what is authentic. */
export interface Inspection {
  readonly signature: 'good' | 'bad' | 'issuer-unknown';
  readonly trustReachable: boolean;
  readonly mandated: boolean;
  readonly keyCompromised: boolean;
  readonly effective: 'not-yet' | 'in-force' | 'expired';
  readonly issuer: string | undefined;
  readonly trustVersion: string;
  readonly holderThumbprint: string | undefined;
  /** Hashed when it is asked for. */
  readonly issuerJwtDigest: string;
  readonly shown: Shown | undefined;
  readonly findings: readonly Finding[];
}

export interface InspectionPolicy {
  readonly keyBinding?: KeyBindingPolicy;
  readonly holderKeys: Lru<KeyObject>;
}

/** A recognition is never shown without its conditions, nor any credential without what its state hangs on. */
const alwaysShown = neverDisclosable([...new Set(Object.values(neverDisclosableOf).flat())]);

const authoritiesPath = '/authorities/';

export function inspectCredential(text: string, world: World, policy: InspectionPolicy): Inspection {
  let trusted: TrustedKey | undefined;
  const read = (isVcJwt(text) ? verifyVcJwt : verifySdJwtVc)(text, {
    now: epochSeconds(world.at),
    neverDisclosable: alwaysShown,
    holderKeys: policy.holderKeys,
    ...(policy.keyBinding && { keyBinding: policy.keyBinding }),
    issuerKey: (header, payload) => {
      const found = issuerKey(header, payload, world);
      if ('signFrom' in found) trusted = found;
      return found;
    },
    certificate: (header, payload) => problemOfCertificate(header, payload, { trusted, world }),
  });
  const iss = textOf(read.payload?.['iss']);
  const origin = iss === undefined ? '' : originOf(iss);
  const trustReachable = world.trust.fresh(origin, world.at) || !world.trust.knowsIssuer(iss ?? '');
  const signature = signatureOf(read, trustReachable);
  const shown = signature === 'good' ? shownOf(read) : undefined;
  const problemOfKey = signature === 'good' ? keyAtIssuance(read, trusted) : undefined;
  const ofType = typeFinding(read, signature);
  const readable = signature !== 'good' || (shown !== undefined && ofType.outcome !== 'fail');
  const mandated = shown !== undefined && instantsOf(read, shown).every((at) => isMandated(shown, at, world));
  return {
    signature: problemOfKey === 'outside-window' || !readable ? 'bad' : signature,
    trustReachable,
    mandated,
    keyCompromised: problemOfKey === 'compromised',
    effective: effectiveOf(read),
    issuer: iss,
    trustVersion: world.trust.version(origin),
    holderThumbprint: read.holder?.thumbprint,
    get issuerJwtDigest() {
      return issuerJwtDigest(text);
    },
    shown,
    findings: [
      ...read.checks.map(fromFormat),
      ...trustFindings({ signature, mandated, problemOfKey }, `trust-list ${world.trust.version(origin)}`),
      {
        code: 'profile',
        outcome: signature === 'good' ? outcomeOf(shown !== undefined) : 'unknown',
        source: 'credential',
      },
      ofType,
    ],
  };
}

/** Header and payload are not verified yet: they choose among keys that are trusted already, and nothing else. */
function issuerKey(header: JsonObject, payload: JsonObject, { trust }: World): TrustedKey | IssuerKey {
  const iss = textOf(payload['iss']);
  const kid = textOf(header['kid']);
  if (iss === undefined || !trust.knowsIssuer(iss)) return { problem: 'issuer-unknown' };
  if (kid === undefined) return { problem: 'no-key-named' };
  return trust.issuerKey(iss, kid) ?? { problem: 'key-not-of-this-issuer' };
}

/** The list decides by its keys; a chain that comes along must lead to who certifies them, for this issuer, on the day of issue. */
function problemOfCertificate(
  header: JsonObject,
  { iss, iat }: JsonObject,
  { trusted, world }: { readonly trusted: TrustedKey | undefined; readonly world: World },
): string | undefined {
  if (!trusted || typeof iss !== 'string' || typeof iat !== 'number') return 'not-valid-then';
  return world.trust.problemOfCertificate({ header, issuedAt: iat, key: trusted.key, iss });
}

/**
 * What only time decides does not make a copy false: an expired credential is an authentic one. Nor does a root that a newer list
 * may name while ours is too old.
 */
function signatureOf(read: SdJwtVcResult, trustReachable: boolean): Inspection['signature'] {
  const failed = read.checks.filter(
    ({ outcome, code, detail }) =>
      outcome === 'fail' &&
      !isOnlyTime(code, detail) &&
      (trustReachable || code !== 'certificate' || detail !== 'anchor-unknown'),
  );
  if (failed.length === 0) return read.checks.some((check) => check.outcome === 'unknown') ? 'bad' : 'good';
  const onlyIssuer = failed.every(({ code, detail }) => code === 'issuer-key' && detail === 'issuer-unknown');
  return onlyIssuer ? 'issuer-unknown' : 'bad';
}

function isOnlyTime(code: string, detail: string | undefined): boolean {
  return (
    (code === 'times.expires' && detail === 'expired') ||
    (code === 'times.not-before' && detail === 'not-yet-valid')
  );
}

function effectiveOf({ checks }: SdJwtVcResult): Inspection['effective'] {
  const timed = checks.filter(({ outcome, code, detail }) => outcome === 'fail' && isOnlyTime(code, detail));
  if (timed.some(({ code }) => code === 'times.not-before')) return 'not-yet';
  return timed.length > 0 ? 'expired' : 'in-force';
}

/**
 * The key must have been in use at `iat`. A key that was reported compromised proves nothing at all: whoever has it also
 * chooses `iat`, so no credential of it is taken for good, and none is called forged.
 */
function keyAtIssuance(
  read: SdJwtVcResult,
  trusted: TrustedKey | undefined,
): 'compromised' | 'outside-window' | undefined {
  const iat = read.payload?.['iat'];
  if (!trusted || typeof iat !== 'number') return 'outside-window';
  if (trusted.compromisedAt) return 'compromised';
  const from = epochSeconds(trusted.signFrom);
  const inUse = iat >= from && (trusted.signUntil === null || iat <= epochSeconds(trusted.signUntil));
  return inUse ? undefined : 'outside-window';
}

function shownOf({ claims, payload }: SdJwtVcResult): Shown | undefined {
  switch (payload?.['vct']) {
    case vct.homeAttestation: {
      const parsed = homeClaims.safeParse(claims);
      return parsed.success ? { kind: 'home', claims: parsed.data } : undefined;
    }
    case vct.bridgingResult: {
      const parsed = bridgingClaims.safeParse(claims);
      return parsed.success ? { kind: 'bridging', claims: parsed.data } : undefined;
    }
    case vct.recognition: {
      const parsed = recognitionClaims.safeParse(claims);
      return parsed.success ? { kind: 'recognition', claims: parsed.data } : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * By our own copy: nothing that a credential says of its type is fetched. An export has no such metadata, but says under its own names
 * what the SD-JWT VC says, and may lack no more of it.
 */
function typeFinding({ payload }: SdJwtVcResult, signature: Inspection['signature']): Finding {
  const finding = { code: 'type-metadata', source: 'credential' } as const;
  if (signature !== 'good' || !payload) return { ...finding, outcome: 'unknown' };
  const type = payload['vct'];
  if (!isCredentialType(type)) return { ...finding, outcome: 'skipped' };
  const detail = problemOfType(payload, type);
  return { ...finding, outcome: outcomeOf(detail === undefined), ...(detail !== undefined && { detail }) };
}

/** When the record was made and, for a format that signs it anew later, when this signature was. */
function instantsOf({ payload }: SdJwtVcResult, { claims }: Shown): readonly number[] {
  const signedAt = payload?.['iat'];
  return typeof signedAt === 'number' && signedAt !== claims.iat ? [claims.iat, signedAt] : [claims.iat];
}

function isMandated({ kind, claims }: Shown, at: number, { trust, demonstration }: World): boolean {
  if ((claims.demonstration ?? false) !== demonstration) return false;
  const issuedAt = fromEpochSeconds(at);
  switch (kind) {
    case 'home':
      return trust.isMandated(claims.iss, vct.homeAttestation, claims.qualification, issuedAt);
    case 'recognition':
      return trust.isMandated(claims.iss, vct.recognition, claims.target, issuedAt);
    case 'bridging':
      return claims.results.every(({ component }) =>
        trust.isMandated(claims.iss, vct.bridgingResult, component, issuedAt),
      );
  }
}

function trustFindings(
  {
    signature,
    mandated,
    problemOfKey,
  }: { signature: Inspection['signature']; mandated: boolean; problemOfKey: string | undefined },
  source: string,
): Finding[] {
  if (signature !== 'good')
    return [
      { code: 'key-at-issuance', outcome: 'unknown', source },
      { code: 'mandate-at-issuance', outcome: signature === 'issuer-unknown' ? 'fail' : 'unknown', source },
    ];
  const detail = problemOfKey === undefined ? {} : { detail: problemOfKey };
  return [
    { code: 'key-at-issuance', outcome: outcomeOf(problemOfKey === undefined), source, ...detail },
    { code: 'mandate-at-issuance', outcome: outcomeOf(mandated), source },
  ];
}

function fromFormat({ code, outcome, detail }: FormatCheck): Finding {
  return { code, outcome, source: 'credential', ...(detail !== undefined && { detail }) };
}

function outcomeOf(holds: boolean): Outcome {
  return holds ? 'pass' : 'fail';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `https://hk.wenjin.example/authorities/x` → `https://hk.wenjin.example` */
function originOf(iss: string): string {
  const end = iss.indexOf(authoritiesPath);
  return end === -1 ? iss : iss.slice(0, end);
}

import {
  type Check,
  type HolderKey,
  type IssuerKey,
  issuerJwtDigest,
  neverDisclosable,
  parseDisclosure,
  parseSdJwt,
  type ValidSdJwtVc,
  verifySdJwtVc,
} from '../formats/index.ts';
import { splitCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import type { JsonObject } from '../kernel/strict-json.ts';
import { vct } from '../kernel/vocabulary.ts';
import type { Person } from '../vault/index.ts';
import type { TrustFacts } from './dependencies.ts';
import {
  type BridgingClaims,
  bridgingClaims,
  type HomeClaims,
  homeClaims,
  personalClaims,
} from './presented-claims.schema.ts';

/** Seconds that a proof by the holder's key may be old: as long as its nonce lives. */
const proofSecondsMax = 600;

export interface PresentationPolicy {
  readonly trust: TrustFacts;
  /** This node's origin: the audience of the proof. */
  readonly audience: string;
  readonly peerOrigin: string;
  readonly nonce: string;
  readonly now: Date;
  readonly demonstration: boolean;
}

/** One credential as its holder presented it, authentic and issued by whom the trust list knew for it. */
interface Presented {
  readonly ok: true;
  readonly issuer: string;
  readonly holder: HolderKey;
  /** What stands before the first tilde: no name in it, only digests of what may be disclosed. */
  readonly issuerJwt: string;
  readonly digest: string;
  readonly keyBindingJwt: string;
}

export interface PresentedHome extends Presented {
  readonly claims: HomeClaims;
  readonly person: Person;
  /** Of names and birth date only; whatever else was disclosed is dropped here. */
  readonly disclosures: readonly string[];
}

export interface PresentedBridging extends Presented {
  readonly claims: BridgingClaims;
}

export type PresentationRefusal =
  | { readonly ok: false; readonly reason: 'chaining' | 'trust-stale' }
  | { readonly ok: false; readonly reason: 'not-accepted'; readonly codes: readonly string[] };

export function readHome(text: string, policy: PresentationPolicy): PresentedHome | PresentationRefusal {
  const read = readPresentation(text, vct.homeAttestation, policy);
  if (!read.ok) return read;
  const claims = homeClaims.safeParse(read.shown.claims);
  const personal = personalClaims.safeParse(read.shown.claims);
  if (!claims.success || !personal.success) return refused('claims');
  const codes = [
    ...codesOfMandate(claims.data, policy),
    ...codesOfNode(claims.data, policy),
    ...missingDisclosures(personal.data),
  ];
  if (codes.length > 0) return refused(...codes);
  const { name_en: nameEn, name_zh_hant: nameZhHant, name_zh_hans: nameZhHans } = personal.data;
  const person = { nameEn, nameZhHant, nameZhHans, birthDate: personal.data.birth_date };
  const names = Object.keys(personalClaims.shape);
  const disclosures = read.disclosures.filter((each) => {
    const disclosure = parseDisclosure(each);
    return disclosure?.kind === 'member' && names.includes(disclosure.name);
  });
  return { ...read.presented, claims: claims.data, person, disclosures };
}

/** The provider's mandate is left to the engine, which says so in the trace when it is missing. */
export function readBridging(
  text: string,
  policy: PresentationPolicy,
): PresentedBridging | PresentationRefusal {
  const read = readPresentation(text, vct.bridgingResult, policy);
  if (!read.ok) return read;
  const claims = bridgingClaims.safeParse(read.shown.claims);
  if (!claims.success) return refused('claims');
  const codes = codesOfNode(claims.data, policy);
  return codes.length > 0 ? refused(...codes) : { ...read.presented, claims: claims.data };
}

type Read =
  | {
      readonly ok: true;
      readonly shown: ValidSdJwtVc;
      readonly presented: Presented;
      readonly disclosures: readonly string[];
    }
  | PresentationRefusal;

/** Nothing of a credential may come from a disclosure but the person: what state and meaning hang on is always in the open. */
const alwaysShown = neverDisclosable(
  [
    'record',
    'number',
    'demonstration',
    'qualification',
    'route',
    'award_date',
    'specialisms',
    'standing',
    'agreement',
    'results',
  ].map((name) => `/${name}`),
);

function readPresentation(text: string, type: string, policy: PresentationPolicy): Read {
  const now = epochSeconds(policy.now);
  const shown = verifySdJwtVc(text, {
    now,
    neverDisclosable: alwaysShown,
    keyBinding: { audience: policy.audience, nonce: policy.nonce, now, maxAgeSeconds: proofSecondsMax },
    issuerKey: (header, payload) => keyOf(header, payload, policy.trust),
    certificate: (header, payload) => problemOfCertificate(header, payload, policy.trust),
  });
  // Whoever signed it: a recognition is never a source (domain 5.4, rule 3).
  if (shown.payload?.['vct'] === vct.recognition) return { ok: false, reason: 'chaining' };
  const iss = textOf(shown.payload?.['iss']);
  if (iss !== undefined && isOutOfReach(iss, policy)) return { ok: false, reason: 'trust-stale' };
  if (!shown.valid) return refused(...failedOf(shown.checks));
  if (shown.payload['vct'] !== type) return refused('type');
  const key = trustedKeyOf(shown.header, shown.payload, policy.trust);
  const cut = parseSdJwt(text);
  const { holder } = shown;
  if (!cut.ok || cut.parts.keyBindingJwt === undefined || holder === undefined || iss === undefined)
    return refused('structure');
  if (!wasInUse(key, shown.payload['iat'])) return refused('key-at-issuance');
  const { issuerJwt, disclosures, keyBindingJwt } = cut.parts;
  const presented: Presented = {
    ok: true,
    issuer: iss,
    holder,
    issuerJwt,
    digest: issuerJwtDigest(text),
    keyBindingJwt,
  };
  return { ok: true, shown, presented, disclosures };
}

/** Without the other side's trust list nothing can be said of its issuers, neither good nor bad. */
function isOutOfReach(iss: string, { trust, now, peerOrigin }: PresentationPolicy): boolean {
  const origin = originOf(iss);
  return (origin === peerOrigin || trust.knowsIssuer(iss)) && !trust.fresh(origin, now);
}

/** Header and payload are not verified yet: they choose among keys that are trusted already, and nothing else. */
function keyOf(header: JsonObject, payload: JsonObject, trust: TrustFacts): IssuerKey {
  const iss = textOf(payload['iss']);
  if (iss === undefined || !trust.knowsIssuer(iss)) return { problem: 'issuer-unknown' };
  return trustedKeyOf(header, payload, trust) ?? { problem: 'key-not-of-this-issuer' };
}

function trustedKeyOf(
  header: JsonObject,
  payload: JsonObject,
  trust: Pick<TrustFacts, 'issuerKey'>,
): TrustedKey | undefined {
  const iss = textOf(payload['iss']);
  const kid = textOf(header['kid']);
  return iss === undefined || kid === undefined ? undefined : trust.issuerKey(iss, kid);
}

/** Of a credential that the key of this header verified already. */
function problemOfCertificate(
  header: JsonObject,
  payload: JsonObject,
  trust: TrustFacts,
): string | undefined {
  const key = trustedKeyOf(header, payload, trust)?.key;
  const { iss, iat } = payload;
  if (key === undefined || typeof iss !== 'string' || typeof iat !== 'number') return 'not-valid-then';
  return trust.problemOfCertificate({ header, issuedAt: iat, key, iss });
}

type TrustedKey = NonNullable<ReturnType<TrustFacts['issuerKey']>>;

/** A key that was reported compromised proves nothing: whoever has it also chooses `iat`. */
function wasInUse(key: TrustedKey | undefined, iat: unknown): boolean {
  if (key === undefined || key.compromisedAt !== null || typeof iat !== 'number') return false;
  const at = fromEpochSeconds(iat);
  return key.signFrom <= at && (key.signUntil === null || at < key.signUntil);
}

/**
 * Is a credential that was accepted before still one to build on? Keys can be reported compromised and trust lists corrected
 * while an application runs.
 */
export function isStillTrusted(issuerJwt: string, claims: HomeClaims, trust: TrustFacts): boolean {
  const split = splitCompactJws(issuerJwt);
  if (!split.ok) return false;
  const key = trustedKeyOf(split.jws.header, { iss: claims.iss }, trust);
  const issuedAt = fromEpochSeconds(claims.iat);
  return (
    wasInUse(key, claims.iat) &&
    trust.mandateAt(claims.iss, vct.homeAttestation, claims.qualification, issuedAt) !== undefined
  );
}

function codesOfMandate({ iss, qualification, iat }: HomeClaims, { trust }: PresentationPolicy): string[] {
  const mandate = trust.mandateAt(iss, vct.homeAttestation, qualification, fromEpochSeconds(iat));
  return mandate === undefined ? ['mandate-at-issuance'] : [];
}

/** A production node takes nothing of a demonstration and the other way round; an issuer's status is kept by its own node. */
function codesOfNode(
  { iss, status, demonstration = false }: HomeClaims | BridgingClaims,
  policy: PresentationPolicy,
): readonly string[] {
  const ownList = status.status_list.uri.startsWith(`${originOf(iss)}/`);
  return [
    ...(demonstration === policy.demonstration ? [] : ['demonstration-flag']),
    ...(ownList ? [] : ['status-of-another-node']),
  ];
}

function missingDisclosures({ birth_date: birthDate, ...names }: Record<string, string | undefined>) {
  const isNamed = Object.values(names).some((name) => name !== undefined);
  return [
    ...(isNamed ? [] : ['names-not-disclosed']),
    ...(birthDate === undefined ? ['birth-date-not-disclosed'] : []),
  ];
}

function failedOf(checks: readonly Check[]): readonly string[] {
  return checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);
}

function refused(...codes: readonly string[]): PresentationRefusal {
  return { ok: false, reason: 'not-accepted', codes };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `https://hk.wenjin.example/authorities/x` → `https://hk.wenjin.example` */
export function originOf(iss: string): string {
  const end = iss.indexOf('/authorities/');
  return end === -1 ? iss : iss.slice(0, end);
}

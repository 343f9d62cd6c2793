import type { KeyObject } from 'node:crypto';
import { addSeconds } from '../kernel/instants.ts';
import { renewalSeconds } from './certificate-profile.ts';
import type { PublishedKey } from './signing-key.ts';
import { type AuthorityLevel, certifiedPurposes } from './vocabulary.ts';

interface Held {
  readonly kid: string;
  readonly number: number;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface HeldAuthority extends Held {
  readonly level: AuthorityLevel;
  readonly certificate: Uint8Array;
  /** Undefined for an authority that is somebody else's. */
  readonly privateKey: KeyObject | undefined;
}

export interface HeldCertificate extends Held {
  readonly chain: readonly string[];
}

/** What is in memory of certificates. */
export interface HeldCertificates {
  readonly authorities: readonly HeldAuthority[];
  /** Base64 of the DER of every root there ever was: what an old one certified is judged as of its day. */
  readonly anchors: readonly string[];
  ofKey(kid: string): readonly HeldCertificate[];
  /** The newest chain of a key that is valid for what it signs now. */
  chainAt(key: PublishedKey, at: Date): readonly string[] | undefined;
  /** All of them, the newest first: a renewed certificate does not end the one before it. */
  chainsAt(key: PublishedKey, at: Date): readonly (readonly string[])[];
}

/** An `iat` that was read before the newest certificate began would not be covered by it; a reserved credential is signed for so long. */
const latestIatSeconds = 60;

export function holdCertificates(
  authorities: readonly HeldAuthority[],
  certificates: readonly HeldCertificate[],
): HeldCertificates {
  const byKey = Map.groupBy(certificates, ({ kid }) => kid);
  const ofKey = (kid: string): readonly HeldCertificate[] => byKey.get(kid) ?? [];
  const chainsAt: HeldCertificates['chainsAt'] = (key, at) => {
    const signedFrom = laterOf(key.signFrom, addSeconds(at, -latestIatSeconds));
    return ofKey(key.kid)
      .filter(({ notBefore, notAfter }) => notBefore <= signedFrom && at < notAfter)
      .map(({ chain }) => chain)
      .reverse();
  };
  return {
    authorities,
    anchors: authorities
      .filter(({ level }) => level === 'root')
      .map(({ certificate }) => Buffer.from(certificate).toString('base64')),
    ofKey,
    chainAt: (key, at) => chainsAt(key, at)[0],
    chainsAt,
  };
}

/** Its key may sign, or will, and no chain covers that for a while. */
export function isCertificateDue(key: PublishedKey, held: readonly HeldCertificate[], now: Date): boolean {
  const { purpose, suite, compromisedAt, signFrom, signUntil } = key;
  if (!certifiedPurposes.includes(purpose) || suite !== 'ES256' || compromisedAt !== null) return false;
  if (signUntil !== null && signUntil <= now) return false;
  const from = laterOf(signFrom, now);
  const renewAt = addSeconds(from, renewalSeconds);
  const until = signUntil !== null && signUntil < renewAt ? signUntil : renewAt;
  return !held.some(({ notBefore, notAfter }) => notBefore <= from && until <= notAfter);
}

export function laterOf(one: Date, other: Date): Date {
  return one < other ? other : one;
}

export function earlierOf(one: Date, other: Date): Date {
  return one < other ? one : other;
}

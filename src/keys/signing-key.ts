import type { PublicJwk } from '../kernel/jwk.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';
import type { KeyPurpose } from './vocabulary.ts';

/** What one key is for, and whose. Of a slot one key signs at a time. */
export interface KeySlot {
  readonly purpose: KeyPurpose;
  readonly authority: string | null;
}

export interface PublishedKey extends KeySlot {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly suite: SignatureAlgorithm;
  readonly jwk: PublicJwk;
  /** The window [signFrom, signUntil) in whole seconds: what bears an earlier or later `iat` was not signed by right. */
  readonly signFrom: Date;
  readonly signUntil: Date | null;
  /** When it leaves the JWK sets; null for as long as the node exists. */
  readonly publishedUntil: Date | null;
  /** From here on somebody else may have signed with it. */
  readonly compromisedAt: Date | null;
  readonly createdAt: Date;
}

/** How long a new key waits while the old one may still sign, for processes that learn of it last and for an `iat` read just before. */
const settleMilliseconds = 5_000;

export function slotName({ purpose, authority }: KeySlot): string {
  return authority === null ? purpose : `${purpose} ${authority}`;
}

/** May it sign at this instant? */
export function maySign(key: PublishedKey, at: Date): boolean {
  return key.compromisedAt === null && key.signFrom <= at && (key.signUntil === null || at < key.signUntil);
}

/** The key of a slot that signs at this instant: the newest one that everybody has had time to hear of, else the newest. */
export function signingKeyAt<K extends PublishedKey>(keys: readonly K[], at: Date): K | undefined {
  const able = keys.filter((key) => maySign(key, at)).sort(newestFirst);
  const settled = at.getTime() - settleMilliseconds;
  return able.find((key) => key.signFrom.getTime() <= settled) ?? able[0];
}

export function newestFirst(a: PublishedKey, b: PublishedKey): number {
  return b.signFrom.getTime() - a.signFrom.getTime() || b.createdAt.getTime() - a.createdAt.getTime();
}

/** Is it in the JWK sets? They cannot say that a key is compromised, so such a key leaves them. */
export function isListed(key: PublishedKey, at: Date): boolean {
  return key.compromisedAt === null && (key.publishedUntil === null || at < key.publishedUntil);
}

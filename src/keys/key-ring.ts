import { createPublicKey, type KeyObject } from 'node:crypto';
import type { SignatureAlgorithm, Signer } from '../kernel/ports.ts';
import type { HeldCertificates } from './held-certificates.ts';
import {
  isListed,
  type KeySlot,
  maySign,
  newestFirst,
  type PublishedKey,
  signingKeyAt,
  slotName,
} from './signing-key.ts';
import { createSoftwareSigner } from './software-signer.ts';

/** For a library that takes keys as PEM. The private part never leaves the process by another way. */
export interface TokenKey {
  readonly kid: string;
  readonly alg: SignatureAlgorithm;
  readonly privatePem: string;
  readonly publicPem: string;
}

/** The keys in memory: all public parts, and the private parts of those that sign or will. */
export interface KeyRing {
  readonly published: readonly PublishedKey[];
  readonly certificates: HeldCertificates;
  /** Undefined for a key that does not sign here any more. */
  privateKey(kid: string): KeyObject | undefined;
  find(kid: string): PublishedKey | undefined;
  signerAt(slot: KeySlot, at: Date): Signer | undefined;
  /** All that may sign, the newest first. */
  signersAt(slot: KeySlot, at: Date): readonly Signer[];
  /** The one that signs first, then the others whose tokens may still be about. */
  tokenKeysAt(at: Date): TokenKey[];
}

interface Able {
  readonly key: PublishedKey;
  readonly signer: Signer;
}

export function createKeyRing(
  published: readonly PublishedKey[],
  privateKeys: ReadonlyMap<string, KeyObject>,
  certificates: HeldCertificates,
): KeyRing {
  const byKid = new Map(published.map((key) => [key.kid, key]));
  const able = new Map<string, Able>();
  const tokenKeys = new Map<string, TokenKey>();
  for (const key of published) {
    const privateKey = privateKeys.get(key.kid);
    if (!privateKey) continue;
    able.set(key.kid, { key, signer: createSoftwareSigner(key, privateKey) });
    if (key.purpose === 'token') tokenKeys.set(key.kid, tokenKey(key, privateKey));
  }
  const tokenKeysNewestFirst = published.filter(({ kid }) => tokenKeys.has(kid)).sort(newestFirst);
  const slots = Map.groupBy(
    [...able.values()].map(({ key }) => key),
    slotName,
  );
  const signingKey = (slot: KeySlot, at: Date) => signingKeyAt(slots.get(slotName(slot)) ?? [], at);
  return {
    published,
    certificates,
    privateKey: (kid) => (able.has(kid) ? privateKeys.get(kid) : undefined),
    find: (kid) => byKid.get(kid),
    signerAt(slot, at) {
      const key = signingKey(slot, at);
      return key && able.get(key.kid)?.signer;
    },
    signersAt(slot, at) {
      const keys = (slots.get(slotName(slot)) ?? []).filter((key) => maySign(key, at));
      return keys.sort(newestFirst).flatMap(({ kid }) => able.get(kid)?.signer ?? []);
    },
    tokenKeysAt(at) {
      const first = signingKey({ purpose: 'token', authority: null }, at);
      const others = tokenKeysNewestFirst.filter((key) => key !== first && isListed(key, at));
      return [...(first ? [first] : []), ...others].flatMap(({ kid }) => tokenKeys.get(kid) ?? []);
    },
  };
}

function tokenKey({ kid, suite }: PublishedKey, privateKey: KeyObject): TokenKey {
  return {
    kid,
    alg: suite,
    privatePem: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    publicPem: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }),
  };
}

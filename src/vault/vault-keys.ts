import { createHmac, hkdfSync } from 'node:crypto';
import { keyBytes } from './envelope.ts';
import type { NormalIdentityNumber } from './identity-number.ts';

/** What the master key is turned into. Each key has one use, so that none can be played against another. */
export interface VaultKeys {
  /** Encrypts the data keys of persons. */
  readonly wrapping: Uint8Array;
  /** Encrypts what belongs to no person. */
  readonly node: Uint8Array;
  /** Hashes identity numbers. */
  readonly identity: Uint8Array;
  /** Hashes other numbers that name a person, such as those of certificates. */
  readonly reference: Uint8Array;
}

/** HKDF with SHA-256 (RFC 5869). The origin is in it: two nodes never hash one number alike, even from one master key. */
export function deriveVaultKeys(masterKey: Uint8Array, origin: string): VaultKeys {
  if (masterKey.length !== keyBytes) throw new RangeError(`The master key has ${keyBytes} bytes.`);
  const derive = (use: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', masterKey, origin, `wenjin-vault/1/${use}`, keyBytes));
  return {
    wrapping: derive('wrapping'),
    node: derive('node'),
    identity: derive('identity'),
    reference: derive('reference'),
  };
}

/** HMAC-SHA-256: without the key nobody can try all numbers, of which there are few. */
export function keyedHash(key: Uint8Array, { type, issuer, number }: NormalIdentityNumber): Uint8Array {
  const message = `wenjin-identity/1\0${type}\0${issuer ?? ''}\0${number}`;
  return new Uint8Array(createHmac('sha256', key).update(message).digest());
}

/** As `keyedHash`; `use` keeps the hashes of one purpose from being found by another. */
export function referenceHash(key: Uint8Array, use: string, text: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(`wenjin-reference/1\0${use}\0${text}`).digest());
}

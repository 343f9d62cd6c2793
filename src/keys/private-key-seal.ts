import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Entropy } from '../kernel/ports.ts';
import type { KeyPurpose } from './vocabulary.ts';

const masterKeyBytes = 32;

/** What the encryption is bound to: a sealed key put into another row, or given another purpose, does not open. */
export interface SealedFor {
  readonly kid: string;
  readonly purpose: KeyPurpose | 'certificate-authority';
  readonly authority: string | null;
}

export interface PrivateKeySeal {
  seal(key: KeyObject, to: SealedFor): Uint8Array;
  /** Undefined under another master key, or when anything was altered. */
  open(sealed: Uint8Array, to: SealedFor): KeyObject | undefined;
}

const form = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM (NIST SP 800-38D) with a key of its own derived from the master key, which serves other seals as well. */
export function createPrivateKeySeal(masterKey: Uint8Array, entropy: Entropy): PrivateKeySeal {
  assert.equal(masterKey.length, masterKeyBytes, 'the master key has 32 bytes');
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'wenjin signing keys', 32));
  return {
    seal(privateKey, to) {
      const nonce = entropy.bytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(associatedData(to));
      const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
      const sealed = Buffer.concat([
        Buffer.of(form),
        nonce,
        cipher.update(plain),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      plain.fill(0);
      return new Uint8Array(sealed);
    },
    open(sealed, to) {
      if (sealed[0] !== form || sealed.length <= 1 + nonceBytes + tagBytes) return undefined;
      const nonce = sealed.subarray(1, 1 + nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(associatedData(to));
      decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
      try {
        const plain = Buffer.concat([
          decipher.update(sealed.subarray(1 + nonceBytes, sealed.length - tagBytes)),
          decipher.final(),
        ]);
        const opened = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
        plain.fill(0);
        return opened;
      } catch {
        return undefined;
      }
    },
  };
}

function associatedData({ kid, purpose, authority }: SealedFor): Uint8Array {
  return Buffer.from(['wenjin-signing-key/1', kid, purpose, authority ?? ''].join('\0'), 'utf8');
}

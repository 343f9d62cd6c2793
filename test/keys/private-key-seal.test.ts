import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createPrivateKeySeal, type SealedFor } from '../../src/keys/private-key-seal.ts';
import { seededEntropy } from '../support/world.ts';

const masterKey = new Uint8Array(32).fill(1);
const seal = createPrivateKeySeal(masterKey, seededEntropy('seal'));
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
const to: SealedFor = { kid: 'k'.repeat(43), purpose: 'credential', authority: 'registrar' };

describe('a sealed private key', () => {
  const sealed = seal.seal(privateKey, to);

  test('opens to what was sealed', () => {
    expect(seal.open(sealed, to)?.equals(privateKey)).toBe(true);
  });

  test('holds nothing of the key in clear', () => {
    const jwk = privateKey.export({ format: 'jwk' });
    for (const secret of [pkcs8, Buffer.from(jwk.d ?? '', 'base64url')]) {
      expect(Buffer.from(sealed).includes(secret)).toBe(false);
    }
  });

  test('is other bytes each time', () => {
    expect(Buffer.from(seal.seal(privateKey, to)).equals(sealed)).toBe(false);
  });

  test('does not open under another master key', () => {
    const other = createPrivateKeySeal(new Uint8Array(32).fill(2), seededEntropy('other'));
    expect(other.open(sealed, to)).toBeUndefined();
  });

  test.each<[string, SealedFor]>([
    ['another kid', { ...to, kid: 'l'.repeat(43) }],
    ['another purpose', { ...to, purpose: 'status' }],
    ['another authority', { ...to, authority: 'other' }],
    ['no authority', { ...to, authority: null }],
  ])('does not open for %s', (_, other) => {
    expect(seal.open(sealed, other)).toBeUndefined();
  });

  test('does not open when any bit was changed, or when cut', () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Uint8Array.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(seal.open(altered, to)).toBeUndefined();
      expect(seal.open(sealed.subarray(0, at), to)).toBeUndefined();
    }
  });

  test('needs a master key of 32 bytes', () => {
    expect(() => createPrivateKeySeal(new Uint8Array(31), seededEntropy('short'))).toThrow('32 bytes');
  });
});

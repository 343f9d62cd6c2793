import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decrypt, encrypt } from '../../src/vault/envelope.ts';
import { deriveVaultKeys } from '../../src/vault/vault-keys.ts';
import { seededEntropy } from '../support/world.ts';

const entropy = seededEntropy('envelope');
const key = entropy.bytes(32);
const iv = entropy.bytes(12);
const associated = 'person';

describe('an envelope', () => {
  // The Galois/Counter Mode of Operation (McGrew, Viega), test case 14: 16 zero octets under a zero key.
  test('is AES-256-GCM', () => {
    const sealed = encrypt(new Uint8Array(16), {
      key: new Uint8Array(32),
      iv: new Uint8Array(12),
      associated: '',
    });
    expect(Buffer.from(sealed).toString('hex')).toBe(
      `01${'00'.repeat(12)}cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919`,
    );
  });

  test('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (plain, context) => {
        const sealed = encrypt(plain, { key, iv, associated: context });
        expect(decrypt(sealed, { key, associated: context })).toEqual(plain);
      }),
    );
  });

  test('opens with no bit changed, none missing and none added', () => {
    const sealed = encrypt(Buffer.from('陳樂晴'), { key, iv, associated });
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => decrypt(changed, { key, associated })).toThrow();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => decrypt(sealed.subarray(0, length), { key, associated })).toThrow();
    }
    expect(() => decrypt(Uint8Array.of(...sealed, 0), { key, associated })).toThrow();
  });

  test('opens under no other key and in no other place', () => {
    const sealed = encrypt(Buffer.from('x'), { key, iv, associated });
    expect(() => decrypt(sealed, { key: entropy.bytes(32), associated })).toThrow();
    expect(() => decrypt(sealed, { key, associated: 'persons' })).toThrow();
  });
});

describe('the keys', () => {
  const masterKey = entropy.bytes(32);
  const hex = (origin: string, from = masterKey) =>
    Object.values(deriveVaultKeys(from, origin)).map((bytes: Uint8Array) =>
      Buffer.from(bytes).toString('hex'),
    );

  test('are all different: by use, by node and by master key', () => {
    const all = [
      ...hex('https://hk.wenjin.example'),
      ...hex('https://sz.wenjin.example'),
      ...hex('https://hk.wenjin.example', entropy.bytes(32)),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('are the same each time', () => {
    expect(hex('https://hk.wenjin.example')).toEqual(hex('https://hk.wenjin.example'));
  });

  test.each([0, 16, 31, 33])('are not made from a master key of %i bytes', (length) => {
    expect(() => deriveVaultKeys(new Uint8Array(length), 'x')).toThrow(RangeError);
  });
});

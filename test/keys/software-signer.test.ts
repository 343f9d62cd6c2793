import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derSignature } from '../../src/kernel/ecdsa-der.ts';
import { rawSignature } from '../../src/keys/raw-signature.ts';
import { createSoftwareSigner } from '../../src/keys/software-signer.ts';
import { generateKeys } from '../support/world.ts';

const kid = 'k'.repeat(43);

describe('a software signer', () => {
  test.each(['ES256', 'Ed25519'] as const)('gives raw signatures of 64 bytes: %s', async (suite) => {
    const { privateKey, publicKey } = await generateKeys(suite);
    const signer = createSoftwareSigner({ kid, suite }, privateKey);
    expect(signer).toMatchObject({ kid, alg: suite });
    for (let round = 0; round < 100; round += 1) {
      const message = Buffer.from(`message ${round}`);
      const signature = await signer.sign(message);
      expect(signature).toHaveLength(64);
      const good =
        suite === 'ES256'
          ? verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
          : verify(null, message, publicKey, signature);
      expect(good).toBe(true);
    }
  });

  test('signs with the private part of the key that it names', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(createPublicKey(privateKey).equals(publicKey)).toBe(true);
  });
});

describe('the raw form of an ECDSA signature', () => {
  /** Numbers of every length in octets, so that padding and the octet that keeps DER positive are both met. */
  const number = fc
    .tuple(fc.integer({ min: 1, max: 31 }), fc.uint8Array({ minLength: 31, maxLength: 31 }))
    .map(([length, octets]) => {
      const padded = new Uint8Array(32);
      padded.set(octets.subarray(0, length), 32 - length);
      padded[31] = (padded[31] ?? 0) | 1;
      return padded;
    });

  test('is the inverse of the DER form', () => {
    fc.assert(
      fc.property(number, number, (r, s) => {
        const raw = new Uint8Array([...r, ...s]);
        const der = derSignature(raw);
        expect(der).toBeDefined();
        expect([...rawSignature(der ?? new Uint8Array())]).toEqual([...raw]);
      }),
    );
  });

  const good = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];
  test.each([
    ['no sequence', [0x31, ...good.slice(1)]],
    ['no integer', [0x30, 0x06, 0x03, ...good.slice(3)]],
    ['something after it', [...good, 0]],
    ['an integer of 33 octets', [0x30, 0x26, 0x02, 0x21, ...new Array<number>(33).fill(1), 0x02, 0x01, 0x01]],
  ])('is not made from %s', (_, der) => {
    expect(() => rawSignature(Uint8Array.from(der))).toThrow();
  });
});

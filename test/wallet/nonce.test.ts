import { describe, expect, test } from 'vitest';
import { makeNonce, nonceSeconds, readNonce } from '../../src/wallet/nonce.ts';
import { requestKeysAt } from '../../src/wallet/request-key.ts';
import { seededEntropy } from '../support/world.ts';

const key = new Uint8Array(32).fill(7);
const now = new Date('2026-06-01T02:00:00Z');
const authority = 'demo-hk-registrar';
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const made = makeNonce(key, { authority, now, entropy: seededEntropy('nonce') });

describe('a nonce', () => {
  test('is good for five minutes and not a second longer', () => {
    expect(readNonce(key, made, { authority, now })).toEqual(later(nonceSeconds));
    expect(readNonce(key, made, { authority, now: later(nonceSeconds - 1) })).toBeDefined();
    expect(readNonce(key, made, { authority, now: later(nonceSeconds) })).toBeUndefined();
  });

  test('is good under its key and for its authority alone', () => {
    expect(readNonce(new Uint8Array(32), made, { authority, now })).toBeUndefined();
    expect(readNonce(key, made, { authority: 'another', now })).toBeUndefined();
  });

  test('is good with every bit as it was given', () => {
    const bytes = Buffer.from(made, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(readNonce(key, changed.toString('base64url'), { authority, now })).toBeUndefined();
    }
    for (const other of ['', made.slice(1), `${made}A`, `${made}=`, ` ${made}`])
      expect(readNonce(key, other, { authority, now })).toBeUndefined();
  });
});

describe('the keys that requests are encrypted to', () => {
  test('are the same in every process, that of this period and that of the one before', () => {
    const [current, former] = requestKeysAt(key, now);
    expect(requestKeysAt(key, now)).toEqual([current, former]);
    expect(requestKeysAt(key, later(30 * 86_400))[1]).toEqual(current);
    expect(former).not.toEqual(current);
    expect(requestKeysAt(new Uint8Array(32), now)[0].kid).not.toBe(current.kid);
  });

  test('are points of the curve, with the scalar of 32 octets', () => {
    for (let period = 0; period < 50; period += 1)
      for (const { publicJwk, d, kid } of requestKeysAt(key, later(period * 30 * 86_400)))
        expect([publicJwk.x.length, publicJwk.y.length, d.length, kid.length]).toEqual([43, 43, 43, 43]);
  });
});

import { describe, expect, test } from 'vitest';
import { sha256, sha256Base64url, sha256Hex, sm3Base64url } from '../../src/kernel/digest.ts';

// FIPS 180-4 example, and the empty message.
const vectors = [
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['文錦', Buffer.from(sha256(Buffer.from('文錦', 'utf8'))).toString('hex')],
] as const;

describe('SHA-256', () => {
  test.each(vectors)('of %j', (text, hex) => {
    expect(sha256Hex(text)).toBe(hex);
    expect(sha256Hex(Buffer.from(text, 'utf8'))).toBe(hex);
    expect(Buffer.from(sha256(text)).toString('hex')).toBe(hex);
    expect(sha256Base64url(text)).toBe(Buffer.from(hex, 'hex').toString('base64url'));
  });
});

test('SM3 gives what GB/T 32905 gives for its first example', () => {
  expect(Buffer.from(sm3Base64url('abc'), 'base64url').toString('hex')).toBe(
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  );
});

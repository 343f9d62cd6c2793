import { createPublicKey, createSecretKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import {
  algorithmOf,
  algorithmOfKey,
  importPublicKey,
  readPublicJwk,
  thumbprint,
} from '../../src/kernel/jwk.ts';
import { softwareSigner } from './software-signer.ts';

// RFC 7515 appendix A.3.1 and RFC 8037 appendix A.2.
const ec = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
} as const;
const okp = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } as const;

const zeros = encodeBase64url(new Uint8Array(32));
const wrongAlphabet = `${'A'.repeat(42)}+`;

const refused: readonly [string, unknown][] = [
  ['nothing', undefined],
  ['a string', 'key'],
  ['an array', [ec]],
  ['a private EC key', { ...ec, d: zeros }],
  ['a private Ed25519 key', { ...okp, d: zeros }],
  ['a private member that is null', { ...ec, d: null }],
  ['RSA', { kty: 'RSA', n: zeros, e: 'AQAB' }],
  ['a symmetric key', { kty: 'oct', k: zeros }],
  ['P-384', { ...ec, crv: 'P-384' }],
  ['secp256k1', { ...ec, crv: 'secp256k1' }],
  ['Ed448', { ...okp, crv: 'Ed448' }],
  ['X25519', { ...okp, crv: 'X25519' }],
  ['a key type that does not fit the curve', { ...ec, kty: 'OKP' }],
  ['a curve that does not fit the key type', { ...okp, kty: 'EC', y: zeros }],
  ['a key for encryption', { ...ec, use: 'enc' }],
  ['operations other than to verify', { ...ec, key_ops: ['sign', 'verify'] }],
  ['operations that are no list', { ...ec, key_ops: 'verify' }],
  ['another algorithm', { ...ec, alg: 'ES384' }],
  ['the polymorphic EdDSA', { ...okp, alg: 'EdDSA' }],
  ['no y', { kty: ec.kty, crv: ec.crv, x: ec.x }],
  ['y on Ed25519', { ...okp, y: ec.y }],
  ['a number for x', { ...ec, x: 1 }],
  ['a short x', { ...ec, x: ec.x.slice(0, 42) }],
  ['a long x', { ...ec, x: `${ec.x}A` }],
  ['a padded x', { ...ec, x: `${ec.x.slice(0, 42)}=` }],
  ['trailing bits in x', { ...ec, x: `${ec.x.slice(0, 42)}V` }],
  ['the other alphabet', { ...ec, x: wrongAlphabet }],
];

describe('a public key as JWK', () => {
  test.each(refused)('refuses %s', (_title, value) => {
    expect(readPublicJwk(value)).toBeUndefined();
    expect(importPublicKey(value)).toBeUndefined();
  });

  test.each([
    ['a point off the curve', { ...ec, y: ec.x }],
    ['the origin', { ...ec, x: zeros, y: zeros }],
    ['coordinates beyond the field', { ...ec, x: encodeBase64url(new Uint8Array(32).fill(255)) }],
    ['an Ed25519 point of order 1', { ...okp, x: encodeBase64url(new Uint8Array(32).fill(1, 0, 1)) }],
    [
      'the same with the sign bit set',
      { ...okp, x: encodeBase64url(new Uint8Array(32).fill(1, 0, 1).fill(0x80, 31)) },
    ],
    ['an Ed25519 point of order 4', { ...okp, x: zeros }],
    ['an Ed25519 point of order 8', { ...okp, x: 'JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU' }],
  ])('does not import %s', (_title, value) => {
    expect(readPublicJwk(value)).toBeDefined();
    expect(importPublicKey(value)).toBeUndefined();
  });

  test('keeps the key material and nothing else', () => {
    expect(
      readPublicJwk({ ...ec, kid: '1', use: 'sig', alg: 'ES256', key_ops: ['verify'], x5c: ['a'] }),
    ).toEqual(ec);
    expect(readPublicJwk({ ...okp, use: 'sig', alg: 'Ed25519' })).toEqual(okp);
  });

  test('has the thumbprint of RFC 7638, as RFC 8037 appendix A.3 and jose compute it', async () => {
    expect(thumbprint(okp)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    expect(thumbprint(ec)).toBe(await calculateJwkThumbprint(ec));
    expect(thumbprint({ ...ec, kid: 'x', use: 'sig' })).toBe(thumbprint(ec));
  });

  test.each(['ES256', 'Ed25519'] as const)('imports the same key as node does (%s)', async (alg) => {
    const pair =
      alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
    const jwk = await exportJWK(pair.publicKey);
    const key = importPublicKey(jwk);
    expect(key?.equals(pair.publicKey)).toBe(true);
    const digest = alg === 'ES256' ? 'sha256' : null;
    const bytes = Buffer.from('wenjin');
    expect(key !== undefined && verify(digest, bytes, key, sign(digest, bytes, pair.privateKey))).toBe(true);
  });
});

describe('the algorithm of a key', () => {
  test('follows from its curve', () => {
    expect([algorithmOf(ec), algorithmOf(okp)]).toEqual(['ES256', 'Ed25519']);
    for (const alg of ['ES256', 'Ed25519'] as const) {
      const { jwk, publicKey } = softwareSigner(alg);
      expect(algorithmOfKey(publicKey)).toBe(alg);
      const elsewhere = createPublicKey({ key: { ...jwk }, format: 'jwk' });
      expect([algorithmOfKey(elsewhere), algorithmOfKey(elsewhere)]).toEqual([alg, alg]);
    }
  });

  test.each([
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey],
    ['secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey],
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey],
    ['Ed448', generateKeyPairSync('ed448').publicKey],
    ['a private key', softwareSigner().privateKey],
    ['a secret', createSecretKey(Buffer.alloc(32))],
  ])('is none for %s', (_title, key) => {
    expect(algorithmOfKey(key)).toBeUndefined();
  });
});

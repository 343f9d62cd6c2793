import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { calculateJwkThumbprint, FlattenedSign, flattenedVerify, importJWK } from 'jose';
import { sm2 } from 'sm-crypto-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  akpThumbprint,
  createParallelKeys,
  isSupported,
  parallelSuites,
  verifyMlDsa,
  verifySm2,
} from '../../src/keys/index.ts';
import { mlDsaJwk, mlDsaSigner, sm2Signer, sm2UserId } from '../../src/keys/parallel-suites.ts';
import { publishedJws } from './rfc9964.ts';

const message = Buffer.from('message digest');
const issuer = 'https://hk.wenjin.example/authorities/demo-hk-recognition';

describe('SM2', () => {
  /** GB/T 32918.5-2017, annex A.2. */
  const annex = {
    publicKey:
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
    secret: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
    r: 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
    s: 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
    z: 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
  };
  const annexSignature = Buffer.from(`3046022100${annex.r}022100${annex.s}`, 'hex');

  /** Of the contents of two integers, in hexadecimal digits, as they are given. */
  const der = (...integers: readonly string[]) => {
    const lengthOf = (digits: string) => (digits.length / 2).toString(16).padStart(2, '0');
    const body = integers.map((digits) => `02${lengthOf(digits)}${digits}`).join('');
    return Buffer.from(`30${lengthOf(body)}${body}`, 'hex');
  };
  const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
  const plusOrder = (number: string) => (BigInt(`0x${number}`) + order).toString(16).padStart(66, '0');

  test('verifies the example of GB/T 32918.5 annex A, and makes its key of its secret', () => {
    expect(verifySm2(message, annexSignature, annex.publicKey)).toBe(true);
    expect(sm2.getPublicKeyFromPrivateKey(annex.secret)).toBe(annex.publicKey);
    expect(Buffer.from(sm2.getZ(annex.publicKey, sm2UserId)).toString('hex')).toBe(annex.z);
    const secret = BigInt(`0x${annex.secret}`) - 1n;
    const signer = sm2Signer(Buffer.from(secret.toString(16).padStart(64, '0'), 'hex'));
    expect(signer.publicKey.publicKey).toBe(annex.publicKey);
  });

  test.each([
    ['another message', Buffer.from('message digesu'), annexSignature, annex.publicKey],
    ['a changed signature', message, Buffer.from(annexSignature).fill(1, 70), annex.publicKey],
    ['an empty signature', message, Buffer.alloc(0), annex.publicKey],
    ['more behind a signature', message, Buffer.concat([annexSignature, Buffer.alloc(1)]), annex.publicKey],
    ['a sequence of another length', message, Buffer.from(annexSignature).fill(0x47, 1, 2), annex.publicKey],
    ['what is no sequence', message, Buffer.from(annexSignature).fill(0x31, 0, 1), annex.publicKey],
    ['what is no integer', message, Buffer.from(annexSignature).fill(0x04, 2, 3), annex.publicKey],
    ['a number with a zero too many', message, der(`0000${annex.r}`, `00${annex.s}`), annex.publicKey],
    ['r and the order', message, der(plusOrder(annex.r), `00${annex.s}`), annex.publicKey],
    ['s and the order', message, der(`00${annex.r}`, plusOrder(annex.s)), annex.publicKey],
    ['an s of zero', message, der(`00${annex.r}`, '00'), annex.publicKey],
    ['a long signature', message, Buffer.alloc(4000), annex.publicKey],
    ['a point off the curve', message, annexSignature, `${annex.publicKey.slice(0, -1)}4`],
    ['no point', message, annexSignature, 'x'],
  ])('refuses %s', (_, bytes, signature, publicKey) => {
    expect(verifySm2(bytes, signature, publicKey)).toBe(false);
  });

  describe('and OpenSSL', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-sm2-'));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const run = (...args: string[]) =>
      execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const rules = ['-rawin', '-digest', 'sm3', '-pkeyopt', `distid:${sm2UserId}`];
    /** SubjectPublicKeyInfo of id-ecPublicKey on the curve 1.2.156.10197.1.301. */
    const info = (publicKey: string) =>
      Buffer.from(`3059301306072a8648ce3d020106082a811ccf5501822d034200${publicKey}`, 'hex');

    test('verify what the other signed, with the usual identifier and with no other', async () => {
      const signer = sm2Signer(Buffer.alloc(48, 7));
      writeFileSync(path.join(folder, 'm'), message);
      writeFileSync(path.join(folder, 'ours.sig'), await signer.sign(message));
      writeFileSync(path.join(folder, 'ours.der'), info(signer.publicKey.publicKey));
      const verified = (...more: string[]) =>
        run(
          'pkeyutl',
          '-verify',
          '-in',
          'm',
          '-sigfile',
          'ours.sig',
          '-pubin',
          '-inkey',
          'ours.der',
          '-keyform',
          'DER',
          ...more,
        ).toString();
      expect(verified(...rules)).toContain('Signature Verified Successfully');
      expect(() => verified('-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:another')).toThrow();

      run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2', '-out', 'theirs.pem');
      run('pkeyutl', '-sign', '-in', 'm', '-inkey', 'theirs.pem', '-out', 'theirs.sig', ...rules);
      const theirs = run('pkey', '-in', 'theirs.pem', '-pubout', '-outform', 'DER')
        .subarray(-65)
        .toString('hex');
      const signature = run('base64', '-A', '-in', 'theirs.sig').toString();
      expect(verifySm2(message, Buffer.from(signature, 'base64'), theirs)).toBe(true);
      expect(verifySm2(Buffer.from('other'), Buffer.from(signature, 'base64'), theirs)).toBe(false);
    });
  });

  test('is not what Node’s own sign(sm3) makes on that curve, which is the trap', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' });
    const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-65).toString('hex');
    const signature = sign('sm3', message, privateKey);
    expect(verifySm2(message, signature, point)).toBe(false);
  });
});

describe('ML-DSA-44', () => {
  const signer = mlDsaSigner(new Uint8Array(32));
  /** RFC 9964 appendix A.1: the key of the seed of 32 zero octets, by its thumbprint. */
  const published = 'T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o';

  test('makes the key and thumbprint of RFC 9964 appendix A of its seed', async () => {
    const jwk = mlDsaJwk(new Uint8Array(32));
    expect(
      jwk.pub.startsWith(
        'unH59k4RuutY-pxvu24U5h8YZD2rSVtHU5qRZsoBmBMcRPgmu9VuNOVdteXi1zNIXjnqJg_GAAxepLqA00Vc3lO0bzRIKu39VFD8L',
      ),
    ).toBe(true);
    expect(akpThumbprint(jwk)).toBe(published);
    expect(await calculateJwkThumbprint({ ...jwk })).toBe(published);
  });

  test('verifies the signature that RFC 9964 publishes, and not over anything else', () => {
    const { protected: header, payload, signature } = publishedJws;
    const verifies = (text: string) =>
      verifyMlDsa(Buffer.from(text), Buffer.from(signature, 'base64url'), signer.jwk);
    expect(verifies(`${header}.${payload}`)).toBe(true);
    expect(verifies(`${header}.${payload}A`)).toBe(false);
  });

  test('is what jose makes and verifies', async () => {
    const key = await importJWK({ ...signer.jwk }, 'ML-DSA-44');
    const header = Buffer.from('{"alg":"ML-DSA-44"}').toString('base64url');
    const input = `${header}.${message.toString('base64url')}`;
    const signature = Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url');
    const jws = { protected: header, payload: message.toString('base64url'), signature };
    expect(Buffer.from((await flattenedVerify(jws, key)).payload)).toEqual(message);
    const { privateKey, publicKey } = generateKeyPairSync('ml-dsa-44');
    const theirs = await new FlattenedSign(message).setProtectedHeader({ alg: 'ML-DSA-44' }).sign(privateKey);
    const text = Buffer.from(`${theirs.protected ?? ''}.${theirs.payload}`);
    expect(
      verifyMlDsa(text, Buffer.from(theirs.signature, 'base64url'), publicKey.export({ format: 'jwk' })),
    ).toBe(true);
  });

  test.each([
    ['another message', { bytes: Buffer.from('x') }],
    ['a short signature', { signature: Buffer.alloc(64) }],
    ['a changed signature', { signature: Buffer.alloc(2420, 1) }],
    ['a key of another algorithm', { jwk: { ...signer.jwk, alg: 'ML-DSA-65' } }],
    ['a key without algorithm', { jwk: { kty: 'AKP', pub: signer.jwk.pub } }],
    ['a private key', { jwk: { ...signer.jwk, priv: 'x' } }],
    ['a short key', { jwk: { ...signer.jwk, pub: 'AA' } }],
    ['no key', { jwk: null }],
  ])('refuses %s', async (_, turned) => {
    const good = { bytes: message, signature: await signer.sign(message), jwk: signer.jwk };
    expect(verifyMlDsa(good.bytes, good.signature, good.jwk)).toBe(true);
    const { bytes, signature, jwk } = { ...good, ...turned };
    expect(verifyMlDsa(bytes, signature, jwk)).toBe(false);
  });
});

describe('the keys of an authority', () => {
  const masterKey = Buffer.alloc(32, 1);

  test('are none unless switched on, the same each time, and others for each authority and suite', () => {
    expect(createParallelKeys({ masterKey, suites: [] }).mlDsa(issuer)).toBeUndefined();
    expect(createParallelKeys({ masterKey, suites: ['ML-DSA-44'] }).sm2(issuer)).toBeUndefined();
    const [one, again] = [0, 1].map(() => createParallelKeys({ masterKey, suites: parallelSuites }));
    expect(one?.mlDsa(issuer)?.kid).toBe(again?.mlDsa(issuer)?.kid);
    expect(one?.sm2(issuer)?.kid).toBe(again?.sm2(issuer)?.kid);
    expect(one?.mlDsa(issuer)?.kid).not.toBe(one?.mlDsa(`${issuer}x`)?.kid);
    expect(one?.sm2(issuer)?.kid).not.toBe(one?.sm2(`${issuer}x`)?.kid);
  });

  test('need a runtime that has the suite, which this one is', () => {
    expect(parallelSuites.map(isSupported)).toEqual([true, true]);
    expect(createPublicKey(generateKeyPairSync('ml-dsa-44').privateKey).asymmetricKeyType).toBe('ml-dsa-44');
  });
});

import { generateKeyPairSync, sign } from 'node:crypto';
import { softwareSigner } from '../kernel/software-signer.ts';
import { type ForgeryCase, header, of, payload } from './forgery-case.ts';
import { claims, encodeJson, type Forgery, holder, issuer, stranger } from './sample.ts';

const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
const edwards = softwareSigner('Ed25519');
const wrongCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' });

/** Signature octets that are not those of ECDSA over the bytes. */
const signature = (octets: Uint8Array): Forgery => ({ sign: () => octets });

const goodSignature = (bytes: Uint8Array) =>
  sign('sha256', bytes, { key: issuer.privateKey, dsaEncoding: 'ieee-p1363' });

export const signatures: readonly ForgeryCase[] = [
  of('another key', 'signature', { signer: stranger }, 'does-not-verify'),
  of('the holder’s own key', 'signature', { signer: holder }),
  of('a DER signature', 'signature', { sign: (bytes) => sign('sha256', bytes, issuer.privateKey) }),
  of('r and s zero', 'signature', signature(new Uint8Array(64))),
  of('r zero', 'signature', {
    sign: (bytes) => Buffer.concat([new Uint8Array(32), goodSignature(bytes).subarray(32)]),
  }),
  of('s zero', 'signature', {
    sign: (bytes) => Buffer.concat([goodSignature(bytes).subarray(0, 32), new Uint8Array(32)]),
  }),
  of('r and s the order', 'signature', signature(Buffer.concat([order, order]))),
  of('r and s all ones', 'signature', signature(new Uint8Array(64).fill(0xff))),
  of('r and s one', 'signature', signature(new Uint8Array(64).fill(1, 31, 32).fill(1, 63))),
  of('r and s exchanged', 'signature', {
    sign: (bytes) => Buffer.concat([goodSignature(bytes).subarray(32), goodSignature(bytes).subarray(0, 32)]),
  }),
  of('63 octets', 'signature', { sign: (bytes) => goodSignature(bytes).subarray(1) }),
  of('65 octets', 'signature', { sign: (bytes) => Buffer.concat([goodSignature(bytes), Buffer.of(0)]) }),
  of('one octet', 'signature', signature(Buffer.of(0))),
  of('a curve of 384 bits', 'signature', {
    sign: (bytes) => sign('sha256', bytes, { key: wrongCurve.privateKey, dsaEncoding: 'ieee-p1363' }),
  }),
  of('SHA-384', 'signature', {
    sign: (bytes) => sign('sha384', bytes, { key: issuer.privateKey, dsaEncoding: 'ieee-p1363' }),
  }),
  of('Ed25519 under ES256', 'signature', { sign: (bytes) => sign(null, bytes, edwards.privateKey) }),
  of('another payload', 'signature', {
    edit: (text) => text.replace(/\..*\./, `.${encodeJson(payload({ iss: claims.iss, level: 9 }))}.`),
  }),
  of('another header', 'signature', {
    edit: (text) => `${encodeJson(header({ extra: 1 }))}${text.slice(text.indexOf('.'))}`,
  }),
  of('a policy whose key is Ed25519', 'algorithm', {}, 'not-of-this-key', {
    issuerKey: () => ({ key: edwards.publicKey, alg: 'Ed25519' }),
  }),
  of('a policy that pairs key and algorithm wrongly', 'signature', {}, 'does-not-verify', {
    issuerKey: () => ({ key: edwards.publicKey, alg: 'ES256' }),
  }),
  of('a policy with a key on another curve', 'signature', {}, 'does-not-verify', {
    issuerKey: () => ({ key: wrongCurve.publicKey, alg: 'ES256' }),
  }),
  of(
    'an issuer that is not known',
    'issuer-key',
    { payload: payload({ iss: 'https://evil.example' }) },
    'issuer-unknown',
  ),
];

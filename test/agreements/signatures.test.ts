import { describe, expect, test } from 'vitest';
import { documentBytes } from '../../src/agreements/agreement.ts';
import { signAgreement, verifyAgreementSignature } from '../../src/agreements/signatures.ts';
import { generalJws } from '../../src/agreements/signing.schema.ts';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { canonicalBytes } from '../../src/kernel/canonical-json.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { keysOf, signers } from './agreements-node.ts';
import { document } from './demo.ts';

const now = new Date('2026-06-01T02:00:00Z');
const bytes = documentBytes(document);
const context = { bytes, document, keys: keysOf('hk'), now };
const iat = epochSeconds(now);
const honest = { alg: 'ES256', kid: signers.hk.kid, typ: 'wenjin-agreement+jws', iat };

/** A signature that is right over a header of the test's choosing. */
async function signed(header: object, signer: SoftwareSigner = signers.hk, over: Uint8Array = bytes) {
  const text = encodeBase64url(canonicalBytes(header));
  const signature = await signer.sign(Buffer.from(`${text}.${encodeBase64url(over)}`, 'latin1'));
  return { protected: text, signature: encodeBase64url(signature) };
}

describe('a signature of either side', () => {
  test.each([
    ['hk', 'HK'],
    ['sz', 'CN-SZ'],
  ] as const)('of %s is found to be that of %s, whatever its suite', async (name, jurisdiction) => {
    const { protected: header, signature } = await signAgreement(bytes, { signer: signers[name], at: now });
    expect(verifyAgreementSignature({ protected: header, signature }, context)).toEqual({
      ok: true,
      signature: {
        protected: header,
        signature,
        jurisdiction,
        kid: signers[name].kid,
        signedAt: now,
        recordedAt: now,
      },
    });
  });
});

describe('a signature that is none', () => {
  const stranger = softwareSigner();
  test.each<[string, () => Promise<{ protected: string; signature: string }>, string]>([
    ['by a key of nobody', () => signed({ ...honest, kid: stranger.kid }, stranger), 'signer-unknown'],
    ['by another key under a known kid', () => signed(honest, stranger), 'signature-wrong'],
    [
      'over other bytes',
      () => signed(honest, signers.hk, documentBytes({ ...document, version: 2 })),
      'signature-wrong',
    ],
    ['with the algorithm of another suite', () => signed({ ...honest, alg: 'Ed25519' }), 'signature-wrong'],
    ['with none', () => signed({ ...honest, alg: 'none' }), 'malformed'],
    ['with HMAC', () => signed({ ...honest, alg: 'HS256' }), 'malformed'],
    ['with a key in its header', () => signed({ ...honest, jwk: signers.hk.jwk }), 'malformed'],
    ['with a critical extension', () => signed({ ...honest, crit: ['b64'], b64: false }), 'malformed'],
    ['of another type', () => signed({ ...honest, typ: 'wenjin-trust-list+jwt' }), 'malformed'],
    ['with a member that is not known', () => signed({ ...honest, nonce: '1' }), 'malformed'],
    ['without its time', () => signed({ alg: honest.alg, kid: honest.kid, typ: honest.typ }), 'malformed'],
    ['from the future', () => signed({ ...honest, iat: iat + 61 }), 'signed-in-the-future'],
    [
      'from before the key was in use',
      () => signed({ ...honest, iat: iat - 86_400 * 365 }),
      'signed-outside-key-window',
    ],
    ['that is empty', async () => ({ ...(await signed(honest)), signature: '' }), 'signature-wrong'],
    ['that is padded', async () => ({ ...(await signed(honest)), signature: 'AA==' }), 'malformed'],
    [
      'with a header that is no JSON',
      async () => ({ ...(await signed(honest)), protected: 'AAAA' }),
      'malformed',
    ],
    [
      'whose header names a member twice',
      async () => ({
        ...(await signed(honest)),
        protected: encodeBase64url(Buffer.from(`{"alg":"ES256","alg":"none","kid":"${honest.kid}"}`)),
      }),
      'malformed',
    ],
  ])('%s is refused', async (_name, make, reason) => {
    expect(verifyAgreementSignature(await make(), context)).toEqual({ ok: false, reason });
  });

  test.each([
    ['a compromised key', { compromisedAt: new Date('2026-06-01T00:00:00Z') }, 'key-compromised'],
    [
      'a key that had been replaced',
      { signUntil: new Date('2026-05-31T00:00:00Z') },
      'signed-outside-key-window',
    ],
    [
      'a key that is not yet in use',
      { signFrom: new Date('2026-06-02T00:00:00Z') },
      'signed-outside-key-window',
    ],
  ])('by %s is refused', async (_name, changes, reason) => {
    const keys = keysOf('hk', changes);
    expect(verifyAgreementSignature(await signed(honest), { ...context, keys })).toEqual({
      ok: false,
      reason,
    });
  });

  test('is not believed for a side that is no party', async () => {
    const strangers = { ...document, parties: [] };
    expect(verifyAgreementSignature(await signed(honest), { ...context, document: strangers })).toEqual({
      ok: false,
      reason: 'signer-unknown',
    });
  });
});

describe('JWS General JSON', () => {
  const member = { protected: 'e30', signature: 'c2ln' };
  test.each([
    ['an unprotected header', { payload: 'e30', signatures: [{ ...member, header: { alg: 'none' } }] }],
    ['the flattened form', { payload: 'e30', ...member }],
    ['no signature', { payload: 'e30', signatures: [] }],
    ['three signatures', { payload: 'e30', signatures: [member, member, member] }],
    ['a payload that is not base64url', { payload: 'e30=', signatures: [member] }],
  ])('with %s is not read', (_name, jws) => {
    expect(generalJws.safeParse(jws).success).toBe(false);
  });
});

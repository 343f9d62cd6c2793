import { expect, test } from 'vitest';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { readMandate } from '../../src/recognition/holder-mandate.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { hongKong, now, seconds, shenzhen } from './border.ts';

const holder = softwareSigner();
const organisationId = '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b';
const expected = { holder: holder.jwk, audience: hongKong, organisationId, purpose: 'recognition', now };
const claims = {
  aud: hongKong,
  organisation: organisationId,
  purpose: 'recognition',
  iat: seconds,
  exp: seconds + 86_400,
  jti: 'mandate-0001',
};
const signed = (changes: JsonObject = {}, { typ = 'wenjin-mandate+jwt', signer = holder } = {}) =>
  signCompactJws({ typ }, { ...claims, ...changes }, signer);

test('a mandate by the holder’s key for this node, organisation and purpose holds', async () => {
  expect(readMandate(await signed(), expected)).toEqual({ ok: true, mandate: claims });
});

test.each([
  ['audience', { aud: shenzhen }],
  ['organisation', { organisation: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4c' }],
  ['purpose', { purpose: 'verification' }],
  ['expired', { iat: seconds - 7200, exp: seconds - 1 }],
  ['expired', { iat: seconds - 7200, exp: seconds }],
  ['issued-in-future', { iat: seconds + 120 }],
  ['too-long', { exp: seconds + 93 * 86_400 }],
  ['claims', { exp: String(seconds) }],
  ['claims', { also: 'something' }],
  ['claims', { jti: '' }],
])('is refused for its %s', async (reason, changes) => {
  expect(readMandate(await signed(changes), expected)).toEqual({ ok: false, reason });
});

test('another key, another type, and no JWS at all are refused', async () => {
  expect(readMandate(await signed({}, { signer: softwareSigner() }), expected)).toMatchObject({
    reason: 'not-verified',
  });
  expect(readMandate(await signed({}, { typ: 'JWT' }), expected)).toMatchObject({ reason: 'type' });
  for (const text of ['', 'a.b', 'x'.repeat(5000), 'e30.e30.e30']) {
    expect(readMandate(text, expected).ok).toBe(false);
  }
});

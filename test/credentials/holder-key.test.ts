import { describe, expect, test } from 'vitest';
import { keyProofType, readKeyProof } from '../../src/credentials/holder-key.ts';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { hongKong, now } from '../recognition/border.ts';

const key = softwareSigner();
const expected = { jwk: key.jwk, audience: hongKong, now };
const iat = epochSeconds(now);
const claims = { aud: hongKong, iat, jti: 'proof-0001' };
const proof = (
  payload: Record<string, unknown> = claims,
  header: Record<string, unknown> = { typ: keyProofType },
  signer = key,
) => signCompactJws(header, payload, signer);
const reasonOf = (text: string) => {
  const read = readKeyProof(text, expected);
  return read.ok ? 'good' : read.reason;
};

describe('the proof of the holder’s key', () => {
  test('names itself by key and jti, whatever else differs', async () => {
    const digestOf = async (payload: Record<string, unknown>) => {
      const read = readKeyProof(await proof(payload), expected);
      return read.ok ? Buffer.from(read.digest).toString('hex') : read.reason;
    };
    expect(await digestOf(claims)).toBe(await digestOf({ ...claims, iat: iat - 1 }));
    expect(await digestOf(claims)).not.toBe(await digestOf({ ...claims, jti: 'proof-0002' }));
  });

  test.each<[string, number, string]>([
    ['at its time', 0, 'good'],
    ['ten minutes later', -600, 'good'],
    ['a second more', -601, 'time'],
    ['by a clock that is a minute ahead', 60, 'good'],
    ['by one that is more', 61, 'time'],
  ])('%s', async (_, seconds, outcome) => {
    expect(reasonOf(await proof({ ...claims, iat: iat + seconds }))).toBe(outcome);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['another audience', { ...claims, aud: 'https://sz.wenjin.example' }, 'audience'],
    ['several audiences', { ...claims, aud: [hongKong] }, 'claims'],
    ['no audience', { iat, jti: claims.jti }, 'claims'],
    ['no time', { aud: hongKong, jti: claims.jti }, 'claims'],
    ['a time in words', { ...claims, iat: String(iat) }, 'claims'],
    ['no jti', { aud: hongKong, iat }, 'claims'],
    ['a claim too many', { ...claims, sub: 'x' }, 'claims'],
  ])('refuses %s', async (_, payload, reason) => {
    expect(reasonOf(await proof(payload))).toBe(reason);
  });

  test('refuses another type, another key, another algorithm, an altered text, and what is no JWS', async () => {
    expect(reasonOf(await proof(claims, { typ: 'kb+jwt' }))).toBe('type');
    expect(reasonOf(await proof(claims, {}))).toBe('type');
    expect(reasonOf(await proof(claims, { typ: keyProofType, jwk: key.jwk }))).toBe('embedded-key');
    expect(reasonOf(await proof(claims, undefined, softwareSigner()))).toBe('signature');
    expect(reasonOf(await proof(claims, undefined, softwareSigner('Ed25519')))).toBe('signature');
    const [header, , signature] = (await proof()).split('.');
    const altered = encodeBase64url(Buffer.from(JSON.stringify({ ...claims, jti: 'proof-0009' })));
    expect(reasonOf(`${header ?? ''}.${altered}.${signature ?? ''}`)).toBe('signature');
    const none = encodeBase64url(Buffer.from(JSON.stringify({ alg: 'none', typ: keyProofType })));
    expect(reasonOf(`${none}.${altered}.AAAA`)).toBe('unknown-algorithm');
    expect(reasonOf('a.b')).toBe('not-compact');
  });
});

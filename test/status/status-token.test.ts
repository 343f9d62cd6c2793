import { createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { signCompactJws, splitCompactJws } from '../../src/kernel/compact-jws.ts';
import { type JsonObject, parseStrictObject } from '../../src/kernel/strict-json.ts';
import { compressList, packEntries } from '../../src/status/status-bits.ts';
import { readKeptToken, signStatusToken, verifyStatusToken } from '../../src/status/status-token.ts';
import { softwareSigner } from '../kernel/software-signer.ts';

const signer = softwareSigner();
const stranger = softwareSigner();
const uri = 'https://sz.wenjin.example/status-lists/7f1b7a52-2a3c-4c55-9f0f-3f4d8f9a1b2c';
const bytes = packEntries(1000, [{ idx: 7, value: 2 }]);
const now = 1_780_000_000;

const expected = {
  uri,
  keyOf: (kid: string) => (kid === signer.kid ? { key: signer.publicKey, alg: signer.alg } : undefined),
  demonstration: true,
  nowSeconds: now,
};
const verify = (text: string, changes: Partial<typeof expected> = {}) =>
  verifyStatusToken(text, { ...expected, ...changes });

const content = {
  uri,
  bytes,
  iat: now,
  version: 3,
  demonstration: true,
  aggregationUri: 'https://sz.wenjin.example/status-lists',
};
const header = { typ: 'statuslist+jwt', kid: signer.kid };
const claims = {
  sub: uri,
  iat: now,
  exp: now + 900,
  ttl: 60,
  demonstration: true,
  status_list: { bits: 2, lst: compressList(bytes) },
};
const signed = (changes: JsonObject, headerChanges: JsonObject = {}, by = signer) =>
  signCompactJws({ ...header, ...headerChanges }, { ...claims, ...changes }, by);

describe('a list that this program signs', () => {
  test('says whose, from when, until when and how long it may be kept', async () => {
    const split = splitCompactJws(await signStatusToken(content, signer));
    if (!split.ok) throw new Error(split.reason);
    const payload = parseStrictObject(split.jws.payload);
    expect(split.jws.header).toEqual({ alg: 'ES256', typ: 'statuslist+jwt', kid: signer.kid });
    expect(payload.ok && payload.value).toEqual({
      sub: uri,
      iat: now,
      exp: now + 900,
      ttl: 60,
      list_version: 3,
      demonstration: true,
      status_list: {
        bits: 2,
        lst: compressList(bytes),
        aggregation_uri: 'https://sz.wenjin.example/status-lists',
      },
    });
  });

  test('verifies with either suite, and reads the same from what is kept', async () => {
    const other = softwareSigner('Ed25519');
    const keyOf = () => ({ key: other.publicKey, alg: other.alg });
    for (const [by, with_] of [
      [signer, expected.keyOf],
      [other, keyOf],
    ] as const) {
      const text = await signStatusToken(content, by);
      const token = { uri, iat: now, exp: now + 900, version: 3, bytes };
      expect(verify(text, { keyOf: with_ })).toEqual({ ok: true, token });
      expect(readKeptToken(Buffer.from(text))).toEqual(token);
    }
  });

  test('of a production node says nothing of a demonstration', async () => {
    const text = await signStatusToken({ ...content, demonstration: false }, signer);
    expect(verify(text, { demonstration: false }).ok).toBe(true);
  });

  test('fits the limit even when nothing of it can be compressed', async () => {
    const random = Uint8Array.from({ length: 32_768 }, (_, at) => (at * at * 7919 + at * 104_729) >> 5);
    expect(verify(await signStatusToken({ ...content, bytes: random }, signer)).ok).toBe(true);
  });
});

describe('a list with certificates', () => {
  test('brings the chain of its key beside the kid', async () => {
    const x5c = ['MIIB', 'MIIC'];
    const split = splitCompactJws(await signStatusToken({ ...content, x5c }, signer));
    expect(split.ok ? split.jws.header : split).toEqual({
      alg: 'ES256',
      kid: signer.kid,
      typ: 'statuslist+jwt',
      x5c,
    });
  });

  test('is refused when they do not lead to its node, and asked about none when it brings none', async () => {
    const asked: number[] = [];
    const keyOf = () => ({
      key: signer.publicKey,
      alg: signer.alg,
      problemOfCertificate(header: JsonObject, issuedAt: number) {
        asked.push(issuedAt);
        return header['x5c'] === undefined || JSON.stringify(header['x5c']) === '["MIIB"]'
          ? undefined
          : 'anchor-unknown';
      },
    });
    expect(verify(await signStatusToken(content, signer), { keyOf }).ok).toBe(true);
    expect(asked).toEqual([]);
    expect(verify(await signStatusToken({ ...content, x5c: ['MIIB'] }, signer), { keyOf }).ok).toBe(true);
    const wrong = await signStatusToken({ ...content, x5c: ['MIIC'] }, signer);
    expect(verify(wrong, { keyOf })).toEqual({ ok: false, reason: 'certificate' });
    expect(asked).toEqual([now, now]);
  });
});

describe('a list from the other node is refused', () => {
  const bomb = encodeBase64url(deflateSync(Buffer.alloc(10_000_000)));
  const behind = encodeBase64url(Buffer.concat([deflateSync(bytes), Buffer.from('more')]));

  test.each<[string, string, JsonObject]>([
    ['for another address', 'subject', { sub: `${uri}/` }],
    ['for another host', 'subject', { sub: uri.replace('sz.', 'hk.') }],
    ['expired', 'expired', { iat: now - 900, exp: now }],
    ['with a life far beyond the bound', 'expired', { iat: now - 901, exp: now + 1e6 }],
    ['issued in the future', 'issued-in-future', { iat: now + 61, exp: now + 900 }],
    ['with one bit', 'bits', { status_list: { bits: 1, lst: compressList(bytes) } }],
    ['with four bits', 'bits', { status_list: { bits: 4, lst: compressList(bytes) } }],
    ['with eight bits', 'bits', { status_list: { bits: 8, lst: compressList(bytes) } }],
    ['with a bomb', 'list', { status_list: { bits: 2, lst: bomb } }],
    ['with anything behind the list', 'list', { status_list: { bits: 2, lst: behind } }],
    ['with no list', 'claims', { status_list: { bits: 2 } }],
    ['with a list that is no text', 'claims', { status_list: { bits: 2, lst: [1] } }],
    ['with `exp` as text', 'claims', { exp: String(now + 900) }],
    ['with a broken `iat`', 'claims', { iat: now + 0.5 }],
    ['with an `iat` of the far future', 'claims', { iat: 1e15 }],
    ['with no time to live', 'claims', { ttl: 0 }],
    ['marked as something else than a demonstration', 'claims', { demonstration: 'true' }],
  ])('%s: %s', async (_, reason, changes) => {
    expect(verify(await signed(changes))).toEqual({ ok: false, reason });
  });

  test.each(['sub', 'iat', 'exp', 'status_list'])('without `%s`', async (name) => {
    const rest = Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));
    expect(verify(await signCompactJws(header, rest, signer))).toEqual({ ok: false, reason: 'claims' });
  });

  test('when it is of a demonstration and this node is not', async () => {
    expect(verify(await signed({}), { demonstration: false })).toEqual({
      ok: false,
      reason: 'demonstration',
    });
  });

  test('when it is not of the demonstration that this node is', async () => {
    const { demonstration: _, ...rest } = claims;
    expect(verify(await signCompactJws(header, rest, signer))).toEqual({
      ok: false,
      reason: 'demonstration',
    });
  });

  test.each<[string, string, JsonObject]>([
    ['of another type', 'type', { typ: 'jwt' }],
    ['of no type', 'type', { typ: undefined }],
    ['with the media type as its type', 'type', { typ: 'application/statuslist+jwt' }],
    ['by a key that the trust list does not name', 'unknown-key', { kid: stranger.kid }],
    ['by no key', 'unknown-key', { kid: undefined }],
    ['with a key of its own', 'embedded-key', { jwk: stranger.jwk }],
    ['with a critical extension', 'critical-extension', { crit: ['exp'] }],
  ])('%s: %s', async (_, reason, changes) => {
    const changed: JsonObject = { ...header, ...changes };
    const present = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
    expect(verify(await signCompactJws(present, claims, signer))).toEqual({ ok: false, reason });
  });

  test('by another key under the name of the right one', async () => {
    const forged = await signCompactJws(header, claims, stranger);
    expect(verify(forged)).toEqual({ ok: false, reason: 'signature' });
  });

  test('with a changed payload', async () => {
    const [head = '', , signature = ''] = (await signed({})).split('.');
    const payload = encodeBase64url(Buffer.from(JSON.stringify({ ...claims, exp: now + 800 })));
    expect(verify(`${head}.${payload}.${signature}`)).toEqual({ ok: false, reason: 'signature' });
  });

  test('by HMAC with the public key, or by nothing', async () => {
    const payload = encodeBase64url(Buffer.from(JSON.stringify(claims)));
    const hmacHead = encodeBase64url(Buffer.from(JSON.stringify({ ...header, alg: 'HS256' })));
    const secret = signer.publicKey.export({ type: 'spki', format: 'pem' });
    const mac = createHmac('sha256', secret).update(`${hmacHead}.${payload}`).digest('base64url');
    const noneHead = encodeBase64url(Buffer.from(JSON.stringify({ ...header, alg: 'none' })));
    expect(verify(`${hmacHead}.${payload}.${mac}`)).toEqual({ ok: false, reason: 'unknown-algorithm' });
    expect(verify(`${noneHead}.${payload}.AA`)).toEqual({ ok: false, reason: 'unknown-algorithm' });
    expect(verify(`${noneHead}.${payload}.`)).toEqual({ ok: false, reason: 'not-compact' });
  });

  test('larger than any list', () => {
    expect(verify(`a.${'a'.repeat(600_000)}.a`)).toEqual({ ok: false, reason: 'too-large' });
  });

  test.each([42, '', 'null', '[]', '{', '{"a":1,"a":2}'])('with the payload %j', async (payload) => {
    const text = await signCompactJws(header, Buffer.from(String(payload)), signer);
    expect(verify(text)).toEqual({ ok: false, reason: 'claims' });
  });

  test('without its signature being right, whatever the list would inflate to', async () => {
    const forged = await signCompactJws(header, { ...claims, status_list: { bits: 2, lst: bomb } }, stranger);
    expect(verify(forged)).toEqual({ ok: false, reason: 'signature' });
  });
});

describe('a list from the other node is believed', () => {
  test('a minute ahead of its time, since clocks differ', async () => {
    expect(verify(await signed({ iat: now + 60, exp: now + 960 })).ok).toBe(true);
  });

  test('no longer than the bound of a partition, whatever it says', async () => {
    expect(verify(await signed({ exp: now + 1e6 }))).toMatchObject({ ok: true, token: { exp: now + 900 } });
  });

  test('with claims that are not known here', async () => {
    expect(verify(await signed({ iss: 'https://sz.wenjin.example', more: { a: 1 } })).ok).toBe(true);
  });
});

test('what is kept and does not read is a bug', () => {
  expect(() => readKeptToken(Buffer.from('a.b.c'))).toThrow();
});

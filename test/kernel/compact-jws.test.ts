import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { CompactSign, compactVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../../src/kernel/base64url.ts';
import {
  type CompactJws,
  parseCompactJws,
  parseTextualJws,
  signCompactJws,
  signingInput,
  splitCompactJws,
  verifyCompactJws,
} from '../../src/kernel/compact-jws.ts';
import { importPublicKey } from '../../src/kernel/jwk.ts';
import { signRaw, softwareSigner } from './software-signer.ts';

const issuer = softwareSigner('ES256');
const edwards = softwareSigner('Ed25519');
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A token with any header text over the signature of the ES256 key. */
function token(header: string, payload = '{}'): string {
  const text = `${encodeBase64url(Buffer.from(header))}.${encodeBase64url(Buffer.from(payload))}`;
  return `${text}.${encodeBase64url(signRaw(issuer.privateKey, Buffer.from(text)))}`;
}

function split(text: string): CompactJws {
  const parsed = splitCompactJws(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.jws;
}

const good = token('{"alg":"ES256","typ":"JWT"}');
const [head = '', body = '', tail = ''] = good.split('.');

const refused: readonly [string, string, string][] = [
  ['nothing', '', 'not-compact'],
  ['one part', head, 'not-compact'],
  ['two parts', `${head}.${body}`, 'not-compact'],
  ['an empty signature', `${head}.${body}.`, 'not-compact'],
  ['an empty header', `.${body}.${tail}`, 'not-compact'],
  ['four parts', `${good}.${tail}`, 'not-base64url'],
  ['five parts, as of a JWE', `${good}.${tail}.${tail}`, 'not-base64url'],
  [
    'the JSON serialisation',
    `{"payload":"${body}","protected":"${head}","signature":"${tail}"}`,
    'not-compact',
  ],
  ['a space in front', ` ${good}`, 'not-base64url'],
  ['a newline behind', `${good}\n`, 'not-base64url'],
  ['a space inside', `${head}. ${body}.${tail}`, 'not-base64url'],
  ['padding in the header', `${head}=.${body}.${tail}`, 'not-base64url'],
  ['padding in the payload', `${head}.${body}=.${tail}`, 'not-base64url'],
  ['padding in the signature', `${good}==`, 'not-base64url'],
  ['trailing bits', `${head}.e31.${tail}`, 'not-base64url'],
  ['a byte order mark', `\ufeff${good}`, 'not-base64url'],
  ['too many characters', `${good}${'A'.repeat(65_536)}`, 'too-large'],
  ['a header that is not JSON', token('{alg:ES256}'), 'header-not-json'],
  ['a header that is a list', token('["ES256"]'), 'header-not-json'],
  ['a header with a member twice', token('{"alg":"ES256","alg":"none"}'), 'header-not-json'],
  ['a header with a byte order mark', token('\ufeff{"alg":"ES256"}'), 'header-not-json'],
  ['a header with __proto__', token('{"alg":"ES256","__proto__":{}}'), 'header-not-json'],
  ['a deep header', token(`{"alg":"ES256","a":${'['.repeat(9)}${']'.repeat(9)}}`), 'header-not-json'],
  ['no algorithm', token('{"typ":"JWT"}'), 'unknown-algorithm'],
  ['none', token('{"alg":"none"}'), 'unknown-algorithm'],
  ['None', token('{"alg":"None"}'), 'unknown-algorithm'],
  ['HS256', token('{"alg":"HS256"}'), 'unknown-algorithm'],
  ['ES384', token('{"alg":"ES384"}'), 'unknown-algorithm'],
  ['RS256', token('{"alg":"RS256"}'), 'unknown-algorithm'],
  ['EdDSA', token('{"alg":"EdDSA"}'), 'unknown-algorithm'],
  ['es256', token('{"alg":"es256"}'), 'unknown-algorithm'],
  ['a list of algorithms', token('{"alg":["ES256"]}'), 'unknown-algorithm'],
  ['crit', token('{"alg":"ES256","crit":["exp"],"exp":1}'), 'critical-extension'],
  ['an empty crit', token('{"alg":"ES256","crit":[]}'), 'critical-extension'],
  ['b64', token('{"alg":"ES256","b64":false}'), 'unencoded-payload'],
  ['jwk', token(`{"alg":"ES256","jwk":${JSON.stringify(issuer.jwk)}}`), 'embedded-key'],
  ['jku', token('{"alg":"ES256","jku":"https://evil.example/jwks"}'), 'embedded-key'],
  ['x5u', token('{"alg":"ES256","x5u":"https://evil.example/cert"}'), 'embedded-key'],
  ['a kid that is no string', token('{"alg":"ES256","kid":7}'), 'malformed-member'],
  ['a kid too long', token(`{"alg":"ES256","kid":"${'k'.repeat(1025)}"}`), 'malformed-member'],
  ['a typ that is no string', token('{"alg":"ES256","typ":["JWT"]}'), 'malformed-member'],
];

describe('the strict front door', () => {
  test.each(refused)('refuses %s', (_title, text, reason) => {
    expect(splitCompactJws(text)).toEqual({ ok: false, reason });
    const [octets, textual] = [parseCompactJws(text), parseTextualJws(text)];
    expect(textual.ok ? textual.jws.header : textual).toEqual(octets.ok ? octets.jws.header : octets);
  });

  test('takes a token apart', () => {
    const jws = split(good);
    expect(jws.header).toEqual({ alg: 'ES256', typ: 'JWT' });
    expect(Buffer.from(jws.payload).toString()).toBe('{}');
    expect(Buffer.from(jws.signingInput).toString()).toBe(`${head}.${body}`);
    expect(jws.signature.length).toBe(64);
  });

  test('holds the limit that it is given', () => {
    expect(splitCompactJws(good, { maxBytes: good.length }).ok).toBe(true);
    expect(splitCompactJws(good, { maxBytes: good.length - 1 })).toEqual({ ok: false, reason: 'too-large' });
  });

  test('never throws', () => {
    const pieces = fc.array(
      fc.constantFrom(head, body, tail, '.', '..', '~', '', ' ', 'e30', 'A', '\0', '文'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((each) => each.join('')),
        ),
        (text) => {
          splitCompactJws(text);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a signature', () => {
  test('of RFC 7515 appendix A.3 verifies', () => {
    const key = importPublicKey({
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    });
    const jws = split(
      'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ' +
        '.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
    );
    expect(key !== undefined && verifyCompactJws(jws, key, 'ES256')).toBe(true);
  });

  test.each([issuer, edwards])(
    'of ours is accepted by jose, and that of jose by us ($alg)',
    async (signer) => {
      const payload = { iss: 'https://hk.wenjin.example', iat: 1 };
      const ours = await signCompactJws({ typ: 'JWT', kid: signer.kid }, payload, signer);
      const { payload: read, protectedHeader } = await compactVerify(ours, signer.publicKey);
      expect(protectedHeader).toEqual({ alg: signer.alg, kid: signer.kid, typ: 'JWT' });
      expect(JSON.parse(Buffer.from(read).toString())).toEqual(payload);
      const theirs = await new CompactSign(Buffer.from('{"a":1}'))
        .setProtectedHeader({ alg: signer.alg })
        .sign(signer.privateKey);
      expect(verifyCompactJws(split(theirs), signer.publicKey, signer.alg)).toBe(true);
    },
  );

  test('is over canonical JSON, or over the octets that were given', async () => {
    const header = { typ: 'JWT', alg: 'ES256' };
    const input = `${encodeBase64url(Buffer.from('{"alg":"ES256","typ":"JWT"}'))}.e30`;
    expect(Buffer.from(signingInput(header, {})).toString()).toBe(input);
    expect(Buffer.from(signingInput(header, Buffer.from('{}'))).toString()).toBe(input);
    expect(await signCompactJws({ typ: 'JWT' }, Buffer.from('{ }'), issuer)).toMatch(/\.eyB9\./);
  });

  test('that the signer did not give in the raw form is a bug', async () => {
    const der = { ...issuer, sign: async (bytes: Uint8Array) => sign('sha256', bytes, issuer.privateKey) };
    await expect(signCompactJws({}, {}, der)).rejects.toThrow(/raw signature/);
  });

  test('holds for its own octets only', async () => {
    for (const signer of [issuer, edwards]) {
      const jws = split(await signCompactJws({ typ: 'JWT' }, { sub: 'a' }, signer));
      expect(verifyCompactJws(jws, signer.publicKey, signer.alg)).toBe(true);
      for (const part of ['signature', 'signingInput'] as const) {
        fc.assert(
          fc.property(fc.nat(jws[part].length - 1), fc.nat(7), (index, bit) => {
            const changed = Uint8Array.from(jws[part], (octet, place) =>
              place === index ? octet ^ (1 << bit) : octet,
            );
            expect(verifyCompactJws({ ...jws, [part]: changed }, signer.publicKey, signer.alg)).toBe(false);
          }),
        );
      }
    }
  });

  const jws = split(good);
  const number = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
  const r = jws.signature.subarray(0, 32);
  const s = jws.signature.subarray(32);
  const der = sign('sha256', jws.signingInput, issuer.privateKey);
  test.each<[string, Uint8Array]>([
    ['r = s = 0', new Uint8Array(64)],
    ['r = 0', Buffer.concat([number(0n), s])],
    ['s = 0', Buffer.concat([r, number(0n)])],
    ['r = n', Buffer.concat([number(order), s])],
    ['s = n', Buffer.concat([r, number(order)])],
    ['r = s = n', Buffer.concat([number(order), number(order)])],
    ['s = s + n truncated', Buffer.concat([r, new Uint8Array(32).fill(0xff)])],
    ['r and s exchanged', Buffer.concat([s, r])],
    ['DER', der],
    ['DER cut to length', der.subarray(0, 64)],
    ['an octet short', jws.signature.subarray(0, 63)],
    ['an octet long', Buffer.concat([jws.signature, new Uint8Array(1)])],
    ['nothing', new Uint8Array()],
  ])('is not %s', (_title, signature) => {
    expect(verifyCompactJws({ ...jws, signature }, issuer.publicKey, 'ES256')).toBe(false);
  });

  test('with high s is the same signature: JOSE does not tell them apart', () => {
    const high = number(order - BigInt(`0x${Buffer.from(s).toString('hex')}`));
    expect(verifyCompactJws({ ...jws, signature: Buffer.concat([r, high]) }, issuer.publicKey, 'ES256')).toBe(
      true,
    );
  });

  test('with leading zeros in r or s verifies', () => {
    let found = 0;
    for (let count = 0; found < 4 && count < 5000; count += 1) {
      const text = `${head}.${encodeBase64url(Buffer.from(`{"n":${count}}`))}`;
      const signature = signRaw(issuer.privateKey, Buffer.from(text));
      if (signature[0] !== 0 && signature[32] !== 0) continue;
      found += 1;
      const short = split(`${text}.${encodeBase64url(signature)}`);
      expect(verifyCompactJws(short, issuer.publicKey, 'ES256')).toBe(true);
    }
    expect(found).toBe(4);
  });

  test('counts for the algorithm of the header, of the key and of the caller only', () => {
    const wrongCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(verifyCompactJws(jws, softwareSigner().publicKey, 'ES256')).toBe(false);
    expect(verifyCompactJws(jws, issuer.publicKey, 'Ed25519')).toBe(false);
    expect(verifyCompactJws(jws, edwards.publicKey, 'ES256')).toBe(false);
    expect(verifyCompactJws(jws, edwards.publicKey, 'Ed25519')).toBe(false);
    expect(verifyCompactJws(jws, wrongCurve.publicKey, 'ES256')).toBe(false);
    expect(verifyCompactJws(jws, issuer.privateKey, 'ES256')).toBe(false);
    expect(verifyCompactJws({ ...jws, header: { alg: 'Ed25519' } }, issuer.publicKey, 'ES256')).toBe(false);
    const spki = issuer.publicKey.export({ type: 'spki', format: 'pem' });
    const mac = createHmac('sha256', spki).update(jws.signingInput).digest();
    expect(
      verifyCompactJws({ ...jws, header: { alg: 'HS256' }, signature: mac }, issuer.publicKey, 'ES256'),
    ).toBe(false);
  });

  test('is read from its token', () => {
    expect([...(decodeBase64url(tail) ?? [])]).toEqual([...jws.signature]);
  });
});

import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPath, type CertificatePath, problemOfUse, readCertificate } from '../../src/keys/index.ts';
import { Extension } from '../../src/keys/x509.ts';
import { certify, claimsIssuer, made, type Made, p256, type Pki, pkiFor, signs, type Wanted } from './pki.ts';

const iss = 'https://hk.wenjin.example/authorities/hkib';

let pki: Pki;
let rightKey: Made['publicKey'];
beforeAll(async () => {
  pki = await pkiFor(iss);
  rightKey = pki.leaf.publicKey;
});

const roots = (...made: readonly Made[]) => made.map(({ der }) => readCertificate(der) ?? never());
const chain = (...made: readonly Made[]) => made.map(({ base64 }) => base64);
const leafBy = (by: Made, changes: Partial<Wanted> = {}) =>
  made({ name: 'other leaf', by, authority: false, usage: signs, uris: [iss], ...changes });

function never(): never {
  throw new Error('a certificate of the test does not read');
}

function held(path: ReturnType<typeof buildPath>): CertificatePath {
  return typeof path === 'string' ? never() : path;
}

describe('a chain', () => {
  test('of leaf and issuing authority leads to a root that is trusted', () => {
    const path = held(buildPath(chain(pki.leaf, pki.issuing), roots(pki.root)));
    expect(path.leaf.publicKey.equals(rightKey)).toBe(true);
    expect([path.notBefore, path.notAfter]).toEqual([
      new Date('2026-01-01T00:00:00Z'),
      new Date('2027-01-01T00:00:00Z'),
    ]);
  });

  test('may be a leaf alone, when a root certifies it', async () => {
    const leaf = await leafBy(pki.root);
    expect(buildPath(chain(leaf), roots(pki.root))).toMatchObject({ leaf: { isAuthority: false } });
  });

  test('may be of P-384 and SHA-384', async () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const root = await made({ name: 'large', keys, authority: true, usage: certify, hash: 'SHA-384' });
    const leaf = await leafBy(root, { hash: 'SHA-384' });
    expect(typeof buildPath(chain(leaf), roots(root))).toBe('object');
  });

  test('may lead to one root of several', async () => {
    const other = await pkiFor(iss);
    const path = held(buildPath(chain(pki.leaf, pki.issuing), roots(other.root, pki.root)));
    expect(Buffer.from(path.root.der)).toEqual(Buffer.from(pki.root.der));
  });

  test('is good only while all of it is, to the last second', async () => {
    const issuing = await made({
      name: 'brief',
      by: pki.root,
      authority: 0,
      usage: certify,
      from: '2026-03-01T00:00:00Z',
      until: '2026-04-01T00:00:00Z',
    });
    const path = held(buildPath(chain(await leafBy(issuing), issuing), roots(pki.root)));
    const at = (text: string) =>
      problemOfUse(path, { at: new Date(text), key: path.leaf.publicKey, uri: iss });
    expect([at('2026-02-28T23:59:59Z'), at('2026-03-01T00:00:00Z')]).toEqual(['not-valid-then', undefined]);
    expect([at('2026-04-01T00:00:00Z'), at('2026-04-01T00:00:01Z')]).toEqual([undefined, 'not-valid-then']);
  });
});

describe('refused is', () => {
  const cases: [string, string, () => Promise<unknown>][] = [
    ['no list', 'malformed', async () => 'x'],
    ['an empty list', 'malformed', async () => []],
    ['no certificate but a number', 'malformed', async () => [7]],
    [
      'base64url',
      'malformed',
      async () =>
        chain(pki.leaf, pki.issuing).map((one) =>
          one.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
        ),
    ],
    [
      'base64 without its padding',
      'malformed',
      async () => [Buffer.from([1, 2]).toString('base64').replace('=', '')],
    ],
    [
      'base64 in lines',
      'malformed',
      async () => chain(pki.leaf, pki.issuing).map((one) => `${one.slice(0, 64)}\n${one.slice(64)}`),
    ],
    [
      'PEM',
      'malformed',
      async () => [`-----BEGIN CERTIFICATE-----\n${pki.leaf.base64}\n-----END CERTIFICATE-----`],
    ],
    [
      'a certificate too large to be looked at',
      'malformed',
      async () => [Buffer.alloc(5000).toString('base64')],
    ],
    [
      'what is no certificate',
      'unreadable',
      async () => [Buffer.from('not a certificate').toString('base64')],
    ],
    [
      'a certificate with something behind it',
      'unreadable',
      async () => [Buffer.concat([pki.leaf.der, Buffer.of(0)]).toString('base64')],
    ],
    [
      'four certificates',
      'too-long',
      async () => [...chain(pki.leaf, pki.issuing, pki.issuing), pki.root.base64],
    ],
    ['the anchor in the chain', 'anchor-included', async () => chain(pki.leaf, pki.issuing, pki.root)],
    [
      'another root in the chain',
      'anchor-included',
      async () => chain(pki.leaf, pki.issuing, (await pkiFor(iss)).root),
    ],
    [
      'an anchor that is not self-signed, in the chain',
      'anchor-included',
      async () => chain(pki.leaf, pki.issuing),
    ],
    [
      'a leaf that signed itself',
      'leaf-self-signed',
      async () => chain(await made({ name: 'self', authority: false, usage: signs, uris: [iss] })),
    ],
    [
      'a leaf that says it signed itself',
      'leaf-self-signed',
      async () => chain(await leafBy({ ...pki.issuing, name: 'other leaf' }), pki.issuing),
    ],
    [
      'the chain of another authority',
      'anchor-unknown',
      async () => {
        const other = await pkiFor(iss);
        return chain(other.leaf, other.issuing);
      },
    ],
    [
      'a chain that was signed by another of the same name',
      'anchor-unknown',
      async () => {
        const other = await pkiFor(iss);
        return chain(other.leaf, { ...other.issuing });
      },
    ],
    [
      'a leaf that somebody else than the next signed',
      'not-issued-by-next',
      async () => chain((await pkiFor(iss)).leaf, pki.issuing),
    ],
    ['a chain out of order', 'leaf-self-signed|anchor-unknown', async () => chain(pki.issuing, pki.leaf)],
    [
      'a leaf that another key of the authority is said to have signed',
      'not-issued-by-next',
      async () => {
        const issuing = await made({
          name: 'two keys',
          by: pki.root,
          authority: 0,
          usage: certify,
          more: [],
        });
        return chain(
          await leafBy({ ...pki.issuing, name: 'two keys' }, { more: [claimsIssuer('aa')] }),
          issuing,
        );
      },
    ],
    [
      'an intermediate that is no authority',
      'not-an-authority',
      async () => {
        const no = await made({ name: 'no', by: pki.root, authority: false, usage: certify });
        return chain(await leafBy(no), no);
      },
    ],
    [
      'an intermediate without constraints',
      'not-an-authority',
      async () => {
        const no = await made({ name: 'no', by: pki.root, usage: certify });
        return chain(await leafBy(no), no);
      },
    ],
    [
      'an intermediate that may not certify',
      'key-usage',
      async () => {
        const no = await made({ name: 'no', by: pki.root, authority: 0, usage: signs });
        return chain(await leafBy(no), no);
      },
    ],
    [
      'an intermediate under one that allows none',
      'path-length',
      async () => {
        const second = await made({ name: 'second', by: pki.issuing, authority: 0, usage: certify });
        return chain(await leafBy(second), second, pki.issuing);
      },
    ],
    [
      'an authority as leaf',
      'key-usage',
      async () => chain(await leafBy(pki.issuing, { authority: 0, usage: certify | signs }), pki.issuing),
    ],
    [
      'a leaf that may not sign',
      'key-usage',
      async () => chain(await leafBy(pki.issuing, { usage: certify }), pki.issuing),
    ],
    [
      'a leaf that does not say what it may',
      'key-usage',
      async () => chain(await leafBy(pki.issuing, { usage: undefined }), pki.issuing),
    ],
    [
      'a leaf with a critical extension that nobody knows',
      'unknown-extension',
      async () =>
        chain(
          await leafBy(pki.issuing, { more: [new Extension('1.2.3.4', true, Buffer.from('0500', 'hex'))] }),
          pki.issuing,
        ),
    ],
    [
      'an authority with name constraints, which are not understood here',
      'unknown-extension',
      async () => {
        const constrained = await made({
          name: 'constrained',
          by: pki.root,
          authority: 0,
          usage: certify,
          more: [new Extension('2.5.29.30', true, Buffer.from('3000', 'hex'))],
        });
        return chain(await leafBy(constrained), constrained);
      },
    ],
    [
      'a leaf that says something twice',
      'unknown-extension|unreadable',
      async () =>
        chain(
          await leafBy(pki.issuing, {
            more: [
              new Extension('1.2.3.4', false, Buffer.from('0500', 'hex')),
              new Extension('1.2.3.4', false, Buffer.from('0500', 'hex')),
            ],
          }),
          pki.issuing,
        ),
    ],
    ['SHA-512', 'algorithm', async () => chain(await leafBy(pki.issuing, { hash: 'SHA-512' }), pki.issuing)],
    [
      'P-521',
      'algorithm',
      async () =>
        chain(
          await leafBy(pki.issuing, { keys: generateKeyPairSync('ec', { namedCurve: 'P-521' }) }),
          pki.issuing,
        ),
    ],
    [
      'RSA',
      'algorithm',
      async () => {
        const rsa = await made({
          name: 'rsa',
          by: pki.root,
          keys: generateKeyPairSync('rsa', { modulusLength: 2048 }),
          authority: 0,
          usage: certify,
        });
        return chain(await leafBy(rsa), rsa);
      },
    ],
  ];

  test.each(cases)('%s: %s', async (name, problems, x5c) => {
    const anchors = name.startsWith('an anchor that is not') ? roots(pki.issuing, pki.root) : roots(pki.root);
    expect(problems.split('|')).toContain(buildPath(await x5c(), anchors));
  });

  test('every chain, when no root is trusted', () => {
    expect(buildPath(chain(pki.leaf, pki.issuing), [])).toBe('anchor-unknown');
  });
});

describe('a good path is of no use', () => {
  const at = new Date('2026-06-01T00:00:00Z');
  let path: CertificatePath;
  beforeAll(() => {
    path = held(buildPath(chain(pki.leaf, pki.issuing), roots(pki.root)));
  });

  test('to another key', () => {
    expect(problemOfUse(path, { at, key: p256().publicKey, uri: iss })).toBe('another-key');
  });

  test.each([
    'https://hk.wenjin.example/authorities/hkib2',
    'https://hk.wenjin.example/authorities/',
    'https://hk.wenjin.example',
    'HTTPS://hk.wenjin.example/authorities/hkib',
    '',
  ])('to %j, which is not the URI in it', (uri) => {
    expect(problemOfUse(path, { at, key: rightKey, uri })).toBe('another-name');
  });

  test('before and after its time', () => {
    for (const when of ['2025-12-31T23:59:59Z', '2027-01-01T00:00:01Z'])
      expect(problemOfUse(path, { at: new Date(when), key: rightKey, uri: iss })).toBe('not-valid-then');
  });
});

describe('whatever comes', () => {
  test('one octet of a chain changed: it is refused, and nothing throws', () => {
    const anchors = roots(pki.root);
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1),
        fc.nat(10_000),
        fc.integer({ min: 1, max: 255 }),
        (which, at, mask) => {
          const ders = [pki.leaf.der, pki.issuing.der].map((der) => Buffer.from(der));
          const changed = ders[which] ?? never();
          const place = at % changed.length;
          changed.writeUInt8(changed.readUInt8(place) ^ mask, place);
          expect(
            typeof buildPath(
              ders.map((der) => der.toString('base64')),
              anchors,
            ),
          ).toBe('string');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('any octets at all: no certificate, and nothing throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (octets) => {
        expect(readCertificate(octets)).toBeUndefined();
        expect(['malformed', 'unreadable']).toContain(
          buildPath([Buffer.from(octets).toString('base64')], []),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('any JSON value as x5c: a refusal, and nothing throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(typeof buildPath(value, roots(pki.root))).toBe('string');
      }),
    );
  });
});

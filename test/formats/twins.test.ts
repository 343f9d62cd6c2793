/** What we issue, another implementation verifies, and the other way round. It is a peer, not an oracle: it is more lenient. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import fc from 'fast-check';
import { compactVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  buildSdJwt,
  combineSdJwt,
  presentation,
  sdJwtVcType,
  verifySdJwtVc,
} from '../../src/formats/index.ts';
import { decodeBase64url, encodeBase64url } from '../../src/kernel/base64url.ts';
import { signCompactJws, splitCompactJws, verifyCompactJws } from '../../src/kernel/compact-jws.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { type SoftwareSigner, signRaw, softwareSigner } from '../kernel/software-signer.ts';
import {
  audience,
  binding,
  claims,
  disclosable,
  failures,
  holder,
  issued,
  issuer,
  nonce,
  now,
  policy,
  presented,
  salt,
} from './sample.ts';

const signWith = (signer: SoftwareSigner) => (text: string) =>
  encodeBase64url(signRaw(signer.privateKey, Buffer.from(text)));

async function holds(text: string, signature: string, key: KeyObject): Promise<boolean> {
  return compactVerify(`${text}.${signature}`, key).then(
    () => true,
    () => false,
  );
}

let salts = 1000;
const peer = new SDJwtInstance({
  hashAlg: 'sha-256',
  hasher: (input) => sha256(typeof input === 'string' ? input : new Uint8Array(input)),
  saltGenerator: () => {
    salts += 1;
    return encodeBase64url(salt(salts));
  },
  signAlg: 'ES256',
  signer: signWith(issuer),
  verifier: (text, signature) => holds(text, signature, issuer.publicKey),
  kbSignAlg: 'ES256',
  kbSigner: signWith(holder),
  kbVerifier: (text, signature, { cnf }) =>
    cnf === undefined
      ? false
      : holds(text, signature, createPublicKey({ key: { ...cnf.jwk }, format: 'jwk' })),
});

const frame = {
  _sd: ['given_name', 'name_zh', 'birth_date', 'address'],
  address: { _sd: ['city', 'street'] },
  modules: { _sd: [1] },
} as const;

describe('@sd-jwt/core', () => {
  test('verifies what we issued, and sees the same claims', async () => {
    const { payload } = await peer.verify(issued, { currentDate: now });
    expect(payload).toEqual(claims);
  });

  test('verifies what we presented, key binding included', async () => {
    const result = await peer.verify(presented, { keyBindingNonce: nonce, currentDate: now });
    const { given_name, address, name_zh: _zh, birth_date: _date, ...open } = claims;
    expect(result.payload).toEqual({
      ...open,
      given_name,
      address: { city: address.city },
      modules: ['retail', 'ethics'],
    });
    expect(result.kb?.payload).toMatchObject({ aud: audience, nonce, iat: now - 5 });
  });

  test('issues what we verify, and we see the same claims', async () => {
    const theirs = await peer.issue(
      { ...claims },
      {
        ...frame,
        _sd: [...frame._sd],
        address: { _sd: [...frame.address._sd] },
        modules: { _sd: [...frame.modules._sd] },
      },
      {
        header: { typ: sdJwtVcType, kid: issuer.kid },
      },
    );
    const { keyBinding: _asked, ...unbound } = policy;
    const result = verifySdJwtVc(theirs, unbound);
    expect(failures(result)).toEqual([]);
    expect(result.claims).toEqual(claims);
    const bound = await peer.present(
      theirs,
      { given_name: true, address: { city: true } },
      { kb: { payload: { iat: now - 5, aud: audience, nonce } } },
    );
    const shown = verifySdJwtVc(bound, policy);
    expect(failures(shown)).toEqual([]);
    expect(shown.claims).toMatchObject({
      given_name: claims.given_name,
      address: { city: claims.address.city },
      modules: ['retail', 'ethics'],
    });
    expect(shown.claims).not.toHaveProperty('name_zh');
    // And our holder can present what the other issued.
    const ours = await presentation(theirs, ['birth_date'], binding);
    expect(verifySdJwtVc(ours, policy).claims).toMatchObject({ birth_date: claims.birth_date });
  });

  test('agrees on any claims with any of them hidden', async () => {
    const name = fc.string({ minLength: 1, maxLength: 8 }).filter(
      (each) =>
        each.isWellFormed() &&
        !/^(_sd|\.\.\.|_sd_alg|_sd_decoy|__proto__|\0|iss|iat|nbf|exp|cnf|vct.*|aka_vcts|status)$/.test(
          each,
        ) &&
        !each.includes('\0') &&
        // The twin asks with `in`, and so finds `valueOf` and its like in every object.
        !(each in {}),
    );
    const value = fc
      .jsonValue({ maxDepth: 2 })
      .filter((each) => !/_sd|\.\.\.|__proto__|\\u/.test(JSON.stringify(each)));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 6 }), async (extra) => {
        const all = { ...claims, ...extra };
        const hidden = Object.keys(extra);
        const pointers = hidden.map((each) => `/${each.replaceAll('~', '~0').replaceAll('/', '~1')}`);
        const { payload, disclosures } = buildSdJwt({
          claims: all,
          disclosable: pointers,
          salts: pointers.map((_, index) => salt(index)),
        });
        const jwt = await signCompactJws({ typ: sdJwtVcType, kid: issuer.kid }, payload, issuer);
        const text = combineSdJwt(
          jwt,
          disclosures.map((each) => each.text),
        );
        const { keyBinding: _asked, ...unbound } = policy;
        const read = verifySdJwtVc(text, unbound);
        expect(failures(read)).toEqual([]);
        expect((await peer.verify(text, { currentDate: now })).payload).toEqual(read.claims);
      }),
      { numRuns: 60 },
    );
  });

  test('hides the same pointers as ours', () => {
    expect(disclosable.length).toBe(frame._sd.length + frame.address._sd.length + frame.modules._sd.length);
  });
});

describe('jose', () => {
  test.each(['ES256', 'Ed25519'] as const)(
    'says the same of a signature with any octet changed (%s)',
    async (alg) => {
      const signer = softwareSigner(alg);
      const jwt = await signCompactJws({ typ: 'JWT' }, { a: 1 }, signer);
      const start = jwt.lastIndexOf('.') + 1;
      const octets = decodeBase64url(jwt.slice(start));
      await fc.assert(
        fc.asyncProperty(fc.nat(63), fc.nat(255), async (place, value) => {
          const changed = Uint8Array.from(octets ?? [], (octet, index) => (index === place ? value : octet));
          const text = `${jwt.slice(0, start)}${encodeBase64url(changed)}`;
          const parsed = splitCompactJws(text);
          const ours = parsed.ok && verifyCompactJws(parsed.jws, signer.publicKey, alg);
          expect(ours).toBe(await holds(text.slice(0, start - 1), text.slice(start), signer.publicKey));
        }),
        { numRuns: 60 },
      );
    },
  );
});

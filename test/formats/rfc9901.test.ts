import { describe, expect, test } from 'vitest';
import { digestOfDisclosure, parseDisclosure, verifySdJwtVc } from '../../src/formats/index.ts';
import { importPublicKey, thumbprint } from '../../src/kernel/jwk.ts';
import { digests, holderJwk, issuerJwk, presented, presentedPid } from './rfc9901.ts';
import { failures } from './sample.ts';

function verifyExample(text: string) {
  const key = importPublicKey(issuerJwk);
  const at = 1_748_361_950;
  return verifySdJwtVc(text, {
    issuerKey: () => (key === undefined ? { problem: 'no-key' } : { key, alg: 'ES256' }),
    now: at,
    keyBinding: { audience: 'https://verifier.example.org', nonce: '1234567890', now: at, maxAgeSeconds: 60 },
  });
}

describe('the examples of RFC 9901', () => {
  test.each(digests)('disclosure $text', ({ text, digest, content }) => {
    expect(digestOfDisclosure(text)).toBe(digest ?? parseDisclosure(text)?.digest);
    const [salt, ...rest] = content;
    expect(parseDisclosure(text)).toMatchObject(
      rest.length === 1
        ? { kind: 'element', salt, value: rest[0] }
        : { kind: 'member', salt, name: rest[0], value: rest[1] },
    );
  });

  test('the presentation of section 5.2 holds in all but what SD-JWT VC adds', () => {
    const result = verifyExample(presented);
    expect(failures(result)).toEqual(['type', 'claims']);
    expect(result.claims).toEqual({
      iss: 'https://issuer.example.com',
      iat: 1_683_000_000,
      exp: 1_883_000_000,
      sub: 'user_42',
      nationalities: ['US'],
      cnf: { jwk: holderJwk },
      family_name: 'Doe',
      address: { street_address: '123 Main St', locality: 'Anytown', region: 'Anystate', country: 'US' },
      given_name: 'John',
    });
  });

  test('the SD-JWT VC of appendix A.3 is valid', () => {
    const result = verifyExample(presentedPid);
    expect(failures(result)).toEqual([]);
    expect(result.valid).toBe(true);
    expect(result.holder).toEqual({ jwk: holderJwk, thumbprint: thumbprint(holderJwk) });
    expect(result.claims).toEqual({
      iss: 'https://pid-issuer.bund.de.example',
      iat: 1_683_000_000,
      exp: 1_883_000_000,
      vct: 'urn:eudi:pid:de:1',
      cnf: { jwk: holderJwk },
      age_equal_or_over: { '18': true },
      nationalities: ['DE'],
    });
  });
});

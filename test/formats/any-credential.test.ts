import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSdJwt, combineSdJwt, presentation, sdJwtVcType } from '../../src/formats/index.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import {
  audience,
  binding,
  claims,
  failures,
  issuer,
  nonce,
  now,
  presented,
  salt,
  verify,
} from './sample.ts';

describe('for any claims', () => {
  const value = fc
    .jsonValue({ maxDepth: 2 })
    .filter((each) => !/_sd|\.\.\.|__proto__|\\u/.test(JSON.stringify(each)));
  const names = ['a', 'b c', 'd/e', '~', '名', 'constructor'];
  const extra = fc.record(Object.fromEntries(names.map((name) => [name, value])));

  test('any subset that the holder chooses is exactly what the verifier sees', async () => {
    await fc.assert(
      fc.asyncProperty(extra, fc.subarray(names), fc.subarray(names), async (values, hidden, chosen) => {
        const all = { ...claims, ...values };
        const pointers = hidden.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
        const { payload, disclosures } = buildSdJwt({
          claims: all,
          disclosable: pointers,
          salts: pointers.map((_, index) => salt(index)),
        });
        const jwt = await signCompactJws({ typ: sdJwtVcType, kid: issuer.kid }, payload, issuer);
        const text = await presentation(
          combineSdJwt(
            jwt,
            disclosures.map((each) => each.text),
          ),
          chosen,
          binding,
        );
        const result = verify(text);
        expect(failures(result)).toEqual([]);
        const seen = Object.entries(all).filter(([name]) => !hidden.includes(name) || chosen.includes(name));
        expect(result.claims).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(seen))));
        // What was not chosen is not in the text in any form.
        for (const [index, name] of hidden.entries()) {
          if (!chosen.includes(name)) expect(text).not.toContain(disclosures[index]?.text);
        }
      }),
      // JSON has no minus zero: a verifier reads 0.
      {
        numRuns: 60,
        examples: [[{ ...Object.fromEntries(names.map((name) => [name, null])), a: -0 }, ['a'], ['a']]],
      },
    );
  });

  test('what cannot be verified afterwards is refused without a value in what is thrown', () => {
    expect(() =>
      buildSdJwt({ claims: { ...claims, iss: 'somebody' }, disclosable: ['/iss'], salts: [salt(0)] }),
    ).toThrow(/never-disclosable$/);
  });
});

describe('any change', () => {
  test('of one character makes a presentation invalid', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~= \n\0é';
    fc.assert(
      fc.property(
        fc.nat(presented.length - 1),
        fc.constantFrom(...alphabet.split('')),
        (place, character) => {
          fc.pre(presented[place] !== character);
          expect(verify(`${presented.slice(0, place)}${character}${presented.slice(place + 1)}`).valid).toBe(
            false,
          );
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('of one bit makes it invalid, wherever it is', () => {
    const octets = Buffer.from(presented, 'latin1');
    for (let place = 0; place < octets.length; place += 1) {
      const changed = Buffer.from(octets);
      changed[place] = (octets[place] ?? 0) ^ (1 << (place % 8));
      expect(verify(changed.toString('latin1')).valid, `bit ${place % 8} of octet ${place}`).toBe(false);
    }
  });

  test('by cutting, doubling or inserting makes it invalid', () => {
    fc.assert(
      fc.property(
        fc.nat(presented.length),
        fc.nat(presented.length),
        fc.string({ maxLength: 3 }),
        (a, b, inserted) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          fc.pre(to > from);
          expect(verify(presented.slice(0, from) + presented.slice(to)).valid).toBe(false);
          expect(verify(presented.slice(0, to) + presented.slice(from)).valid).toBe(false);
          if (inserted !== '')
            expect(verify(presented.slice(0, from) + inserted + presented.slice(from)).valid).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of the request makes it invalid', () => {
    for (const changed of [
      { audience: `${audience}2` },
      { nonce: `${nonce}2` },
      { now: now + 301 },
      { maxAgeSeconds: 4 },
    ]) {
      expect(
        verify(presented, { keyBinding: { audience, nonce, now, maxAgeSeconds: 300, ...changed } }).valid,
      ).toBe(false);
    }
  });
});

test('never throws, whatever the text', () => {
  const parts = presented.split(/[.~]/);
  const pieces = fc.array(fc.constantFrom(...parts, '.', '~', '', 'e30', '{}', 'A', '\0', '文', '\ud800'), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        pieces.map((each) => each.join('')),
      ),
      (text) => {
        expect(verify(text).valid).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});

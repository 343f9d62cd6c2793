import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRunningDigest } from '../../src/web/running-digest.browser.ts';
import { createSession } from '../../src/web/session.browser.ts';

/** What the page of the console keeps in its memory: the token, and the digest of a file that is still arriving. */

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (claims: unknown): string => `${part({ alg: 'EdDSA' })}.${part(claims)}.c2lnbmF0dXJl`;

function sessionAt(start: number) {
  const said: string[] = [];
  const clock = { now: start };
  const session = createSession({ nowSeconds: () => clock.now, changed: (why) => void said.push(why) });
  return { session, said, clock };
}

describe('a token', () => {
  test('is there until the second in which it ends', () => {
    const { session, said, clock } = sessionAt(1000);
    const token = tokenOf({ exp: 1600, roles: ['regulator'] });
    expect(session.use(`  Bearer ${token}\n`)).toBe(true);
    expect([session.token(), session.expiresAt, session.roles]).toEqual([token, 1600, ['regulator']]);
    clock.now = 1599;
    expect(session.token()).toBe(token);
    clock.now = 1600;
    expect([session.token(), session.token(), session.expiresAt]).toEqual([undefined, undefined, undefined]);
    expect(said).toEqual(['used', 'expired']);
  });

  test('is gone once it is forgotten, or refused, and a new one takes the place of the old', () => {
    const { session, said } = sessionAt(0);
    const [one, other] = [tokenOf({ exp: 10 }), tokenOf({ exp: 20 })];
    session.use(one);
    session.use(other);
    expect(session.token()).toBe(other);
    session.forget();
    session.forget();
    expect(session.token()).toBeUndefined();
    session.use(one);
    session.refused();
    expect(session.token()).toBeUndefined();
    expect(said).toEqual(['used', 'used', 'forgotten', 'used', 'refused']);
  });

  test('of somebody else begins with nothing of what the one before was shown', () => {
    const { session, said } = sessionAt(0);
    session.use(tokenOf({ exp: 10, sub: 'one' }));
    session.use(tokenOf({ exp: 20, sub: 'one' }));
    session.use(tokenOf({ exp: 20, sub: 'other' }));
    expect(said).toEqual(['used', 'used', 'forgotten', 'used']);
  });

  test.each([
    ['nothing', ''],
    ['two parts', 'a.b'],
    ['no JSON', 'a.b.c'],
    ['no end', tokenOf({ roles: [] })],
    ['an end that is no number', tokenOf({ exp: '10' })],
    ['an end that has passed', tokenOf({ exp: 5 })],
    ['more than a token', `${tokenOf({ exp: 10 })} and more`],
    ['a list', `${part({})}.${part([])}.c2ln`],
    ['what is too long', tokenOf({ exp: 10, filler: 'x'.repeat(9000) })],
  ])('is none for %s, and the one that was there stays', (_, text) => {
    const { session } = sessionAt(5);
    const good = tokenOf({ exp: 10 });
    session.use(good);
    expect(session.use(text)).toBe(false);
    expect(session.token()).toBe(good);
  });
});

describe('the digest of what arrives in pieces', () => {
  test('is SHA-256 of the whole, however it was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
        const digest = createRunningDigest();
        for (const piece of pieces) digest.add(piece);
        expect(Buffer.from(digest.result()).toString('hex')).toBe(
          createHash('sha256').update(Buffer.concat(pieces)).digest('hex'),
        );
      }),
    );
  });

  test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000_003])(
    'is right around every edge of a block: %d octets',
    (length) => {
      const whole = new Uint8Array(length).map((_, at) => at % 251);
      const digest = createRunningDigest();
      digest.add(whole);
      expect(Buffer.from(digest.result())).toEqual(createHash('sha256').update(whole).digest());
    },
  );
});

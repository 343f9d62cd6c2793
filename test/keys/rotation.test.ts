import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { softwareSigner } from '../kernel/software-signer.ts';
import { planRotation, publishedUntilOf, underWayUntil } from '../../src/keys/rotation.ts';
import { isListed, maySign, type PublishedKey, signingKeyAt } from '../../src/keys/signing-key.ts';

const { jwk } = softwareSigner();
const start = new Date('2026-06-01T02:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

function key(changes: Partial<PublishedKey> = {}): PublishedKey {
  return {
    kid: 'a',
    purpose: 'receipt',
    authority: null,
    suite: 'ES256',
    jwk,
    signFrom: start,
    signUntil: null,
    publishedUntil: null,
    compromisedAt: null,
    createdAt: start,
    ...changes,
  };
}

describe('a plan of rotation', () => {
  test('begins ten minutes ahead when nothing is asked for, in whole seconds', () => {
    expect(planRotation('status', undefined, new Date('2026-06-01T02:00:00.900Z'))).toEqual({
      kind: 'planned',
      signFrom: after(600),
      formerUntil: after(660),
    });
  });

  test('begins at once when that is asked for', () => {
    expect(planRotation('status', start, start)).toMatchObject({ signFrom: start, formerUntil: after(60) });
  });

  test.each([
    ['in the past', 'status', -1],
    ['past ninety days', 'status', 90 * 86_400 + 1],
    ['a trust-list key that nobody can have heard of', 'trust-list', 3599],
  ] as const)('is refused: %s', (_, purpose, seconds) => {
    expect(planRotation(purpose, after(seconds), start)).toMatchObject({ kind: 'out-of-range' });
  });

  test('lets a key of requests sign on for as long as a link that names it may be open', () => {
    expect(planRotation('presentation', start, start)).toMatchObject({ formerUntil: after(86_400 + 60) });
  });

  test('announces a trust-list key a day ahead', () => {
    expect(planRotation('trust-list', undefined, start)).toMatchObject({ signFrom: after(86_400) });
  });
});

describe('of the keys of a slot', () => {
  const former = key({ kid: 'former', signUntil: after(660) });
  const next = key({ kid: 'next', signFrom: after(600), createdAt: after(1) });
  const at = (seconds: number) => signingKeyAt([next, former], after(seconds))?.kid;

  test.each([
    [0, 'former'],
    [599, 'former'],
    [600, 'former'],
    [604, 'former'],
    [605, 'next'],
    [659, 'next'],
    [661, 'next'],
  ])('at second %i of a rotation %s signs', (seconds, kid) => {
    expect(at(seconds)).toBe(kid);
  });

  test('a new key signs at once when there is no other', () => {
    expect(signingKeyAt([key()], start)?.kid).toBe('a');
  });

  test('none signs before its window, after it, or compromised', () => {
    expect(signingKeyAt([key()], after(-1))).toBeUndefined();
    expect(signingKeyAt([key({ signUntil: start })], start)).toBeUndefined();
    expect(signingKeyAt([key({ compromisedAt: start })], after(10))).toBeUndefined();
  });

  test('a rotation is under way until the former key has stopped', () => {
    expect(underWayUntil([former, next], start)).toEqual(after(660));
    expect(underWayUntil([former, next], after(660))).toBeUndefined();
    expect(underWayUntil([{ ...former, compromisedAt: start }, next], start)).toBeUndefined();
  });

  test('however often it is rotated, one signs at every instant, and its window holds then and five seconds before', () => {
    const gaps = fc.array(fc.integer({ min: 61, max: 5_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(gaps, fc.nat(30_000), (lengths, second) => {
        let from = 0;
        const keys = lengths.map((length, index) => {
          const made = key({
            kid: String(index),
            signFrom: after(from),
            signUntil: after(from + length + 60),
          });
          from += length;
          return made;
        });
        keys.push(key({ kid: 'last', signFrom: after(from) }));
        const chosen = signingKeyAt(keys, after(second));
        expect(chosen && maySign(chosen, after(second))).toBe(true);
        // Who read the clock a moment ago, before the change, still signs inside the window.
        if (second >= 5) expect(chosen && maySign(chosen, after(second - 5))).toBe(true);
      }),
    );
  });
});

describe('the JWK sets', () => {
  test('hold a token key for a day after its end, and any other for ever', () => {
    expect(publishedUntilOf('token', start)).toEqual(after(86_400));
    expect(publishedUntilOf('credential', start)).toBeNull();
  });

  test('hold a key until it leaves, and never a compromised one', () => {
    const leaving = key({ publishedUntil: after(10) });
    expect([isListed(leaving, after(9)), isListed(leaving, after(10)), isListed(key(), after(1e9))]).toEqual([
      true,
      false,
      true,
    ]);
    expect(isListed(key({ compromisedAt: start }), start)).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeconds, fromEpochSeconds } from '../../src/kernel/instants.ts';
import {
  type HeldCertificate,
  holdCertificates,
  isCertificateDue,
} from '../../src/keys/held-certificates.ts';
import type { PublishedKey } from '../../src/keys/index.ts';
import { softwareSigner } from '../kernel/software-signer.ts';

const day = 86_400;
const { kid, jwk } = softwareSigner();
const start = 1_780_000_000;

const keyOf = (changes: Partial<PublishedKey> = {}): PublishedKey => ({
  kid,
  jwk,
  purpose: 'status',
  authority: null,
  suite: 'ES256',
  signFrom: fromEpochSeconds(start),
  signUntil: null,
  publishedUntil: null,
  compromisedAt: null,
  createdAt: fromEpochSeconds(start),
  ...changes,
});

const instant = fc.integer({ min: start - 400 * day, max: start + 400 * day }).map(fromEpochSeconds);
const windows = fc
  .array(fc.tuple(instant, fc.integer({ min: 1, max: 500 * day })), { maxLength: 5 })
  .map((all) =>
    all.map(([notBefore, seconds], index): HeldCertificate => {
      const notAfter = addSeconds(notBefore, seconds);
      return { kid, number: index + 1, chain: [String(index + 1)], notBefore, notAfter };
    }),
  );

describe('a chain', () => {
  test('covers whatever its key signs now, an `iat` of a minute ago too, and is the newest that does', () => {
    fc.assert(
      fc.property(windows, instant, (held, at) => {
        const key = keyOf();
        const [number] = holdCertificates([], held).chainAt(key, at) ?? [];
        const earliest = Math.max(key.signFrom.getTime(), at.getTime() - 60_000);
        const good = held.filter(
          ({ notBefore, notAfter }) => notBefore.getTime() <= earliest && at < notAfter,
        );
        expect(number).toBe(good.at(-1)?.chain[0]);
      }),
    );
  });

  test('that a newer one takes the place of stays beside it to its own end', () => {
    const window = { kid, notBefore: fromEpochSeconds(start) };
    const held = holdCertificates(
      [],
      [
        { ...window, number: 1, chain: ['old'], notAfter: fromEpochSeconds(start + 30 * day) },
        { ...window, number: 2, chain: ['new'], notAfter: fromEpochSeconds(start + 397 * day) },
      ],
    );
    expect(held.chainsAt(keyOf(), fromEpochSeconds(start + day))).toEqual([['new'], ['old']]);
    expect(held.chainsAt(keyOf(), fromEpochSeconds(start + 30 * day))).toEqual([['new']]);
  });

  test('is there for a month for every key that is said to need none', () => {
    fc.assert(
      fc.property(
        windows,
        instant,
        fc.option(instant),
        fc.integer({ min: 60, max: 30 * day - 1 }),
        (held, now, signUntil, later) => {
          const key = keyOf({ signUntil });
          const from = Math.max(key.signFrom.getTime(), now.getTime());
          const at = new Date(from + later * 1000);
          fc.pre(!isCertificateDue(key, held, now) && (signUntil === null || at < signUntil));
          expect(holdCertificates([], held).chainAt(key, at)).toBeDefined();
        },
      ),
    );
  });

  test('is never made for a key that signs nothing more, or that nobody checks by a certificate', () => {
    const now = fromEpochSeconds(start + day);
    const before = fromEpochSeconds(start + 1);
    expect(isCertificateDue(keyOf(), [], now)).toBe(true);
    for (const changes of [
      { compromisedAt: before },
      { signUntil: before },
      { suite: 'Ed25519' },
      { purpose: 'token' },
      { purpose: 'log' },
    ] as const)
      expect(isCertificateDue(keyOf(changes), [], now)).toBe(false);
  });
});

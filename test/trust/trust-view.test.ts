import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromEpochSeconds } from '../../src/kernel/instants.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { createTrustView, indexTrustList } from '../../src/trust/trust-view.ts';
import { identityOf } from '../keys/node.ts';
import { mandate, now, payload, registrar, registrarKey, second, statusKey } from './lists.ts';

const node = identityOf('hk');
const origin = 'https://sz.wenjin.example';
const iss = `${origin}/authorities/registrar`;
const viewOf = (...mandates: ReturnType<typeof mandate>[]) =>
  createTrustView(node, {
    own: undefined,
    peer: indexTrustList(payload({ authorities: [registrar({ mandates })] })),
  });
const view = viewOf(mandate());
const uuid = (index: number) => `0192f0c1-2c5e-7a10-8f3d-${String(index).padStart(12, '0')}`;

describe('a mandate', () => {
  const window = fc
    .tuple(fc.integer({ min: -500, max: 500 }), fc.option(fc.integer({ min: 0, max: 500 })))
    .map(([from, length]) => ({
      from: second + from,
      until: length === null ? null : second + from + length,
    }));

  test('holds from its beginning until just before its end, and at no other instant', () => {
    fc.assert(
      fc.property(
        fc.array(window, { maxLength: 6 }),
        fc.integer({ min: -1_100_000, max: 1_100_000 }),
        (windows, milliseconds) => {
          const at = new Date(now.getTime() + milliseconds);
          const mandates = windows.map((one, index) => mandate({ id: uuid(index), ...one }));
          const found = viewOf(...mandates).mandateAt(iss, vct.homeAttestation, 'cn-qcbp-im-cc', at);
          const holding = mandates.filter(
            ({ from, until }) =>
              from * 1000 <= at.getTime() && (until === null || at.getTime() < until * 1000),
          );
          expect(found?.id).toBe(holding[0]?.id);
        },
      ),
    );
  });

  test.each([
    ['the first instant', 0, true],
    ['the millisecond before', -1, false],
    ['the last millisecond', 9_999, true],
    ['its end', 10_000, false],
  ])('at %s', (_, milliseconds, holds) => {
    const bounded = viewOf(mandate({ from: second, until: second + 10 }));
    const at = new Date(now.getTime() + milliseconds);
    expect(bounded.mandateAt(iss, vct.homeAttestation, 'cn-qcbp-im-cc', at) !== undefined).toBe(holds);
  });

  test('stands for what was issued under it after it has ended', () => {
    const ended = viewOf(mandate({ until: second }));
    const at = fromEpochSeconds(second - 1);
    expect(ended.mandateAt(iss, vct.homeAttestation, 'cn-qcbp-im-cc', at)).toMatchObject({
      id: mandate().id,
      instrument: 'An instrument of the test.',
    });
  });

  test.each([
    ['another issuer', `${origin}/authorities/other`, vct.homeAttestation, 'cn-qcbp-im-cc'],
    ['another type', iss, vct.recognition, 'cn-qcbp-im-cc'],
    ['another qualification', iss, vct.homeAttestation, 'hk-cb'],
    ['parts that only look alike when joined', `${iss} ${vct.homeAttestation}`, 'cn-qcbp-im-cc', ''],
    ['a name of every object', '__proto__', 'constructor', 'toString'],
  ])('does not hold for %s', (_, issuer, type, qualification) => {
    expect(view.mandateAt(issuer, type, qualification, now)).toBeUndefined();
  });
});

describe('a key', () => {
  test('is found for its own issuer only', () => {
    expect(view.issuerKey(iss, registrarKey.kid)).toMatchObject({
      alg: 'Ed25519',
      signFrom: fromEpochSeconds(second - 1000),
      signUntil: null,
      compromisedAt: null,
    });
    expect(view.issuerKey(iss, registrarKey.kid)?.key.equals(registrarKey.publicKey)).toBe(true);
    expect(view.issuerKey(iss, statusKey.kid)).toBeUndefined();
    expect(view.issuerKey(`${origin}/authorities/other`, registrarKey.kid)).toBeUndefined();
  });

  test('is the same object each time: nothing is imported when it is asked for', () => {
    expect(view.issuerKey(iss, registrarKey.kid)).toBe(view.issuerKey(iss, registrarKey.kid));
  });

  test('of the node is found for its own purpose only, and never as an issuer’s', () => {
    expect(view.nodeKey(origin, 'status', statusKey.kid)?.kid).toBe(statusKey.kid);
    expect(view.nodeKey(origin, 'receipt', statusKey.kid)).toBeUndefined();
    expect(view.nodeKey(node.origin, 'status', statusKey.kid)).toBeUndefined();
    // Whoever writes a credential chooses both parts of the name.
    expect(view.issuerKey(origin, `status ${statusKey.kid}`)).toBeUndefined();
    expect(view.issuerKey(`${origin} status`, statusKey.kid)).toBeUndefined();
  });
});

describe('an authority', () => {
  test('is known by its whole iss', () => {
    expect(view.knowsIssuer(iss)).toBe(true);
    expect([`${iss}/`, origin, iss.toUpperCase(), ''].some((name) => view.knowsIssuer(name))).toBe(false);
    expect(view.authority(iss)).toMatchObject({
      slug: 'registrar',
      jurisdiction: 'CN-SZ',
      names: { en: 'Registrar', zhHant: '登記處', zhHans: '登记处' },
    });
  });
});

describe('a list', () => {
  test('is called by side and sequence, and by zero when there is none', () => {
    expect([view.version(origin), view.version(node.origin)]).toEqual(['CN-SZ-7', 'HK-0']);
    const empty = createTrustView(node, { own: undefined, peer: undefined });
    expect(empty.version(origin)).toBe('CN-SZ-0');
  });

  test('of ours is fresh always, and of nobody never', () => {
    const later = new Date('2036-01-01T00:00:00Z');
    expect([view.fresh(node.origin, later), view.fresh('https://other.example', now)]).toEqual([true, false]);
    const empty = createTrustView(node, { own: undefined, peer: undefined });
    expect(empty.fresh(origin, now)).toBe(false);
  });

  test.each([
    ['its next update', { next_update: second + 100 }, 100],
    ['a day, whatever it promises', { next_update: second + 100_000 }, 86_390],
  ])('of the peer is fresh until %s', (_, changes, seconds) => {
    const peer = indexTrustList(payload(changes));
    const judged = createTrustView(node, { own: undefined, peer });
    const end = now.getTime() + seconds * 1000;
    expect(judged.fresh(origin, new Date(end - 1))).toBe(true);
    expect(judged.fresh(origin, new Date(end))).toBe(false);
  });
});

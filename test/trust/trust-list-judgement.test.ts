import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { describe, expect, test } from 'vitest';
import { identityOf } from '../keys/node.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import {
  anchor,
  entry,
  held,
  judge,
  judgeAfter,
  mandate,
  now,
  payload,
  registrar,
  registrarKey,
  second,
  sign,
  statusKey,
  stranger,
  unsigned,
} from './lists.ts';

const good = await sign(payload());
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
const secondId = '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4c';
const nextAnchor = softwareSigner('Ed25519');

describe('a good list', () => {
  test('is accepted', () => {
    expect(judge(good)).toBe('accepted');
  });

  test('is accepted by its other suite as well', async () => {
    const edwards = softwareSigner('Ed25519');
    const content = payload({
      anchors: [edwards.kid],
      node_keys: [{ purpose: 'trust-list', ...entry(edwards) }],
    });
    expect(judge(await sign(content, edwards), { anchors: { pinned: [edwards.kid], announced: [] } })).toBe(
      'accepted',
    );
  });

  test('is nothing new the second time', async () => {
    expect(judge(good, { last: { ...(await held(payload())), text: good } })).toBe('unchanged');
  });
});

/** Each is refused with its own reason, so that a log line says what the peer did. */
describe('refused as a token', () => {
  const trailing = 'x'.repeat(4_194_305);
  test.each<[string, string, string]>([
    ['empty', '', 'not-compact'],
    ['two parts', `${goodHeader}.${goodPayload}`, 'not-compact'],
    ['no signature', `${goodHeader}.${goodPayload}.`, 'not-compact'],
    ['past four mebibytes', `${good}${trailing}`, 'too-large'],
    ['padded', `${good}=`, 'not-base64url'],
    ['a line end after it', `${good}\n`, 'not-base64url'],
    ['a header that is no JSON', `${encodeBase64url(Buffer.from('{'))}.${goodPayload}.AA`, 'header-not-json'],
    ['alg none', unsigned({ alg: 'none', typ: 'x' }, '{}'), 'unknown-algorithm'],
    ['HMAC', unsigned({ alg: 'HS256', typ: 'x' }, '{}'), 'unknown-algorithm'],
    ['the polymorphic EdDSA', unsigned({ alg: 'EdDSA', typ: 'x' }, '{}'), 'unknown-algorithm'],
    ['a key in the header', unsigned({ alg: 'ES256', jwk: anchor.jwk }, '{}'), 'embedded-key'],
    ['the address of a key', unsigned({ alg: 'ES256', jku: 'https://x.example' }, '{}'), 'embedded-key'],
    ['a critical extension', unsigned({ alg: 'ES256', crit: ['b64'] }, '{}'), 'critical-extension'],
    ['a payload that is not encoded', unsigned({ alg: 'ES256', b64: false }, '{}'), 'unencoded-payload'],
    ['a kid that is no text', unsigned({ alg: 'ES256', kid: 1 }, '{}'), 'malformed-member'],
  ])('%s', (_, text, reason) => {
    expect(judge(text)).toBe(reason);
  });

  test('another type of token', async () => {
    expect(judge(await sign(payload(), anchor, { typ: 'statuslist+jwt' }))).toBe('type');
  });

  test.each<[string, object, string]>([
    ['a member that is not known', { nonce: 'x' }, 'header-members'],
    ['no time of signing', { iat: null }, 'header-members'],
    ['a time of signing that is a text', { iat: String(second - 10) }, 'header-members'],
    ['another time of signing than of issue', { iat: second - 9 }, 'signing-time'],
    ['a certificate chain without a certificate in it', { x5c: [] }, 'header-members'],
    ['a certificate that is none', { x5c: ['AA=='], 'x5t#S256': 'A'.repeat(43) }, 'signer-certificate'],
    ['a chain without its digest', { x5c: ['AA=='] }, 'signer-certificate'],
    ['a digest without its chain', { 'x5t#S256': 'A'.repeat(43) }, 'signer-certificate'],
    ['the address of a certificate', { x5u: 'https://evil.example/key.pem' }, 'embedded-key'],
    ['the address of a key set', { jku: 'https://evil.example/keys' }, 'embedded-key'],
    [
      'an extension that must be understood',
      { crit: ['sigT'], sigT: '2026-06-01T02:00:00Z' },
      'critical-extension',
    ],
  ])('%s', async (_, headers, reason) => {
    expect(judge(await sign(payload(), anchor, headers))).toBe(reason);
  });

  test('a payload that is no JSON', async () => {
    const text = await sign(payload());
    const [head = '', , tail = ''] = text.split('.');
    expect(judge(`${head}.${encodeBase64url(Buffer.from('{"a":1,"a":2}'))}.${tail}`)).toBe(
      'payload-not-json',
    );
  });

  test('one character of the payload changed', () => {
    const altered = Buffer.from(goodPayload, 'base64url').toString().replace('登记处', '登記处');
    expect(judge(`${goodHeader}.${encodeBase64url(Buffer.from(altered))}.${goodSignature}`)).toBe(
      'signature',
    );
  });

  test('the signature of another list', async () => {
    const tail = (await sign(payload({ sequence: 8 }))).split('.')[2] ?? '';
    expect(judge(`${goodHeader}.${goodPayload}.${tail}`)).toBe('signature');
  });
});

describe('refused by signer', () => {
  const listingStranger = payload({
    anchors: [stranger.kid],
    node_keys: [{ purpose: 'trust-list', ...entry(stranger) }],
  });

  test('one that is not among its own anchors', async () => {
    expect(judge(await sign(payload(), stranger))).toBe('signer-not-listed');
  });

  test('a stranger who lists himself', async () => {
    expect(judge(await sign(listingStranger, stranger))).toBe('signer-unknown');
  });

  test('a stranger who says that he is the pinned key', async () => {
    expect(judge(await sign(payload(), stranger, { kid: anchor.kid }))).toBe('signature');
  });

  test('a stranger who lists his own key by the name of the pinned one', async () => {
    const content = payload({
      node_keys: [{ purpose: 'trust-list', ...entry(stranger), kid: anchor.kid }],
    });
    expect(judge(await sign(content, stranger, { kid: anchor.kid }))).toBe('signature');
  });

  test('another key of the right node', async () => {
    const content = payload({ anchors: [anchor.kid, statusKey.kid] });
    expect(judge(await sign(content, statusKey))).toBe('signer-unknown');
  });

  test('a pinned key without a place among the trust-list keys', async () => {
    const content = payload({ node_keys: [{ purpose: 'status', ...entry(anchor) }] });
    expect(judge(await sign(content))).toBe('signature');
  });

  test('a retired key after its end, though it is still pinned', () => {
    const announced = [{ kid: anchor.kid, signUntil: now, announcedIn: 1 }];
    const anchors = { pinned: [anchor.kid], announced };
    expect(judge(good, { anchors })).toBe('signer-ended');
    expect(judge(good, { anchors, now: new Date(now.getTime() - 1) })).toBe('accepted');
  });

  test('nobody, when nothing is pinned', () => {
    expect(judge(good, { anchors: { pinned: [], announced: [] } })).toBe('signer-unknown');
  });
});

describe('refused as foreign', () => {
  test.each<[string, string, object]>([
    ['the list of another node', 'issuer', { iss: 'https://other.example' }],
    ['an origin that only looks alike', 'issuer', { iss: 'https://sz.wenjin.example.evil.example' }],
    ['our own origin', 'issuer', { iss: 'https://hk.wenjin.example' }],
    ['another jurisdiction', 'jurisdiction', { jurisdiction: 'HK' }],
    [
      'a list meant for another pair',
      'peer',
      { peer: 'https://other.example/.well-known/wenjin-trust-list' },
    ],
    ['status lists elsewhere', 'status-lists', { status_lists: 'https://other.example/status-lists' }],
  ])('%s', async (_, reason, changes) => {
    expect(judge(await sign({ ...payload(), ...changes }))).toBe(reason);
  });

  test('a demonstration by a production node', () => {
    expect(judge(good, { node: identityOf('hk', { demonstration: false }) })).toBe('demonstration');
  });

  test('a production list by a demonstration', async () => {
    expect(judge(await sign(payload({ demonstration: false })))).toBe('demonstration');
  });
});

describe('refused by time', () => {
  test.each<[string, string, object]>([
    ['more than a minute ahead', 'issued-in-future', { iat: second + 61 }],
    ['good until before it was issued', 'next-update', { next_update: second - 10 }],
    ['good for longer than two days', 'next-update', { next_update: second - 10 + 172_801 }],
    ['past its next update', 'expired', { iat: second - 86_400, next_update: second }],
  ])('%s', async (_, reason, changes) => {
    expect(judge(await sign({ ...payload(), ...changes }))).toBe(reason);
  });

  test('but not up to a minute ahead', async () => {
    expect(judge(await sign(payload({ iat: second + 60 })))).toBe('accepted');
  });
});

describe('refused by what it lists', () => {
  const other = registrar({ iss: 'https://sz.wenjin.example/authorities/other', slug: 'other' });
  const twoMandates = (changes: object) =>
    registrar({ mandates: [mandate(), mandate({ id: secondId, ...changes })] });
  const nodeKeys = payload().node_keys;
  const offCurve = { ...statusKey.jwk, x: 'A'.repeat(43) };

  test.each<[string, string, object]>([
    [
      'an authority of another origin',
      'authority-outside-origin',
      { authorities: [registrar({ iss: 'https://hk.wenjin.example/authorities/registrar' })] },
    ],
    [
      'an authority whose iss is not made of its slug',
      'authority-outside-origin',
      { authorities: [registrar({ slug: 'other' })] },
    ],
    ['an authority twice', 'authority-repeated', { authorities: [registrar(), registrar()] }],
    ['a key of two issuers', 'key-repeated', { authorities: [registrar(), { ...other, mandates: [] }] }],
    [
      'a key that is an authority’s and the node’s',
      'key-repeated',
      { node_keys: [...nodeKeys, { purpose: 'receipt', ...entry(registrarKey) }] },
    ],
    [
      'a key for two purposes',
      'key-repeated',
      { node_keys: [...nodeKeys, { purpose: 'receipt', ...entry(statusKey) }] },
    ],
    [
      'a key by another name',
      'key-identifier',
      { authorities: [registrar({ keys: [entry(registrarKey, { kid: stranger.kid })] })] },
    ],
    [
      'a window that ends before it begins',
      'key-window',
      { authorities: [registrar({ keys: [entry(registrarKey, { sign_until: second - 1001 })] })] },
    ],
    ['an anchor that is no trust-list key', 'anchor-not-usable', { anchors: [anchor.kid, statusKey.kid] }],
    ['an anchor that is not listed', 'anchor-not-usable', { anchors: [anchor.kid, stranger.kid] }],
    ['an anchor twice', 'anchor-not-usable', { anchors: [anchor.kid, anchor.kid] }],
    [
      'an anchor that is compromised',
      'anchor-not-usable',
      { node_keys: [{ purpose: 'trust-list', ...entry(anchor, { compromised_at: second }) }] },
    ],
    ['a mandate twice', 'mandate-repeated', { authorities: [twoMandates({ id: mandate().id })] }],
    [
      'a mandate that ends before it begins',
      'mandate-window',
      { authorities: [twoMandates({ until: second - 1001 })] },
    ],
    [
      'a mandate to attest that lets recognise',
      'mandate-type',
      { authorities: [twoMandates({ vct: vct.recognition })] },
    ],
  ])('%s', async (_, reason, changes) => {
    expect(judge(await sign({ ...payload(), ...changes }))).toBe(reason);
  });

  test('a point that is not on the curve', async () => {
    const { thumbprint } = await import('../../src/kernel/jwk.ts');
    const bad = { ...entry(statusKey), jwk: offCurve, kid: thumbprint(offCurve) };
    expect(judge(await sign(payload({ authorities: [registrar({ keys: [bad] })] })))).toBe('key-unusable');
  });

  test('a key of ours', () => {
    expect(judge(good, { isOwnKey: (kid) => kid === registrarKey.kid })).toBe('key-of-another-node');
  });
});

describe('refused by order', () => {
  const before = payload();
  test.each<[string, string, object]>([
    ['an older list', 'rolled-back', { sequence: 6 }],
    ['another list of the same number', 'forked', { iat: second - 9 }],
    ['a newer list from before the last', 'issued-before-last', { sequence: 8, iat: second - 11 }],
  ])('%s', async (_, reason, changes) => {
    expect(await judgeAfter(before, { ...payload(), ...changes })).toBe(reason);
  });

  test('but not a newer one, with numbers left out', async () => {
    expect(await judgeAfter(before, payload({ sequence: 70 }))).toBe('accepted');
  });
});

describe('refused for rewriting the past', () => {
  const withKey = (changes: object) => [registrar({ keys: [entry(registrarKey, changes)] })];
  const withMandate = (changes: object) => [registrar({ mandates: [mandate(changes)] })];
  const at = { iat: second - 10 };
  const compromised = payload({ authorities: withKey({ compromised_at: second - 500 }) });
  const ended = payload({ authorities: withMandate({ until: second - 100 }) });

  test.each<[string, string, ReturnType<typeof payload>, object]>([
    ['a key is gone', 'key-dropped', payload(), { node_keys: [{ purpose: 'trust-list', ...entry(anchor) }] }],
    ['an authority is gone', 'key-dropped', payload(), { authorities: [] }],
    [
      'a key has another owner',
      'key-rebound',
      payload(),
      { authorities: [registrar({ iss: 'https://sz.wenjin.example/authorities/other', slug: 'other' })] },
    ],
    [
      'a key has another purpose',
      'key-rebound',
      payload(),
      {
        node_keys: [
          { purpose: 'trust-list', ...entry(anchor) },
          { purpose: 'receipt', ...entry(statusKey) },
        ],
      },
    ],
    [
      'a key began earlier than was said',
      'key-window-rewritten',
      payload(),
      { authorities: withKey({ sign_from: second - 2000 }) },
    ],
    [
      'a key was listed earlier than was said',
      'key-window-rewritten',
      payload(),
      { authorities: withKey({ created_at: second - 1001 }) },
    ],
    [
      'a key ended in the past',
      'key-window-rewritten',
      payload(),
      { authorities: withKey({ sign_until: second - 20 }) },
    ],
    [
      'a compromise is taken back',
      'compromise-withdrawn',
      compromised,
      { authorities: withKey({ compromised_at: null }) },
    ],
    [
      'a compromise becomes younger',
      'compromise-withdrawn',
      compromised,
      { authorities: withKey({ compromised_at: second - 400 }) },
    ],
    ['a mandate is gone', 'mandate-rewritten', payload(), { authorities: [registrar({ mandates: [] })] }],
    [
      'a mandate began earlier than was said',
      'mandate-rewritten',
      payload(),
      { authorities: withMandate({ from: second - 2000 }) },
    ],
    [
      'a mandate ended in the past',
      'mandate-rewritten',
      payload(),
      { authorities: withMandate({ until: second - 20 }) },
    ],
    ['an ended mandate goes on', 'mandate-rewritten', ended, { authorities: withMandate({ until: null }) }],
    [
      'a mandate is for more',
      'mandate-rewritten',
      payload(),
      { authorities: withMandate({ qualifications: ['cn-qcbp-im-cc', 'hk-cb'] }) },
    ],
    [
      'a mandate was recorded at another time',
      'mandate-rewritten',
      payload(),
      { authorities: withMandate({ recorded_at: second }) },
    ],
  ])('%s', async (_, reason, before, changes) => {
    expect(await judgeAfter(before, payload({ sequence: 8, ...at, ...changes }))).toBe(reason);
  });

  test.each<[string, ReturnType<typeof payload>, object]>([
    ['a key ends from now on', payload(), { authorities: withKey({ sign_until: second }) }],
    [
      'a key turns out to be compromised',
      payload(),
      { authorities: withKey({ compromised_at: second - 900 }) },
    ],
    [
      'a compromise turns out to be older',
      compromised,
      { authorities: withKey({ compromised_at: second - 900 }) },
    ],
    ['a mandate ends from now on', payload(), { authorities: withMandate({ until: second }) }],
    [
      'a mandate is added, by an instrument of the past',
      payload(),
      {
        authorities: [registrar({ mandates: [mandate(), mandate({ id: secondId, from: second - 86_400 })] })],
      },
    ],
    [
      'what was to end later ends earlier',
      payload({ authorities: withMandate({ until: second + 1000 }) }),
      { authorities: withMandate({ until: second + 10 }) },
    ],
    [
      'a key that was to begin later begins now',
      payload({ authorities: withKey({ sign_from: second + 600 }) }),
      { authorities: withKey({ sign_from: second }) },
    ],
    [
      'the next anchor is announced',
      payload(),
      {
        anchors: [anchor.kid, nextAnchor.kid],
        node_keys: [
          ...payload().node_keys,
          { purpose: 'trust-list', ...entry(nextAnchor, { sign_from: second + 86_400 }) },
        ],
      },
    ],
  ])('but not when %s', async (_, before, changes) => {
    expect(await judgeAfter(before, payload({ sequence: 8, ...changes }))).toBe('accepted');
  });
});

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { isStillTrusted, readBridging, readHome } from '../../src/recognition/presentation.ts';
import { homeClaims as homeSchema } from '../../src/recognition/presented-claims.schema.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { pkiFor } from '../keys/pki.ts';
import {
  bridgingClaims,
  college,
  homeClaims,
  hongKong,
  issued,
  now,
  registrar,
  registrarIss,
  seconds,
  type Showing,
  shenzhen,
  shown,
  stranger,
  trustFacts,
  type TurnedTrust,
} from './border.ts';

const holder = softwareSigner();
const nonce = 'nonce-of-this-request';
const policy = (trust: TurnedTrust = {}, demonstration = true) => ({
  trust: trustFacts(trust),
  audience: hongKong,
  peerOrigin: shenzhen,
  nonce,
  now,
  demonstration,
});

const home = async (changes: JsonObject = {}, showing: Partial<Showing> = {}) =>
  shown(await issued({ ...homeClaims(holder), ...changes }), { nonce, holder, ...showing });

describe('a home credential', () => {
  test('is read with names and birth date, and nothing else that was disclosed is kept', async () => {
    const text = await home({}, { chosen: ['name_en', 'name_zh_hans', 'birth_date', 'certificate_number'] });
    const read = readHome(text, policy());
    if (!read.ok) throw new Error(JSON.stringify(read));
    expect(read.person).toEqual({ nameEn: 'SHEN Zhiyuan', nameZhHans: '沈知远', birthDate: '1994-03-12' });
    expect(read.holder.thumbprint).toBe(holder.kid);
    expect(read.disclosures).toHaveLength(3);
    expect(
      JSON.stringify(read.disclosures.map((each) => Buffer.from(each, 'base64url').toString())),
    ).not.toContain('DEMO-QCBP');
    expect(read.issuerJwt).not.toContain('~');
    expect(Buffer.from(read.issuerJwt.split('.')[1] ?? '', 'base64url').toString()).not.toContain('SHEN Zh');
  });

  test.each<[string, JsonObject, Partial<Showing>, string]>([
    ['for another audience', {}, { audience: shenzhen }, 'key-binding.audience'],
    ['for another nonce', {}, { nonce: 'another' }, 'key-binding.nonce'],
    ['proven an hour ago', {}, { issuedAt: seconds - 3600 }, 'key-binding.issued-at'],
    ['shown by another holder', {}, { holder: stranger }, 'key-binding.signature'],
    ['that has expired', { exp: seconds - 1 }, {}, 'times.expires'],
    ['of the future', { iat: seconds + 3600 }, {}, 'times.issued-at'],
    ['of an unknown issuer', { iss: `${shenzhen}/authorities/nobody` }, {}, 'issuer-key'],
    ['for a qualification without a mandate', { qualification: 'cn-qcbp-im-pf' }, {}, 'mandate-at-issuance'],
    ['of another type', { vct: vct.bridgingResult }, {}, 'type'],
    ['without a birth date', {}, { chosen: ['name_en'] }, 'birth-date-not-disclosed'],
    ['without a name', {}, { chosen: ['birth_date'] }, 'names-not-disclosed'],
    ['of a real node', { demonstration: false }, {}, 'demonstration-flag'],
    [
      'whose status is kept elsewhere',
      { status: { status_list: { uri: `${hongKong}/status-lists/1`, idx: 1 } } },
      {},
      'status-of-another-node',
    ],
    ['without a record', { record: null }, {}, 'claims'],
  ])('%s is not accepted', async (_, changes, showing, code) => {
    expect(readHome(await home(changes, showing), policy())).toEqual({
      ok: false,
      reason: 'not-accepted',
      codes: [code],
    });
  });

  test('whose signature or text is altered is not accepted', async () => {
    const text = await home();
    const [head = '', payload = '', ...rest] = text.split('.');
    const altered = Buffer.from(payload, 'base64url').toString().replace('2019-12-02', '2018-12-02');
    const forged = [head, Buffer.from(altered).toString('base64url'), ...rest].join('.');
    for (const one of [forged, text.slice(0, -4), text.slice(20), '', '~', text.split('~')[0] ?? '']) {
      const read = readHome(one, policy());
      expect(read).toMatchObject({ ok: false, reason: 'not-accepted' });
    }
  });

  test.each<[string, TurnedTrust, object]>([
    ['a compromised key', { compromisedAt: now }, { reason: 'not-accepted', codes: ['key-at-issuance'] }],
    [
      'a key that was out of use',
      { signUntil: new Date('2025-01-01T00:00:00Z') },
      { reason: 'not-accepted', codes: ['key-at-issuance'] },
    ],
    ['a trust list that is too old', { fresh: false }, { reason: 'trust-stale' }],
    [
      'no mandate',
      { withoutMandate: [registrarIss] },
      { reason: 'not-accepted', codes: ['mandate-at-issuance'] },
    ],
  ])('under %s is not accepted', async (_, trust, refusal) => {
    expect(readHome(await home(), policy(trust))).toEqual({ ok: false, ...refusal });
  });

  test('is not accepted when its certificates do not lead to a root that the list names', async () => {
    const pki = await pkiFor(registrarIss, registrar);
    const x5c = [pki.leaf.base64, pki.issuing.base64];
    const text = await shown(await issued(homeClaims(holder), registrar, { x5c }), { nonce, holder });
    expect(readHome(text, policy({ anchors: [pki.root.der] }))).toMatchObject({ ok: true });
    expect(readHome(text, policy())).toEqual({ ok: false, reason: 'not-accepted', codes: ['certificate'] });
  });

  test('that is a recognition is never a source, whoever signed it', async () => {
    const text = await home({ vct: vct.recognition }, {});
    expect(readHome(text, policy())).toEqual({ ok: false, reason: 'chaining' });
    expect(readBridging(text, policy())).toEqual({ ok: false, reason: 'chaining' });
    const foreign = await shown(await issued({ ...homeClaims(holder), vct: vct.recognition }, stranger), {
      nonce,
      holder,
    });
    expect(readHome(foreign, policy())).toEqual({ ok: false, reason: 'chaining' });
  });

  test('of the demonstration is refused by a production node', async () => {
    expect(readHome(await home(), policy({}, false))).toMatchObject({ codes: ['demonstration-flag'] });
  });

  test('that was accepted is trusted no longer once its key is compromised or its mandate corrected', async () => {
    const jwt = (await issued(homeClaims(holder))).split('~')[0] ?? '';
    const claims = homeSchema.parse(homeClaims(holder));
    expect(isStillTrusted(jwt, claims, trustFacts())).toBe(true);
    expect(isStillTrusted(jwt, claims, trustFacts({ compromisedAt: now }))).toBe(false);
    expect(isStillTrusted(jwt, claims, trustFacts({ withoutMandate: [registrarIss] }))).toBe(false);
    expect(isStillTrusted('nothing', claims, trustFacts())).toBe(false);
  });
});

describe('a bridging result', () => {
  const bridging = async (changes: JsonObject = {}, signer = college) =>
    shown(await issued({ ...bridgingClaims(holder), ...changes }, signer), { nonce, holder, chosen: [] });

  test('is read without any personal data', async () => {
    const read = readBridging(await bridging(), policy());
    expect(read).toMatchObject({ ok: true, claims: { agreement: { row: 'DEMO-1/i03' } } });
    expect(JSON.stringify(read)).not.toContain('SHEN Zh');
  });

  test('is accepted without a mandate, so that the trace can say that it does not count', async () => {
    const read = readBridging(
      await bridging(),
      policy({ withoutMandate: [`${hongKong}/authorities/demo-bridging-college`] }),
    );
    expect(read.ok).toBe(true);
  });

  test('of a stranger is not', async () => {
    expect(readBridging(await bridging({}, stranger), policy())).toMatchObject({ codes: ['issuer-key'] });
  });

  test('with nothing in it is not', async () => {
    expect(readBridging(await bridging({ results: [] }), policy())).toMatchObject({ codes: ['claims'] });
  });
});

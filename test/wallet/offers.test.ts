import { randomUUID } from 'node:crypto';
import jsQr from 'jsqr';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acts from '../../src/bin/demo-acts.ts';
import { credentialOfferBody, offerFacts, offerMade } from '../../src/wallet/offers.schema.ts';
import type { Border, TestNode } from '../support/border.ts';
import { awardOffer, offerOf, preAuthorized, queryOf, registrarToken, startOffering } from './offering.ts';

let border: Border;
let hk: TestNode;
let token: string;
beforeAll(async () => {
  border = await startOffering();
  hk = border.hk;
  token = await registrarToken(hk);
}, 60_000);
afterAll(() => border.stop());

const path = '/v1/credential-offers';
const send = (body: object, headers: Record<string, string> = {}) =>
  hk.api.post(path, body, { token, headers });
const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, Object(body).code];
const fetchOffer = (uri: string) => fetch(uri.replace(hk.origin, hk.baseUrl));
const revoke = (id: string, bearer = token) =>
  fetch(`${hk.baseUrl}${path}/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${bearer}` } });

describe('an offer of an attestation', () => {
  test('201: by value, by reference, and as a QR code that leads to the same', async () => {
    const made = await offerOf(hk);
    expect(made.link).toBe(
      `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(made.offerUri)}`,
    );
    const value = new URL(made.linkByValue).searchParams.get('credential_offer') ?? '';
    expect(JSON.parse(value)).toEqual(made.offer);
    const { data, width, height } = PNG.sync.read(Buffer.from(made.qr.png, 'base64'));
    expect(jsQr.default(new Uint8ClampedArray(data), width, height)?.data).toBe(made.link);
    const fetched = await fetchOffer(made.offerUri);
    expect([fetched.status, fetched.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(credentialOfferBody.parse(await fetched.json())).toEqual(made.offer);
  });

  test('describes the transaction code without telling it, and says nothing of the person', async () => {
    const body = awardOffer();
    const made = await offerOf(hk, body);
    const { tx_code: txCode } = made.offer.grants[preAuthorized] ?? {};
    expect(txCode).toMatchObject({ input_mode: 'numeric', length: 8 });
    expect(made.txCode).toMatch(/^\d{8}$/);
    const text = JSON.stringify(made.offer);
    for (const told of [made.txCode ?? '', body.person.nameEn, body.award.certificateNumber])
      expect(text).not.toContain(told);
  });

  test('the same key of idempotency gives the same offer, code and transaction code, and no second one', async () => {
    const [body, headers] = [awardOffer(), { 'idempotency-key': randomUUID() }];
    const first = await send(body, headers);
    const again = await send(body, headers);
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(first.headers.get('location')).toBe(`${path}/${offerMade.parse(first.body).id}`);
  });

  test('with authorization_code has an issuer state and no code that is good for whoever holds it', async () => {
    const made = await offerOf(hk, awardOffer({ grants: ['authorization_code'] }));
    expect(Object.keys(made.offer.grants)).toEqual(['authorization_code']);
    expect(made.txCode).toBeNull();
  });

  test('200: shows how it stands, and no code', async () => {
    const made = await offerOf(hk);
    const { status, body } = await hk.api.get(`${path}/${made.id}`, token);
    expect([status, offerFacts.parse(body).state]).toEqual([200, 'open']);
    expect(JSON.stringify(body)).not.toContain(made.txCode);
    expect(Object(body).offer).toBeUndefined();
  });

  test('is kept with its codes and award encrypted', async () => {
    const made = await offerOf(hk);
    const [row] = await queryOf(hk, 'select * from credential_offers where id = $1', [made.id]);
    const kept = Buffer.concat([
      row?.secrets_sealed,
      row?.award_sealed,
      Buffer.from(JSON.stringify(row)),
    ]).toString('latin1');
    for (const secret of [made.txCode ?? '', made.offerUri.slice(-43), 'DEMO-WALLET'])
      expect(kept).not.toContain(secret);
  });

  test('204: is revoked, again too, and is then not to be had', async () => {
    const made = await offerOf(hk);
    expect([(await revoke(made.id)).status, (await revoke(made.id)).status]).toEqual([204, 204]);
    expect((await fetchOffer(made.offerUri)).status).toBe(404);
    expect(Object((await hk.api.get(`${path}/${made.id}`, token)).body).state).toBe('revoked');
    const events = await queryOf(
      hk,
      'select type from event_facts where object_id = $1 order by recorded_at',
      [made.id],
    );
    expect(events.map(({ type }) => type)).toEqual(['offer.made', 'offer.revoked']);
  });

  test('is over when its hours are', async () => {
    const made = await offerOf(hk, awardOffer({ validHours: 1 }));
    const hours = 'extract(epoch from expires_at - created_at)::int / 3600 as hours';
    const [row] = await queryOf(hk, `select ${hours} from credential_offers where id = $1`, [made.id]);
    expect(row?.hours).toBe(1);
    await queryOf(hk, 'update credential_offers set expires_at = created_at where id = $1', [made.id]);
    expect((await fetchOffer(made.offerUri)).status).toBe(404);
    expect(Object((await hk.api.get(`${path}/${made.id}`, token)).body).state).toBe('expired');
  });
});

test('who never took up an offer is kept as an applicant whose application was closed, and then goes', async () => {
  const made = await offerOf(hk);
  const scheduled = async () => {
    await hk.contexts.retention.execution.runOnce();
    const [row] = await queryOf(
      hk,
      'select standing, class, due_on from retention_schedule where subject_id = (select subject_id from credential_offers where id = $1)',
      [made.id],
    );
    return [row?.standing, row?.class];
  };
  expect(await scheduled()).toEqual(['in-use', 'in-use']);
  await queryOf(hk, "update credential_offers set expires_at = now() - interval '1 day' where id = $1", [
    made.id,
  ]);
  expect(await scheduled()).toEqual(['kept', 'closed-application']);
  await queryOf(hk, "update credential_offers set expires_at = now() - interval '9 years' where id = $1", [
    made.id,
  ]);
  expect(await scheduled()).toEqual(['restricted', 'closed-application']);
});

describe('is refused', () => {
  test.each([
    [
      '403 for a qualification without mandate',
      { award: { qualification: 'hk-ecf-aml-core' } },
      [403, 'not-mandated'],
    ],
    ['400 for a key that the registrar brings', { holder: {} }, [400, 'invalid-request']],
    [
      '400 for one grant twice',
      { grants: ['authorization_code', 'authorization_code'] },
      [400, 'invalid-request'],
    ],
    ['400 for more than two weeks', { validHours: 337 }, [400, 'invalid-request']],
  ])('%s', async (_, changes, expected) => {
    const body = awardOffer();
    const { award, ...rest } = { award: {}, ...changes };
    expect(codeOf(await send({ ...body, ...rest, award: { ...body.award, ...award } }))).toEqual(expected);
  });

  test('409 for an award that another person has', async () => {
    const [one, other] = [awardOffer(), awardOffer()];
    await offerOf(hk, one);
    expect(codeOf(await send({ ...other, award: one.award }))).toEqual([409, 'award-of-another']);
  });

  test('409 for a standing that the record does not have', async () => {
    const body = awardOffer();
    await offerOf(hk, body);
    const standing = { state: 'inactive', asOf: '2026-05-01' };
    expect(codeOf(await send({ ...body, standing }))).toEqual([409, 'standing-differs']);
  });

  test('409 for identity numbers of two people', async () => {
    const [one, other] = [awardOffer(), awardOffer()];
    await offerOf(hk, one);
    await offerOf(hk, other);
    const identityNumbers = [...one.identityNumbers, ...other.identityNumbers];
    expect(codeOf(await send({ ...awardOffer(), identityNumbers }))).toEqual([409, 'identity-conflict']);
  });

  test('403 for a bank, 401 for nobody', async () => {
    const bank = await acts.clientToken(hk, 'bank');
    expect((await hk.api.post(path, awardOffer(), { token: bank })).status).toBe(403);
    expect((await hk.api.post(path, awardOffer())).status).toBe(401);
  });

  test('404 for the offer of another authority, and for one that never was', async () => {
    const made = await offerOf(border.hk);
    const theirs = await acts.officerToken(border.sz, 'registrar', 'SZ-REG-01');
    expect((await border.sz.api.get(`${path}/${made.id}`, theirs)).status).toBe(404);
    expect((await hk.api.get(`${path}/${randomUUID()}`, token)).status).toBe(404);
    expect((await revoke(randomUUID())).status).toBe(404);
  });

  test.each(['A'.repeat(43), '..%2F..%2Fetc', 'short'])('404 or 400 for the handle %s', async (handle) => {
    expect([400, 404]).toContain((await fetchOffer(`${hk.origin}/credential-offers/${handle}`)).status);
  });
});

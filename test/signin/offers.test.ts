import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeJwt } from 'jose';
import { oauthErrorBody, tokenResponse } from '../../src/access/token.schema.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { testClock } from '../support/world.ts';
import {
  type AccessNode,
  askToken,
  clientForm,
  offerCode,
  type OfferPlan,
  openAccessNode,
  preAuthorizedGrantType,
} from '../access/access-node.ts';

const clock = testClock();
let node: AccessNode;
let owner: pg.Client;
beforeAll(async () => {
  node = await openAccessNode({ clock });
  owner = new pg.Client({ connectionString: node.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await node.close();
});

const redeem = (code: string, more: Record<string, string> = {}) =>
  askToken(node, { grant_type: preAuthorizedGrantType, 'pre-authorized_code': code, ...more });

async function refusalOf(asked: ReturnType<typeof redeem>): Promise<string> {
  const answer = await asked;
  const { error } = oauthErrorBody.parse(answer.body);
  expect(answer.headers['cache-control']).toBe('no-store');
  return `${String(answer.status)} ${error}`;
}

const grantIdOf = (body: unknown): string => String(decodeJwt(tokenResponse.parse(body).access_token).sub);

describe('a wallet redeems the code of an offer', () => {
  test('and gets a token that names the grant, and nothing of the person', async () => {
    const offerId = randomUUID();
    const answer = await redeem(await offerCode(node, { offerId }));
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const token = tokenResponse.parse(answer.body);
    expect(token).toMatchObject({ token_type: 'Bearer', scope: 'home-attestation' });
    expect(token.authorization_details).toBeUndefined();
    const claims = decodeJwt(token.access_token);
    expect(claims).toMatchObject({ bearer: 'wallet', roles: ['wallet'], scope: 'credential:issue' });
    expect(JSON.stringify(claims)).not.toContain(offerId);
    expect(await node.signin.grant(String(claims.sub))).toMatchObject({
      authority: 'hkib',
      configurations: ['home-attestation'],
      identifiers: null,
      basis: { kind: 'offer', offerId },
      clientId: null,
      dpopThumbprint: null,
    });
  });

  test('with identifiers, when it asks by authorization_details', async () => {
    const code = await offerCode(node, { configurations: ['home-attestation', 'qualification-recognition'] });
    const details = [{ type: 'openid_credential', credential_configuration_id: 'qualification-recognition' }];
    const answer = await redeem(code, { authorization_details: JSON.stringify(details) });
    const { authorization_details: granted, scope } = tokenResponse.parse(answer.body);
    expect(scope).toBeUndefined();
    expect(granted).toHaveLength(1);
    const grant = await node.signin.grant(grantIdOf(answer.body));
    expect(grant?.configurations).toEqual(['qualification-recognition']);
    expect(grant?.identifiers).toEqual({
      'qualification-recognition': granted?.[0]?.credential_identifiers,
    });
  });

  test('under its own name, when it was registered and shows it by private_key_jwt', async () => {
    const code = await offerCode(node);
    const forged = { ...(await clientForm(node, { ...node.operator, key: softwareSigner() })) };
    expect(await refusalOf(redeem(code, forged))).toBe('401 invalid_client');
    const answer = await redeem(code, await clientForm(node, node.operator));
    expect((await node.signin.grant(grantIdOf(answer.body)))?.clientId).toBe(node.operator.id);
  });

  test('of the same offer, twice given, as one and the same', async () => {
    const offerId = randomUUID();
    const code = await offerCode(node, { offerId });
    expect(await offerCode(node, { offerId })).toBe(code);
    expect((await redeem(code)).status).toBe(200);
  });

  test('and the log has the grant, without a code', async () => {
    const code = await offerCode(node);
    const grantId = grantIdOf((await redeem(code)).body);
    const { rows } = await owner.query<{ id: string }>(
      `select event_id as id from event_facts where type = 'wallet.granted' and object_id = $1`,
      [grantId],
    );
    expect(rows).toHaveLength(1);
    const payload = JSON.stringify(await node.payloadOf(rows[0]?.id ?? ''));
    expect(payload).toContain('"basis":"offer"');
    expect(payload).not.toContain(code);
  });
});

describe('the code is good', () => {
  test('once, however many redeem it at the same time', async () => {
    const code = await offerCode(node);
    const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await refusalOf(redeem(code))).toBe('400 invalid_grant');
  });

  test('until it expires', async () => {
    const code = await offerCode(node, { expiresAt: clock.now() });
    expect(await refusalOf(redeem(code))).toBe('400 invalid_grant');
  });

  test('for what was offered', async () => {
    const details = (of: unknown) => redeemWith({ authorization_details: JSON.stringify(of) });
    const redeemWith = async (more: Record<string, string>) => refusalOf(redeem(await offerCode(node), more));
    const one = { type: 'openid_credential', credential_configuration_id: 'home-attestation' };
    const refused = '400 invalid_authorization_details';
    expect(await details([{ ...one, credential_configuration_id: 'qualification-recognition' }])).toBe(
      refused,
    );
    expect(await details([{ ...one, credential_configuration_id: 'driving-licence' }])).toBe(refused);
    expect(await details([{ ...one, type: 'payment' }])).toBe(refused);
    expect(await details(one)).toBe(refused);
    expect(await details([])).toBe(refused);
    expect(await redeemWith({ authorization_details: '[{"type":"a","type":"b"}]' })).toBe(refused);
  });

  test('and no other is', async () => {
    expect(await refusalOf(redeem('guessed'))).toBe('400 invalid_grant');
    expect(await refusalOf(askToken(node, { grant_type: preAuthorizedGrantType }))).toBe(
      '400 invalid_request',
    );
  });
});

describe('a transaction code', () => {
  const withCode = (plan: OfferPlan = {}) => offerCode(node, { txCode: '493536', ...plan });

  test('opens the offer that it belongs to', async () => {
    expect((await redeem(await withCode(), { tx_code: '493536' })).status).toBe(200);
  });

  test('that is missing or unexpected is a malformed request, and costs no attempt', async () => {
    const code = await withCode();
    for (let times = 0; times < 6; times += 1)
      expect(await refusalOf(redeem(code))).toBe('400 invalid_request');
    expect((await redeem(code, { tx_code: '493536' })).status).toBe(200);
    expect(await refusalOf(redeem(await offerCode(node), { tx_code: '493536' }))).toBe('400 invalid_request');
  });

  test('that is wrong is counted, and after five the right one comes too late', async () => {
    const code = await withCode();
    for (let times = 0; times < 5; times += 1)
      expect(await refusalOf(redeem(code, { tx_code: `00000${String(times)}` }))).toBe('400 invalid_grant');
    expect(await refusalOf(redeem(code, { tx_code: '493536' }))).toBe('400 invalid_grant');
  });

  test('cannot be tried more often by trying at once', async () => {
    const code = await withCode();
    const guesses = Array.from({ length: 20 }, (_, index) => String(100_000 + index));
    await Promise.all(guesses.map((tx_code) => redeem(code, { tx_code })));
    const { rows } = await owner.query<{ left: number }>(
      'select attempts_left as left from offer_codes order by expires_at desc, digest',
    );
    expect(Math.min(...rows.map(({ left }) => left))).toBe(0);
    expect(await refusalOf(redeem(code, { tx_code: '493536' }))).toBe('400 invalid_grant');
  });

  test('stands nowhere in the database, and neither does the code of the offer', async () => {
    const code = await withCode();
    const { rows } = await owner.query('select offer_codes::text as row from offer_codes');
    const all = JSON.stringify(rows);
    expect(all).not.toContain(code);
    expect(all).not.toContain('493536');
    expect(all).not.toContain(Buffer.from('493536').toString('hex'));
  });
});

describe('a grant', () => {
  test('is nothing any more once it was revoked, and the log says why', async () => {
    const id = grantIdOf((await redeem(await offerCode(node))).body);
    const why = { reasonCode: 'holder-request', requestId: 'test' };
    const revoke = () => node.db.transaction((tx) => node.signin.grants.revoke(tx, id, why));
    expect(await revoke()).toBe(true);
    expect(await revoke()).toBe(false);
    expect(await node.signin.grant(id)).toBeUndefined();
    const { rows } = await owner.query(
      `select reason_code from event_facts where type = 'wallet.revoked' and object_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ reason_code: 'holder-request' }]);
  });
});

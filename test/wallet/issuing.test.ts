import { createPublicKey } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { compactVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acts from '../../src/bin/demo-acts.ts';
import * as officers from '../../src/bin/demo-officers.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { thumbprint } from '../../src/kernel/jwk.ts';
import type { Transaction } from '../../src/platform/database.ts';
import type { Border, TestNode } from '../support/border.ts';
import {
  ask,
  awardOffer,
  nonceOf,
  type Offer,
  offerOf,
  preAuthorized,
  queryOf,
  registrarToken,
  startOffering,
  tokenOf,
} from './offering.ts';
import { askCredential, goodRequest, payloadOf, proofOf } from './own-wallet.ts';
import { accepted, fetched, peerWallet } from './peer-wallet.ts';

let border: Border;
let hk: TestNode;
beforeAll(async () => {
  border = await startOffering();
  hk = border.hk;
}, 60_000);
afterAll(() => border.stop());

const rowsOf = (text: string, values: unknown[] = []) => queryOf(hk, text, values);

describe('a wallet that is not ours, with a pre-authorized code', () => {
  test('is issued an attestation for its key, which another implementation verifies', async () => {
    const wallet = peerWallet(hk);
    const offer = await offerOf(hk);
    const access = await accepted(wallet, offer);
    expect(access.tokenType).toBe('DPoP');
    const key = wallet.newKey();
    const { texts } = await fetched(wallet, access, { keys: [key] });
    const [credential = ''] = texts;
    const { kid } = Object(JSON.parse(Buffer.from(credential.split('.')[0] ?? '', 'base64url').toString()));
    const published = hk.contexts.keys.find(kid);
    const issuerKey = createPublicKey({ key: { ...published?.jwk }, format: 'jwk' });
    const verifier = new SDJwtInstance({
      hashAlg: 'sha-256',
      hasher: (input) => sha256(typeof input === 'string' ? input : new Uint8Array(input)),
      verifier: (text, signature) =>
        compactVerify(`${text}.${signature}`, issuerKey).then(
          () => true,
          () => false,
        ),
    });
    const { payload } = await verifier.verify(credential);
    expect(payload).toMatchObject({
      iss: offer.offer.credential_issuer,
      vct: 'https://wenjin.example/credentials/home-attestation/v1',
      qualification: 'hk-ecf-crm-core',
      birth_date: '1991-05-06',
      cnf: { jwk: key.jwk },
    });
  });

  test('a bank that is shown the credential gets the answer that it gets for any other', async () => {
    const wallet = peerWallet(hk);
    const access = await accepted(wallet, await offerOf(hk));
    const { texts } = await fetched(wallet, access, { keys: [wallet.newKey()] });
    await hk.contexts.status.publishDue();
    const { result } = await acts.verify(hk, { credentials: texts, caseReference: 'WALLET-1' });
    expect(result).toBe('VALID');
  });

  test('gets one credential for each key of a batch, each with its own number and status index, of one record', async () => {
    const wallet = peerWallet(hk);
    const access = await accepted(wallet, await offerOf(hk));
    const keys = Array.from({ length: 4 }, () => wallet.newKey());
    const { texts } = await fetched(wallet, access, { keys });
    const payloads = texts.map(payloadOf);
    expect(payloads.map(({ cnf }) => thumbprint(cnf.jwk))).toEqual(keys.map(({ kid }) => kid));
    const different = (of: (payload: ReturnType<typeof payloadOf>) => unknown) =>
      new Set(payloads.map(of)).size;
    expect(different(({ number }) => number)).toBe(4);
    expect(different(({ status }) => status.status_list.idx)).toBe(4);
    expect(different(({ record }) => record.id)).toBe(1);
  });

  test('asks again with the same keys after a lost answer, and gets the very same credentials', async () => {
    const wallet = peerWallet(hk);
    const access = await accepted(wallet, await offerOf(hk));
    const keys = [wallet.newKey(), wallet.newKey()];
    const first = await fetched(wallet, access, { keys });
    const again = await fetched(wallet, access, { keys });
    expect(again.texts).toEqual(first.texts);
  });

  test('one attestation is counted, however many keys it was issued to', async () => {
    const wallet = peerWallet(hk);
    const offer = await offerOf(hk);
    const access = await accepted(wallet, offer);
    await fetched(wallet, access, { keys: [wallet.newKey(), wallet.newKey(), wallet.newKey()] });
    const [row] = await rowsOf('select subject_id from credential_offers where id = $1', [offer.id]);
    const types = await rowsOf(
      "select type, count(*)::int as count from event_facts where subject_id = $1 and type like 'credential.%' group by type order by type",
      [row.subject_id],
    );
    expect(types).toEqual([
      { type: 'credential.copied', count: 2 },
      { type: 'credential.issued', count: 1 },
    ]);
  });

  test('says what became of them, as often as it likes', async () => {
    const wallet = peerWallet(hk);
    const access = await accepted(wallet, await offerOf(hk));
    const { notification_id: notificationId = '' } = await fetched(wallet, access, {
      keys: [wallet.newKey()],
    });
    const { issuerMetadata, accessToken, dpop } = access;
    const told = () =>
      wallet.client.sendNotification({
        issuerMetadata,
        accessToken,
        notification: { notificationId, event: 'credential_accepted' },
        ...(dpop && { dpop }),
      });
    expect((await told()).response.status).toBe(204);
    expect((await told()).response.status).toBe(204);
    const events = await rowsOf(
      "select count(*)::int as count from event_facts where type = 'wallet.notified'",
    );
    expect(events).toEqual([{ count: 1 }]);
  });
});

test('what a wallet may tell of has one name for the same keys, and the oldest give way', async () => {
  const { token } = await tokenOf(hk, await offerOf(hk));
  const { body: request, parts } = await goodRequest(hk);
  const tell = (id: string) =>
    ask(hk, 'notification', { token, body: { notification_id: id, event: 'credential_accepted' } });
  const first = await askCredential(hk, token, request);
  const { notification_id: id } = first.body;
  expect((await tell(id)).status).toBe(204);
  const nonce = await nonceOf(hk);
  const jwt = await Promise.all(parts.map((each) => proofOf({ ...each, claims: { ...each.claims, nonce } })));
  const again = await askCredential(hk, token, { ...request, proofs: { jwt } });
  expect(again.body).toEqual(first.body);
  const of = 'owner = (select owner from wallet_notifications where digest = sha256($1::text::bytea))';
  await rowsOf(
    `insert into wallet_notifications select sha256(n::text::bytea), authority, owner, subject_id, credential_id, created_at + interval '1 millisecond', expires_at, events, wallet from wallet_notifications, generate_series(1, 100) as n where ${of}`,
    [id],
  );
  const other = await askCredential(hk, token, (await goodRequest(hk)).body);
  const kept = await rowsOf(
    'select count(*)::int as n from wallet_notifications where wallet = (select wallet from wallet_notifications where digest = sha256($1::text::bytea))',
    [other.body.notification_id],
  );
  expect(kept).toEqual([{ n: 64 }]);
  const late = await tell(id);
  expect([late.status, late.body.error]).toEqual([400, 'invalid_notification_id']);
  expect((await tell(other.body.notification_id)).status).toBe(204);
});

describe('an offer that was taken up', () => {
  test('is redeemed: it is fetched and revoked no more, and its code is good no more', async () => {
    const wallet = peerWallet(hk);
    const offer = await offerOf(hk);
    await fetched(wallet, await accepted(wallet, offer), { keys: [wallet.newKey()] });
    const token = await registrarToken(hk);
    const path = `/v1/credential-offers/${offer.id}`;
    expect(Object((await hk.api.get(path, token)).body).state).toBe('redeemed');
    const headers = { authorization: `Bearer ${token}` };
    const revoked = await fetch(hk.baseUrl + path, { method: 'DELETE', headers });
    expect([revoked.status, Object(await revoked.json()).code]).toEqual([409, 'offer-closed']);
    await expect(peerWallet(hk).client.resolveCredentialOffer(offer.link)).rejects.toThrow();
    await expect(tokenOf(hk, offer)).rejects.toThrow('invalid_grant');
  });
});

describe('a grant that outlives its offer', () => {
  const endOffer = ({ id }: Offer, ago: string) =>
    rowsOf(`update credential_offers set expires_at = now() - $2::interval where id = $1`, [id, ago]);
  const asked = async (token: string) => {
    const { status, body } = await askCredential(hk, token, (await goodRequest(hk)).body);
    return [status, body.error];
  };

  test('fetches an award a little later, as its token lasts, and not afterwards', async () => {
    const [soon, late] = [await offerOf(hk), await offerOf(hk)];
    const tokens = [(await tokenOf(hk, soon)).token, (await tokenOf(hk, late)).token];
    await endOffer(soon, '9 minutes');
    await endOffer(late, '11 minutes');
    expect(await asked(tokens[0] ?? '')).toEqual([200, undefined]);
    expect(await asked(tokens[1] ?? '')).toEqual([400, 'credential_request_denied']);
  });

  test('fetches what was issued for further keys, until its record ends', async () => {
    const offer = await offerOf(hk);
    const { token } = await tokenOf(hk, offer);
    const { body: request, parts } = await goodRequest(hk);
    const again = async () => {
      const nonce = await nonceOf(hk);
      const jwt = await Promise.all(
        parts.map((each) => proofOf({ ...each, claims: { ...each.claims, nonce } })),
      );
      const { status, body } = await askCredential(hk, token, { ...request, proofs: { jwt } });
      return [status, body.error];
    };
    expect(await again()).toEqual([200, undefined]);
    await endOffer(offer, '30 days');
    expect(await asked(token)).toEqual([200, undefined]);
    const [row] = await rowsOf('select record_id from credential_offers where id = $1', [offer.id]);
    await officers.decideStatus(hk, 'registrar', 'HK-REG-01', {
      kind: 'withdraw',
      facet: 'award',
      reasonCode: 'conduct',
      object: { type: 'record', id: String(row?.record_id) },
    });
    expect(await asked(token)).toEqual([400, 'credential_request_denied']);
    expect(await again()).toEqual([400, 'credential_request_denied']);
  });
});

describe('an offer whose token was given', () => {
  const inVault = async ({ id }: Offer, act: (tx: Transaction, subjectId: string) => Promise<unknown>) => {
    const [row] = await rowsOf('select subject_id from credential_offers where id = $1', [id]);
    await hk.contexts.db.transaction((tx) => act(tx, String(row?.subject_id)));
  };

  test.each<[string, (offer: Offer) => Promise<unknown>]>([
    ['the person was restricted', (offer) => inVault(offer, (tx, id) => hk.contexts.vault.restrict(tx, id))],
    ['the person was erased', (offer) => inVault(offer, (tx, id) => hk.contexts.vault.erase(tx, id))],
    [
      'the standing was suspended',
      async ({ id }) => {
        const [row] = await rowsOf('select record_id from credential_offers where id = $1', [id]);
        return officers.decideStatus(hk, 'registrar', 'HK-REG-01', {
          kind: 'suspend',
          facet: 'standing',
          reasonCode: 'conduct',
          object: { type: 'record', id: String(row?.record_id) },
        });
      },
    ],
  ])('is denied when meanwhile %s', async (_, happen) => {
    const offer = await offerOf(hk);
    const { token } = await tokenOf(hk, offer);
    await happen(offer);
    const answer = await askCredential(hk, token, (await goodRequest(hk)).body);
    expect([answer.status, answer.body.error]).toEqual([400, 'credential_request_denied']);
  });
});

describe('what was issued to several keys', () => {
  const issuedToThree = async () => {
    const wallet = peerWallet(hk);
    const access = await accepted(wallet, await offerOf(hk));
    const keys = [wallet.newKey(), wallet.newKey(), wallet.newKey()];
    const { texts } = await fetched(wallet, access, { keys });
    const rows = await rowsOf('select id, copy_of from credentials where holder_thumbprint = any($1)', [
      keys.map(({ kid }) => kid),
    ]);
    const original = String(rows.find(({ copy_of: copyOf }) => copyOf === null)?.id);
    const copy = String(rows.find(({ copy_of: copyOf }) => copyOf !== null)?.id);
    return { wallet, access, texts, original, copy };
  };
  const livesOf = async (original: string) =>
    (await rowsOf('select distinct life from credentials where id = $1 or copy_of = $1', [original])).map(
      ({ life }) => life,
    );

  test('is suspended and reinstated as one, whichever of them is named', async () => {
    const { original, copy, texts, wallet, access } = await issuedToThree();
    const decision = {
      kind: 'suspend',
      facet: 'credential',
      reasonCode: 'under-review',
      reviewOn: '2027-09-01',
    };
    await officers.decideStatus(hk, 'registrar', 'HK-REG-01', {
      ...decision,
      object: { type: 'credential', id: copy },
    });
    expect(await livesOf(original)).toEqual(['suspended']);
    await hk.contexts.status.publishDue();
    const { result } = await acts.verify(hk, { credentials: texts.slice(2), caseReference: 'WALLET-2' });
    expect(result).toBe('SUSPENDED');
    await expect(fetched(wallet, access, { keys: [wallet.newKey()] })).rejects.toThrow();
    await officers.decideStatus(hk, 'registrar', 'HK-REG-01', {
      kind: 'reinstate',
      facet: 'credential',
      reasonCode: 'cause-cured',
      object: { type: 'credential', id: original },
    });
    expect(await livesOf(original)).toEqual(['active']);
  });

  test('is superseded as one by a renewal', async () => {
    const { original } = await issuedToThree();
    const token = await registrarToken(hk);
    const standing = { state: 'current', asOf: '2026-06-01' };
    await hk.api.post(`/v1/credentials/${original}/renewals`, { standing }, { token, expect: 201 });
    expect(await livesOf(original)).toEqual(['superseded']);
  });

  test('is superseded as one by a newer offer of the same award, once that is taken up', async () => {
    const body = awardOffer();
    const wallet = peerWallet(hk);
    const former = await accepted(wallet, await offerOf(hk, body));
    await fetched(wallet, former, { keys: [wallet.newKey(), wallet.newKey()] });
    const newer = await accepted(wallet, await offerOf(hk, body));
    const { texts } = await fetched(wallet, newer, { keys: [wallet.newKey()] });
    const { record } = payloadOf(texts[0] ?? '');
    const lives = await rowsOf(
      'select life, count(*)::int as count from credentials where record_id = $1 group by life order by life',
      [record.id],
    );
    expect(lives).toEqual([
      { life: 'active', count: 1 },
      { life: 'superseded', count: 2 },
    ]);
  });
});

test('nothing of codes, nonces, proofs or credentials is in the log of the process', async () => {
  const wallet = peerWallet(hk);
  const offer = await offerOf(hk);
  const access = await accepted(wallet, offer);
  const { texts } = await fetched(wallet, access, { keys: [wallet.newKey()] });
  const { 'pre-authorized_code': code = '' } = offer.offer.grants[preAuthorized] ?? {};
  const logged = hk.lines.join('\n');
  for (const secret of [
    code,
    offer.txCode ?? '',
    access.accessToken,
    texts[0] ?? '',
    offer.offerUri.slice(-43),
  ])
    expect(logged).not.toContain(secret);
});

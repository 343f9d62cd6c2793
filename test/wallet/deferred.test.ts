import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acts from '../../src/bin/demo-acts.ts';
import * as officers from '../../src/bin/demo-officers.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import { thumbprint } from '../../src/kernel/jwk.ts';
import { statistics } from '../../src/audit/statistics.schema.ts';
import { retentionPorts } from '../../src/retention/ports.service.ts';
import { walletProofType } from '../../src/wallet/key-proof.ts';
import { offerMade } from '../../src/wallet/offers.schema.ts';
import { Browser } from '../signin/browser.ts';
import {
  authorizeUrl,
  codeForm,
  decide,
  pkce,
  post,
  push,
  pushForm,
  signInByCredential,
} from '../signin/wallet.ts';
import type { Border, TestNode } from '../support/border.ts';
import { patiently, until } from '../support/recognised.ts';
import { ask, nonceOf, type Offer, queryOf, startOffering, tokenOf } from './offering.ts';
import { askCredential, goodRequest, payloadOf, proofOf, proofParts } from './own-wallet.ts';
import { accepted, fetched, peerWallet } from './peer-wallet.ts';

let border: Border;
let hk: TestNode;
beforeAll(async () => {
  border = await startOffering({ agreed: true, workers: true });
  hk = border.hk;
}, 90_000);
afterAll(() => border.stop());

const authority = 'demo-hk-recognition';
const configuration = 'qualification-recognition';
let people = 40;

/** A Shenzhen banker has applied in Hong Kong; nobody has decided. */
async function applied() {
  people += 1;
  const { shen: person } = castOf(people);
  const today = civilDate(hk.contexts.clock.now());
  const wallet = new Wallet(await newKeyPair());
  await acts.attest(border.sz, 'SZ-REG-01', person, wallet, {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    standing: { state: 'current', asOf: addDays(today, -5) },
  });
  const { id } = await patiently(() => acts.apply(hk, wallet, 'hk-ecf-crm-core'));
  const components = ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'];
  await acts.certifyBridging(hk, person, wallet, { row: 'DEMO-1/i03', components, date: addDays(today, -1) });
  const { proposal } = await patiently(() => acts.addBridging(hk, wallet, id));
  return { id, proposalId: proposal.id, wallet };
}

async function decided(
  { id, proposalId }: { id: string; proposalId: string },
  outcome: string,
  override: boolean,
) {
  const reasons = override ? { reasons: 'DEMO: the file does not show what it has to.' } : {};
  const decision = { applicationId: id, proposalId, outcome, override, ...reasons };
  const { id: decisionId, decisionSha256 } = await officers.decide(hk, 'HK-01', decision);
  return officers.approve(hk, 'HK-02', { applicationId: id, decisionId, decisionSha256 });
}

async function offered(applicationId: string): Promise<Offer> {
  const token = await acts.officerToken(hk, 'recogniser', 'HK-02');
  const path = `/v1/applications/${applicationId}/credential-offers`;
  return offerMade.parse((await hk.api.post(path, {}, { token, expect: 201 })).body);
}

const request = async (keys = 1) => {
  const { body } = await goodRequest(hk, { keys, authority });
  return { ...body, credential_configuration_id: configuration };
};
const issue = async (token: string, keys?: number) =>
  ask(hk, 'credential', { token, authority, body: await request(keys) });
const poll = (token: string, id: string) =>
  ask(hk, 'deferred-credential', { token, authority, body: { transaction_id: id } });
const errorOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.error];

/** Each of somebody else, and much of it is waiting for the other side. */
describe.concurrent('a recognition that waits for its checker', () => {
  test('is deferred, then deferred again in the same words, then given once', async () => {
    const application = await applied();
    const { token } = await tokenOf(hk, await offered(application.id));
    const first = await issue(token, 2);
    expect([first.status, first.body.interval]).toEqual([202, 300]);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.body.credentials).toBeUndefined();
    const { transaction_id: id } = first.body;
    const again = await poll(token, id);
    expect([again.status, again.body]).toEqual([202, first.body]);

    const { credentialId } = await decided(application, 'recognised-with-conditions', false);
    const given = await poll(token, id);
    expect([given.status, given.body.credentials.length]).toEqual([200, 2]);
    expect(given.body.transaction_id).toBeUndefined();
    const payloads = given.body.credentials.map((each: { credential: string }) => payloadOf(each.credential));
    for (const { recognition, decision } of payloads)
      expect([recognition.id, decision]).toEqual([credentialId, 'recognised-with-conditions']);
    expect(errorOf(await poll(token, id))).toEqual([400, 'invalid_transaction_id']);

    const told = { notification_id: given.body.notification_id, event: 'credential_accepted' };
    expect((await ask(hk, 'notification', { token, authority, body: told })).status).toBe(204);
  });

  test('is given once, of four that ask at once', async () => {
    const application = await applied();
    const { token } = await tokenOf(hk, await offered(application.id));
    const { transaction_id: id } = (await issue(token)).body;
    await decided(application, 'recognised-with-conditions', false);
    const answers = await Promise.all([1, 2, 3, 4].map(() => poll(token, id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400]);
  });

  test('is denied once it was refused, and told so each time', async () => {
    const application = await applied();
    const { token } = await tokenOf(hk, await offered(application.id));
    const { transaction_id: id } = (await issue(token)).body;
    await decided(application, 'refused', true);
    for (const answer of [await poll(token, id), await poll(token, id), await issue(token)])
      expect(errorOf(answer)).toEqual([400, 'credential_request_denied']);
  });

  test('that was refused is waited for again under the same name while an appeal goes on, and given when it succeeds', async () => {
    const application = await applied();
    const { id: applicationId, proposalId, wallet } = application;
    const { token } = await tokenOf(hk, await offered(applicationId));
    const { transaction_id: id } = (await issue(token)).body;
    await decided(application, 'refused', true);
    expect(errorOf(await poll(token, id))).toEqual([400, 'credential_request_denied']);
    await hk.api.post(
      `/v1/applications/${applicationId}/appeals`,
      { grounds: 'DEMO: it does.' },
      { token: await acts.holderToken(hk, wallet), expect: 201 },
    );
    const waiting = await poll(token, id);
    expect([waiting.status, waiting.body.transaction_id]).toEqual([202, id]);
    const decision = { applicationId, proposalId, outcome: 'recognised-with-conditions', override: false };
    const { id: decisionId, decisionSha256 } = await officers.decide(hk, 'HK-03', decision);
    expect((await poll(token, id)).status).toBe(202);
    const { credentialId } = await officers.approve(hk, 'HK-04', {
      applicationId,
      decisionId,
      decisionSha256,
    });
    const given = await poll(token, id);
    expect(given.status).toBe(200);
    const [{ credential }] = given.body.credentials;
    expect(payloadOf(credential).recognition.id).toBe(credentialId);
  });

  test('is nobody else’s: a transaction of another wallet, or of none, is invalid', async () => {
    const [one, other] = [await applied(), await applied()];
    const mine = await tokenOf(hk, await offered(one.id));
    const theirs = await tokenOf(hk, await offered(other.id));
    const { transaction_id: id } = (await issue(mine.token)).body;
    for (const answer of [await poll(theirs.token, id), await poll(mine.token, 'unknown')])
      expect(errorOf(answer)).toEqual([400, 'invalid_transaction_id']);
    const none = await ask(hk, 'deferred-credential', { token: mine.token, authority, body: {} });
    expect(errorOf(none)).toEqual([400, 'invalid_credential_request']);
  });

  test('waits under one name however often it is asked for with the same keys, and for so many keys at a time', async () => {
    const application = await applied();
    const { token } = await tokenOf(hk, await offered(application.id));
    const { parts } = await goodRequest(hk, { authority });
    const again = async () => {
      const nonce = await nonceOf(hk, authority);
      const jwt = await Promise.all(
        parts.map((each) => proofOf({ ...each, claims: { ...each.claims, nonce } })),
      );
      const body = { credential_configuration_id: configuration, proofs: { jwt } };
      return ask(hk, 'credential', { token, authority, body });
    };
    const [first, second] = [await again(), await again()];
    expect([first.status, second.body]).toEqual([202, first.body]);
    const others = await Promise.all(Array.from({ length: 24 }, () => issue(token)));
    const refused = others.filter(({ status }) => status !== 202).map(errorOf);
    expect(refused).toEqual(Array.from({ length: 5 }, () => [400, 'credential_request_denied']));
    const count = 'select count(*)::int as n from deferred_issuances where application_id = $1';
    expect(await queryOf(hk, count, [application.id])).toEqual([{ n: 20 }]);
    expect((await again()).body).toEqual(first.body);
  });

  test('is denied once its offer was revoked, while it waits and when it is granted', async () => {
    const application = await applied();
    const offer = await offered(application.id);
    const { token } = await tokenOf(hk, offer);
    const { transaction_id: id } = (await issue(token)).body;
    await queryOf(hk, 'update credential_offers set revoked_at = now() where id = $1', [offer.id]);
    expect(errorOf(await poll(token, id))).toEqual([400, 'credential_request_denied']);
    await decided(application, 'recognised-with-conditions', false);
    expect(errorOf(await poll(token, id))).toEqual([400, 'credential_request_denied']);
  });

  test('is nothing for a token that is not for recognitions, though it is of the same person', async () => {
    const application = await applied();
    const { token } = await tokenOf(hk, await offered(application.id));
    const { transaction_id: id } = (await issue(token)).body;
    await queryOf(
      hk,
      "update deferred_issuances set configuration = 'home-attestation' where application_id = $1",
      [application.id],
    );
    expect(errorOf(await poll(token, id))).toEqual([400, 'invalid_transaction_id']);
  });

  test('is fetched by a wallet that is not ours', async () => {
    const application = await applied();
    const wallet = peerWallet(hk);
    const access = await accepted(wallet, await offered(application.id));
    const { transaction_id: transactionId = '' } = await fetched(wallet, access, {
      keys: [wallet.newKey()],
      configuration,
    });
    const { issuerMetadata, accessToken, dpop } = access;
    const asked = { issuerMetadata, accessToken, transactionId, ...(dpop && { dpop }) };
    const { deferredCredentialResponse: waiting } = await wallet.client.retrieveDeferredCredentials(asked);
    expect(Object(waiting)).toMatchObject({ transaction_id: transactionId, interval: 300 });
    await decided(application, 'recognised-with-conditions', false);
    // Version 0.4.6 refuses an answer that carries `notification_id`, which section 9.2 allows.
    await expect(wallet.client.retrieveDeferredCredentials(asked)).rejects.toThrow();
    const { texts } = await fetched(wallet, access, { keys: [wallet.newKey()], configuration });
    expect(payloadOf(texts[0] ?? '').vct).toMatch(/qualification-recognition/);
  });
});

describe.concurrent('a recognition that was granted', () => {
  test('is issued to keys of a wallet that are not that of the application, and a bank sees one like any other', async () => {
    const application = await applied();
    const { credentialId } = await decided(application, 'recognised-with-conditions', false);
    const { token } = await tokenOf(hk, await offered(application.id));
    const { status, body } = await issue(token, 2);
    expect(status).toBe(200);
    const [{ credential }] = body.credentials;
    expect(payloadOf(credential).cnf.jwk).not.toEqual(application.wallet.key.publicJwk);
    const copies = await queryOf(hk, 'select count(*)::int as n from credentials where copy_of = $1', [
      credentialId,
    ]);
    expect(copies).toEqual([{ n: 2 }]);
    await acts.verifyUntil(
      hk,
      { credentials: [credential], caseReference: 'WALLET-3' },
      'VALID_WITH_CONDITIONS',
      8_000,
    );
    const events = await queryOf(
      hk,
      "select type, count(*)::int as n from event_facts where subject_id = (select subject_id from credentials where id = $1) and type in ('credential.issued', 'credential.copied') group by type order by type",
      [credentialId],
    );
    expect(events).toEqual([
      { type: 'credential.copied', n: 2 },
      { type: 'credential.issued', n: 1 },
    ]);
  });

  test('is not issued for a key that somebody else’s recognition was bound to meanwhile', async () => {
    const [one, other] = [await applied(), await applied()];
    await decided(other, 'recognised-with-conditions', false);
    const { token } = await tokenOf(hk, await offered(other.id));
    const { publicJwk: jwk, signer } = one.wallet.key;
    const { claims } = await proofParts(hk, { authority });
    const proof = await signCompactJws({ typ: walletProofType, jwk }, claims, signer);
    const body = { credential_configuration_id: configuration, proofs: { jwt: [proof] } };
    expect((await ask(hk, 'credential', { token, authority, body })).status).toBe(200);
    const { id: applicationId, proposalId } = one;
    const decision = { applicationId, proposalId, outcome: 'recognised-with-conditions', override: false };
    const { id: decisionId, decisionSha256 } = await officers.decide(hk, 'HK-01', decision);
    const approval = { applicationId, decisionId, decisionSha256 };
    const { status, body: refused } = await officers.tryToApprove(hk, 'HK-02', approval);
    expect([status, Object(refused).code]).toEqual([409, 'identity-conflict']);
    const bound = await queryOf(
      hk,
      'select count(distinct subject_id)::int as n from credentials where holder_thumbprint = $1 and authority = $2',
      [thumbprint(jwk), authority],
    );
    expect(bound).toEqual([{ n: 1 }]);
  });

  test('is not offered by whom it is not theirs, nor when it was refused', async () => {
    const application = await applied();
    await decided(application, 'refused', true);
    const path = `/v1/applications/${application.id}/credential-offers`;
    const token = await acts.officerToken(hk, 'recogniser', 'HK-02');
    expect((await hk.api.post(path, {}, { token })).status).toBe(409);
    const registrar = await acts.officerToken(hk, 'registrar', 'HK-REG-01');
    expect((await hk.api.post(path, {}, { token: registrar })).status).toBe(403);
    const unknown = '/v1/applications/0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b/credential-offers';
    expect((await hk.api.post(unknown, {}, { token })).status).toBe(404);
  });

  test('is offered to nobody who is restricted or erased, and who is erased leaves nothing that waits', async () => {
    const application = await applied();
    const { token: wallet } = await tokenOf(hk, await offered(application.id));
    const access = await signedIn(application);
    const waiting = [await issue(wallet), await issue(access)];
    expect(waiting.map(({ status }) => status)).toEqual([202, 202]);
    const path = `/v1/applications/${application.id}/credential-offers`;
    const recogniser = await acts.officerToken(hk, 'recogniser', 'HK-02');
    const terms = { grants: ['authorization_code'], validHours: 24 };
    await hk.api.post(path, terms, { token: recogniser, expect: 201 });
    const [row] = await queryOf(hk, 'select subject_id from applications where id = $1', [application.id]);
    const subjectId = String(row?.subject_id);
    const refusal = async () => {
      const { status, body } = await hk.api.post(path, {}, { token: recogniser });
      return [status, Object(body).code];
    };
    const left = () =>
      queryOf(
        hk,
        `select 'waits' as what from deferred_issuances where application_id = $1 union all
         select 'state' from issuer_states where subject_id = $2 union all
         select 'told' from wallet_notifications where subject_id = $2`,
        [application.id, subjectId],
      );
    expect((await left()).map(({ what }) => what).toSorted()).toEqual(['state', 'waits', 'waits']);
    const { db, vault } = hk.contexts;
    await db.transaction((tx) => vault.restrict(tx, subjectId));
    expect(await refusal()).toEqual([409, 'subject-restricted']);
    await db.transaction((tx) => vault.erase(tx, subjectId));
    expect(await refusal()).toEqual([409, 'subject-erased']);
    await db.transaction((tx) => retentionPorts(hk.contexts).forgetSignIns(tx, [subjectId]));
    expect(await left()).toEqual([]);
  });

  test('its offer is read and revoked under the application', async () => {
    const application = await applied();
    const { id } = await offered(application.id);
    const token = await acts.officerToken(hk, 'recogniser', 'HK-01');
    const path = `/v1/applications/${application.id}/credential-offers/${id}`;
    expect(Object((await hk.api.get(path, token)).body)).toMatchObject({ state: 'open', configuration });
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(hk.baseUrl + path, { method: 'DELETE', headers })).status).toBe(204);
    expect(Object((await hk.api.get(path, token)).body).state).toBe('revoked');
    const elsewhere = `/v1/applications/${application.id}/credential-offers/${application.proposalId}`;
    expect((await hk.api.get(elsewhere, token)).status).toBe(404);
    expect((await fetch(hk.baseUrl + elsewhere, { method: 'DELETE', headers })).status).toBe(404);
  });
});

type Applied = Awaited<ReturnType<typeof applied>>;
const signedIn = async (application: Applied): Promise<string> =>
  String((await signedInAnswer(application)).access_token);

async function signedInAnswer({ wallet }: Pick<Applied, 'wallet'>) {
  const { verifier, challenge } = pkce();
  const resource = `${hk.origin}/authorities/${authority}`;
  const form = { ...pushForm(challenge), scope: configuration, resource };
  const browser = new Browser({ [hk.origin]: hk.baseUrl });
  const page = await browser.open(authorizeUrl(await push({ hk }, form)));
  const consent = await signInByCredential(browser, page, wallet);
  const { searchParams } = new URL((await decide(browser, consent, 'allow')).url);
  const { body } = await post({ hk }, '/oauth/token', codeForm(searchParams.get('code') ?? '', verifier));
  return body;
}

test('who has one recognition and waits for another gets an identifier for each', async () => {
  const application = await applied();
  await decided(application, 'recognised-with-conditions', false);
  const { proposalId: _, ...waiting } = await patiently(async () => ({
    ...application,
    ...(await acts.apply(hk, application.wallet, 'hk-ecf-crm-core')),
  }));
  const { access_token: token, authorization_details: details } = await signedInAnswer(application);
  const answers = [];
  for (const credential_identifier of Object(details)[0].credential_identifiers) {
    const { proofs } = (await goodRequest(hk, { authority })).body;
    answers.push(await ask(hk, 'credential', { token, authority, body: { proofs, credential_identifier } }));
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 202]);
  const { transaction_id: id } = answers[1]?.body ?? {};
  const rows = await queryOf(
    hk,
    'select application_id from deferred_issuances where digest = sha256($1::text::bytea)',
    [id],
  );
  expect(rows).toEqual([{ application_id: waiting.id }]);
});

test('a transaction, and a notification, of one wallet are nothing to another wallet of the same person', async () => {
  const application = await applied();
  const [mine, other] = [await signedIn(application), await signedIn(application)];
  const { transaction_id: id } = (await issue(mine)).body;
  expect(errorOf(await poll(other, id))).toEqual([400, 'invalid_transaction_id']);
  await decided(application, 'recognised-with-conditions', false);
  expect(errorOf(await poll(other, id))).toEqual([400, 'invalid_transaction_id']);
  const { notification_id: notificationId } = (await poll(mine, id)).body;
  const told = { notification_id: notificationId, event: 'credential_accepted' };
  const tell = (token: string) => ask(hk, 'notification', { token, authority, body: told });
  expect(errorOf(await tell(other))).toEqual([400, 'invalid_notification_id']);
  expect((await tell(mine)).status).toBe(204);
});

test('a professional who signs in with the home credential waits for the recognition, and has it when it is granted', async () => {
  const application = await applied();
  const token = await signedIn(application);
  const { status, body: waiting } = await issue(token);
  expect(status).toBe(202);
  const { credentialId } = await decided(application, 'recognised-with-conditions', false);
  const given = await poll(token, waiting.transaction_id);
  expect(payloadOf(given.body.credentials[0].credential).recognition.id).toBe(credentialId);
  // And by another wallet later, with no application in between.
  expect((await issue(token, 3)).body.credentials).toHaveLength(3);
});

test('an examiner counts recognitions, not the keys that they were issued to', async () => {
  const examiner = await acts.officerToken(hk, 'examiner', 'HK-EX-01');
  const counted = async () => {
    const { body } = await hk.api.get('/v1/audit/statistics?purpose=supervision', examiner);
    const { stock, funnel } = statistics.parse(body);
    const standing = stock.filter(({ kind }) => kind === 'recognition');
    const issued = funnel.find(({ direction }) => direction === 'CN-SZ-HK')?.issued;
    return [issued, standing.reduce((sum, { count }) => sum + count, 0)];
  };
  const recognitions = async (): Promise<number> => {
    const ofType = "vct like '%qualification-recognition%' and issuer_jwt is not null and copy_of is null";
    return (await queryOf(hk, `select count(*)::int as n from credentials where ${ofType}`))[0]?.n;
  };
  const application = await applied();
  await decided(application, 'recognised-with-conditions', false);
  const { token } = await tokenOf(hk, await offered(application.id));
  expect((await issue(token, 5)).body.credentials).toHaveLength(5);
  const all = await recognitions();
  await until(async () => (await counted())[0] === all);
  expect(await counted()).toEqual([all, all]);
});

test('a token of the other authority fetches no recognition', async () => {
  const application = await applied();
  const { token } = await tokenOf(hk, await offered(application.id));
  expect(errorOf(await askCredential(hk, token, (await goodRequest(hk)).body))).toEqual([
    401,
    'invalid_token',
  ]);
});

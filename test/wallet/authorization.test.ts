import { clientAuthenticationNone } from '@openid4vc/oauth2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attest } from '../../src/bin/demo-acts.ts';
import * as officers from '../../src/bin/demo-officers.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { tokenResponse } from '../../src/access/token.schema.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import {
  allowed,
  browserAt,
  codeForm,
  decide,
  openScene,
  pkce,
  post,
  pushForm,
  redirectUri,
  type Scene,
  signInByAccount,
  walletId,
} from '../signin/wallet.ts';
import type { TestNode } from '../support/border.ts';
import { offerOf, queryOf } from './offering.ts';
import { askCredential, goodRequest, payloadOf, proofOf } from './own-wallet.ts';
import { fetched, peerWallet } from './peer-wallet.ts';

/** What a wallet fetches after its person has signed in. */

let scene: Scene;
let hk: TestNode;
beforeAll(async () => {
  scene = await openScene();
  hk = scene.hk;
}, 90_000);
afterAll(() => scene.stop());

const standing = () => ({ state: 'current' as const, asOf: addDays(civilDate(new Date()), -5) });

async function signedIn(): Promise<string> {
  const { verifier, challenge } = pkce();
  const { code } = await allowed(scene, pushForm(challenge));
  const { body } = await post(scene, '/oauth/token', codeForm(code, verifier));
  return String(body.access_token);
}

const livesOf = async (id: string) =>
  (await queryOf(hk, 'select life from credentials where id = $1 or copy_of = $1', [id])).map(
    ({ life }) => life,
  );

describe('a person who signs in', () => {
  test('gets what is in force of theirs for the keys of the wallet, and nothing is superseded by it', async () => {
    const token = await signedIn();
    const { body: request } = await goodRequest(hk, { keys: 2 });
    const { status, body } = await askCredential(hk, token, request);
    expect(status).toBe(200);
    const held = payloadOf(scene.chan.award.credential);
    for (const { credential } of body.credentials) {
      const { record, award_date: date, exp } = payloadOf(credential);
      expect([record, date, exp]).toEqual([held.record, held.award_date, held.exp]);
    }
    expect(await livesOf(scene.chan.award.id)).toEqual(['active', 'active', 'active']);
  });

  test('may have the wallet named in its proofs, and no other', async () => {
    const token = await signedIn();
    const answerTo = async (iss: string) => {
      const { body, parts } = await goodRequest(hk);
      const [good] = parts;
      const proof = good && (await proofOf({ ...good, claims: { ...good.claims, iss } }));
      return askCredential(hk, token, { ...body, proofs: { jwt: [proof] } });
    };
    expect((await answerTo(walletId)).status).toBe(200);
    const other = await answerTo('https://other-wallet.example');
    expect([other.status, other.body.error]).toEqual([400, 'invalid_proof']);
  });
});

describe('a person with two awards of one kind', () => {
  const identifiersOf = async (asked: Record<string, string>) => {
    const { verifier, challenge } = pkce();
    const { scope: _, ...form } = pushForm(challenge);
    const { code } = await allowed(scene, { ...form, ...asked });
    const { body } = await post(scene, '/oauth/token', codeForm(code, verifier));
    const { access_token: token, authorization_details: details = [] } = tokenResponse.parse(body);
    expect(details.map((each) => each.credential_configuration_id)).toEqual(['home-attestation']);
    return { token, identifiers: details.flatMap((each) => each.credential_identifiers) };
  };
  const recordsOf = async ({ token, identifiers }: Awaited<ReturnType<typeof identifiersOf>>) => {
    const records = [];
    for (const credential_identifier of identifiers) {
      const { proofs } = (await goodRequest(hk)).body;
      const { status, body } = await askCredential(hk, token, { proofs, credential_identifier });
      expect(status).toBe(200);
      records.push(payloadOf(body.credentials[0].credential).record.id);
    }
    return records;
  };

  test('gets an identifier for each, by scope too, and each gives its own, also once it was renewed', async () => {
    const { chan } = castOf(1);
    const second = { ...chan, certificateNumber: 'DEMO-SECOND' };
    const award = (date: string) =>
      attest(hk, 'HK-REG-01', second, scene.chan.wallet, {
        qualification: 'hk-ecf-crm-core',
        route: 'examination',
        date,
        standing: standing(),
      });
    const other = await award('2022-09-15');
    const both = new Set([scene.chan.award.record?.id, other.record?.id]);
    const detail = { type: 'openid_credential', credential_configuration_id: 'home-attestation' };
    const byScope = await identifiersOf({ scope: 'home-attestation' });
    const byDetails = await identifiersOf({ authorization_details: JSON.stringify([detail]) });
    await award('2022-09-15');
    for (const granted of [byScope, byDetails]) {
      expect(granted.identifiers).toHaveLength(2);
      expect(new Set(await recordsOf(granted))).toEqual(both);
    }
    const foreign = { ...byScope, identifiers: byDetails.identifiers.slice(0, 1) };
    const { proofs } = (await goodRequest(hk)).body;
    const asked = { proofs, credential_identifier: foreign.identifiers[0] };
    const { status, body } = await askCredential(hk, byScope.token, asked);
    expect([status, body.error]).toEqual([400, 'unknown_credential_identifier']);
    const byConfiguration = await askCredential(hk, byScope.token, (await goodRequest(hk)).body);
    expect(byConfiguration.body.error).toBe('invalid_credential_request');
    await officers.decideStatus(hk, 'registrar', 'HK-REG-01', {
      kind: 'withdraw',
      facet: 'award',
      reasonCode: 'conduct',
      object: { type: 'record', id: other.record?.id ?? '' },
    });
    const { identifiers } = byDetails;
    const answers = [];
    for (const credential_identifier of identifiers) {
      const request = { proofs: (await goodRequest(hk)).body.proofs, credential_identifier };
      answers.push((await askCredential(hk, byDetails.token, request)).status);
    }
    expect(answers.toSorted()).toEqual([200, 400]);
  });
});

test('a wallet that is not ours takes up an offer by authorization code: PAR, PKCE, iss, DPoP, and the newer attestation supersedes', async () => {
  const { chan } = castOf(1);
  const { nameEn, nameZhHant, nameZhHans, birthDate, identityNumber, certificateNumber } = chan;
  const { link } = await offerOf(hk, {
    person: { nameEn, nameZhHant, nameZhHans, birthDate },
    identityNumbers: [identityNumber],
    award: {
      qualification: 'hk-ecf-crm-core',
      route: 'examination',
      date: '2023-09-15',
      certificateNumber,
      specialisms: [],
    },
    standing: standing(),
    grants: ['authorization_code'],
  });
  const wallet = peerWallet(hk, { clientAuthentication: clientAuthenticationNone({ clientId: walletId }) });
  const { client } = wallet;
  const credentialOffer = await client.resolveCredentialOffer(link);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const dpop = { signer: wallet.signerOf(wallet.newKey()) };
  const started = await client.initiateAuthorization({
    credentialOffer,
    issuerMetadata,
    clientId: walletId,
    redirectUri,
    scope: 'home-attestation',
    state: 'state-of-the-peer',
    dpop,
  });
  if (!('authorizationRequestUrl' in started)) throw new Error('the wallet was led elsewhere');
  expect(started.authorizationRequestUrl).toContain('request_uri=');
  const browser = browserAt(scene);
  const page = await browser.open(started.authorizationRequestUrl);
  const back = await decide(browser, await signInByAccount(browser, page), 'allow');
  const [authorizationServerMetadata] = issuerMetadata.authorizationServers;
  if (!authorizationServerMetadata) throw new Error('no authorization server');
  const response = client.parseAndVerifyAuthorizationResponseRedirectUrl({
    url: back.url,
    authorizationServerMetadata,
  });
  if (response.code === undefined) throw new Error(`refused: ${response.error}`);
  const { accessTokenResponse, dpop: renewed } = await client.retrieveAuthorizationCodeAccessTokenFromOffer({
    issuerMetadata,
    credentialOffer,
    authorizationCode: response.code,
    redirectUri,
    ...(started.pkce && { pkceCodeVerifier: started.pkce.codeVerifier }),
    dpop,
  });
  expect(accessTokenResponse.token_type).toBe('DPoP');
  const access = {
    issuerMetadata,
    accessToken: accessTokenResponse.access_token,
    ...(renewed && { dpop: renewed }),
  };
  const { texts } = await fetched(wallet, access, { keys: [wallet.newKey()] });
  expect(payloadOf(texts[0] ?? '').record).toEqual(payloadOf(scene.chan.award.credential).record);
  expect(new Set(await livesOf(scene.chan.award.id))).toEqual(new Set(['superseded']));
});

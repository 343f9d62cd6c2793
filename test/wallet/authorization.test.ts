import { clientAuthenticationNone } from '@openid4vc/oauth2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { castOf } from '../../src/bin/demo-people.ts';
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

const standing = () => ({ state: 'current', asOf: addDays(civilDate(new Date()), -5) });

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

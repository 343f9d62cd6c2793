import { X509Certificate } from 'node:crypto';
import { compactVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages } from '../../src/kernel/localised.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { prefersSigned } from '../../src/wallet/issuer-metadata.ts';
import { credentialIssuerMetadata } from '../../src/wallet/wallet.schema.ts';
import type { Border, TestNode } from '../support/border.ts';
import { startOffering } from './offering.ts';
import { peerWallet } from './peer-wallet.ts';

let border: Border;
let hk: TestNode;
beforeAll(async () => {
  border = await startOffering();
  hk = border.hk;
}, 60_000);
afterAll(() => border.stop());

const wellKnown = '/.well-known/openid-credential-issuer/authorities/';
const get = (slug: string, accept?: string) =>
  fetch(`${hk.baseUrl}${wellKnown}${slug}`, { headers: accept === undefined ? {} : { accept } });

test('is found by putting the well-known part before the path, and names the very issuer of the credentials', async () => {
  const response = await get('demo-hk-registrar');
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const issuer = `${hk.origin}/authorities/demo-hk-registrar`;
  const metadata = credentialIssuerMetadata.parse(await response.json());
  expect(metadata).toMatchObject({
    credential_issuer: issuer,
    authorization_servers: [hk.origin],
    credential_endpoint: `${issuer}/openid4vci/credential`,
    nonce_endpoint: `${issuer}/openid4vci/nonce`,
    deferred_credential_endpoint: `${issuer}/openid4vci/deferred-credential`,
    notification_endpoint: `${issuer}/openid4vci/notification`,
    batch_credential_issuance: { batch_size: 10 },
  });
});

test.each([
  ['demo-hk-registrar', 'home-attestation', vct.homeAttestation],
  ['demo-hk-recognition', 'qualification-recognition', vct.recognition],
])('%s offers %s alone, as its mandates allow', async (slug, id, type) => {
  const { credential_configurations_supported: configurations } = credentialIssuerMetadata.parse(
    await (await get(slug)).json(),
  );
  expect(Object.keys(configurations)).toEqual([id]);
  expect(configurations[id]).toMatchObject({
    format: 'dc+sd-jwt',
    scope: id,
    vct: type,
    credential_signing_alg_values_supported: ['ES256'],
    cryptographic_binding_methods_supported: ['jwk'],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
  });
});

test('names the issuer, the credential and each claim once in each of three languages', async () => {
  const metadata = credentialIssuerMetadata.parse(await (await get('demo-hk-registrar')).json());
  const { credential_metadata: shown } =
    metadata.credential_configurations_supported['home-attestation'] ?? {};
  const displays = [metadata.display, shown?.display, ...(shown?.claims ?? []).map(({ display }) => display)];
  for (const display of displays) expect(display?.map(({ locale }) => locale)).toEqual([...languages]);
  const paths = (shown?.claims ?? []).map(({ path }) => JSON.stringify(path));
  expect(new Set(paths).size).toBe(paths.length);
});

test('is signed for who asks so: typed, with the certificates but not the anchor, and the same content', async () => {
  const response = await get('demo-hk-registrar', 'application/jwt');
  expect([response.status, response.headers.get('content-type'), response.headers.get('vary')]).toEqual([
    200,
    'application/jwt',
    expect.stringContaining('Accept'),
  ]);
  const jwt = await response.text();
  const header = Object(JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()));
  const certificates = header.x5c.map((der: string) => new X509Certificate(Buffer.from(der, 'base64')));
  const { payload, protectedHeader } = await compactVerify(jwt, certificates[0].publicKey);
  expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'openidvci-issuer-metadata+jwt' });
  for (const certificate of certificates) expect(certificate.issuer).not.toBe(certificate.subject);
  const { sub, iat, exp, iss, ...metadata } = Object(JSON.parse(Buffer.from(payload).toString()));
  expect(metadata).toEqual(await (await get('demo-hk-registrar')).json());
  expect([sub, iss, exp - iat]).toEqual([metadata.credential_issuer, hk.origin, 86_400]);
  expect(await (await get('demo-hk-registrar', 'application/jwt')).text()).toBe(jwt);
});

test('is read by a wallet that is not ours', async () => {
  const issuer = `${hk.origin}/authorities/demo-hk-registrar`;
  const { credentialIssuer, authorizationServers } =
    await peerWallet(hk).client.resolveIssuerMetadata(issuer);
  expect(credentialIssuer.credential_issuer).toBe(issuer);
  expect(authorizationServers.map((server) => server.issuer)).toEqual([hk.origin]);
});

test.each(['demo-bridging-college', 'nobody'])('404 for %s, who issues nothing to wallets', async (slug) => {
  expect((await get(slug)).status).toBe(404);
  const nonce = await fetch(`${hk.baseUrl}/authorities/${slug}/openid4vci/nonce`, { method: 'POST' });
  expect(nonce.status).toBe(404);
});

test('a nonce is had by POST without a token, is another one each time, and is not stored on the way', async () => {
  const ask = () => fetch(`${hk.baseUrl}/authorities/demo-hk-registrar/openid4vci/nonce`, { method: 'POST' });
  const [one, other] = [await ask(), await ask()];
  expect([one.status, one.headers.get('cache-control')]).toEqual([200, 'no-store']);
  // One for DPoP comes with it, which the credential request needs (HAIP 1.0 section 4).
  expect(one.headers.get('dpop-nonce')).toMatch(/^[\w-]{20,}$/);
  expect(Object(await one.json()).c_nonce).not.toBe(Object(await other.json()).c_nonce);
  const got = await fetch(`${hk.baseUrl}/authorities/demo-hk-registrar/openid4vci/nonce`);
  expect(got.status).toBe(404);
});

test.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['application/jwt', true],
  ['application/jwt;q=0.5, application/json', false],
  ['application/jwt, application/json;q=0.9', true],
  ['application/jwt;q=0', false],
  ['application/jwt, application/json', false],
])('Accept: %s is answered signed: %s', (accept, signed) => {
  expect(prefersSigned(accept)).toBe(signed);
});

import { generateKeyPairSync } from 'node:crypto';
import { compactDecrypt, CompactEncrypt, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentialIssuerMetadata } from '../../src/wallet/wallet.schema.ts';
import type { Border, TestNode } from '../support/border.ts';
import { offerOf, queryOf, startOffering, tokenOf } from './offering.ts';
import { askCredential, goodRequest } from './own-wallet.ts';

let border: Border;
let hk: TestNode;
let token: string;
beforeAll(async () => {
  border = await startOffering();
  hk = border.hk;
  ({ token } = await tokenOf(hk, await offerOf(hk)));
}, 60_000);
afterAll(() => border.stop());

async function issuerKeys() {
  const response = await fetch(
    `${hk.baseUrl}/.well-known/openid-credential-issuer/authorities/demo-hk-registrar`,
  );
  const metadata = credentialIssuerMetadata.parse(await response.json());
  return metadata.credential_request_encryption.jwks.keys;
}

type Header = Record<string, unknown>;

async function encrypted(body: unknown, changes: Header = {}, jwk?: object): Promise<string> {
  const [published] = await issuerKeys();
  const key = await importJWK({ ...(jwk ?? published) }, 'ECDH-ES');
  return new CompactEncrypt(Buffer.from(JSON.stringify(body)))
    .setProtectedHeader(
      JSON.parse(JSON.stringify({ alg: 'ECDH-ES', enc: 'A128GCM', kid: published?.kid, ...changes })),
    )
    .encrypt(key);
}

function walletKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), alg: 'ECDH-ES', kid: 'wallet-1' } };
}

describe('a request that is encrypted to the issuer', () => {
  test.each(['A128GCM', 'A256GCM'])(
    'with %s is answered in the clear when it asks for no more',
    async (enc) => {
      const { body } = await goodRequest(hk);
      const answer = await askCredential(hk, token, await encrypted(body, { enc }));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'application/json; charset=utf-8',
      ]);
      expect(answer.body.credentials).toHaveLength(1);
    },
  );

  test.each(['A128GCM', 'A256GCM'])(
    'is answered with %s to the key in it, whose kid comes back',
    async (enc) => {
      const { privateKey, jwk } = walletKey();
      const { body } = await goodRequest(hk, { keys: 2 });
      const request = await encrypted({ ...body, credential_response_encryption: { jwk, enc } });
      const answer = await askCredential(hk, token, request);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/jwt']);
      const { plaintext, protectedHeader } = await compactDecrypt(String(answer.body), privateKey);
      expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc, kid: 'wallet-1' });
      expect(protectedHeader.zip).toBeUndefined();
      expect(Object(JSON.parse(Buffer.from(plaintext).toString())).credentials).toHaveLength(2);
    },
  );

  test('is refused as it would be in the clear, and the refusal is never encrypted', async () => {
    const { jwk } = walletKey();
    const request = await encrypted({
      credential_configuration_id: 'mDL',
      credential_response_encryption: { jwk, enc: 'A128GCM' },
    });
    const answer = await askCredential(hk, token, request);
    expect([answer.status, answer.body.error]).toEqual([400, 'unknown_credential_configuration']);
  });
});

describe('is refused with invalid_encryption_parameters', () => {
  const refused = async (request: unknown) => {
    const count = async () => (await queryOf(hk, 'select count(*)::int as n from credentials'))[0]?.n;
    const before = await count();
    const { status, body } = await askCredential(hk, token, request);
    expect([status, body.error]).toEqual([400, 'invalid_encryption_parameters']);
    expect(await count()).toBe(before);
  };

  test('a key for the answer in a request that is not encrypted', async () => {
    const { jwk } = walletKey();
    const { body } = await goodRequest(hk);
    await refused({ ...body, credential_response_encryption: { jwk, enc: 'A128GCM' } });
  });

  test.each<[string, (jwk: Header) => Header]>([
    ['a key without alg', ({ alg: _, ...jwk }) => ({ jwk, enc: 'A128GCM' })],
    ['a key for another algorithm', (jwk) => ({ jwk: { ...jwk, alg: 'RSA-OAEP-256' }, enc: 'A128GCM' })],
    ['a key for signing', (jwk) => ({ jwk: { ...jwk, use: 'sig' }, enc: 'A128GCM' })],
    ['a point that is not on the curve', (jwk) => ({ jwk: { ...jwk, x: 'A'.repeat(43) }, enc: 'A128GCM' })],
    ['another content encryption', (jwk) => ({ jwk, enc: 'A128CBC-HS256' })],
    ['no content encryption', (jwk) => ({ jwk })],
    ['compression', (jwk) => ({ jwk, enc: 'A128GCM', zip: 'DEF' })],
    ['no key', () => ({ enc: 'A128GCM' })],
  ])('%s for the answer', async (_, encryption) => {
    const { body } = await goodRequest(hk);
    await refused(await encrypted({ ...body, credential_response_encryption: encryption(walletKey().jwk) }));
  });

  test.each<[string, Header]>([
    ['no kid', { kid: undefined }],
    ['an unknown kid', { kid: 'other' }],
    ['compression', { zip: 'DEF' }],
    ['another content encryption', { enc: 'A192GCM' }],
  ])('a request with %s', async (_, changes) => {
    const { body } = await goodRequest(hk);
    const compressed = changes['zip'] === undefined ? encrypted(body, changes) : zipped();
    await refused(await compressed);
  });

  test('a request to another key than its kid names', async () => {
    const { body } = await goodRequest(hk);
    await refused(await encrypted(body, {}, walletKey().jwk));
  });

  test('a request that was changed, or is none', async () => {
    const { body } = await goodRequest(hk);
    const request = await encrypted(body);
    for (const bad of [`${request.slice(0, -4)}AAAA`, `${request}.x`, 'x', 'a.b.c.d.e']) await refused(bad);
  });

  test('a request whose content is no JSON object', async () => {
    await refused(await encrypted('text'));
  });
});

/** The header alone: nothing is inflated, so there is nothing to show it with. */
async function zipped(): Promise<string> {
  const [, ...rest] = (await encrypted({})).split('.');
  const [published] = await issuerKeys();
  const header = { alg: 'ECDH-ES', enc: 'A128GCM', kid: published?.kid, zip: 'DEF', epk: published };
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
}

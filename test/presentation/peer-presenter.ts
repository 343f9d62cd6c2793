import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { HashAlgorithm } from '@openid4vc/oauth2';
import { Openid4vpClient } from '@openid4vc/openid4vp';
import { DcqlQuery } from 'dcql';
import { CompactEncrypt, compactVerify, importJWK } from 'jose';
import type { Wallet } from '../../src/bin/demo-wallet.ts';
import type { TestNode } from '../support/border.ts';
import { fetchAt } from '../wallet/peer-wallet.ts';

/** A wallet that is not ours: @openid4vc/openid4vp over real HTTP. */

const hashes = {
  [HashAlgorithm.Sha256]: 'sha256',
  [HashAlgorithm.Sha384]: 'sha384',
  [HashAlgorithm.Sha512]: 'sha512',
};

export function peerPresenter(node: TestNode) {
  return new Openid4vpClient({
    callbacks: {
      fetch: fetchAt(node),
      hash: (data, alg) => createHash(hashes[alg]).update(data).digest(),
      signJwt() {
        throw new Error('answers are encrypted and not signed');
      },
      decryptJwe() {
        throw new Error('wallets decrypt nothing');
      },
      getX509CertificateMetadata(text) {
        const { subjectAltName = '' } = new X509Certificate(Buffer.from(text, 'base64'));
        const names = subjectAltName.split(', ').map((name) => name.split(/:(.*)/s));
        const of = (kind: string) => names.flatMap(([each, name = '']) => (each === kind ? [name] : []));
        return { sanDnsNames: of('DNS'), sanUriNames: of('URI') };
      },
      async encryptJwe({ publicJwk, enc, apu, apv }, data) {
        const { alg = '', kid = '' } = publicJwk;
        const encrypting = new CompactEncrypt(Buffer.from(data)).setProtectedHeader({ alg, enc, kid });
        if (apu !== undefined || apv !== undefined)
          encrypting.setKeyManagementParameters({
            ...(apu !== undefined && { apu: Buffer.from(apu, 'base64url') }),
            ...(apv !== undefined && { apv: Buffer.from(apv, 'base64url') }),
          });
        const jwe = await encrypting.encrypt(await importJWK(Object(publicJwk), alg));
        return { jwe, encryptionJwk: publicJwk };
      },
      async verifyJwt(signer, { compact }) {
        if (signer.method !== 'x5c') return { verified: false };
        const certificates = signer.x5c.map((text) => new X509Certificate(Buffer.from(text, 'base64')));
        const [leaf] = certificates;
        // The anchor is not among them; each but the last is signed by the next.
        const chained = certificates.every(
          (each, position) =>
            certificates[position + 1]?.publicKey === undefined ||
            each.verify(issuerOf(certificates, position)),
        );
        if (!leaf || !chained) return { verified: false };
        await compactVerify(compact, leaf.publicKey);
        return { verified: true, signerJwk: Object(leaf.publicKey.export({ format: 'jwk' })) };
      },
    },
  });
}

function issuerOf(certificates: readonly X509Certificate[], position: number) {
  const issuer = certificates[position + 1];
  if (!issuer) throw new Error('there is no further certificate');
  return issuer.publicKey;
}

/** What that wallet makes of a link, and answers: with all that is asked for, or with these credentials alone. */
export async function answerByPeer(
  node: TestNode,
  of: {
    readonly link: string;
    readonly wallet: Wallet;
    readonly claims: readonly string[];
    readonly enc: string;
    readonly only?: readonly string[];
  },
) {
  const { link, wallet, claims, enc, only } = of;
  const client = peerPresenter(node);
  const parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
  const resolved = await client.resolveOpenId4vpAuthorizationRequest({
    authorizationRequestPayload: parsed.params,
  });
  const { client_id: audience = '', nonce } = resolved.authorizationRequestPayload;
  const query = DcqlQuery.parse(Object(resolved.dcql?.query));
  DcqlQuery.validate(query);
  const shown = query.credentials.filter(({ id }) => only === undefined || only.includes(id));
  const token = Object.fromEntries(
    await Promise.all(
      shown.map(async ({ id }) => [id, [await wallet.present(id, claims, audience, nonce)]] as const),
    ),
  );
  const response = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: resolved.authorizationRequestPayload,
    authorizationResponsePayload: { vp_token: token },
    jarm: {
      encryption: { nonce: randomUUID() },
      serverMetadata: {
        authorization_signing_alg_values_supported: [],
        authorization_encryption_alg_values_supported: ['ECDH-ES'],
        authorization_encryption_enc_values_supported: [enc],
      },
    },
  });
  const submitted = await client.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: Object(resolved.authorizationRequestPayload),
    authorizationResponsePayload: response.authorizationResponsePayload,
    ...(response.jarm && { jarm: response.jarm }),
  });
  return { resolved, query, status: submitted.response.status, body: await submitted.response.json() };
}

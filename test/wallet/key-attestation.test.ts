import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { thumbprint } from '../../src/kernel/jwk.ts';
import { keyAttestationType } from '../../src/wallet/key-attestation.ts';
import { credentialIssuerMetadata } from '../../src/wallet/wallet.schema.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { certify, made, type Made, signs, type Wanted } from '../keys/pki.ts';
import type { Border, TestNode } from '../support/border.ts';
import { nonceOf, offerOf, startOffering, tokenOf } from './offering.ts';
import { askCredential, payloadOf, proofOf, proofParts } from './own-wallet.ts';

/** A node that issues attestations to keys in strong storage alone, for which a wallet provider vouches. */

const provider = softwareSigner();
const iss = 'https://wallet-provider.example';
const certified = 'https://certified-provider.example';
const certifiedKey = softwareSigner();
let pki: { readonly root: Made; readonly issuing: Made; readonly leaf: Made };

const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();

/** Good as of yesterday, until `until`. */
async function chainOf(keys: Wanted['keys'], until = days(30)) {
  const valid = { from: days(-1), until: days(60) };
  const root = await made({ ...valid, name: 'provider-root', authority: 1, usage: certify });
  const issuing = await made({ ...valid, name: 'provider', by: root, authority: 0, usage: certify });
  const of = { name: 'attester', by: issuing, authority: false, usage: signs } as const;
  const leaf = await made({ ...of, ...(keys && { keys }), from: days(-1), until });
  return { root, issuing, leaf };
}
let border: Border;
let hk: TestNode;
let token: string;
beforeAll(async () => {
  pki = await chainOf(certifiedKey);
  border = await startOffering({
    variables: {
      WENJIN_WALLET_ATTESTERS: JSON.stringify([
        { issuer: iss, keys: [provider.jwk] },
        { issuer: certified, anchors: [pki.root.base64] },
      ]),
      WENJIN_KEY_ATTESTATION: JSON.stringify({
        'home-attestation': { keyStorage: ['iso_18045_high', 'iso_18045_moderate'] },
      }),
    },
  });
  hk = border.hk;
  ({ token } = await tokenOf(hk, await offerOf(hk)));
}, 60_000);
afterAll(() => border.stop());

const now = () => epochSeconds(hk.contexts.clock.now());

interface Statement {
  readonly keys: readonly SoftwareSigner[];
  readonly nonce: string;
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly signer?: SoftwareSigner;
}

function attestation({
  keys,
  nonce,
  header = {},
  claims = {},
  signer = provider,
}: Statement): Promise<string> {
  const content: Record<string, unknown> = {
    iss,
    iat: now(),
    exp: now() + 600,
    attested_keys: keys.map(({ jwk }) => jwk),
    key_storage: ['iso_18045_moderate'],
    nonce,
    ...claims,
  };
  const present = Object.entries(content).filter(([, value]) => value !== undefined);
  return signCompactJws({ typ: keyAttestationType, ...header }, Object.fromEntries(present), signer);
}

async function withProof(changes: Partial<Statement> = {}) {
  const nonce = await nonceOf(hk);
  const { key, header, claims } = await proofParts(hk, { nonce });
  const keys = [key, softwareSigner(), softwareSigner()];
  const statement = await attestation({ keys, nonce, ...changes });
  const proof = await proofOf({ key, header: { ...header, key_attestation: statement }, claims });
  return { keys, request: { credential_configuration_id: 'home-attestation', proofs: { jwt: [proof] } } };
}

async function alone(changes: Partial<Statement> = {}) {
  const keys = [softwareSigner(), softwareSigner()];
  const statement = await attestation({ keys, nonce: await nonceOf(hk), ...changes });
  return {
    keys,
    request: { credential_configuration_id: 'home-attestation', proofs: { attestation: [statement] } },
  };
}

const boundTo = (body: { credentials: { credential: string }[] }) =>
  body.credentials.map(({ credential }) => thumbprint(payloadOf(credential).cnf.jwk));

test('the metadata says what is required', async () => {
  const at = `${hk.baseUrl}/.well-known/openid-credential-issuer/authorities`;
  const of = async (slug: string, id: string) =>
    credentialIssuerMetadata.parse(await (await fetch(`${at}/${slug}`)).json())
      .credential_configurations_supported[id]?.proof_types_supported;
  const required = {
    proof_signing_alg_values_supported: ['ES256'],
    key_attestations_required: { key_storage: ['iso_18045_high', 'iso_18045_moderate'] },
  };
  expect(await of('demo-hk-registrar', 'home-attestation')).toEqual({ jwt: required, attestation: required });
  const free = { proof_signing_alg_values_supported: ['ES256'] };
  expect(await of('demo-hk-recognition', 'qualification-recognition')).toEqual({
    jwt: free,
    attestation: free,
  });
});

describe('a credential for each attested key is issued', () => {
  test('to one proof by one of them', async () => {
    const { keys, request } = await withProof();
    const { status, body } = await askCredential(hk, token, request);
    expect([status, boundTo(body)]).toEqual([200, keys.map(({ kid }) => kid)]);
  });

  test('to an attestation alone, with no proof by any', async () => {
    const { keys, request } = await alone({ claims: { exp: undefined } });
    const { status, body } = await askCredential(hk, token, request);
    expect([status, boundTo(body)]).toEqual([200, keys.map(({ kid }) => kid)]);
  });
});

describe('an attester whose keys are certified', () => {
  const byChain = async (x5c: readonly string[], signer = certifiedKey) => {
    const { request } = await alone({ header: { x5c }, claims: { iss: certified }, signer });
    return askCredential(hk, token, request);
  };

  test('is believed by the chain that it brings, which leads to the anchor of the configuration', async () => {
    expect((await byChain([pki.leaf.base64, pki.issuing.base64])).status).toBe(200);
  });

  test('needs not be named: the chain says whose the key is', async () => {
    const { keys, request } = await alone({
      claims: { iss: undefined },
      header: { x5c: [pki.leaf.base64, pki.issuing.base64] },
      signer: certifiedKey,
    });
    const { status, body } = await askCredential(hk, token, request);
    expect([status, boundTo(body)]).toEqual([200, keys.map(({ jwk }) => thumbprint(jwk))]);
  });

  test('is not believed without it, with the anchor in it, by another chain, or by a key that it does not certify', async () => {
    const other = await chainOf(certifiedKey);
    const answers = [
      await byChain([pki.leaf.base64]),
      await byChain([pki.leaf.base64, pki.issuing.base64, pki.root.base64]),
      await byChain([other.leaf.base64, other.issuing.base64]),
      await byChain([pki.leaf.base64, pki.issuing.base64], softwareSigner()),
      await askCredential(
        hk,
        token,
        (await alone({ claims: { iss: certified }, signer: certifiedKey })).request,
      ),
      await askCredential(
        hk,
        token,
        (await alone({ header: { x5c: [pki.leaf.base64, pki.issuing.base64] }, signer: certifiedKey }))
          .request,
      ),
    ];
    for (const { status, body } of answers) expect([status, body.error]).toEqual([400, 'invalid_proof']);
  });
});

describe('is refused with invalid_proof', () => {
  const refused = async (request: unknown, reason: string) => {
    const { status, body } = await askCredential(hk, token, request);
    expect([status, body.error]).toEqual([400, 'invalid_proof']);
    expect(body.error_description).toContain(reason);
  };

  test('a proof without the attestation that is required', async () => {
    const proof = await proofOf(await proofParts(hk));
    const request = { credential_configuration_id: 'home-attestation', proofs: { jwt: [proof] } };
    await refused(request, 'a key attestation is required');
  });

  test('a proof by a key that is not attested', async () => {
    const { request } = await withProof({ keys: [softwareSigner()] });
    await refused(request, 'the key of the proof is not attested');
  });

  test.each<[string, Partial<Statement>, string]>([
    ['by somebody else', { signer: softwareSigner() }, 'not of an attester'],
    ['of an issuer that nobody named', { claims: { iss: 'https://evil.example' } }, 'not of an attester'],
    [
      'of nobody, by somebody else',
      { claims: { iss: undefined }, signer: softwareSigner() },
      'not of an attester',
    ],
    ['of another type', { header: { typ: 'JWT' } }, 'typ'],
    ['that brings its own key', { header: { jwk: provider.jwk } }, 'embedded-key'],
    ['that is over', { claims: { exp: 1 } }, 'exp'],
    ['without end, beside a proof', { claims: { exp: undefined } }, 'exp is missing'],
    ['of the future', { claims: { iat: 4_000_000_000 } }, 'iat'],
    ['of weak storage', { claims: { key_storage: ['iso_18045_basic'] } }, 'key_storage'],
    ['that does not say of what storage', { claims: { key_storage: undefined } }, 'key_storage'],
    ['without nonce', { claims: { nonce: undefined } }, 'nonce is missing'],
    ['of no keys', { claims: { attested_keys: [] } }, 'claims'],
    [
      'of a key that is none',
      { claims: { attested_keys: [{ kty: 'oct', k: 'AAAA' }] } },
      'not a public P-256 key',
    ],
  ])('an attestation %s', async (_, changes, reason) => {
    await refused((await withProof(changes)).request, reason);
  });

  test('one key attested twice, and two attestations', async () => {
    const key = softwareSigner();
    await refused((await alone({ keys: [key, key] })).request, 'one attested key twice');
    const { request } = await alone();
    const [one = ''] = request.proofs.attestation;
    await refused({ ...request, proofs: { attestation: [one, one] } }, 'exactly one attestation');
  });
});

test('an attestation with a nonce that was not given is refused with invalid_nonce, and more keys than a batch too', async () => {
  const stale = await askCredential(hk, token, (await alone({ nonce: 'c3RhbGU' })).request);
  expect([stale.status, stale.body.error]).toEqual([400, 'invalid_nonce']);
  const keys = Array.from({ length: 11 }, () => softwareSigner());
  const many = await askCredential(hk, token, (await alone({ keys })).request);
  expect([many.status, many.body.error]).toEqual([400, 'invalid_credential_request']);
});

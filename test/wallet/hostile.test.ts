import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as acts from '../../src/bin/demo-acts.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { walletErrorBody } from '../../src/wallet/wallet.schema.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import type { Border, TestNode } from '../support/border.ts';
import { ask, nonceOf, offerOf, queryOf, startOffering, tokenOf } from './offering.ts';
import { askCredential, goodRequest, payloadOf, proofOf, type ProofParts, proofParts } from './own-wallet.ts';

let border: Border;
let hk: TestNode;
let token: string;
beforeAll(async () => {
  border = await startOffering();
  hk = border.hk;
  ({ token } = await tokenOf(hk, await offerOf(hk)));
}, 60_000);
afterAll(() => border.stop());

/** One grant is limited to sixty requests a minute, and these tests are faster. */
let asked = 0;
beforeEach(async () => {
  asked += 1;
  if (asked % 15 === 0) ({ token } = await tokenOf(hk, await offerOf(hk)));
});

const home = 'home-attestation';
const withProofs = (jwt: unknown) => ({ credential_configuration_id: home, proofs: { jwt } });
/** Status and error, by the published schema: plain JSON, and the description ASCII. */
const errorOf = ({ status, body, headers }: Awaited<ReturnType<typeof ask>>) => {
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  const { error, error_description: description } = walletErrorBody.parse(body);
  // No `c_nonce` above all: OpenID4VCI 1.0 section 7.2.
  expect(Object.keys(body).toSorted()).toEqual(['error', 'error_description']);
  return { status, error, description };
};
const credentialsCount = async () =>
  Number((await queryOf(hk, 'select count(*) as n from credentials'))[0]?.n);

/** As it would be with an algorithm of the attacker's choice, and a signature to suit. */
function forged(header: object, claims: object, sign: (input: string) => string = () => ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${sign(input)}`;
}

const now = () => epochSeconds(hk.contexts.clock.now());
type Spoiling = (parts: ProofParts) => ProofParts | Promise<ProofParts>;
const header =
  (changes: Record<string, unknown>): Spoiling =>
  (parts) => {
    const changed = Object.entries({ ...parts.header, ...changes });
    return { ...parts, header: Object.fromEntries(changed.filter(([, value]) => value !== undefined)) };
  };
const claims =
  (changes: (parts: ProofParts) => Record<string, unknown>): Spoiling =>
  (parts) => ({ ...parts, claims: { ...parts.claims, ...changes(parts) } });
const without =
  (name: string): Spoiling =>
  (parts) => ({
    ...parts,
    claims: Object.fromEntries(Object.entries(parts.claims).filter(([each]) => each !== name)),
  });

describe('a proof', () => {
  test.each<[string, Spoiling]>([
    ['of another type', header({ typ: 'JWT' })],
    ['without type', header({ typ: undefined })],
    ['for another audience', claims(() => ({ aud: 'https://evil.example' }))],
    ['for the node instead of the issuer', claims(() => ({ aud: hk.origin }))],
    [
      'for another issuer of the node',
      claims(() => ({ aud: `${hk.origin}/authorities/demo-hk-recognition` })),
    ],
    ['for several audiences', claims(({ claims: { aud } }) => ({ aud: [aud] }))],
    ['without audience', without('aud')],
    ['without time', without('iat')],
    ['of an hour ago', claims(() => ({ iat: now() - 3_600 }))],
    ['of the future', claims(() => ({ iat: now() + 600 }))],
    ['with a time that is text', claims(() => ({ iat: String(now()) }))],
    ['that is over', claims(() => ({ exp: now() - 120 }))],
    ['that is not good yet', claims(() => ({ nbf: now() + 600 }))],
    ['without nonce', without('nonce')],
    ['with iss, by a wallet that named itself to nobody', claims(() => ({ iss: 'wallet.example' }))],
    ['with kid beside jwk', header({ kid: 'did:example:1#1' })],
    ['with x5c beside jwk', header({ x5c: ['MIIB'] })],
    ['with kid alone', header({ jwk: undefined, kid: 'did:example:1#1' })],
    ['with x5c alone', header({ jwk: undefined, x5c: ['MIIB'] })],
    ['that names no key', header({ jwk: undefined })],
    ['with the address of a key', header({ jku: 'https://evil.example/jwks' })],
    ['with a critical extension', header({ crit: ['exp'] })],
    ['with an unencoded payload', header({ b64: false })],
    ['by another key than it names', (parts) => ({ ...parts, key: softwareSigner() })],
    [
      'with the private key in jwk',
      (parts) => header({ jwk: { ...parts.key.privateKey.export({ format: 'jwk' }) } })(parts),
    ],
    ['with a symmetric key in jwk', header({ jwk: { kty: 'oct', k: 'AAAA' } })],
    [
      'by an Ed25519 key',
      (parts) => {
        const key = softwareSigner('Ed25519');
        return { ...parts, key, header: { ...parts.header, jwk: key.jwk } };
      },
    ],
    [
      'with a point that is not on the curve',
      (parts) => header({ jwk: { ...parts.key.jwk, x: 'A'.repeat(43) } })(parts),
    ],
  ])('%s is refused with invalid_proof', async (_, spoil) => {
    const proof = await proofOf(await spoil(await proofParts(hk)));
    const before = await credentialsCount();
    expect(errorOf(await askCredential(hk, token, withProofs([proof])))).toMatchObject({
      status: 400,
      error: 'invalid_proof',
    });
    expect(await credentialsCount()).toBe(before);
  });

  test.each(['none', 'HS256', 'ES384', 'EdDSA', 'RS256'])('with alg %s is refused', async (alg) => {
    const { header: good, claims: content, key } = await proofParts(hk);
    const hmac = (input: string) =>
      createHmac('sha256', JSON.stringify(key.jwk)).update(input).digest('base64url');
    for (const proof of [forged({ ...good, alg }, content), forged({ ...good, alg }, content, hmac)])
      expect(errorOf(await askCredential(hk, token, withProofs([proof])))).toMatchObject({
        error: 'invalid_proof',
      });
  });

  test.each([
    ['that this node never gave', async () => 'c2hvcnQ'],
    ['with another end', async () => `AAAAAA${(await nonceOf(hk)).slice(6)}`],
    ['of another issuer', () => nonceOf(hk, 'demo-hk-recognition')],
  ])('with a nonce %s is refused with invalid_nonce', async (_, nonce) => {
    const proof = await proofOf(await proofParts(hk, { nonce: await nonce() }));
    expect(errorOf(await askCredential(hk, token, withProofs([proof])))).toMatchObject({
      error: 'invalid_nonce',
    });
  });

  test('is good once: its nonce is used up, also for another key', async () => {
    const nonce = await nonceOf(hk);
    const first = await proofOf(await proofParts(hk, { nonce }));
    expect((await askCredential(hk, token, withProofs([first]))).status).toBe(200);
    const other = await proofOf(await proofParts(hk, { nonce }));
    for (const replayed of [first, other])
      expect(errorOf(await askCredential(hk, token, withProofs([replayed])))).toMatchObject({
        error: 'invalid_nonce',
      });
  });

  test('is good once, of five that come at once', async () => {
    const nonce = await nonceOf(hk);
    const bodies = await Promise.all(
      [1, 2, 3, 4, 5].map(async () => withProofs([await proofOf(await proofParts(hk, { nonce }))])),
    );
    const answers = await Promise.all(bodies.map((body) => askCredential(hk, token, body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400, 400]);
  });
});

describe('a request', () => {
  test('with one key twice, or one bad proof among good ones, issues nothing at all', async () => {
    const before = await credentialsCount();
    const { body, parts } = await goodRequest(hk, { keys: 2 });
    const [proof = ''] = body.proofs.jwt;
    const twice = await askCredential(hk, token, withProofs([proof, proof]));
    expect(errorOf(twice)).toMatchObject({
      error: 'invalid_proof',
      description: expect.stringContaining('one key twice'),
    });
    const [good] = parts;
    const bad = good && (await proofOf({ ...good, key: softwareSigner() }));
    expect(errorOf(await askCredential(hk, token, withProofs([...body.proofs.jwt, bad])))).toMatchObject({
      error: 'invalid_proof',
    });
    expect(await credentialsCount()).toBe(before);
  });

  test.each([
    ['no proofs', { credential_configuration_id: home }, 'invalid_proof'],
    [
      'the proof of a draft',
      { credential_configuration_id: home, proof: { proof_type: 'jwt', jwt: 'x' } },
      'invalid_proof',
    ],
    ['proofs of no type', { credential_configuration_id: home, proofs: {} }, 'invalid_proof'],
    [
      'proofs of two types',
      { credential_configuration_id: home, proofs: { jwt: ['x'], di_vp: ['x'] } },
      'invalid_proof',
    ],
    [
      'proofs of another type',
      { credential_configuration_id: home, proofs: { di_vp: ['x'] } },
      'invalid_proof',
    ],
    ['empty proofs', withProofs([]), 'invalid_proof'],
    ['proofs that are no list', withProofs('x'), 'invalid_credential_request'],
    ['eleven proofs', withProofs(Array(11).fill('x')), 'invalid_credential_request'],
    ['no name of what it wants', { proofs: { jwt: ['x'] } }, 'invalid_credential_request'],
    [
      'both names',
      { credential_configuration_id: home, credential_identifier: 'x' },
      'invalid_credential_request',
    ],
    [
      'an identifier that no token response had',
      { credential_identifier: 'x' },
      'invalid_credential_request',
    ],
    [
      'a configuration that is none',
      { credential_configuration_id: 'mDL' },
      'unknown_credential_configuration',
    ],
    [
      'a configuration of another issuer',
      { credential_configuration_id: 'qualification-recognition' },
      'unknown_credential_configuration',
    ],
    ['a list', [], 'invalid_credential_request'],
  ])('with %s is refused', async (_, body, error) => {
    expect(errorOf(await askCredential(hk, token, body))).toMatchObject({ status: 400, error });
  });

  test('with identifiers in its token asks by them, and by no others', async () => {
    const asked = JSON.stringify([{ type: 'openid_credential', credential_configuration_id: home }]);
    const granted = await tokenOf(hk, await offerOf(hk), { authorization_details: asked });
    const [identifier] = Object(granted.details)[0].credential_identifiers;
    const { body } = await goodRequest(hk);
    expect(errorOf(await askCredential(hk, granted.token, body))).toMatchObject({
      error: 'invalid_credential_request',
    });
    const { proofs } = body;
    expect(
      errorOf(await askCredential(hk, granted.token, { proofs, credential_identifier: 'other' })),
    ).toMatchObject({ error: 'unknown_credential_identifier' });
    expect(
      (await askCredential(hk, granted.token, { proofs, credential_identifier: identifier })).status,
    ).toBe(200);
  });

  test('passes over what it does not know', async () => {
    const { body } = await goodRequest(hk);
    const answer = await askCredential(hk, token, { ...body, format: 'mso_mdoc', more: { of: 'it' } });
    expect([answer.status, payloadOf(answer.body.credentials[0].credential).vct]).toEqual([
      200,
      'https://wenjin.example/credentials/home-attestation/v1',
    ]);
  });

  test.each([
    ['no token', undefined, 401, 'invalid_token'],
    ['a token that is none', 'e30.e30.e30', 401, 'invalid_token'],
  ])('with %s is refused', async (_, bearer, status, error) => {
    const { body } = await goodRequest(hk);
    const answer = await ask(hk, 'credential', { body, ...(bearer !== undefined && { token: bearer }) });
    expect(errorOf(answer)).toMatchObject({ status, error });
    expect(answer.headers.get('www-authenticate')).toMatch(/DPoP|Bearer/);
  });

  test('with the token of an officer is refused with insufficient_scope', async () => {
    const officer = await acts.officerToken(hk, 'registrar', 'HK-REG-01');
    const { body } = await goodRequest(hk);
    expect(errorOf(await askCredential(hk, officer, body))).toMatchObject({
      status: 403,
      error: 'insufficient_scope',
    });
  });

  test('at the endpoint of another issuer is refused, however good its token and proofs', async () => {
    const authority = 'demo-hk-recognition';
    const { body } = await goodRequest(hk, { authority });
    for (const endpoint of ['credential', 'deferred-credential', 'notification'])
      expect(
        errorOf(
          await ask(hk, endpoint, {
            token,
            body: { ...body, transaction_id: 'x', notification_id: 'x', event: 'credential_accepted' },
            authority,
          }),
        ),
      ).toMatchObject({ status: 401, error: 'invalid_token' });
  });

  test('for an offer that was revoked after the token was given is denied', async () => {
    const offer = await offerOf(hk);
    const granted = await tokenOf(hk, offer);
    await queryOf(hk, 'update credential_offers set revoked_at = now() where id = $1', [offer.id]);
    const { body } = await goodRequest(hk);
    expect(errorOf(await askCredential(hk, granted.token, body))).toMatchObject({
      status: 400,
      error: 'credential_request_denied',
    });
  });

  test('beyond sixty a minute of one grant is told to wait', async () => {
    const greedy = await tokenOf(hk, await offerOf(hk));
    const many = Array.from({ length: 70 }, () => askCredential(hk, greedy.token, {}));
    const [limited] = (await Promise.all(many)).filter(({ status }) => status === 429);
    expect(limited && errorOf(limited)).toMatchObject({ error: 'temporarily_unavailable' });
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('with the key of another person is denied', async () => {
    const { body, parts } = await goodRequest(hk);
    expect((await askCredential(hk, token, body)).status).toBe(200);
    const other = await tokenOf(hk, await offerOf(hk));
    const [theirs] = parts;
    const nonce = await nonceOf(hk);
    const proof = theirs && (await proofOf({ ...theirs, claims: { ...theirs.claims, nonce } }));
    expect(errorOf(await askCredential(hk, other.token, withProofs([proof])))).toMatchObject({
      error: 'credential_request_denied',
      description: expect.stringContaining('identity-conflict'),
    });
  });

  test.each([
    ['form', 'application/x-www-form-urlencoded', 'a=b'],
    ['text', 'text/plain', 'x'],
    ['broken JSON', 'application/json', '{"a":1,"a":2}'],
  ])('as %s is refused in the form of the specification', async (_, type, body) => {
    const response = await fetch(`${hk.baseUrl}/authorities/demo-hk-registrar/openid4vci/credential`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${token}` },
      body,
    });
    expect([response.status, Object(await response.json()).error]).toEqual([
      400,
      'invalid_credential_request',
    ]);
  });
});

describe('a notification', () => {
  test.each([
    [
      'of an identifier that was not given',
      { notification_id: 'x', event: 'credential_accepted' },
      'invalid_notification_id',
    ],
    ['of no event', { notification_id: 'x', event: 'credential_eaten' }, 'invalid_notification_request'],
    ['without identifier', { event: 'credential_accepted' }, 'invalid_notification_request'],
    [
      'with a description that is not ASCII',
      { notification_id: 'x', event: 'credential_accepted', event_description: '已收' },
      'invalid_notification_request',
    ],
  ])('%s is refused', async (_, body, error) => {
    expect(errorOf(await ask(hk, 'notification', { token, body }))).toMatchObject({ status: 400, error });
  });

  test('beyond sixty a minute of one grant is told to wait', async () => {
    const greedy = await tokenOf(hk, await offerOf(hk));
    const told = { notification_id: 'x', event: 'credential_accepted' };
    const many = Array.from({ length: 70 }, () =>
      ask(hk, 'notification', { token: greedy.token, body: told }),
    );
    const [limited] = (await Promise.all(many)).filter(({ status }) => status === 429);
    expect(limited && errorOf(limited)).toMatchObject({ error: 'temporarily_unavailable' });
  });

  test('with the token of another offer is refused', async () => {
    const { body } = await goodRequest(hk);
    const { body: issued } = await askCredential(hk, token, body);
    const other = await tokenOf(hk, await offerOf(hk));
    const told = { notification_id: issued.notification_id, event: 'credential_accepted' };
    expect(errorOf(await ask(hk, 'notification', { token: other.token, body: told }))).toMatchObject({
      error: 'invalid_notification_id',
    });
    expect((await ask(hk, 'notification', { token, body: told })).status).toBe(204);
  });
});

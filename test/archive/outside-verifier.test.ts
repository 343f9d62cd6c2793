import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { compactVerify, importJWK } from 'jose';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { holderToken, verify } from '../../src/bin/demo-acts.ts';
import { decideStatus } from '../../src/bin/demo-officers.ts';
import { exportAnswer } from '../../src/archive/archive.schema.ts';
import { type Border, startBorder, type TestNode } from '../support/border.ts';
import { type RecognisedPerson, recognised, until } from '../support/recognised.ts';

/** A verifier of W3C credentials who has never heard of us: public documents over HTTP, and implementations that are not ours. */

let border: Border;
let shen: RecognisedPerson;
beforeAll(async () => {
  border = await startBorder({ agreed: true });
  shen = await recognised(border, 0);
}, 60_000);
afterAll(() => border.stop());

const nodeOf = (url: string): TestNode => (url.startsWith(border.hk.origin) ? border.hk : border.sz);

async function read(url: string): Promise<string> {
  const response = await fetch(url.replace(nodeOf(url).origin, nodeOf(url).baseUrl));
  expect([url, response.status]).toEqual([url, 200]);
  return response.text();
}

const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });

/** The credential in it, by the key that its issuer publishes under this name. */
async function opened(jwt: string, { keys }: z.output<typeof keySet>) {
  const [head = ''] = jwt.split('.');
  const { kid } = z.object({ kid: z.string() }).parse(JSON.parse(Buffer.from(head, 'base64url').toString()));
  const jwk = keys.find((key) => kid === key.kid || kid.endsWith(`#${key.kid}`));
  if (!jwk) throw new Error('the issuer has no such key');
  const { payload } = await compactVerify(jwt, await importJWK(jwk, 'ES256'));
  return z.looseObject({ issuer: z.string() }).parse(JSON.parse(Buffer.from(payload).toString()));
}

const ofAuthority = async (issuer: string) => {
  const { origin, pathname } = new URL(issuer);
  const metadata = JSON.parse(await read(`${origin}/.well-known/jwt-vc-issuer${pathname}`));
  return keySet.parse(metadata.jwks);
};

/** Of its two entries, revocation and suspension, by the lists that it names. */
async function bitsOf(document: { readonly issuer: string }): Promise<readonly boolean[] | undefined> {
  const nodeKeys = keySet.parse(
    JSON.parse(await read(`${new URL(document.issuer).origin}/.well-known/jwks.json`)),
  );
  const { results, error } = await checkStatus({
    credential: document,
    documentLoader: async (url) => ({ document: await opened(await read(url), nodeKeys) }),
    // Whose proof it is was looked at above, and issuers may differ (Bitstring Status List 1.0 section 2.2).
    verifyBitstringStatusListCredential: false,
    verifyMatchingIssuers: false,
  });
  expect(error).toBeUndefined();
  return results?.map(({ status }) => status);
}

async function exported(node: TestNode, id: string): Promise<string> {
  const answer = await request(node.app.server)
    .post(`/v1/holder/credentials/${id}/vc`)
    .set('authorization', `Bearer ${await holderToken(node, shen.wallet)}`)
    .set('accept', 'application/json')
    .send({ claims: ['name_en'] });
  expect(answer.status).toBe(200);
  return exportAnswer.parse(answer.body).credential;
}

const judged = async (credentials: readonly string[]) =>
  (await verify(border.hk, { credentials, caseReference: 'HR-40' })).result;

const own = async (node: TestNode) => {
  const answer = await request(node.app.server)
    .get('/v1/holder/credentials')
    .set('authorization', `Bearer ${await holderToken(node, shen.wallet)}`);
  return z.object({ items: z.array(z.object({ id: z.string(), vct: z.string() })) }).parse(answer.body).items;
};

describe('whoever reads W3C credentials', () => {
  test('verifies an export of each type by the keys that its issuer publishes, and finds its status in public lists', async () => {
    const types: string[] = [];
    for (const node of [border.sz, border.hk])
      for (const { id, vct } of await own(node)) {
        const jwt = await exported(node, id);
        const document = await opened(jwt, await ofAuthority(issuerOf(jwt)));
        expect(await bitsOf(document)).toEqual([false, false]);
        types.push(vct.replace('https://wenjin.example/credentials/', ''));
      }
    expect(types.toSorted()).toEqual([
      'bridging-result/v1',
      'home-attestation/v1',
      'qualification-recognition/v1',
    ]);
  });

  test('sees there what the verification of this service says, once standing at home is suspended', async () => {
    const jwt = await exported(border.hk, shen.recognitionId);
    const document = await opened(jwt, await ofAuthority(issuerOf(jwt)));
    await decideStatus(border.sz, 'registrar', 'SZ-REG-01', {
      object: { type: 'record', id: shen.recordId },
      kind: 'suspend',
      facet: 'standing',
      reasonCode: 'not-stated',
    });
    await until(async () => (await judged([jwt])) === 'SUSPENDED');
    expect(await judged(shen.credentials)).toBe('SUSPENDED');
    await until(async () => (await bitsOf(document))?.[1] === true);
    expect(await bitsOf(document)).toEqual([false, true]);
    // What was signed anew says no more than the list: it is as it stands.
    const anew = await exported(border.hk, shen.recognitionId);
    expect(await judged([anew])).toBe('SUSPENDED');
  });
});

function issuerOf(jwt: string): string {
  const [, payload = ''] = jwt.split('.');
  return z.object({ iss: z.string() }).parse(JSON.parse(Buffer.from(payload, 'base64url').toString())).iss;
}

import { createPublicKey, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { attest, verifyUntil } from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import { type Border, startBorder } from '../support/border.ts';
import { until } from '../support/recognised.ts';

/** What a bank needs that has never heard of Wenjin: the roots of the trust list, and any X.509 and JOSE library. */

let border: Border;
let credential: string;
let iss: string;
beforeAll(async () => {
  border = await startBorder();
  const { hk, sz } = border;
  const wallet = new Wallet(await newKeyPair());
  await attest(sz, 'SZ-REG-01', castOf(0).shen, wallet, {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    standing: { state: 'current', asOf: addDays(civilDate(sz.contexts.clock.now()), -5) },
  });
  credential = wallet.held('home');
  iss = `${sz.origin}/authorities/demo-sz-registrar`;
  await until(() => hk.contexts.trust.view().knowsIssuer(iss));
});
afterAll(() => border.stop());

const header = z.object({ kid: z.string(), x5c: z.array(z.base64()).length(2) });

async function chainOf(jws: string) {
  const { kid, x5c } = header.parse(decodeProtectedHeader(jws));
  const [leaf, issuing] = x5c.map((text) => new X509Certificate(Buffer.from(text, 'base64')));
  if (!leaf || !issuing) throw new Error('the chain is not whole');
  const [root, ...others] = border.hk.contexts.trust
    .view()
    .anchorsOf(border.sz.origin)
    .map((der) => new X509Certificate(Buffer.from(der)));
  expect(others).toEqual([]);
  expect(root && issuing.verify(root.publicKey) && issuing.checkIssued(root)).toBe(true);
  expect(leaf.verify(issuing.publicKey) && leaf.checkIssued(issuing)).toBe(true);
  expect(await calculateJwkThumbprint(leaf.publicKey.export({ format: 'jwk' }))).toBe(kid);
  return { kid, leaf };
}

test('a credential is verified by its chain to the root of the other side’s trust list, and names its issuer', async () => {
  const [jwt = ''] = credential.split('~');
  const { leaf } = await chainOf(jwt);
  const { payload } = await compactVerify(jwt, leaf.publicKey);
  expect(JSON.parse(Buffer.from(payload).toString()).iss).toBe(iss);
  expect(leaf.subjectAltName).toBe(`URI:${iss}`);
});

test('the key in the chain is the one that /.well-known/jwt-vc-issuer lists for the issuer, under the same kid', async () => {
  const [jwt = ''] = credential.split('~');
  const { kid, leaf } = await chainOf(jwt);
  const { pathname } = new URL(iss);
  const answer = await fetch(`${border.sz.baseUrl}/.well-known/jwt-vc-issuer${pathname}`);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const document = Object(await answer.json());
  expect(document.issuer).toBe(iss);
  const listed = document.jwks.keys.find((key: { kid: string }) => key.kid === kid);
  expect(createPublicKey({ key: listed, format: 'jwk' }).equals(leaf.publicKey)).toBe(true);
});

test('the status list that it names is signed by a key with such a chain too', async () => {
  const [, payload = ''] = credential.split('.');
  const { uri } = JSON.parse(Buffer.from(payload, 'base64url').toString()).status.status_list;
  const answer = await fetch(String(uri).replace(border.sz.origin, border.sz.baseUrl), {
    headers: { accept: 'application/statuslist+jwt' },
  });
  const token = await answer.text();
  const { leaf } = await chainOf(token);
  const { payload: list } = await compactVerify(token, leaf.publicKey);
  expect(JSON.parse(Buffer.from(list).toString()).sub).toBe(uri);
  expect(leaf.subjectAltName).toBe(`URI:${border.sz.origin}, DNS:sz.wenjin.example`);
});

test('the other node verifies it, and says that the chain holds', async () => {
  const asked = { credentials: [credential], caseReference: 'HR-CERT-1' };
  const { result } = await verifyUntil(border.hk, asked, 'VALID', 8000);
  expect(result.checks.filter(({ code }) => code === 'certificate')).toMatchObject([{ outcome: 'pass' }]);
});

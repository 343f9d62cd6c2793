import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attest, officerToken } from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { keyProofType } from '../../src/credentials/index.ts';
import { addDays, civilDate, epochSeconds } from '../../src/kernel/instants.ts';
import type { LogReceipt } from '../../src/kernel/log-receipt.ts';
import { logReceipt } from '../../src/platform/log-receipt.schema.ts';
import { parseCheckpoint } from '../../src/transparency/checkpoint.ts';
import { verifyInclusion } from '../../src/transparency/merkle.ts';
import { parseLogProof } from '../../src/transparency/log-proof.ts';
import { consistencyProof } from '../../src/transparency/proofs.schema.ts';
import { parseNote } from '../../src/transparency/signed-note.ts';
import { type Border, startBorder } from '../support/border.ts';
import { recognised } from '../support/recognised.ts';
import { realClock } from '../support/world.ts';

/** Receipts and proofs as the callers of a node get them: both nodes run, and each cosigns the other's log. */

let border: Border;
let token: string;
beforeAll(async () => {
  border = await startBorder({ agreed: true });
  token = await officerToken(border.hk, 'registrar', 'HK-REG-01');
}, 40_000);
afterAll(() => border.stop());

const wallet = async (): Promise<Wallet> => new Wallet(await newKeyPair());
const asOf = (): string => addDays(civilDate(realClock.now()), -5);

async function attestationOf(number: number): Promise<object> {
  const { identityNumber, certificateNumber, nameEn, nameZhHant, nameZhHans, birthDate } =
    castOf(number).chan;
  const holder = await wallet();
  const claims = { aud: border.hk.origin, iat: epochSeconds(realClock.now()), jti: randomUUID() };
  return {
    holder: { jwk: holder.key.publicJwk, proof: await holder.state(keyProofType, claims) },
    person: { nameEn, nameZhHant, nameZhHans, birthDate },
    identityNumbers: [identityNumber],
    award: {
      qualification: 'hk-ecf-crm-core',
      route: 'examination',
      date: '2023-09-15',
      certificateNumber,
      specialisms: [],
    },
    standing: { state: 'current', asOf: asOf() },
  };
}

function get(path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) {
  return fetch(`${border.hk.baseUrl}${path}`, { headers });
}

const receiptIn = (body: unknown): LogReceipt => {
  const { proof, ...receipt } = logReceipt.parse(Object(body).log);
  return proof === undefined ? receipt : { ...receipt, proof };
};

function expectProved(text: string, leafHash: string): void {
  const reading = parseLogProof(text);
  if (!reading.ok) throw new Error(reading.reason);
  const { index, path: proof, checkpoint } = reading.proof;
  const note = parseNote(checkpoint);
  if (!note.ok) throw new Error(note.reason);
  const parsed = parseCheckpoint(note.note.text);
  if (!parsed.ok) throw new Error(parsed.reason);
  const { origin, size, root } = parsed.checkpoint;
  expect(origin).toBe('hk.wenjin.example/log');
  expect(verifyInclusion({ index, size, root, proof, leaf: Buffer.from(leafHash, 'base64') })).toBe(true);
  // The peer's witness has signed too.
  expect(note.note.signatures.map(({ name }) => name).toSorted()).toEqual([
    'hk.wenjin.example/log',
    'sz.wenjin.example/witness',
  ]);
}

test('who waits gets the proof with the credential, and a replay the same entry', async () => {
  const body = await attestationOf(300);
  const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=10' };
  const called = await border.hk.api.post('/v1/attestations', body, { token, headers, expect: 201 });
  const receipt = receiptIn(called.body);
  expect(receipt).toMatchObject({ origin: 'hk.wenjin.example/log', state: 'cosigned' });
  expectProved(receipt.proof ?? '', receipt.leafHash);
  const replay = await border.hk.api.post('/v1/attestations', body, {
    token,
    headers: { 'idempotency-key': headers['idempotency-key'] },
    expect: 201,
  });
  const { proof: _proof, ...withoutProof } = receipt;
  expect(receiptIn(replay.body)).toEqual(withoutProof);
});

test('who does not wait gets a receipt, and the proof later', async () => {
  const standing = { state: 'current', asOf: asOf() } as const;
  const award = { qualification: 'hk-ecf-crm-core', route: 'examination', date: '2023-09-15', standing };
  const { id } = await attest(border.hk, 'HK-REG-01', castOf(301).chan, await wallet(), award);
  const receipt = receiptIn(await (await get(`/v1/credentials/${id}`)).json());
  expect(receipt.proof).toBeUndefined();
  const waited = await get(`/v1/log/proofs/${receipt.entryId}`, {
    authorization: `Bearer ${token}`,
    prefer: 'wait=10',
  });
  expect(waited.status).toBe(200);
  expect(waited.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(waited.headers.get('preference-applied')).toBe('wait=10');
  expectProved(await waited.text(), receipt.leafHash);
  const again = await get(`/v1/credentials/${id}`);
  expect(receiptIn(await again.json())).toMatchObject({ state: 'cosigned', entryId: receipt.entryId });
});

test('a recognition is as provable, at the node that issued it', async () => {
  const { recognitionId } = await recognised(border, 302);
  const officer = await officerToken(border.hk, 'recogniser', 'HK-01');
  const credential = await get(`/v1/credentials/${recognitionId}`, { authorization: `Bearer ${officer}` });
  const { entryId, leafHash } = receiptIn(await credential.json());
  const proof = await get(`/v1/log/proofs/${entryId}`, {
    authorization: `Bearer ${officer}`,
    prefer: 'wait=10',
  });
  expectProved(await proof.text(), leafHash);
});

test('what no checkpoint covers yet is said to be pending; what is no entry is not found; nobody else may ask', async () => {
  const { hk } = border;
  await hk.contexts.transparency.sequencer.stop();
  const { body } = await hk.api.post('/v1/attestations', await attestationOf(303), {
    token,
    headers: { 'idempotency-key': randomUUID() },
    expect: 201,
  });
  const receipt = receiptIn(body);
  expect(receipt).toMatchObject({ state: 'pending', index: null });
  const pending = await get(`/v1/log/proofs/${receipt.entryId}`);
  expect([pending.status, pending.headers.get('retry-after')]).toEqual([409, '1']);
  expect(await pending.json()).toMatchObject({ code: 'log-proof-pending' });
  hk.contexts.transparency.sequencer.start();
  expect((await get(`/v1/log/proofs/${randomUUID()}`)).status).toBe(404);
  expect((await get('/v1/log/proofs/7')).status).toBe(400);
  expect((await get(`/v1/log/proofs/${receipt.entryId}`, {})).status).toBe(401);
});

test('anybody can have a consistency proof, and none for absurd sizes', async () => {
  const good = await get('/v1/log/consistency?from=1&to=3', {});
  expect(good.status).toBe(200);
  expect(consistencyProof.parse(await good.json())).toMatchObject({ from: 1, to: 3 });
  for (const [query, status] of [
    ['from=3&to=1', 422],
    ['from=0&to=999999999999999', 422],
    ['from=00&to=1', 400],
    ['from=-1&to=1', 400],
    ['from=1e2&to=200', 400],
    ['from=9999999999999999999999&to=1', 400],
    ['from=1', 400],
    ['from=1&to=2&extra=1', 400],
  ] as const) {
    const refused = await get(`/v1/log/consistency?${query}`, {});
    expect([query, refused.status]).toEqual([query, status]);
  }
});

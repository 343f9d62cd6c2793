import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leafHash, verifyConsistency } from '../../src/transparency/merkle.ts';
import { parsePolicy } from '../../src/transparency/log-policy.ts';
import { verifyLogProof } from '../../src/transparency/log-proof.ts';
import { type LoggedNode, policyText, publishHead, readTree, someEvent, startLog } from './log-support.ts';

let node: LoggedNode;
const policy = () => {
  const reading = parsePolicy(policyText());
  if (!reading.ok) throw new Error(JSON.stringify(reading));
  return reading.policy;
};

beforeAll(async () => {
  node = await startLog();
  await node.transparency.ensureGenesis();
  await node.appendMany(600);
  while ((await node.transparency.sequencing.drain()) > 0);
});
afterAll(() => node.close());

const proofs = () => node.transparency.proofs;
const expire = () => sleep(60);

test('before the first checkpoint there is no proof, and of what is no entry never', async () => {
  const { order } = await readTree(node.owner);
  expect(await proofs().inclusion(order[0] ?? '', { seconds: 0 })).toBeUndefined();
  const unknown = proofs().inclusion('0192f0c1-2c5e-4a10-8f3d-5b6f1d2e3a4b', { seconds: 5 });
  await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
});

test('every entry under a cosigned checkpoint is proved, and no proof verifies for another leaf', async () => {
  await publishHead(node);
  await expire();
  const { order, entries, size } = await readTree(node.owner);
  for (const index of [0, 1, 255, 256, 511, 512, size - 1]) {
    const text = (await proofs().inclusion(order[index] ?? '', { seconds: 0 })) ?? '';
    const leaf = leafHash(entries[index] ?? new Uint8Array());
    expect(verifyLogProof(text, leaf, policy())).toMatchObject({ ok: true, index });
    for (const place of [0, 31]) {
      const changed = Uint8Array.from(leaf, (octet, at) => (at === place ? octet ^ 1 : octet));
      expect(verifyLogProof(text, changed, policy())).toMatchObject({ ok: false, reason: 'not-included' });
    }
  }
});

test('an entry that no checkpoint covers yet is waited for, and not for longer than asked', async () => {
  const id = await node.append();
  const started = performance.now();
  expect(await proofs().inclusion(id, { seconds: 1 })).toBeUndefined();
  expect(performance.now() - started).toBeGreaterThan(990);
  const waiting = Array.from({ length: 20 }, () => proofs().inclusion(id, { seconds: 10 }));
  await sleep(100);
  await node.transparency.sequencing.drain();
  await sleep(100);
  const { size, note } = await publishHead(node);
  for (const text of await Promise.all(waiting)) {
    expect(text).toMatch(`\nindex ${size - 1}\n`);
    expect(text?.endsWith(note)).toBe(true);
  }
});

test('any two sizes have a consistency proof, and none has one beyond the head', async () => {
  const { size } = await readTree(node.owner);
  for (const [from, to] of [
    [0, 0],
    [0, 5],
    [1, 1],
    [1, size],
    [255, 257],
    [256, 512],
    [511, 600],
    [size, size],
  ] as const) {
    const { fromRoot, toRoot, proof } = await proofs().consistency({ from, to });
    const of = (text: string): Uint8Array => Buffer.from(text, 'base64');
    const [oldRoot, newRoot] = [of(fromRoot), of(toRoot)];
    expect(verifyConsistency({ oldSize: from, newSize: to, oldRoot, newRoot, proof: proof.map(of) })).toBe(
      true,
    );
  }
  for (const [from, to] of [
    [5, 4],
    [0, size + 1],
    [999_999_999_999_999, 999_999_999_999_999],
  ] as const)
    await expect(proofs().consistency({ from, to })).rejects.toMatchObject({ code: 'log-size-unknown' });
});

test('the receipt of an issuance goes from pending to cosigned, and carries the proof where it was waited for', async () => {
  const event = someEvent();
  const entryId = await node.append(event);
  const { receipts } = proofs();
  const receipt = async () =>
    (await receipts.ofCredentials(node.app.db, [event.objectId])).get(event.objectId);
  const pending = await receipt();
  expect(pending).toMatchObject({ origin: 'hk.wenjin.example/log', entryId, index: null, state: 'pending' });
  await node.transparency.sequencing.drain();
  const sequenced = await receipt();
  if (!pending || !sequenced) throw new Error('no receipt');
  const { size } = await readTree(node.owner);
  expect(sequenced).toMatchObject({ index: size - 1, state: 'sequenced', leafHash: pending.leafHash });
  expect(await receipts.withProof(sequenced, 0)).toEqual(sequenced);
  const waited = receipts.withProof(pending, 5);
  await publishHead(node);
  const proved = await waited;
  expect(proved).toMatchObject({ index: size - 1, state: 'cosigned' });
  const verdict = verifyLogProof(proved.proof ?? '', Buffer.from(pending.leafHash, 'base64'), policy());
  expect(verdict).toMatchObject({ ok: true, index: size - 1 });
  expect(await receipt()).toMatchObject({ state: 'cosigned' });
  expect((await receipts.ofCredentials(node.app.db, ['nothing'])).size).toBe(0);
});

test('a proof from a damaged tile never leaves', async () => {
  const { order } = await readTree(node.owner);
  await node.owner.query('alter table log_tiles disable trigger all');
  const flip = () =>
    node.owner.query(
      `update log_tiles set data = set_byte(data, 0, get_byte(data, 0) # 1) where level = 0 and n = 0`,
    );
  await flip();
  const proving = node.another().proofs.inclusion(order[1] ?? '', { seconds: 0 });
  await expect(proving).rejects.toMatchObject({ name: 'LogDamage' });
  await flip();
  await node.owner.query('alter table log_tiles enable trigger all');
  expect(await node.another().proofs.inclusion(order[1] ?? '', { seconds: 0 })).toContain('index 1\n');
});

import { beforeAll, describe, expect, test } from 'vitest';
import { verifyLogProof } from '../../src/transparency/log-proof.ts';
import { makeProof } from '../../src/transparency/log-proving.service.ts';
import { SourceFailure } from '../../src/transparency/log-source.ts';
import { leafHash } from '../../src/transparency/merkle.ts';
import { entriesOf, entryAt, type Files, policy, servedLog, sourceOf, spoil } from './served-log.ts';

let files: Files;
beforeAll(async () => {
  files = await servedLog(entriesOf(700));
});

describe('a proof made from tiles', () => {
  const entry = entryAt(600);
  test.each([
    ['index', { by: 'index', index: 600 }],
    ['leaf', { by: 'leaf', leaf: leafHash(entry.bytes) }],
    ['identifier', { by: 'id', id: entry.id }],
  ] as const)('is found by %s and holds offline', async (_, wanted) => {
    const made = await makeProof(sourceOf(files), policy, wanted);
    if (!made.ok) throw new Error(made.reason);
    expect(made.index).toBe(600);
    expect(verifyLogProof(made.proof, leafHash(entry.bytes), policy)).toMatchObject({ ok: true, index: 600 });
    expect(verifyLogProof(made.proof, leafHash(entryAt(601).bytes), policy)).toMatchObject({ ok: false });
  });

  test.each([
    ['index', { by: 'index', index: 700 }],
    ['leaf', { by: 'leaf', leaf: leafHash(entryAt(700).bytes) }],
    ['identifier', { by: 'id', id: entryAt(700).id }],
  ] as const)('cannot be had for an %s that is not in the log', async (_, wanted) => {
    await expect(makeProof(sourceOf(files), policy, wanted)).resolves.toEqual({
      ok: false,
      reason: 'not-in-the-log',
    });
  });

  test('does not hold when a tile on its path is spoiled', async () => {
    const spoiled = new Map(files);
    spoil(spoiled, 'tile/0/002.p/188', 0);
    const made = await makeProof(sourceOf(spoiled), policy, { by: 'index', index: 600 });
    if (!made.ok) throw new Error(made.reason);
    expect(verifyLogProof(made.proof, made.leaf, policy)).toEqual({ ok: false, reason: 'not-included' });
  });

  test('needs a head that the policy accepts', async () => {
    const spoiled = new Map(files);
    spoil(spoiled, 'checkpoint', 23);
    await expect(makeProof(sourceOf(spoiled), policy, { by: 'index', index: 1 })).resolves.toMatchObject({
      ok: false,
      reason: 'forged-signature',
    });
    await expect(makeProof(sourceOf(new Map()), policy, { by: 'index', index: 1 })).rejects.toThrow(
      SourceFailure,
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointText } from '../../src/transparency/checkpoint.ts';
import { cosign } from '../../src/transparency/cosignature.ts';
import { parsePolicy } from '../../src/transparency/log-policy.ts';
import { formatLogProof, parseLogProof, verifyLogProof } from '../../src/transparency/log-proof.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { formatNote, signNote } from '../../src/transparency/signed-note.ts';
import { logKey, witnessKey } from './note-keys.ts';
import { flipped, leavesOf, provenInclusion } from './trees.ts';

const log = logKey('log.example/one');
const witness = witnessKey('witness.example/w1');
const policyText = `log ${formatVkey(log.key)}\nwitness w ${formatVkey(witness.key)}\nquorum w\n`;

function policyOf(text: string) {
  const reading = parsePolicy(text);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.policy;
}
const policy = policyOf(policyText);

async function noteOf(size: number, root: Uint8Array): Promise<string> {
  const text = checkpointText({ origin: log.key.name, size, root });
  return formatNote(text, [await signNote(log, text), await cosign(witness, text, 1_767_225_600)]);
}

async function proven(size: number, index: number) {
  const { leaf, root, proof: path } = provenInclusion(leavesOf(size), index);
  return { leaf, proof: { index, path, checkpoint: await noteOf(size, root) } };
}

describe('a proof', () => {
  test('comes back from its text, and verifies offline for its leaf alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), async (size, place, bit) => {
        const { leaf, proof } = await proven(size, place % size);
        const text = formatLogProof(proof);
        expect(parseLogProof(text)).toEqual({ ok: true, proof });
        expect(parseLogProof(Buffer.from(text))).toEqual({ ok: true, proof });
        expect(verifyLogProof(text, leaf, policy)).toMatchObject({
          ok: true,
          index: proof.index,
          checkpoint: { origin: 'log.example/one', size },
          cosigned: [{ timestamp: 1_767_225_600 }],
        });
        expect(verifyLogProof(text, flipped(leaf, bit), policy)).toEqual({
          ok: false,
          reason: 'not-included',
        });
        const moved = formatLogProof({ ...proof, index: proof.index + 1 });
        expect(verifyLogProof(moved, leaf, policy)).toEqual({ ok: false, reason: 'not-included' });
      }),
      { numRuns: 30 },
    );
  });

  test('may carry what its application wants', async () => {
    const { leaf, proof } = await proven(3, 1);
    const carrying = { ...proof, extra: Buffer.from('{"salt":"…"}') };
    const text = formatLogProof(carrying);
    expect(text.split('\n')[1]).toBe('extra eyJzYWx0Ijoi4oCmIn0=');
    expect(parseLogProof(text)).toEqual({ ok: true, proof: carrying });
    expect(verifyLogProof(text, leaf, policy).ok).toBe(true);
  });

  test('does not verify under a checkpoint that the policy refuses', async () => {
    const { leaf, proof } = await proven(5, 2);
    const text = formatLogProof(proof);
    expect(verifyLogProof(text.replace('\n5\n', '\n6\n'), leaf, policy)).toMatchObject({
      reason: 'forged-signature',
    });
    const strangers = policyOf(`log ${formatVkey(logKey('log.example/two').key)}\nquorum none\n`);
    expect(verifyLogProof(text, leaf, strangers)).toEqual({ ok: false, reason: 'no-log-signature' });
    const two = formatVkey(witnessKey('witness.example/w2').key);
    const stricter = policyOf(
      policyText.replace('quorum w', `witness w2 ${two}\ngroup g all w w2\nquorum g`),
    );
    expect(verifyLogProof(text, leaf, stricter)).toEqual({ ok: false, reason: 'no-quorum' });
  });

  test.each([
    ['header', (text: string) => text.replace('@v1', '@v2')],
    ['header', (text: string) => `\n${text}`],
    ['header', (text: string) => text.replaceAll('\n', '\r\n')],
    ['extra', (text: string) => text.replace('\nindex', '\nextra \nindex')],
    ['extra', (text: string) => text.replace('\nindex', '\nextra AB==\nindex')],
    ['index', (text: string) => text.replace('\nindex', '\nextra AA==\nextra AA==\nindex')],
    ['index', (text: string) => text.replace('index 2', 'index 02')],
    ['index', (text: string) => text.replace('index 2', 'index -2')],
    ['index', (text: string) => text.replace('index 2', 'index 9007199254740992')],
    ['index', (text: string) => text.replace('index 2', 'Index 2')],
    ['hash', (text: string) => text.replace('index 2\n', 'index 2\nAAAA\n')],
    ['hash', (text: string) => text.replace('index 2\n', `index 2\n${`${'A'.repeat(43)}=\n`.repeat(64)}`)],
    ['checkpoint', (text: string) => text.slice(0, text.indexOf('\n\n'))],
    ['checkpoint', (text: string) => text.slice(0, text.indexOf('\n\n') + 2)],
    ['not-utf8', (text: string) => `${text}\ud800`],
    ['too-large', (text: string) => text + 'x'.repeat(1_000_000)],
  ])('is refused for its %s', async (reason, spoil) => {
    const { leaf, proof } = await proven(5, 2);
    const text = spoil(formatLogProof(proof));
    expect(parseLogProof(text)).toEqual({ ok: false, reason });
    expect(verifyLogProof(text, leaf, policy)).toEqual({ ok: false, reason: `proof-${reason}` });
  });
});

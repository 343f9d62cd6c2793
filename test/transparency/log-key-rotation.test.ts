import { expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/database.ts';
import { type LogPolicy, parsePolicy } from '../../src/transparency/log-policy.ts';
import { verifyLogProof } from '../../src/transparency/log-proof.ts';
import { leafHash } from '../../src/transparency/merkle.ts';
import type { NodeKeys } from '../../src/transparency/node-keys.ts';
import { logKeyType } from '../../src/transparency/note-key.ts';
import { judgeCheckpoint } from '../../src/transparency/signed-checkpoint.ts';
import { createWitness } from '../../src/transparency/witness.service.ts';
import { createTestDatabase } from '../support/database.ts';
import { readTree } from './log-support.ts';
import { signingKey } from './note-keys.ts';
import { hk, keysOfHongKong, lineTo, serveWitness, sz, szWitness } from './publication-support.ts';
import { publishingDesk } from './publishing-desk.ts';

const desk = publishingDesk();

const [first, second, third] = ['first', 'second', 'third'].map((name) => signingKey(name, logKeyType));
type Key = NonNullable<typeof first>;
const materialOf = ({ key }: Key): Uint8Array => key.material;

/** What a reader kept of one moment: the policy of then, the head, and a proof of the newest entry. */
interface Kept {
  readonly policy: LogPolicy;
  readonly checkpoint: string;
  readonly proof: string;
  readonly leaf: Uint8Array;
}

test('through three keys of the log, one after the other, old heads and proofs stay good, and each head is signed by the keys of its day', async () => {
  if (!first || !second || !third) throw new Error('no keys');
  const { clock, node, start, grow, publish } = desk();
  let [signing, known]: [Key[], Key[]] = [[first], [first]];
  const keys: NodeKeys = {
    ...keysOfHongKong,
    logSigners: () => signing.map((each) => ({ signer: each.signer, material: materialOf(each) })),
    ownLogKeys: () => known.map(materialOf),
  };
  const database = await createTestDatabase();
  const peer = openDatabase(database.appUrl, { max: 4, onError: () => undefined });
  const witness = await serveWitness(
    createWitness({
      db: peer.db,
      clock,
      node: { origin: sz.origin, peer: { ...hk, anchors: [] } },
      keys: {
        witnessSigner: () => ({ signer: szWitness.signer, material: szWitness.key.material }),
        // As the trust list has it: those that may sign now.
        peerLogKeys: () => signing.map(materialOf),
      },
      onInconsistent: () => undefined,
    }),
  );
  const publication = start({ outbound: lineTo(witness.address), keys });

  const publishUnder = async (now: Key[]): Promise<Kept> => {
    [signing, known] = [now, [...new Set([...known, ...now])]];
    await grow(300);
    expect(await publish(publication)).toMatchObject({ kind: 'cosigned' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    const policy = parsePolicy(publication.serving.policy() ?? '');
    const { order, entries } = await readTree(node.owner);
    const { proofs } = node.another();
    const proof = await proofs.inclusion(order.at(-1) ?? '', { seconds: 5 });
    if (!policy.ok || proof === undefined) throw new Error('nothing to keep');
    return {
      policy: policy.policy,
      checkpoint: (await publication.serving.checkpoint()) ?? '',
      proof,
      leaf: leafHash(entries.at(-1) ?? new Uint8Array()),
    };
  };

  const days = [[first], [first, second], [second], [second, third], [third]];
  const kept: Kept[] = [];
  for (const keysOfDay of days) kept.push(await publishUnder(keysOfDay));
  await Promise.all([witness.close(), peer.close()]);
  await database.drop();

  const isGood = (policy: LogPolicy, { checkpoint, proof, leaf }: Kept): boolean[] => [
    judgeCheckpoint(policy, checkpoint).ok,
    verifyLogProof(proof, leaf, policy).ok,
  ];
  const [one, , two, , three] = kept;
  if (!one || !two || !three) throw new Error('nothing was kept');
  // By the policy of the last day everything of before.
  for (const each of kept) expect(isGood(three.policy, each)).toEqual([true, true]);
  // Who never took a newer policy follows while the keys overlap, and no further.
  expect(kept.map((each) => isGood(one.policy, each)[0])).toEqual([true, true, false, false, false]);
  expect(kept.map((each) => isGood(two.policy, each)[1])).toEqual([true, true, true, true, false]);
  // A key that was given up as compromised takes with it what it alone had signed.
  const without = {
    ...three.policy,
    logs: three.policy.logs.filter(({ key }) => Buffer.compare(key.material, materialOf(second)) !== 0),
  };
  expect(kept.map((each) => isGood(without, each)[0])).toEqual([true, true, false, true, true]);
});

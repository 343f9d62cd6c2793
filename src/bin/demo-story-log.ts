import { z } from 'zod';
import { verifyLogProof } from '../transparency/log-proof.ts';
import { parsePolicy } from '../transparency/log-policy.ts';
import { leafHash } from '../transparency/merkle.ts';
import * as acts from './demo-acts.ts';
import type { Stage } from './demo-stage.ts';

const issued = z.object({ items: z.array(z.object({ id: z.string(), entry: z.string() })) });

/** The examiner believes nobody: the entry is hashed here, and the proof is checked against the keys of both nodes. */
export async function proveIssuance({ hk, nodes }: Stage, recognitionId: string) {
  const token = await acts.officerToken(hk, 'examiner', 'HK-EX-01');
  const query = `type=credential.issued&objectType=credential&objectId=${recognitionId}`;
  const [event] = issued.parse((await hk.api.get(`/v1/audit/events?${query}`, token)).body).items;
  if (!event) throw new Error('the issuance is not among the events');
  const got = await hk.api.get(`/v1/log/proofs/${event.id}`, token, { prefer: 'wait=10' });
  acts.expectEqual('the answer for the proof', got.status, 200);
  const proof = z.string().parse(got.body);
  const policy = parsePolicy(z.string().parse((await hk.api.get('/log/policy')).body));
  if (!policy.ok) throw new Error(`the policy does not read: ${policy.reason}`);
  const verdict = verifyLogProof(proof, leafHash(Buffer.from(event.entry)), policy.policy);
  if (!verdict.ok) throw new Error(`the proof does not hold: ${verdict.reason}`);
  const witnesses = policy.policy.witnesses.map(({ key }) => key.name).join(' and ');
  acts.expectEqual('the witness', witnesses, `${new URL(nodes[1].origin).host}/witness`);
  const { checkpoint } = verdict;
  return {
    result: `entry ${String(verdict.index)} of ${String(checkpoint.size)} in ${checkpoint.origin}`,
    more: [
      `${event.entry.slice(0, 70)}…`,
      `root ${Buffer.from(checkpoint.root).toString('base64')}, cosigned by ${witnesses}`,
    ],
  };
}

import fs from 'node:fs';
import path from 'node:path';
import { root } from './demo-folders.ts';
import type { DemoNode } from './demo-nodes.ts';
import { bold, dim, say } from './demo-output.ts';
import type { DemoOrganisation } from './demo-register.ts';
import type { Keepsakes } from './demo-stage.ts';

/** What to do with two running nodes: addresses, who is who, and commands that work as they are printed. */
export function closing({
  nodes,
  folder,
  data,
  keepsakes,
  bank,
}: {
  nodes: readonly [DemoNode, DemoNode];
  folder: string;
  data: string | undefined;
  keepsakes: Keepsakes;
  bank: DemoOrganisation;
}): void {
  const [hk, sz] = nodes;
  const token = `npm run -s wenjin -- token --node hk --as bank${data === undefined ? '' : ` --data ${data}`}`;
  const relative = (name: string): string => path.relative(root, path.join(folder, name));
  fs.writeFileSync(path.join(folder, 'receipt.jws'), keepsakes.receipt, { mode: 0o600 });
  fs.writeFileSync(
    path.join(folder, 'verification.json'),
    JSON.stringify(keepsakes.verificationBody, null, 1),
    { mode: 0o600 },
  );
  say();
  for (const node of [hk, sz])
    say(
      `${bold(node.title.padEnd(10))} ${node.baseUrl}   API documentation ${node.baseUrl}/docs   for supervisors ${node.baseUrl}/console`,
    );
  say(
    `Organisations: registrar, recogniser, college (HK), bank, committee, examiner; for a token of one of them:`,
  );
  say(dim(`  ${token}        (here: ${bank.title})`));
  say('\nTo paste:');
  say(
    `  curl -s ${hk.baseUrl}/v1/equivalence -H 'content-type: application/json' -d '{"qualification":"cn-qcbp-im-cc","targetSide":"HK"}'`,
  );
  say(
    `  curl -s ${hk.baseUrl}/v1/verifications -H "authorization: Bearer $(${token})" -H 'content-type: application/json' -d @${relative('verification.json')}`,
  );
  say(
    `  npm run -s wenjin -- receipt verify ${relative('receipt.jws')} --trust-list ${hk.baseUrl}/.well-known/wenjin-trust-list`,
  );
  const policy = relative('hk.policy');
  say(
    `  curl -s ${hk.baseUrl}/log/policy -o ${policy} && npm run -s wenjin -- log verify ${hk.baseUrl}/log --policy ${policy} --token "$(${token.replace('--as bank', '--as examiner')})"`,
  );
}

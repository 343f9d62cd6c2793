import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { offlineTrustList } from '../trust/index.ts';
import { readReceipt } from '../verification/index.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import { NodeClient } from './demo-client.ts';
import { demoFolders } from './demo-folders.ts';
import { demoPlaces } from './demo-nodes.ts';
import { logCommand } from './log-command.ts';
import { readRegister, registerFileOf } from './demo-register.ts';
import { entropy } from './world.ts';

/** The command line. Everything that it does, anybody can do by the contract; it only saves typing. */

const usage = `wenjin: the command line of a Wenjin node

  wenjin token --node hk|sz --as ORGANISATION [--officer NAME] [--data FOLDER]
      An access token of the demonstration, ten minutes good. ORGANISATION: registrar, recogniser, college, bank,
      committee, examiner. For an officer's token name one, as HK-01. FOLDER as \`npm start -- --data FOLDER\` had it.

  wenjin receipt verify FILE --trust-list FILE-OR-ADDRESS [--anchor THUMBPRINT]
      Is a receipt genuine? Needs the receipt and the issuer's trust list, no node and no network when the list is a file.
      With --anchor the list must be signed by that key. Exit code 0 when genuine, 1 when not, 2 when it could not be checked.

  wenjin log verify|monitor|prove|compare
      Checks an issuance log without trusting who keeps it; \`wenjin log\` says more.
`;

const [command = '', ...commandArguments] = process.argv.slice(2);

const { values, positionals } = parseArgs({
  // The log's commands have options of their own.
  args: command === 'log' ? [] : process.argv.slice(2),
  allowPositionals: true,
  options: {
    node: { type: 'string' },
    as: { type: 'string' },
    officer: { type: 'string' },
    data: { type: 'string' },
    'trust-list': { type: 'string' },
    anchor: { type: 'string' },
  },
});

async function token(): Promise<number> {
  const place = demoPlaces.find(({ name }) => name === values.node);
  if (!place || values.as === undefined) return misused();
  const { demonstration: folder } = demoFolders(values.data);
  const register = readRegister(registerFileOf(folder, place.name));
  const organisation = register?.organisations[values.as];
  if (!organisation)
    return failed(`The demonstration has no organisation ${values.as} on that side. Has \`npm start\` run?`);
  const port = fs.existsSync(path.join(folder, 'ports.json')) ? portOf(folder, place.name) : place.port;
  const api = new NodeClient({
    baseUrl: `http://127.0.0.1:${String(port)}`,
    origin: place.origin,
    nextId: () => uuidV4(entropy),
  });
  const officer = values.officer === undefined ? undefined : organisation.officers[values.officer];
  if (values.officer !== undefined && !officer)
    return failed(`There is no officer ${values.officer}: ${Object.keys(organisation.officers).join(', ')}.`);
  const got = officer
    ? await api.officerToken(organisation.client, officer)
    : await api.clientToken(organisation.client);
  process.stdout.write(`${got}\n`);
  return 0;
}

function portOf(folder: string, name: string): number {
  const ports: unknown = JSON.parse(fs.readFileSync(path.join(folder, 'ports.json'), 'utf8'));
  const entries = Object.entries(typeof ports === 'object' && ports !== null ? ports : {});
  return Number(entries.find(([key]) => key === name)?.[1] ?? 0);
}

async function receipt(): Promise<number> {
  const [, action, file] = positionals;
  const source = values['trust-list'];
  if (action !== 'verify' || file === undefined || source === undefined) return misused();
  const list = offlineTrustList((await textOf(source)).trim());
  if (!list.ok) return failed(`The trust list does not hold: ${list.reason}.`);
  if (values.anchor !== undefined && values.anchor !== list.anchor)
    return failed(`The trust list is signed by ${list.anchor}, not by the anchor that was given.`);
  const reading = readReceipt(fs.readFileSync(file, 'utf8').trim(), (origin, kid) =>
    origin === list.origin ? list.receiptKey(kid) : undefined,
  );
  const lines = reading.checks.map(
    ({ code, outcome, detail }) =>
      `  ${outcome.padEnd(8)}${code}${detail === undefined ? '' : ` (${detail})`}`,
  );
  const pinned =
    values.anchor === undefined
      ? `by anchor ${list.anchor}; compare it with the one that the node has made known`
      : 'by the anchor that was given';
  process.stdout.write(`Trust list ${list.version} of ${list.origin}, ${pinned}\n${lines.join('\n')}\n`);
  if (!reading.authentic) {
    process.stdout.write('NOT GENUINE\n');
    return 1;
  }
  process.stdout.write(
    `GENUINE: issued by ${reading.issuedBy ?? ''} at ${reading.issuedAt ?? ''}\n${JSON.stringify(reading.content, null, 2)}\n`,
  );
  return 0;
}

async function textOf(source: string): Promise<string> {
  if (!/^https?:/.test(source)) return fs.readFileSync(source, 'utf8');
  const answer = await fetch(source, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${source} answered ${String(answer.status)}`);
  return answer.text();
}

function misused(): number {
  process.stderr.write(usage);
  return 2;
}

function failed(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

const commands: Readonly<Record<string, () => Promise<number>>> = {
  token,
  receipt,
  log: () => logCommand(commandArguments),
};
try {
  process.exitCode = await (commands[command === 'log' ? command : (positionals[0] ?? '')]?.() ?? misused());
} catch (error) {
  process.exitCode = failed(error instanceof Error ? error.message : String(error));
}

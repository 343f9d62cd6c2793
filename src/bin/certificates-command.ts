import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { instantText } from '../kernel/instants.ts';
import type { CertificateImport, PublishedKey } from '../keys/index.ts';
import { configurationFrom } from '../platform/configuration.ts';
import { type Contexts } from '../contexts.ts';
import { openContexts } from './node-process.ts';

const usage = `wenjin certificates: certificates of this node's keys from an authority outside; reads the variables of the node

  wenjin certificates request [--all] [--out FOLDER]
      PKCS #10 requests for the keys that have no certificate or one that ends within a month; with --all for all that are certified.
      To standard output, or one file for each key in FOLDER.

  wenjin certificates import FILE ...
      Keeps what the authority sent as PEM: the certificates of the keys and all above them, the root included, in any order.
      Nothing is kept unless all of it is right. Used ten minutes later, when the other node knows the root by the trust list.

  wenjin certificates list
      The keys that are certified, and until when.
`;

interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export async function certificatesCommand(
  args: readonly string[],
  { terminal, variables }: { readonly terminal: Terminal; readonly variables: NodeJS.ProcessEnv },
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, out: { type: 'string' } },
  });
  const [action, ...files] = positionals;
  const isKnown =
    (action === 'import') === files.length > 0 && ['request', 'import', 'list'].includes(action ?? '');
  if (!isKnown) {
    terminal.err(usage);
    return 2;
  }
  const pem = files.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  const { contexts, close } = openContexts(configurationFrom({ ...variables, WENJIN_LOG_LEVEL: 'silent' }));
  try {
    await contexts.keys.refresh();
    if (action === 'request') return await request(contexts, { ...values, terminal });
    return action === 'list' ? list(contexts, terminal) : await importAll(contexts, pem, terminal);
  } finally {
    await close();
  }
}

async function request(
  { keys }: Contexts,
  {
    all,
    out,
    terminal,
  }: { readonly all: boolean; readonly out?: string | undefined; readonly terminal: Terminal },
): Promise<number> {
  const requests = await keys.outside.requests({ all });
  if (requests.length === 0) terminal.err('No key needs a certificate.\n');
  for (const { key, pem } of requests) {
    if (out === undefined) {
      terminal.out(`# ${nameOf(key)}\n${pem}\n`);
      continue;
    }
    const file = path.join(out, `${nameOf(key).replaceAll(' ', '-')}.csr.pem`);
    fs.mkdirSync(out, { recursive: true });
    fs.writeFileSync(file, `${pem}\n`);
    terminal.out(`${file}\n`);
  }
  return 0;
}

async function importAll({ keys }: Contexts, pem: string, terminal: Terminal): Promise<number> {
  const outcome = await keys.outside.import(pem);
  if (outcome.kind === 'imported') {
    for (const key of outcome.certified) terminal.out(`certified: ${nameOf(key)}\n`);
    terminal.out(`roots new to this node: ${String(outcome.roots)}\n`);
    return 0;
  }
  terminal.err(refusalOf(outcome));
  return 1;
}

function refusalOf({ problem, kid }: Extract<CertificateImport, { kind: 'refused' }>): string {
  return `Nothing was kept: ${problem}${kid === undefined ? '' : ` (key ${kid})`}.\n`;
}

function list({ keys }: Contexts, terminal: Terminal): number {
  for (const { key, until } of keys.outside.list())
    terminal.out(
      `${nameOf(key)}: ${until === undefined ? 'no certificate' : `until ${instantText(until)}`}\n`,
    );
  return 0;
}

function nameOf({ purpose, authority, kid }: PublishedKey): string {
  return [purpose, ...(authority === null ? [] : [authority]), kid].join(' ');
}

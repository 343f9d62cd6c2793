import { parseArgs } from 'node:util';

/** The command line. Everything that it does, anybody can do by the contract; it only saves typing. */

const usage = `wenjin: the command line of a Wenjin node

  wenjin token --node hk|sz --as ORGANISATION [--officer NAME] [--data FOLDER]
      An access token of the demonstration, ten minutes good. ORGANISATION: registrar, recogniser, college, bank,
      committee, examiner. For an officer's token name one, as HK-01. FOLDER as \`npm start -- --data FOLDER\` had it.

  wenjin receipt verify FILE --trust-list FILE-OR-ADDRESS [--anchor THUMBPRINT]
      Is a receipt genuine? Needs the receipt and the issuer's trust list, no node and no network when the list is a file.
      With --anchor the list must be signed by that key. Exit code 0 when genuine, 1 when not, 2 when it could not be checked.

  wenjin export verify FOLDER|MANIFEST --trust-list FILE-OR-ADDRESS [--anchor THUMBPRINT]
      Are these the files that the node signed for? Checks manifest.jwt, the checkpoint in it, and SHA-256, SM3 and rows
      of each file beside it; no node and no network when the list is a file. Exit codes as above.

  wenjin certificates request|import|list
      Certificates of a node's keys from an authority outside; \`wenjin certificates\` says more.

  wenjin log verify|monitor|prove|compare|export
      Checks an issuance log without trusting who keeps it, or writes one as files; \`wenjin log\` says more.
`;

const options = {
  node: { type: 'string' },
  as: { type: 'string' },
  officer: { type: 'string' },
  data: { type: 'string' },
  'trust-list': { type: 'string' },
  anchor: { type: 'string' },
} as const;

/** Each command is loaded when it is asked for: who checks a log has no use for a database driver. */
async function run(args: readonly string[]): Promise<number> {
  // The commands of the log have options of their own.
  if (args[0] === 'log') return log(args.slice(1));
  if (args[0] === 'certificates') {
    const { certificatesCommand } = await import('./certificates-command.ts');
    return certificatesCommand(args.slice(1), { terminal, variables: process.env });
  }
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const { node, as, officer, data, anchor } = values;
  const [command, action, file] = positionals;
  if (command === 'token' && as !== undefined) {
    const { tokenCommand } = await import('./token-command.ts');
    return tokenCommand({ node, as, officer, data });
  }
  const trustList = values['trust-list'];
  if (command === 'receipt' && action === 'verify' && file !== undefined && trustList !== undefined) {
    const { receiptCommand } = await import('./receipt-command.ts');
    return receiptCommand({ file, trustList, anchor });
  }
  if (command === 'export' && action === 'verify' && file !== undefined && trustList !== undefined) {
    const { exportCommand } = await import('./export-command.ts');
    const out = (text: string): void => void process.stdout.write(text);
    return exportCommand({ place: file, trustList, anchor, out });
  }
  process.stderr.write(usage);
  return 2;
}

const terminal = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};

async function log(args: readonly string[]): Promise<number> {
  const { logCommand } = await import('./log-command.ts');
  const token = process.env['WENJIN_LOG_TOKEN'] || undefined;
  return logCommand(args, { terminal, token, stopSignal });
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

// Whoever reads may have seen enough, as `head` has: an end like that of any other command, 128 and the number of SIGPIPE.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

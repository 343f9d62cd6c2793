import fs from 'node:fs';
import { offlineTrustList } from '../trust/index.ts';
import { readReceipt } from '../verification/index.ts';

export interface ReceiptSettings {
  readonly file: string;
  /** A file or an address. */
  readonly trustList: string;
  readonly anchor: string | undefined;
}

/** `wenjin receipt verify`: is a receipt genuine? @throws Error when it could not be checked */
export async function receiptCommand({ file, trustList, anchor }: ReceiptSettings): Promise<number> {
  const list = offlineTrustList((await textOf(trustList)).trim());
  if (!list.ok) throw new Error(`The trust list does not hold: ${list.reason}.`);
  if (anchor !== undefined && anchor !== list.anchor)
    throw new Error(`The trust list is signed by ${list.anchor}, not by the anchor that was given.`);
  const reading = readReceipt(fs.readFileSync(file, 'utf8').trim(), (origin, kid) =>
    origin === list.origin ? list.receiptKey(kid) : undefined,
  );
  const lines = reading.checks.map(
    ({ code, outcome, detail }) =>
      `  ${outcome.padEnd(8)}${code}${detail === undefined ? '' : ` (${detail})`}`,
  );
  const pinned =
    anchor === undefined
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

/** What stands in a file or at an address. */
export async function textOf(source: string): Promise<string> {
  if (!/^https?:/.test(source)) return fs.readFileSync(source, 'utf8');
  const answer = await fetch(source, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${source} answered ${String(answer.status)}`);
  return answer.text();
}

import { encodeBase64 } from '../transparency/base64.ts';
import type { AuditReport } from '../transparency/log-audit.service.ts';
import type { Clock } from '../kernel/ports.ts';

/** How the verifier speaks: results on standard output, for people or as JSON; progress on standard error. */

/** 0: the log is good. 1: it is bad. 2: nothing is known. */
export type ExitCode = 0 | 1 | 2;

export const showJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
export const showLine = (line: string): void => void process.stdout.write(`${line}\n`);

const silentMilliseconds = 2000;
const intervalMilliseconds = 1000;

/** Says nothing of what takes less than two seconds. */
export function createProgress(clock: Clock, what: string): (done: number, total: number) => void {
  const begun = clock.now().getTime();
  let next = begun + silentMilliseconds;
  return (done, total) => {
    const now = clock.now().getTime();
    if (now < next) return;
    next = now + intervalMilliseconds;
    const perSecond = Math.round((done * 1000) / (now - begun));
    const left = perSecond > 0 ? `, ${Math.ceil((total - done) / perSecond)} s left` : '';
    process.stderr.write(`${what}: ${done} of ${total} (${perSecond}/s${left})\n`);
  };
}

function cosignedBy({ head }: AuditReport) {
  return (head?.cosigned ?? []).map(({ witness, timestamp }) => ({
    witness: witness.key.name,
    at: new Date(timestamp * 1000).toISOString(),
  }));
}

export interface Shown {
  readonly report: AuditReport;
  readonly evidenceFile: string | undefined;
  readonly json: boolean;
}

export function showReport({ report, evidenceFile, json }: Shown): ExitCode {
  const { head, findings, findingsCount, entriesChecked, tilesChecked } = report;
  const verdict = findingsCount === 0 ? 'good' : 'bad';
  const exitCode = findingsCount === 0 ? 0 : 1;
  if (json) {
    const { origin, size, root } = head?.checkpoint ?? {};
    showJson({
      verdict,
      origin,
      size,
      root: root && encodeBase64(root),
      cosigned: cosignedBy(report),
      checked: { entries: entriesChecked, tiles: tilesChecked },
      findings,
      findingsCount,
      evidence: evidenceFile,
    });
    return exitCode;
  }
  if (head !== undefined) {
    const { origin, size, root } = head.checkpoint;
    showLine(`${origin}: ${size} entries, root ${encodeBase64(root)}`);
    showLine(`  signed by ${head.log.name}`);
    for (const { witness, at } of cosignedBy(report)) showLine(`  cosigned by ${witness} at ${at}`);
    showLine(`  checked: ${entriesChecked} entries, ${tilesChecked} tiles`);
  }
  for (const { kind, path, detail } of findings)
    showLine(`  ${kind}${path === undefined ? '' : ` ${path}`}: ${detail}`);
  if (findingsCount > findings.length) showLine(`  and ${findingsCount - findings.length} more`);
  if (evidenceFile !== undefined) showLine(`  both heads are kept in ${evidenceFile}`);
  showLine(verdict.toUpperCase());
  return exitCode;
}

import { encodeBase64 } from '../transparency/base64.ts';
import type { AuditReport } from '../transparency/log-audit.service.ts';
import type { Clock } from '../kernel/ports.ts';

/** How the verifier speaks: results on standard output, for people or as JSON; progress on standard error. */

/** 0: the log is good. 1: it is bad. 2: nothing is known. */
export type ExitCode = 0 | 1 | 2;

/** Where results and progress go. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

export interface Manner {
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** One line of JSON, or the same in words. */
export function say({ json, terminal }: Manner, value: unknown, lines: readonly string[]): void {
  terminal.out(json ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
}

const silentMilliseconds = 2000;
const intervalMilliseconds = 1000;

/** Says nothing of what takes less than two seconds. */
export function createProgress(clock: Clock, terminal: Terminal, what: string) {
  const begun = clock.now().getTime();
  let next = begun + silentMilliseconds;
  return (done: number, total: number): void => {
    const now = clock.now().getTime();
    if (now < next) return;
    next = now + intervalMilliseconds;
    const perSecond = Math.round((done * 1000) / (now - begun));
    const left = perSecond > 0 ? `, ${Math.ceil((total - done) / perSecond)} s left` : '';
    terminal.err(`${what}: ${done} of ${total} (${perSecond}/s${left})\n`);
  };
}

function cosignedBy({ head }: AuditReport) {
  return (head?.cosigned ?? []).map(({ witness, timestamp }) => ({
    witness: witness.key.name,
    at: new Date(timestamp * 1000).toISOString(),
  }));
}

export function showReport(report: AuditReport, evidenceFile: string | undefined, manner: Manner): ExitCode {
  const { head, findings, findingsCount, entriesChecked, tilesChecked } = report;
  const verdict = findingsCount === 0 ? 'good' : 'bad';
  const { origin, size, root } = head?.checkpoint ?? {};
  const value = {
    verdict,
    origin,
    size,
    root: root && encodeBase64(root),
    cosigned: cosignedBy(report),
    checked: { entries: entriesChecked, tiles: tilesChecked },
    findings,
    findingsCount,
    evidence: evidenceFile,
  };
  say(manner, value, linesOf(report, evidenceFile).concat(verdict.toUpperCase()));
  return findingsCount === 0 ? 0 : 1;
}

function linesOf(report: AuditReport, evidenceFile: string | undefined): string[] {
  const { head, findings, findingsCount, entriesChecked, tilesChecked } = report;
  const { origin, size, root } = head?.checkpoint ?? {};
  const more = findingsCount - findings.length;
  return [
    ...(root === undefined ? [] : [`${origin}: ${size} entries, root ${encodeBase64(root)}`]),
    ...(head === undefined ? [] : [`  signed by ${head.log.name}`]),
    ...cosignedBy(report).map(({ witness, at }) => `  cosigned by ${witness} at ${at}`),
    ...(head === undefined ? [] : [`  checked: ${entriesChecked} entries, ${tilesChecked} tiles`]),
    ...findings.map(
      ({ kind, path, detail }) => `  ${kind}${path === undefined ? '' : ` ${path}`}: ${detail}`,
    ),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(evidenceFile === undefined ? [] : [`  both heads are kept in ${evidenceFile}`]),
  ];
}

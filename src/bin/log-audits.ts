import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type AuditReport, auditLog } from '../transparency/log-audit.service.ts';
import { compareNotes, type NoteComparison } from '../transparency/log-comparison.service.ts';
import { createEntryIds, type EntryIds } from '../transparency/entry-ids.ts';
import type { Evidence } from '../transparency/head-comparison.ts';
import type { Finding } from '../transparency/log-finding.ts';
import type { LogPolicy } from '../transparency/log-policy.ts';
import { checkpointBytesMax, type LogSource, SourceFailure } from '../transparency/log-source.ts';
import { formatNote } from '../transparency/signed-note.ts';
import {
  readOpeningsFile,
  readPolicyFile,
  readStateFile,
  writeEvidence,
  writeStateFile,
} from './log-files.ts';
import { createProgress, type ExitCode, type Manner, say, showReport } from './log-output.ts';
import { logSource, readPlace } from './log-sources.ts';
import { clock } from './world.ts';

export interface AuditSettings extends Manner {
  readonly place: string;
  readonly policyFile: string;
  readonly token: string | undefined;
  readonly origin: string | undefined;
  readonly stateFile: string | undefined;
  readonly openingsFile: string | undefined;
  readonly evidenceFolder: string | undefined;
  readonly tilesOnly: boolean;
  readonly maxAgeSeconds: number | undefined;
  /** Where else heads of this log are shown: addresses or files of notes. */
  readonly also: readonly string[];
}

/** One round: read, compare, scan, keep the evidence, remember, and only then say so. */
export async function auditOnce(settings: AuditSettings, resume: boolean, ids?: EntryIds): Promise<ExitCode> {
  const { stateFile, openingsFile, terminal } = settings;
  const source = logSource(settings.place, settings.token);
  const policy = await readPolicyFile(settings.policyFile);
  const since = stateFile === undefined ? undefined : await readStateFile(stateFile);
  const audited = await auditLog({
    source,
    policy,
    origin: settings.origin,
    since,
    resume,
    entries: !settings.tilesOnly,
    openings: openingsFile === undefined ? undefined : await readOpeningsFile(openingsFile),
    ids,
    maxAgeSeconds: settings.maxAgeSeconds,
    at: clock.now(),
    progress: createProgress(clock, terminal, settings.tilesOnly ? 'leaves' : 'entries'),
  });
  const report = await withOthers({ audited, source, policy, also: settings.also });
  const folder = settings.evidenceFolder ?? path.dirname(stateFile ?? '.');
  const evidenceFile = report.evidence && (await writeEvidence(folder, report.evidence));
  // Last, and only then: what was not checked to the end is checked again.
  if (stateFile !== undefined && report.state !== undefined) await writeStateFile(stateFile, report.state);
  return showReport(report, evidenceFile, settings);
}

interface Others {
  readonly audited: AuditReport;
  readonly source: LogSource;
  readonly policy: LogPolicy;
  readonly also: readonly string[];
}

/** Holds the head against what others were shown: a witness, another monitor. */
async function withOthers({ audited, source, policy, also }: Others): Promise<AuditReport> {
  if (audited.head === undefined) return audited;
  const { text, signatures } = audited.head.note;
  const lines = signatures.map(({ line }) => line);
  const own = { shownBy: source.name, note: Buffer.from(formatNote(text, lines)) };
  const findings: Finding[] = [];
  let evidence: Evidence | undefined;
  for (const place of also) {
    const note = await readPlace(place, checkpointBytesMax);
    if (note === undefined) throw new SourceFailure(`There is no note at ${place}.`);
    const notes = [own, { shownBy: place, note }] as const;
    const compared = await compareNotes({ policy, notes, sources: [source] });
    if (compared.kind === 'consistent') continue;
    evidence ??= compared.kind === 'contradiction' ? compared.evidence : undefined;
    findings.push(findingOf(place, compared));
  }
  if (findings.length === 0) return audited;
  return {
    ...audited,
    findings: [...audited.findings, ...findings],
    findingsCount: audited.findingsCount + findings.length,
    evidence: audited.evidence ?? evidence,
    state: undefined,
  };
}

function findingOf(place: string, compared: Exclude<NoteComparison, { kind: 'consistent' }>): Finding {
  switch (compared.kind) {
    case 'contradiction':
      return { kind: compared.evidence.kind, detail: `${place}: ${compared.evidence.detail}` };
    case 'unproven':
      return {
        kind: 'unproven',
        detail: `${place}: that its head and this one are of one tree cannot be shown.`,
      };
    case 'refused':
      return { kind: 'checkpoint', detail: `${compared.shownBy}: the note is refused: ${compared.reason}.` };
    case 'other-log':
      return {
        kind: 'origin',
        detail: `${place}: the note is of another log (${compared.origins.join(', ')}).`,
      };
  }
}

/** Round after round until it is told to stop; gives the outcome of the last one. A round that fails is followed by the next. */
export async function auditRounds(
  settings: AuditSettings,
  intervalSeconds: number,
  stop: AbortSignal,
): Promise<ExitCode> {
  const ids = createEntryIds();
  for (;;) {
    let outcome: ExitCode;
    try {
      outcome = await auditOnce(settings, true, ids);
    } catch (error) {
      outcome = 2;
      const why = error instanceof Error ? error.message : String(error);
      say(settings, { verdict: 'unchecked', why }, [`could not be checked: ${why}`]);
    }
    try {
      await wait(intervalSeconds * 1000, undefined, { signal: stop });
    } catch {
      return outcome;
    }
  }
}

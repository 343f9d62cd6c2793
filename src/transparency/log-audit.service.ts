import type { AuditState } from './audit-state.ts';
import { createEntryCheck } from './entry-check.ts';
import { createEntryIds, type EntryIds } from './entry-ids.ts';
import { compareHeads, type Evidence, type SeenHead } from './head-comparison.ts';
import { checkpointFinding, createFindings, type Finding, type Findings } from './log-finding.ts';
import type { Openings } from './log-openings.ts';
import type { LogPolicy } from './log-policy.ts';
import { scanTree } from './log-scan.service.ts';
import {
  checkpointBytesMax,
  checkpointPath,
  type LogSource,
  readTileOf,
  ResourceFault,
  SourceFailure,
} from './log-source.ts';
import { createRootStack } from './root-stack.ts';
import { judgeCheckpoint, type SignedCheckpoint } from './signed-checkpoint.ts';
import { createTileTree } from './tile-tree.ts';

/**
 * Checks a log as somebody who trusts nobody: from what it serves, by a policy file, and by what was seen of it before. It
 * shares no state and no database with the node that writes the log.
 */

export interface AuditRequest {
  readonly source: LogSource;
  readonly policy: LogPolicy;
  /** The name that the log must have, where the policy lists more than one. */
  readonly origin?: string | undefined;
  /** The last head that was found good. */
  readonly since?: AuditState | undefined;
  /** Go on from that head instead of beginning again: what is before it was checked then. */
  readonly resume: boolean;
  /** False to check tiles only, which are public, and leave alone the entries, which are not. */
  readonly entries: boolean;
  readonly openings?: Openings | undefined;
  /** Identifiers that earlier rounds have seen, to which those of this one are added; without them, only entries of this round are held against each other. */
  readonly ids?: EntryIds | undefined;
  /** How old the newest cosignature may be. */
  readonly maxAgeSeconds?: number | undefined;
  readonly at: Date;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export interface AuditReport {
  readonly head: SignedCheckpoint | undefined;
  readonly findings: readonly Finding[];
  /** Of which `findings` lists the first. */
  readonly findingsCount: number;
  readonly evidence: Evidence | undefined;
  readonly entriesChecked: number;
  readonly tilesChecked: number;
  /** To be remembered for the next round; undefined when the tree has a fault. */
  readonly state: AuditState | undefined;
}

/** @throws SourceFailure when the log could not be read, and what was read of it has no fault: nothing is known then. */
export async function auditLog(request: AuditRequest): Promise<AuditReport> {
  const findings = createFindings();
  const { source, policy, since } = request;
  const bytes = await source.read(checkpointPath, checkpointBytesMax);
  if (bytes === undefined) throw new SourceFailure(`There is no checkpoint at ${source.name}.`);
  const signed = judgeCheckpoint(policy, bytes);
  if (!signed.ok) {
    findings.add(checkpointFinding(signed));
    return reportOf(findings, {});
  }
  const { origin, size, root } = signed.checkpoint;
  checkAge(request, signed, findings);
  const named = request.origin ?? since?.origin;
  if (named !== undefined && named !== origin) {
    findings.add({
      kind: 'origin',
      path: checkpointPath,
      detail: `The log calls itself ${origin}, not ${named}.`,
    });
    return reportOf(findings, { head: signed });
  }
  const head = { origin, size, root, note: Buffer.from(bytes).toString('utf8') };
  try {
    const evidence = since && (await contradictionOf(source, since, head, findings));
    // Behind a head that cannot be there is no tree to speak of; one that forked may yet be looked at.
    if (evidence !== undefined && evidence.kind !== 'inconsistent')
      return reportOf(findings, { head: signed, evidence });
    return reportOf(findings, { head: signed, evidence, ...(await scan(request, head, findings)) });
  } catch (error) {
    if (findings.count === 0 || !(error instanceof SourceFailure)) throw error;
    return reportOf(findings, { head: signed });
  }
}

function reportOf(findings: Findings, found: Partial<AuditReport>): AuditReport {
  return {
    head: found.head,
    findings: findings.list,
    findingsCount: findings.count,
    evidence: found.evidence,
    entriesChecked: found.entriesChecked ?? 0,
    tilesChecked: found.tilesChecked ?? 0,
    state: isSound(findings) ? found.state : undefined,
  };
}

/** A head that waits for its witnesses too long is an alarm, but a true head: it is remembered. */
function isSound({ list }: Findings): boolean {
  return list.every(({ kind }) => kind === 'stale');
}

function checkAge(
  { maxAgeSeconds, at }: AuditRequest,
  { cosigned }: SignedCheckpoint,
  findings: Findings,
): void {
  if (maxAgeSeconds === undefined) return;
  const newest = Math.max(...cosigned.map(({ timestamp }) => timestamp));
  const age = Math.floor(at.getTime() / 1000) - newest;
  if (age <= maxAgeSeconds) return;
  const detail =
    cosigned.length > 0 ? `The newest cosignature is ${age} seconds old.` : 'No witness cosigned the head.';
  findings.add({ kind: 'stale', path: checkpointPath, detail });
}

async function contradictionOf(
  source: LogSource,
  since: AuditState,
  head: SeenHead,
  findings: Findings,
): Promise<Evidence | undefined> {
  const tree = createTileTree((tile) => readTileOf(source, tile));
  try {
    const compared = await compareHeads(since, head, tree);
    if (compared.kind === 'consistent') return undefined;
    if (compared.kind === 'unproven') {
      const detail = `That the tree continues the one seen at ${since.size} cannot be shown from these tiles.`;
      findings.add({ kind: 'unproven', detail });
      return undefined;
    }
    const { kind, detail } = compared.evidence;
    findings.add({ kind, path: checkpointPath, detail });
    return compared.evidence;
  } catch (error) {
    if (!(error instanceof ResourceFault)) throw error;
    findings.add({ kind: error.kind, path: error.path, detail: error.message });
    return undefined;
  }
}

async function scan(
  request: AuditRequest,
  head: SeenHead,
  findings: Findings,
): Promise<Partial<AuditReport>> {
  const { source, since, entries, openings, ids = createEntryIds(), progress, at } = request;
  const resumed =
    request.resume && since !== undefined && (since.entriesRead || !entries) ? since : undefined;
  // A tree that contradicts what was seen is looked at from its beginning.
  const from = isSound(findings) ? resumed : undefined;
  const stack = createRootStack(from?.size, from?.subtrees);
  const first = stack.size;
  const found = findings.add;
  const check = entries
    ? createEntryCheck({ jurisdiction: from?.jurisdiction ?? null, openings, ids, found })
    : undefined;
  const tilesChecked = await scanTree({ source, ...head, stack, entries: check, findings, progress });
  check?.finish();
  // Only who has seen all entries can say which are not there.
  for (const id of first === 0 && check ? (openings?.unseen() ?? []) : [])
    found({ kind: 'unlogged-opening', detail: `There is an opening of ${id}, but no such entry.` });
  const state: AuditState = {
    ...head,
    subtrees: stack.subtrees(),
    entriesRead: entries,
    jurisdiction: check?.jurisdiction ?? null,
    checkedAt: at.toISOString(),
  };
  return { entriesChecked: check ? head.size - first : 0, tilesChecked, state };
}

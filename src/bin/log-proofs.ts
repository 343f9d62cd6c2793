import { readFile, writeFile } from 'node:fs/promises';
import { type NoteComparison, compareNotes } from '../transparency/log-comparison.service.ts';
import { verifyLogProof } from '../transparency/log-proof.ts';
import { makeProof, type Wanted } from '../transparency/log-proving.service.ts';
import {
  checkpointBytesMax,
  checkpointPath,
  type LogSource,
  SourceFailure,
} from '../transparency/log-source.ts';
import { leafHash } from '../transparency/merkle.ts';
import { readPolicyFile, writeEvidence } from './log-files.ts';
import { type ExitCode, type Manner, say } from './log-output.ts';
import { logSource, readPlace } from './log-sources.ts';

export interface ProofSettings extends Manner {
  readonly policyFile: string;
}

/** Octets of an entry in a file, or the hash of its leaf. */
export async function leafOf({
  entryFile,
  leaf,
}: {
  entryFile: string | undefined;
  leaf: string | undefined;
}): Promise<Uint8Array | undefined> {
  if (entryFile !== undefined) return leafHash(await readFile(entryFile));
  if (leaf === undefined) return undefined;
  if (/^[0-9a-f]{64}$/.test(leaf)) return Buffer.from(leaf, 'hex');
  throw new Error('A leaf is 64 hexadecimal digits.');
}

export interface Making extends ProofSettings {
  readonly place: string;
  readonly token: string | undefined;
  readonly wanted: Wanted;
  /** Undefined to write the proof to standard output. */
  readonly outFile: string | undefined;
}

/** Makes a proof from the tiles of a log and checks it as a stranger would, by its text and the policy alone. */
export async function prove({ place, token, wanted, outFile, ...settings }: Making): Promise<ExitCode> {
  const policy = await readPolicyFile(settings.policyFile);
  const made = await makeProof(logSource(place, token), policy, wanted);
  if (!made.ok) return refuse(made.reason, settings);
  const verdict = verifyLogProof(made.proof, made.leaf, policy);
  if (!verdict.ok) return refuse(verdict.reason, settings);
  const leaf = Buffer.from(made.leaf).toString('hex');
  if (outFile !== undefined) await writeFile(outFile, made.proof);
  const value = { verdict: 'good', index: made.index, leaf, file: outFile, proof: made.proof };
  say(settings, value, [
    ...(outFile === undefined
      ? [made.proof.trimEnd()]
      : [`entry ${made.index}, leaf ${leaf}: proof in ${outFile}`, 'GOOD']),
  ]);
  return 0;
}

export interface Checking extends ProofSettings {
  readonly proofFile: string;
  readonly leaf: Uint8Array;
}

/** Needs the proof, the entry and the policy; no log and no network. */
export async function checkProof({ proofFile, leaf, ...settings }: Checking): Promise<ExitCode> {
  const verdict = verifyLogProof(await readFile(proofFile), leaf, await readPolicyFile(settings.policyFile));
  if (!verdict.ok) return refuse(verdict.reason, settings);
  const { origin, size } = verdict.checkpoint;
  const cosigned = verdict.cosigned.map(({ witness, timestamp }) => ({
    witness: witness.key.name,
    at: new Date(timestamp * 1000).toISOString(),
  }));
  say(settings, { verdict: 'good', index: verdict.index, origin, size, cosigned }, [
    `entry ${verdict.index} of the ${size} of ${origin}`,
    ...cosigned.map(({ witness, at }) => `  cosigned by ${witness} at ${at}`),
    'GOOD',
  ]);
  return 0;
}

function refuse(reason: string, manner: Manner): ExitCode {
  say(manner, { verdict: 'bad', reason }, [`  ${reason}`, 'BAD']);
  return 1;
}

export interface Comparing extends ProofSettings {
  /** Notes, or logs whose heads are taken. */
  readonly places: readonly [string, string];
  /** Where tiles may be had when both are notes. */
  readonly tilesFrom: string | undefined;
  readonly token: string | undefined;
  readonly evidenceFolder: string;
}

interface Shown {
  readonly shownBy: string;
  readonly note: Uint8Array;
  readonly source: LogSource | undefined;
}

export async function compare({ places, tilesFrom, token, ...settings }: Comparing): Promise<ExitCode> {
  const policy = await readPolicyFile(settings.policyFile);
  const [first, second] = [await shownBy(places[0], token), await shownBy(places[1], token)];
  const given = tilesFrom === undefined ? undefined : logSource(tilesFrom, token);
  const sources = [first.source, second.source, given].filter((source) => source !== undefined);
  return showComparison(await compareNotes({ policy, notes: [first, second], sources }), settings);
}

/** A log has its head at `checkpoint` below its prefix; what has none there is a note itself. */
async function shownBy(place: string, token: string | undefined): Promise<Shown> {
  const source = logSource(place, token);
  const head = await source.read(checkpointPath, checkpointBytesMax);
  if (head !== undefined) return { shownBy: place, note: head, source };
  const note = await readPlace(place, checkpointBytesMax);
  if (note !== undefined) return { shownBy: place, note, source: undefined };
  throw new SourceFailure(`There is neither a log nor a note at ${place}.`);
}

async function showComparison(
  compared: NoteComparison,
  settings: Manner & Pick<Comparing, 'evidenceFolder'>,
): Promise<ExitCode> {
  const [exitCode, why] = outcomeOf(compared);
  const evidence =
    compared.kind === 'contradiction'
      ? await writeEvidence(settings.evidenceFolder, compared.evidence)
      : undefined;
  const verdict = (['good', 'bad', 'unchecked'] as const)[exitCode];
  say(settings, { verdict, kind: compared.kind, why, evidence }, [
    `  ${why}`,
    ...(evidence === undefined ? [] : [`  both heads are kept in ${evidence}`]),
    verdict.toUpperCase(),
  ]);
  return exitCode;
}

function outcomeOf(compared: NoteComparison): [ExitCode, string] {
  switch (compared.kind) {
    case 'consistent':
      return [0, 'Both heads are of one tree.'];
    case 'contradiction':
      return [1, compared.evidence.detail];
    case 'refused':
      return [1, `${compared.shownBy}: the note is refused: ${compared.reason}.`];
    case 'other-log':
      return [2, `The notes are of two logs, ${compared.origins.join(' and ')}.`];
    case 'unproven':
      return [2, 'The tiles of the larger tree are needed to tell: name its log, or give --tiles.'];
  }
}

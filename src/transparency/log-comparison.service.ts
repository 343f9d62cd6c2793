import { compareHeads, type Comparison, type SeenHead } from './head-comparison.ts';
import type { LogPolicy } from './log-policy.ts';
import { type LogSource, readTileOf, ResourceFault } from './log-source.ts';
import { judgeCheckpoint, type SignedCheckpointRefusal } from './signed-checkpoint.ts';
import { createTileTree } from './tile-tree.ts';

/** Two heads from wherever they were shown: to two verifiers, by a witness, before and after. */

export interface ShownNote {
  /** Where it was shown. */
  readonly shownBy: string;
  readonly note: Uint8Array;
}

export type NoteComparison =
  | Comparison
  | { readonly kind: 'refused'; readonly shownBy: string; readonly reason: SignedCheckpointRefusal }
  | { readonly kind: 'other-log'; readonly origins: readonly [string, string] };

export interface NotesToCompare {
  readonly policy: LogPolicy;
  readonly notes: readonly [ShownNote, ShownNote];
  /** Where tiles of the larger tree may be had. */
  readonly sources: readonly LogSource[];
}

/** The signature of the log is what binds it: whether witnesses agreed is no matter here. @throws SourceFailure */
export async function compareNotes({ policy, notes, sources }: NotesToCompare): Promise<NoteComparison> {
  const heads: SeenHead[] = [];
  for (const { shownBy, note } of notes) {
    const verdict = judgeCheckpoint({ ...policy, quorum: { kind: 'none' } }, note);
    if (!verdict.ok) return { kind: 'refused', shownBy, reason: verdict.reason };
    heads.push({ ...verdict.checkpoint, note: Buffer.from(note).toString('utf8') });
  }
  const [seen, now] = heads.toSorted((one, other) => one.size - other.size);
  if (seen === undefined || now === undefined) return { kind: 'unproven' };
  if (seen.origin !== now.origin) return { kind: 'other-log', origins: [seen.origin, now.origin] };
  if (seen.size === now.size) return compareHeads(seen, now, createTileTree(noTile));
  for (const source of sources) {
    const compared = await compareBy(source, seen, now);
    if (compared.kind !== 'unproven') return compared;
  }
  return { kind: 'unproven' };
}

async function compareBy(source: LogSource, seen: SeenHead, now: SeenHead): Promise<Comparison> {
  try {
    return await compareHeads(
      seen,
      now,
      createTileTree((tile) => readTileOf(source, tile)),
    );
  } catch (error) {
    if (!(error instanceof ResourceFault)) throw error;
    return { kind: 'unproven' };
  }
}

async function noTile(): Promise<Uint8Array> {
  throw new RangeError('Heads of one size are compared without tiles.');
}

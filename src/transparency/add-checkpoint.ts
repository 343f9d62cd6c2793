import { encodeBase64 } from './base64.ts';
import { parseCheckpoint, parseCount, parseHash } from './checkpoint.ts';
import { emptyRoot, sameHash, verifyConsistency } from './merkle.ts';
import type { NoteKey } from './note-key.ts';
import { parseNote, type SignedNote, type VerifiedSignature, verifyNote } from './signed-note.ts';

/**
 * The call `add-checkpoint` of C2SP tlog-witness: what a log sends to a witness, and what the witness makes of it. To the text of main
 * since C2SP pull request 280 (July 2026): another root of the size that was cosigned is 422, where v1.0.0 had 409.
 */

export const addCheckpointBytesMax = 65_536;
const proofLinesMax = 63;

export interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

export interface AddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: SignedNote;
  readonly origin: string;
  readonly head: Head;
}

export function formatAddCheckpoint(
  note: string,
  { oldSize, proof }: Pick<AddCheckpoint, 'oldSize' | 'proof'>,
): string {
  return [`old ${oldSize}`, ...proof.map(encodeBase64), '', note].join('\n');
}

/** Undefined for what is no such call, in whichever of its parts. */
export function parseAddCheckpoint(text: string): AddCheckpoint | undefined {
  const end = text.indexOf('\n\n');
  if (end < 0 || text.length > addCheckpointBytesMax) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const oldSize = first.startsWith('old ') ? parseCount(first.slice(4)) : undefined;
  const proof = lines.map(parseHash).filter((hash) => hash !== undefined);
  if (oldSize === undefined || proof.length !== lines.length || proof.length > proofLinesMax)
    return undefined;
  const reading = parseNote(text.slice(end + 2));
  const claim = reading.ok ? claimOf(reading.note.text) : undefined;
  return reading.ok && claim ? { oldSize, proof, note: reading.note, ...claim } : undefined;
}

/** Who states another root for the empty tree has sent a checkpoint, and it is refused as a wrong one: not as malformed. */
function claimOf(text: string): Pick<AddCheckpoint, 'origin' | 'head'> | undefined {
  const reading = parseCheckpoint(text);
  if (reading.ok) {
    const { origin, size, root } = reading.checkpoint;
    return { origin, head: { size, root } };
  }
  const [origin = '', size, rootText = ''] = text.split('\n');
  const root = reading.reason === 'root' && size === '0' ? parseHash(rootText) : undefined;
  return root && { origin, head: { size: 0, root } };
}

export type WitnessRefusal =
  | { readonly kind: 'unknown-log' }
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'backwards' }
  /** The log does not know how far it was witnessed; `size` tells. */
  | { readonly kind: 'stale'; readonly size: number }
  /** A trusted key signed it, and it does not continue what was cosigned: the log forked, or it cannot prove that it did not. */
  | { readonly kind: 'inconsistent' };

export type WitnessVerdict =
  | { readonly kind: 'good'; readonly signatures: readonly VerifiedSignature[] }
  | WitnessRefusal;

export interface WitnessState {
  /** Of the log of this origin; undefined where it is not witnessed here. */
  readonly keys: readonly NoteKey[] | undefined;
  /** The newest that was cosigned; the empty tree where there is none. */
  readonly latest: Head;
}

/** In the order of the specification: who, then whether the sizes fit, then whether the trees do. */
export function judgeAddCheckpoint(call: AddCheckpoint, { keys, latest }: WitnessState): WitnessVerdict {
  if (keys === undefined) return { kind: 'unknown-log' };
  const verdict = verifyNote(call.note, keys);
  if (!verdict.ok) return { kind: 'untrusted' };
  const { oldSize, head, proof } = call;
  if (oldSize > head.size) return { kind: 'backwards' };
  if (oldSize !== latest.size) return { kind: 'stale', size: latest.size };
  const consistent = verifyConsistency({
    oldSize,
    newSize: head.size,
    oldRoot: latest.root,
    newRoot: head.root,
    proof,
  });
  return consistent ? { kind: 'good', signatures: verdict.signatures } : { kind: 'inconsistent' };
}

export const emptyTree: Head = { size: 0, root: emptyRoot };

export function sameHead(one: Head, other: Head): boolean {
  return one.size === other.size && sameHash(one.root, other.root);
}

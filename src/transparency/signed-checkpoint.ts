import { type Checkpoint, type CheckpointRefusal, parseCheckpoint } from './checkpoint.ts';
import { isQuorate, type LogPolicy, type PolicyWitness } from './log-policy.ts';
import type { NoteKey } from './note-key.ts';
import {
  type NoteRefusal,
  parseNote,
  type SignedNote,
  type VerifiedSignature,
  verifyNote,
} from './signed-note.ts';

/** A note judged by a policy: is it a checkpoint that a known log signed and enough witnesses cosigned? */

export interface Cosigned {
  readonly witness: PolicyWitness;
  /** The newest, in seconds since 1970. */
  readonly timestamp: number;
}

export interface SignedCheckpoint {
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
  /** The key of the log that signed it. */
  readonly log: NoteKey;
  readonly cosigned: readonly Cosigned[];
}

export type SignedCheckpointRefusal =
  | NoteRefusal
  | `checkpoint-${CheckpointRefusal}`
  | 'forged-signature'
  /** No log of the policy signed it under the name that the checkpoint bears. */
  | 'no-log-signature'
  | 'no-quorum';

export type CheckpointVerdict =
  | ({ readonly ok: true } & SignedCheckpoint)
  | { readonly ok: false; readonly reason: SignedCheckpointRefusal; readonly name?: string };

export function judgeCheckpoint(policy: LogPolicy, input: Uint8Array | string): CheckpointVerdict {
  const reading = parseNote(input);
  if (!reading.ok) return reading;
  const { note } = reading;
  const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const verdict = verifyNote(note, keys);
  if (!verdict.ok && verdict.reason === 'forged-signature') return { ...verdict, reason: 'forged-signature' };
  const parsed = parseCheckpoint(note.text);
  if (!parsed.ok) return { ok: false, reason: `checkpoint-${parsed.reason}` };
  const { checkpoint } = parsed;
  const signatures = verdict.ok ? verdict.signatures : [];
  const log = policy.logs.find(
    ({ key }) => key.name === checkpoint.origin && signatures.some((one) => one.key === key),
  )?.key;
  if (log === undefined) return { ok: false, reason: 'no-log-signature' };
  const cosigned = cosignedBy(policy.witnesses, signatures);
  if (!isQuorate(policy.quorum, new Set(cosigned.map(({ witness }) => witness.key)))) {
    return { ok: false, reason: 'no-quorum' };
  }
  return { ok: true, note, checkpoint, log, cosigned };
}

/** Each witness once, however often it signed. */
function cosignedBy(
  witnesses: readonly PolicyWitness[],
  signatures: readonly VerifiedSignature[],
): Cosigned[] {
  return witnesses.flatMap((witness) => {
    const times = signatures.filter(({ key }) => key === witness.key).map(({ timestamp }) => timestamp ?? 0);
    return times.length === 0 ? [] : [{ witness, timestamp: Math.max(...times) }];
  });
}

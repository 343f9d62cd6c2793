import { decodeUtf8 } from '../kernel/strict-json.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { parseCount, parseHash } from './checkpoint.ts';
import type { LogPolicy } from './log-policy.ts';
import { verifyInclusion } from './merkle.ts';
import { judgeCheckpoint, type SignedCheckpoint, type SignedCheckpointRefusal } from './signed-checkpoint.ts';

/** `c2sp.org/tlog-proof@v1`: a text that proves, offline, that an entry is in a log that witnesses have seen. */

export interface LogProof {
  /** Not authenticated by anything: the opening of the entry, for instance. */
  readonly extra?: Uint8Array;
  readonly index: number;
  /** From the leaf's sibling up to the child of the root. */
  readonly path: readonly Uint8Array[];
  /** The checkpoint with its signatures, as it was signed. */
  readonly checkpoint: string;
}

export type ProofRefusal = 'too-large' | 'not-utf8' | 'header' | 'extra' | 'index' | 'hash' | 'checkpoint';

export type ProofReading =
  | { readonly ok: true; readonly proof: LogProof }
  | { readonly ok: false; readonly reason: ProofRefusal };

const header = 'c2sp.org/tlog-proof@v1';
const bytesMax = 1_000_000;
const pathMax = 63;

export function formatLogProof({ extra, index, path, checkpoint }: LogProof): string {
  return [
    header,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...path.map(encodeBase64),
    '',
    checkpoint,
  ].join('\n');
}

/** Reads the text of a proof; nothing is verified, the checkpoint is not even parsed. */
export function parseLogProof(input: Uint8Array | string): ProofReading {
  if (input.length > bytesMax) return refused('too-large');
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (text === undefined || !text.isWellFormed()) return refused('not-utf8');
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, end < 0 ? undefined : end).split('\n');
  if (first !== header) return refused('header');
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()?.slice(6) ?? '') : null;
  if (extra === undefined || extra?.length === 0) return refused('extra');
  const index = parseCount(/^index ([0-9]+)$/.exec(lines.shift() ?? '')?.[1] ?? '');
  if (index === undefined) return refused('index');
  const path = lines.map(parseHash).filter((hash) => hash !== undefined);
  if (path.length !== lines.length || path.length > pathMax) return refused('hash');
  const checkpoint = end < 0 ? '' : text.slice(end + 2);
  if (checkpoint === '') return refused('checkpoint');
  return { ok: true, proof: { ...(extra !== null && { extra }), index, path, checkpoint } };
}

function refused(reason: ProofRefusal): ProofReading {
  return { ok: false, reason };
}

export type ProofVerdict =
  | ({ readonly ok: true; readonly index: number } & SignedCheckpoint)
  | {
      readonly ok: false;
      readonly reason: `proof-${ProofRefusal}` | SignedCheckpointRefusal | 'not-included';
      readonly name?: string;
    };

/** Is an entry with this leaf hash in a log of the policy, under a checkpoint that the policy accepts? */
export function verifyLogProof(
  input: Uint8Array | string,
  leaf: Uint8Array,
  policy: LogPolicy,
): ProofVerdict {
  const reading = parseLogProof(input);
  if (!reading.ok) return { ok: false, reason: `proof-${reading.reason}` };
  const { index, path, checkpoint } = reading.proof;
  const verdict = judgeCheckpoint(policy, checkpoint);
  if (!verdict.ok) return verdict;
  const { size, root } = verdict.checkpoint;
  const included = verifyInclusion({ index, size, leaf, root, proof: path });
  return included ? { ...verdict, index } : { ok: false, reason: 'not-included' };
}

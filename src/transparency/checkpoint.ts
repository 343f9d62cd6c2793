import { decodeBase64, encodeBase64 } from './base64.ts';
import { emptyRoot, hashBytes, sameHash } from './merkle.ts';

/** The text of a checkpoint, C2SP tlog-checkpoint v1.0.0: what a log says its tree to be. */

export interface Checkpoint {
  /** The name of the log for ever: the prefix of its address without the scheme. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Opaque lines of the log's own, which no monitor can check; ours has none. */
  readonly extensions: readonly string[];
}

export type CheckpointRefusal = 'lines' | 'origin' | 'size' | 'root' | 'extension';

export type CheckpointReading =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly reason: CheckpointRefusal };

/** A whole number as the formats of logs write it: no sign, no leading zero, safe to calculate with. */
export function parseCount(text: string): number | undefined {
  const count = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(count) ? count : undefined;
}

/** 32 octets in their one base64 spelling. */
export function parseHash(text: string): Uint8Array | undefined {
  const hash = decodeBase64(text);
  return hash?.length === hashBytes ? hash : undefined;
}

export function checkpointText({ origin, size, root }: Omit<Checkpoint, 'extensions'>): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

export function parseCheckpoint(text: string): CheckpointReading {
  const [origin, sizeText, rootText, ...rest] = text.split('\n');
  if (origin === undefined || sizeText === undefined || rootText === undefined) return refused('lines');
  // Every line is ended, so that after the last newline nothing stands.
  if (rest.pop() !== '') return refused('lines');
  if (origin === '') return refused('origin');
  const size = parseCount(sizeText);
  if (size === undefined) return refused('size');
  const root = parseHash(rootText);
  if (root === undefined) return refused('root');
  // There is one empty tree (RFC 6962 section 2.1), and a witness refuses any other root for it.
  if (size === 0 && !sameHash(root, emptyRoot)) return refused('root');
  if (rest.includes('')) return refused('extension');
  return { ok: true, checkpoint: { origin, size, root, extensions: rest } };
}

function refused(reason: CheckpointRefusal): CheckpointReading {
  return { ok: false, reason };
}

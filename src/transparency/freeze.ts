import type { Head } from './add-checkpoint.ts';
import { encodeBase64 } from './base64.ts';

/** Why no head may be signed any more. All of them want a person: nothing here can tell a restored copy from a forged one. */
export type FreezeReason =
  /** A head was signed here that is larger than the tree, or another of the same size: the database is an old copy. */
  | 'own-checkpoint-ahead'
  /** A witness has seen a larger tree of this log than there is, or another: the database is an old copy, or the log forked. */
  | 'witness-ahead'
  /** A witness says that the tree does not continue what it cosigned. */
  | 'witness-rejected'
  /** What is stored is not the tree of the head. */
  | 'damage';

/** Ends the signing; thrown where it is found out. */
export class SigningFrozen extends Error {
  override readonly name = 'SigningFrozen';
  readonly reason: FreezeReason;
  /** The head that contradicts ours, with its signatures: the evidence. */
  readonly evidence: (Head & { readonly note: string; readonly source: string }) | undefined;
  constructor(reason: FreezeReason, detail: string, evidence?: SigningFrozen['evidence']) {
    super(detail);
    this.reason = reason;
    this.evidence = evidence;
  }
}

export function headText({ size, root }: Head): string {
  return `${size} entries, root ${encodeBase64(root)}`;
}

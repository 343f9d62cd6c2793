import { encodeBase64 } from './base64.ts';
import { sameHash, verifyConsistency } from './merkle.ts';
import type { TileTree } from './tile-tree.ts';

/** Two signed heads of one log: can both be true? */

export interface SeenHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** As it was signed. */
  readonly note: string;
}

/** Two heads that should not both be. Whoever has the keys of the log can check it, without the log and without us. */
export interface Evidence {
  readonly kind: 'rollback' | 'split-view' | 'inconsistent';
  readonly origin: string;
  readonly detail: string;
  /** The one seen first first. */
  readonly notes: readonly [string, string];
  /**
   * For `inconsistent`: this proof (RFC 6962 section 2.1.2, base64) shows that the tree of the second note began with one of
   * this root, which is not the root that the first note has for that size.
   */
  readonly shown?: { readonly size: number; readonly root: string; readonly proof: readonly string[] };
}

export type Comparison =
  | { readonly kind: 'consistent' }
  | { readonly kind: 'contradiction'; readonly evidence: Evidence }
  /** The tiles that were given say nothing: they are not of the later tree. */
  | { readonly kind: 'unproven' };

/** Does a head continue the one seen before it, by the tiles of the later one? @throws what reading a tile throws */
export async function compareHeads(seen: SeenHead, now: SeenHead, tree: TileTree): Promise<Comparison> {
  if (now.size === seen.size && sameHash(now.root, seen.root)) return { kind: 'consistent' };
  if (now.size === seen.size)
    return contradiction('split-view', [seen, now], `Two heads at ${now.size} entries have two roots.`);
  if (now.size < seen.size)
    return contradiction('rollback', [seen, now], `A head at ${now.size} entries after one at ${seen.size}.`);
  const sizes = { oldSize: seen.size, newSize: now.size };
  const proof = await tree.consistencyProof(sizes);
  if (verifyConsistency({ ...sizes, oldRoot: seen.root, newRoot: now.root, proof }))
    return { kind: 'consistent' };
  // A proof that fails may come from spoiled tiles. One that leads from another beginning to the signed root is proof of a fork.
  const shown = await tree.rootAt(seen.size, now.size);
  if (!verifyConsistency({ ...sizes, oldRoot: shown, newRoot: now.root, proof })) return { kind: 'unproven' };
  return contradiction(
    'inconsistent',
    [seen, now],
    `The tree of ${now.size} entries does not begin with the one seen at ${seen.size}.`,
    { size: seen.size, root: encodeBase64(shown), proof: proof.map(encodeBase64) },
  );
}

function contradiction(
  kind: Evidence['kind'],
  [seen, now]: readonly [SeenHead, SeenHead],
  detail: string,
  shown?: Evidence['shown'],
): Comparison {
  const notes = [seen.note, now.note] as const;
  return {
    kind: 'contradiction',
    evidence: { kind, origin: seen.origin, detail, notes, ...(shown && { shown }) },
  };
}

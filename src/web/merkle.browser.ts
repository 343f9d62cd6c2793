import { type Bytes, concat, same } from './bytes.browser.ts';

/** The tree of RFC 6962 section 2.1, by WebCrypto: written apart from the node's own, which it is there to check. */

export const hashBytes = 32;

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export const leafHash = (entry: Bytes): Promise<Bytes> => sha256(concat(Uint8Array.of(0), entry));

export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> =>
  sha256(concat(Uint8Array.of(1), left, right));

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Bytes;
  readonly root: Bytes;
  /** From the leaf's sibling up. */
  readonly path: readonly Bytes[];
}

/** RFC 9162 section 2.1.3.2. Halves by division, since `>>` would cut a size to 32 bits. */
export async function verifyInclusion({ index, size, leaf, root, path }: Inclusion): Promise<boolean> {
  if (index < 0 || index >= size) return false;
  let [fn, sn, reached] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      reached = await nodeHash(sibling, reached);
      [fn, sn] = pastRightEdge(fn, sn);
    } else {
      reached = await nodeHash(reached, sibling);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && same(reached, root);
}

export interface Growth {
  readonly from: { readonly size: number; readonly root: Bytes };
  readonly to: { readonly size: number; readonly root: Bytes };
  readonly proof: readonly Bytes[];
}

/** RFC 9162 section 2.1.4.2, for two sizes of which the first is smaller and not zero. */
export async function verifyGrowth({ from, to, proof }: Growth): Promise<boolean> {
  if (from.size < 1 || from.size >= to.size || proof.length === 0) return false;
  let [fn, sn] = [from.size - 1, to.size - 1];
  while (fn % 2 === 1) [fn, sn] = [(fn - 1) / 2, Math.floor(sn / 2)];
  const [first, ...rest] = fn === 0 ? [from.root, ...proof] : proof;
  if (first === undefined) return false;
  let [old, now] = [first, first];
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      old = await nodeHash(sibling, old);
      now = await nodeHash(sibling, now);
      [fn, sn] = pastRightEdge(fn, sn);
    } else {
      now = await nodeHash(now, sibling);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && same(old, from.root) && same(now, to.root);
}

/** Levels on which the node is the last of an uneven number and has no sibling. */
function pastRightEdge(fn: number, sn: number): [number, number] {
  let [left, last] = [fn, sn];
  while (left % 2 === 0 && left !== 0) [left, last] = [left / 2, Math.floor(last / 2)];
  return [left, last];
}

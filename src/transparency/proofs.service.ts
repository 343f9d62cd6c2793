import { Fault } from '../kernel/fault.ts';
import type { LogReceipt, Receipts } from '../kernel/log-receipt.ts';
import { createLru } from '../kernel/lru.ts';
import type { Database, Reader } from '../platform/database.ts';
import { encodeBase64 } from './base64.ts';
import type { PublishedHead } from './checkpoints.store.ts';
import { LogDamage } from './log-damage.ts';
import { formatLogProof } from './log-proof.ts';
import { leafHash, verifyConsistency, verifyInclusion } from './merkle.ts';
import type { Published } from './published.service.ts';
import { type LoggedEntry, readIssuances, readLogged } from './receipts.store.ts';
import { tilePath } from './tile-path.ts';
import { createTileTree, type ReadTile } from './tile-tree.ts';
import { readHead, readTile } from './tree.store.ts';

export interface ConsistencyProof {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  readonly fromRoot: string;
  readonly toRoot: string;
  /** RFC 6962 section 2.1.2, in the order of RFC 9162 section 2.1.4.2. */
  readonly proof: readonly string[];
}

export interface Proofs {
  /**
   * The text of `c2sp.org/tlog-proof@v1`; undefined where no cosigned checkpoint covered the entry in time.
   * @throws Fault `not-found` for what is no entry of this log
   */
  inclusion(entryId: string, wait: { readonly seconds: number }): Promise<string | undefined>;
  /** @throws Fault `log-size-unknown` */
  consistency(sizes: { readonly from: number; readonly to: number }): Promise<ConsistencyProof>;
  readonly receipts: Receipts<Reader>;
}

export interface ProofsDependencies {
  readonly db: Database;
  readonly origin: string;
  readonly published: Published;
}

/** Of 8 KiB each. What a proof reads most, the upper levels, is what stays. */
const tilesMax = 2_048;

export function createProofs({ db, origin, published }: ProofsDependencies): Proofs {
  const tree = createTileTree(cachedTiles(db));

  /** Nothing leaves unproved: what was proved from tiles is held against the entry and the checkpoint before anybody relies on it. */
  async function prove(
    index: number,
    entry: Uint8Array,
    { size, root, note }: PublishedHead,
  ): Promise<string> {
    const proof = await tree.inclusionProof({ index, size });
    if (!verifyInclusion({ index, size, leaf: leafHash(entry), root, proof }))
      throw new LogDamage(`Entry ${index} is not proved to be under the checkpoint of size ${size}.`);
    return formatLogProof({ index, path: proof, checkpoint: note });
  }

  async function inclusion(
    entryId: string,
    { seconds }: { readonly seconds: number },
  ): Promise<string | undefined> {
    const deadline = performance.now() + seconds * 1_000;
    for (;;) {
      const head = await published.current();
      const logged = await readLogged(db, entryId);
      if (logged === undefined) throw new Fault('not-found');
      const { index, entry } = logged;
      if (index !== null && head !== undefined && index < head.size) return prove(index, entry, head);
      if (!(await published.changedBy(head, deadline))) return undefined;
    }
  }

  return {
    inclusion,
    async consistency({ from, to }) {
      const { size } = await readHead(db);
      if (from > to || to > size) throw new Fault('log-size-unknown', { values: { size: String(size) } });
      const [oldRoot, newRoot, proof] = await Promise.all([
        tree.rootAt(from),
        tree.rootAt(to),
        tree.consistencyProof({ oldSize: from, newSize: to }),
      ]);
      if (!verifyConsistency({ oldSize: from, newSize: to, oldRoot, newRoot, proof }))
        throw new LogDamage(`Size ${to} is not proved to continue size ${from}.`);
      const roots = { fromRoot: encodeBase64(oldRoot), toRoot: encodeBase64(newRoot) };
      return { origin, from, to, ...roots, proof: proof.map(encodeBase64) };
    },
    receipts: {
      async ofCredentials(reader, credentialIds) {
        if (credentialIds.length === 0) return new Map();
        const size = (await published.current())?.size ?? 0;
        const issuances = await readIssuances(reader, credentialIds);
        return new Map(issuances.map((issuance) => [issuance.objectId, receiptOf(origin, issuance, size)]));
      },
      async withProof(receipt, waitSeconds) {
        const proof =
          waitSeconds > 0 ? await inclusion(receipt.entryId, { seconds: waitSeconds }) : undefined;
        if (proof === undefined) return receipt;
        const logged = await readLogged(db, receipt.entryId);
        return { ...receipt, index: logged?.index ?? receipt.index, state: 'cosigned', proof };
      },
    },
  };
}

function receiptOf(
  origin: string,
  { entryId, entry, index }: LoggedEntry & { readonly entryId: string },
  cosignedSize: number,
): LogReceipt {
  const sequenced = index !== null && index < cosignedSize ? 'cosigned' : 'sequenced';
  const state = index === null ? 'pending' : sequenced;
  return { origin, entryId, leafHash: encodeBase64(leafHash(entry)), index, state };
}

/** By path and width, which never hold anything else: a partial tile that was kept is as good as a full one. */
function cachedTiles(db: Database): ReadTile {
  const kept = createLru<Uint8Array>(tilesMax);
  return async (name) => {
    const path = tilePath(name);
    const known = kept.get(path);
    if (known) return known;
    const read = await readTile(db, name);
    if (read === undefined) throw new LogDamage(`${path} is missing or too narrow.`);
    kept.set(path, read);
    return read;
  };
}

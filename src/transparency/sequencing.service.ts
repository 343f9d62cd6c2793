import type { Database, Transaction } from '../platform/database.ts';
import { LogDamage } from './log-damage.ts';
import { parseEntry } from './log-entry.ts';
import { leafHash, sameHash } from './merkle.ts';
import { type PendingEntry, takeGenesis, takePending } from './pending.store.ts';
import {
  appendEntries,
  appendLeaves,
  edgeOf,
  edgeTilesOf,
  emptyEdge,
  type RightEdge,
  rootOfEdge,
} from './tile-append.ts';
import { emptyHead, growTree, lockHead, readTiles, type TreeHead } from './tree.store.ts';

export interface Sequencing {
  /**
   * Moves one batch of pending entries into the tree and gives how many: leaves, tiles, bundles, positions and head commit together.
   * Several may run at once, in this process or in others: the lock of the head lets one after the other through.
   * @throws LogDamage when what is stored is not the tree of the head, or an entry is not what an entry is; nothing is taken then
   */
  drain(): Promise<number>;
}

/** What is known of the tree after a commit of our own; another sequencer may have grown it since. */
interface KnownTree {
  readonly head: TreeHead;
  readonly edge: RightEdge;
}

export const batchMax = 4_096;

export function createSequencing({ db }: { readonly db: Database }, limit = batchMax): Sequencing {
  let known: KnownTree = { head: emptyHead, edge: emptyEdge };
  return {
    async drain() {
      const { tree, taken } = await db.transaction(
        async (tx) => {
          const head = await lockHead(tx);
          const before = isHead(known.head, head) ? known : await loadTree(tx, head);
          // Every statement of its own snapshot: what committed while this one waited for the lock is visible to it.
          const pending = await (head.size === 0 ? takeGenesis(tx) : takePending(tx, limit));
          const after = pending.length === 0 ? before : await grow(tx, before, pending);
          return { tree: after, taken: pending.length };
        },
        { isolationLevel: 'read committed' },
      );
      known = tree;
      return taken;
    },
  };
}

function isHead(one: TreeHead, other: TreeHead): boolean {
  return one.size === other.size && sameHash(one.root, other.root);
}

/** The right edge as the stored tiles have it, which must give the root of the head. */
async function loadTree(tx: Transaction, head: TreeHead): Promise<KnownTree> {
  const names = edgeTilesOf(head.size);
  const tiles = await readTiles(tx, names);
  if (tiles.length < names.length)
    throw new LogDamage(`A tile of the right edge at ${head.size} entries is not as wide as it was.`);
  const edge = edgeOf(head.size, tiles);
  if (!sameHash(rootOfEdge(edge), head.root))
    throw new LogDamage(`The tiles do not give the root of the head at ${head.size} entries.`);
  return { head, edge };
}

async function grow(
  tx: Transaction,
  { head, edge }: KnownTree,
  pending: readonly PendingEntry[],
): Promise<KnownTree> {
  const entries = pending.map(checkedEntry);
  const grown = appendLeaves(edge, entries.map(leafHash));
  const next = { size: grown.edge.size, root: grown.root };
  const written = await growTree(tx, {
    from: head,
    to: next,
    entryIds: pending.map(({ entryId }) => entryId),
    bundles: appendEntries(head.size, entries),
    tiles: grown.tiles,
  });
  if (!written) throw new LogDamage(`The stored tree is not of ${head.size} entries, as its head says.`);
  return { head: next, edge: grown.edge };
}

/** Whatever wrote the event: what is no entry does not become a leaf, and since none is left out either, the log waits for somebody to look. */
function checkedEntry({ entryId, entry }: PendingEntry): Uint8Array {
  const reading = parseEntry(entry);
  if (!reading.ok) throw new LogDamage(`Event ${entryId} is not an entry: ${reading.fault}.`);
  if (reading.entry.id !== entryId) throw new LogDamage(`Event ${entryId} holds the entry of another.`);
  return entry;
}

import type { Database, Transaction } from '../platform/database.ts';
import { type EventFault, eventFaultOf } from '../platform/log-entry.ts';
import { LogDamage } from './log-damage.ts';
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
   * @throws LogDamage when what is stored is not the tree of the head; nothing is taken then
   * @throws EventRefused when the next event is no entry of the log; those before it have been taken, those behind it wait
   */
  drain(): Promise<number>;
}

/** What is known of the tree after a commit of our own; another sequencer may have grown it since. */
interface KnownTree {
  readonly head: TreeHead;
  readonly edge: RightEdge;
}

/** An event that cannot become a leaf, whoever wrote it. It is told of until somebody has mended it: see `blocked` in the health of the log. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused';
  /** How many of the batch stand before it. */
  readonly before: number;
  constructor(entryId: string, fault: EventFault, before: number) {
    super(
      `Event ${entryId} is no entry of the log: ${fault}. Nothing behind it is logged until it is mended.`,
    );
    this.before = before;
  }
}

export const batchMax = 4_096;

export function createSequencing({ db }: { readonly db: Database }, limit = batchMax): Sequencing {
  let known: KnownTree = { head: emptyHead, edge: emptyEdge };

  async function take(most: number): Promise<number> {
    const { tree, taken } = await db.transaction(
      async (tx) => {
        const head = await lockHead(tx);
        const before = isHead(known.head, head) ? known : await loadTree(tx, head);
        // Every statement of its own snapshot: what committed while this one waited for the lock is visible to it.
        const pending = await (head.size === 0 ? takeGenesis(tx) : takePending(tx, most));
        const after = pending.length === 0 ? before : await grow(tx, before, pending);
        return { tree: after, taken: pending.length };
      },
      { isolationLevel: 'read committed' },
    );
    known = tree;
    return taken;
  }

  return {
    async drain() {
      try {
        return await take(limit);
      } catch (error) {
        if (!(error instanceof EventRefused) || error.before === 0) throw error;
        return take(error.before);
      }
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
  const entries = checkedEntries(pending);
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

/** Whatever wrote the events: what is no entry does not become a leaf, and since none is left out either, the log waits for somebody to look. */
function checkedEntries(pending: readonly PendingEntry[]): Uint8Array[] {
  for (const [before, { entryId, entry }] of pending.entries()) {
    const fault = eventFaultOf(entryId, entry);
    if (fault !== undefined) throw new EventRefused(entryId, fault, before);
  }
  return pending.map(({ entry }) => entry);
}

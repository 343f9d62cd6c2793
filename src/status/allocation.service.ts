import { uuidV4 } from '../kernel/identifiers.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Transaction } from '../platform/database.ts';
import { isFull, listInUse, randomIndex } from './allocation.ts';
import { claimEntry, countEntries, tryLock, writeValue } from './entries.store.ts';
import { insertList, type ListRow, readLists } from './lists.store.ts';
import { type ListKind, listProfile, type StatusReference, type StatusValue } from './vocabulary.ts';

export interface AllocationDependencies {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly node: Pick<NodeIdentity, 'origin'>;
  /** Entries of a new list; the profile's when absent. */
  readonly listSize?: number | undefined;
}

export interface Allocation {
  allocate(tx: Transaction, kind: ListKind): Promise<StatusReference>;
  set(tx: Transaction, ref: StatusReference, value: StatusValue): Promise<void>;
  /** The lists of a kind, after opening the first one where there is none. */
  listsOf(tx: Transaction, kind: ListKind): Promise<readonly ListRow[]>;
}

/** Draws before the list is counted; three collisions in a row are rare before half of it is taken. */
const drawsBeforeCount = 3;
/** Draws before the newest list is used though it has not been announced. */
const drawsBeforeNewest = 24;
const drawsMax = 400;

/** Locks the opening of the next list; the half of a key that no list has by chance is not needed. */
const openingLock = 0x57_4a_4c;

export function createAllocation({ clock, entropy, node, listSize }: AllocationDependencies): Allocation {
  async function open(tx: Transaction, kind: ListKind, ordinal: number): Promise<void> {
    const id = uuidV4(entropy);
    const uri = `${node.origin}/status-lists/${id}`;
    const { bits, size } = listProfile;
    await insertList(tx, { id, kind, ordinal, uri, size: listSize ?? size, bits, createdAt: clock.now() });
  }
  async function listsOf(tx: Transaction, kind: ListKind): Promise<readonly ListRow[]> {
    const lists = await readLists(tx, kind);
    if (lists.length > 0) return lists;
    await open(tx, kind, 1);
    return readLists(tx, kind);
  }
  /** Nobody waits for who opens it already: the list in use has room until the new one is there. */
  async function openNextIfFull(tx: Transaction, newest: ListRow): Promise<void> {
    if (!isFull(await countEntries(tx, newest.id), newest.size)) return;
    const next = newest.ordinal + 1;
    if (await tryLock(tx, openingLock, next)) await open(tx, newest.kind, next);
  }

  return {
    listsOf,
    async allocate(tx, kind) {
      let lists = await listsOf(tx, kind);
      for (let draw = 1; draw <= drawsMax; draw += 1) {
        const list = draw <= drawsBeforeNewest ? listInUse(lists, clock.now()) : lists.at(-1);
        if (!list) break;
        const idx = randomIndex(entropy, list.size);
        if (await claimEntry(tx, list.id, idx)) return { uri: list.uri, idx };
        if (draw % drawsBeforeCount === 0 && list === lists.at(-1)) {
          await openNextIfFull(tx, list);
          lists = await listsOf(tx, kind);
        }
      }
      throw new Error(`No status index was found in ${drawsMax} draws.`);
    },
    async set(tx, { uri, idx }, value) {
      const written = await writeValue(tx, { uri, idx, value, at: clock.now() });
      if (!written) throw new Error(`Index ${idx} of ${uri} was never allocated.`);
    },
  };
}

import type { Entropy } from '../kernel/ports.ts';

/** What allocating needs to know of a list. */
export interface AllocatableList {
  readonly id: string;
  readonly ordinal: number;
  readonly uri: string;
  readonly size: number;
  readonly createdAt: Date;
}

/** A new list waits this long for its first entry, so that it is published here and held there before a credential names it. */
const announcedSeconds = 300;

/** Random indices collide ever more often as a list fills; at three quarters the next one is opened. */
export function isFull(allocated: number, size: number): boolean {
  return allocated >= size * 0.75;
}

/** The newest list that has been announced, else the oldest. `lists` in order of their ordinals. */
export function listInUse<List extends AllocatableList>(lists: readonly List[], now: Date): List | undefined {
  const announcedBefore = now.getTime() - announcedSeconds * 1000;
  return lists.findLast((list) => list.createdAt.getTime() <= announcedBefore) ?? lists[0];
}

/** Uniform: an index must not tell when its credential was issued, or next to which other. */
export function randomIndex(entropy: Entropy, size: number): number {
  const limit = 2 ** 32 - (2 ** 32 % size);
  for (;;) {
    const drawn = Buffer.from(entropy.bytes(4)).readUInt32BE();
    if (drawn < limit) return drawn % size;
  }
}

/** The first half of an advisory lock's key; two lists that share it only make each other draw again. */
export function lockSpace(listId: string): number {
  return Number.parseInt(listId.slice(0, 8), 16) | 0;
}

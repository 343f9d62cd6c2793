import type { Database, Reader } from '../platform/database.ts';
import { decodeBundle, bundlePrefix } from './entry-bundle.ts';
import { LogDamage } from './log-damage.ts';
import { leafHash, sameHash } from './merkle.ts';
import { readLoggedEntries } from './receipts.store.ts';
import { appendLeaves, emptyEdge, type RightEdge, rootOfEdge, type TileGrowth } from './tile-append.ts';
import { bundlesOf, tilePath, tileWidth } from './tile-path.ts';
import { readBundles, readHead, readTile, type TreeHead } from './tree.store.ts';

/** How far a pass has come: the tree of the entries that were read, as it should be. */
export interface Scrub {
  /** The head when the pass began; what is appended meanwhile is for the next one. */
  readonly head: TreeHead;
  readonly edge: RightEdge;
}

export interface Scrubbing {
  begin(): Promise<Scrub>;
  /**
   * Reads the next entries from their bundles, holds them against their events and builds the tree anew over them; every tile that they
   * touch must be the one that is stored, and at the end the root that of the head. Undefined when the pass is over.
   * @throws LogDamage the first thing that differs
   */
  slice(scrub: Scrub): Promise<Scrub | undefined>;
  /** A whole pass; gives how many entries it read. @throws LogDamage */
  scrub(): Promise<number>;
}

/** 16,384 entries: some megabytes at once, however long the log is. */
const bundlesPerSlice = 64;

export function createScrubbing({ db }: { readonly db: Database }): Scrubbing {
  async function slice({ head, edge }: Scrub): Promise<Scrub | undefined> {
    const until = Math.min(head.size, edge.size + bundlesPerSlice * tileWidth);
    const entries = await readEntries(db, edge.size, until);
    const grown = appendLeaves(edge, entries.map(leafHash));
    for (const tile of grown.tiles) await assertStored(db, tile);
    if (until < head.size) return { head, edge: grown.edge };
    if (!sameHash(rootOfEdge(grown.edge), head.root))
      throw new LogDamage(`The entries do not give the root of the head at ${head.size}.`);
    return undefined;
  }

  const begin = async (): Promise<Scrub> => ({ head: await readHead(db), edge: emptyEdge });

  return {
    begin,
    slice,
    async scrub() {
      const first = await begin();
      for (let left: Scrub | undefined = first; left !== undefined; ) left = await slice(left);
      return first.head.size;
    },
  };
}

/** `from` is where a bundle begins. The same octets must stand in the bundle and in the event that has this place. */
async function readEntries(reader: Reader, from: number, until: number): Promise<Uint8Array[]> {
  const first = from / tileWidth;
  const names = [...bundlesOf(until - from)].map(({ n, width }) => ({ n: first + n, width }));
  const bundles = await readBundles(reader, { from: first, until: first + names.length });
  const events = await readLoggedEntries(reader, { from, until });
  return names.flatMap(({ n, width }, at) => {
    const stored = bundles[at];
    const prefix = stored?.n === n ? bundlePrefix(stored.data, width) : undefined;
    const entries = prefix && decodeBundle(prefix, width);
    if (entries === undefined) throw new LogDamage(`Bundle ${n} does not hold ${width} entries.`);
    entries.forEach((entry, place) => {
      const index = n * tileWidth + place;
      const event = events[index - from];
      if (event?.index !== index) throw new LogDamage(`No event has its place at ${index}.`);
      if (Buffer.compare(event.entry, entry) !== 0)
        throw new LogDamage(`Entry ${index} in bundle ${n} is not the one of event ${event.entryId}.`);
    });
    return entries;
  });
}

async function assertStored(reader: Reader, { level, n, width, data }: TileGrowth): Promise<void> {
  const stored = await readTile(reader, { level, n, width });
  if (stored !== undefined && sameHash(stored, data)) return;
  throw new LogDamage(`${tilePath({ level, n, width })} is not the tile of its entries.`);
}

/** Which entry has which identifier, in 16 octets each: a log of millions is looked through for two of one in a few of them. */
export interface EntryIds {
  /** Of an entry that keeps the schema, whose `id` is a UUID. Said again of the same index, it is the same. */
  put(index: number, id: string): void;
  /** Every entry whose identifier an earlier one has, in their order. */
  repeated(): Generator<RepeatedId>;
}

export interface RepeatedId {
  readonly index: number;
  readonly firstIndex: number;
  readonly id: string;
}

const idBytes = 16;
const chunkIds = 65_536;

export function createEntryIds(): EntryIds {
  const chunks = new Map<number, Buffer>();

  function chunkOf(index: number): Buffer {
    const n = Math.floor(index / chunkIds);
    const chunk = chunks.get(n) ?? Buffer.alloc(chunkIds * idBytes);
    chunks.set(n, chunk);
    return chunk;
  }

  /** In the order of the log. No UUID is all zeros, so that a place of zeros is an empty one. */
  function* held(): Generator<{ readonly index: number; readonly at: number; readonly chunk: Buffer }> {
    for (const [n, chunk] of [...chunks].toSorted(([one], [other]) => one - other))
      for (let at = 0; at < chunk.length; at += idBytes)
        if (chunk.readBigUInt64BE(at) !== 0n) yield { index: n * chunkIds + at / idBytes, at, chunk };
  }

  /** Halves of identifiers that occur more than once: few, unless somebody made them so. */
  function doubtful(): ReadonlySet<bigint> {
    const halves = new BigUint64Array(chunks.size * chunkIds);
    let count = 0;
    for (const { at, chunk } of held()) halves[count++] = chunk.readBigUInt64BE(at);
    const sorted = halves.subarray(0, count).sort();
    return new Set(sorted.filter((half, at) => at > 0 && half === sorted[at - 1]));
  }

  return {
    put(index, id) {
      chunkOf(index).write(id.replaceAll('-', ''), (index % chunkIds) * idBytes, 'hex');
    },
    *repeated() {
      const halves = doubtful();
      const firstOf = new Map<string, number>();
      if (halves.size === 0) return;
      for (const { index, at, chunk } of held()) {
        if (!halves.has(chunk.readBigUInt64BE(at))) continue;
        const hex = chunk.toString('hex', at, at + idBytes);
        const firstIndex = firstOf.get(hex);
        if (firstIndex === undefined) firstOf.set(hex, index);
        else yield { index, firstIndex, id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') };
      }
    },
  };
}

/** Keeps the entries used last. Memory is bounded by their number, so bound their size as well. */
export interface Lru<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  readonly size: number;
}

export function createLru<Value>(entriesMax: number): Lru<Value> {
  if (!Number.isInteger(entriesMax) || entriesMax < 1) throw new RangeError('At least one entry.');
  // A Map iterates in insertion order, so that its first key is the one not used for longest.
  const entries = new Map<string, Value>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= entriesMax) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        return;
      }
    },
    get size() {
      return entries.size;
    },
  };
}

import type { Database, Reader } from './database.ts';
import { readSnapshotVersions } from './snapshots.store.ts';

/** Milliseconds between two looks at the versions; the revocation bound allows 500. */
const pollMilliseconds = 250;

export interface Snapshot<T> {
  /** What was loaded last. @throws when nothing was loaded yet. */
  current(): T;
  /** Loads anew when the version has moved, whatever the poll does. */
  refresh(): Promise<void>;
}

export interface Snapshots {
  /** `load` runs at the start and after each bump of `name`. */
  register<T>(name: string, load: (reader: Reader) => Promise<T>): Snapshot<T>;
  /** Loads everything once, then watches. */
  start(): Promise<void>;
  /** Looks at the versions now; loads what has moved. */
  refreshAll(): Promise<void>;
  stop(): Promise<void>;
}

interface Entry {
  version: number;
  reload(version: number): Promise<void>;
}

export function createSnapshots(db: Database, onError: (error: unknown) => void): Snapshots {
  const entries = new Map<string, Entry>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const versions = await readSnapshotVersions(db);
    for (const [name, entry] of entries) {
      const version = versions.get(name) ?? 0;
      if (version !== entry.version) await entry.reload(version);
    }
  }
  /** One look at a time; who asks while one is under way gets the next one, which sees what was committed before. */
  function refreshAll(): Promise<void> {
    const next = (looking ?? Promise.resolve()).catch(() => undefined).then(look);
    looking = next;
    return next;
  }
  function schedule(): void {
    timer = setTimeout(() => {
      refreshAll()
        .catch(onError)
        .finally(() => {
          if (timer) schedule();
        });
    }, pollMilliseconds);
  }

  return {
    register<T>(name: string, load: (reader: Reader) => Promise<T>): Snapshot<T> {
      let value: { readonly loaded: T } | undefined;
      const entry: Entry = {
        version: -1,
        async reload(version) {
          value = { loaded: await load(db) };
          entry.version = version;
        },
      };
      entries.set(name, entry);
      return {
        current() {
          if (!value) throw new Error(`snapshot ${name} was read before it was loaded`);
          return value.loaded;
        },
        refresh: refreshAll,
      };
    },
    async start() {
      await refreshAll();
      schedule();
    },
    refreshAll,
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await looking?.catch(() => undefined);
    },
  };
}

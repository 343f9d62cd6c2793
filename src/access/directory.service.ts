import type { Snapshots } from '../platform/snapshots.worker.ts';
import {
  type ActiveClient,
  type ActiveOfficer,
  createDirectoryBuilder,
  type Directory,
} from './directory.ts';
import { activeClients, activeOfficers } from './members.store.ts';
import { activeOrganisations } from './organisations.store.ts';

export const accessSnapshot = 'access';

export interface Members {
  /** Everybody who may call, from memory: at most half a second behind what was committed. */
  current(): Directory;
  /** Looks again now, so that who was registered a moment ago, through another process, is not taken for a stranger. */
  refresh(): Promise<void>;
  client(id: string): Promise<ActiveClient | undefined>;
  officer(id: string): Promise<ActiveOfficer | undefined>;
}

export function createMembers(snapshots: Snapshots): Members {
  const build = createDirectoryBuilder();
  const snapshot = snapshots.register(accessSnapshot, async (reader) =>
    build({
      organisations: await activeOrganisations(reader),
      clients: await activeClients(reader),
      officers: await activeOfficers(reader),
    }),
  );
  const current = (): Directory => snapshot.current();
  async function sought<T>(find: (directory: Directory) => T | undefined): Promise<T | undefined> {
    const known = find(current());
    if (known) return known;
    await snapshot.refresh();
    return find(current());
  }
  return {
    current,
    refresh: () => snapshot.refresh(),
    client: (id) => sought((directory) => directory.client(id)),
    officer: (id) => sought((directory) => directory.officer(id)),
  };
}
